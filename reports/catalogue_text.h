// SPDX-License-Identifier: Apache-2.0
// The catalogue for people and for scripts: `list` and `explain`.
#pragma once

#include "reports/result.h"

#include <cstddef>
#include <string>

namespace conformance::reports {

/// One line each, cut to `width`; 0: not cut. A star marks derived clauses.
std::string list_text(Clauses clauses, std::size_t width = 0);
std::string list_json(Clauses clauses);
std::string list_markdown(Clauses clauses);
std::string explain_text(const checks::Clause& clause, std::size_t width = 100);

}  // namespace conformance::reports
