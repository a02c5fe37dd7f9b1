// SPDX-License-Identifier: Apache-2.0
// Which clauses a selection takes, and which of its words take none.
#pragma once

#include "reports/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace conformance::reports {

/// Shell-like: "*", "?", "[…]"; matches the whole text.
bool glob_matches(const std::string& glob, std::string_view text);

bool selected(const Selection& selection, const checks::Clause& clause);

/// Globs that match no clause. Such a word is a mistake, and a silent one would make a run look clean.
std::vector<std::string> globs_without_match(const Selection& selection, Clauses clauses);

}  // namespace conformance::reports
