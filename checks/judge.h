// SPDX-License-Identifier: Apache-2.0
// Puts evidence before a check. Absent facts give `blocked` by themselves; a check that throws gives `blocked` too and
// never ends a run.
#pragma once

#include "checks/clause.h"

#include <string_view>
#include <variant>

namespace conformance::checks {

/// The finding of one clause. Clauses of the other subject and scenarios the manager cannot do are not applicable;
/// clauses without a check, scenarios nobody started, and starts that never reported give blocked, with the reason.
Finding judge(const Clause& clause, const Document& document);

/// The same of one start, whatever it was for; for clauses over two starts the other one, too.
Finding judge(const Clause& clause, const Evidence& evidence);
Finding judge(const Clause& clause, const Evidence& first, const Evidence& second);

/// The start for the scenario, or what is found of each clause that needs it where there is none.
std::variant<const Evidence*, Finding> start_for(std::string_view scenario, const Document& document);

/// Of Evidence::run's `state`: nothing was started, the machine was looked at as it ran ("adopted": from the host,
/// "inside": from within).
bool is_only_looked_at(std::string_view state);
/// The machine did not start, or broke off before all was told.
bool is_lost(std::string_view state);

}  // namespace conformance::checks
