// SPDX-License-Identifier: Apache-2.0
// The file a site's own clauses stand in. docs/own-clauses.md describes it.
#pragma once

#include "reports/own_clauses.h"

#include <filesystem>
#include <string_view>
#include <vector>

namespace conformance::runner {

/// Throws ProfileError, as for profiles: file, line, column, caret, suggestion.
std::vector<reports::OwnClause> parse_own_clauses(std::string_view text, std::string_view name);
std::vector<reports::OwnClause> load_own_clauses(const std::filesystem::path& file);

}  // namespace conformance::runner
