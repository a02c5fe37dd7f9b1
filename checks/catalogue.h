// SPDX-License-Identifier: Apache-2.0
// All clauses, in the order of the documents.
#pragma once

#include "checks/clause.h"

#include <string_view>
#include <vector>

namespace conformance::checks {

/// The clauses of this build, checked or not. The same pointers for the whole life of the program.
const std::vector<const Clause*>& catalogue();

/// nullptr if there is none of that id.
const Clause* find_clause(std::string_view id);

/// The ids most like `word`, best first, at most three; for "did you mean".
std::vector<std::string_view> similar_ids(std::string_view word);

/// Version of the clause list; goes into every result.
std::string_view catalogue_version();

std::string_view name(Level level);      ///< "required" …
std::string_view name(Origin origin);    ///< "documented" …
std::string_view name(Subject subject);  ///< "container" …
std::string_view name(Outcome outcome);  ///< "pass" "fail" "not-applicable" "blocked" "unknown"

}  // namespace conformance::checks
