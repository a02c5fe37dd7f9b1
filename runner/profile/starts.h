// SPDX-License-Identifier: Apache-2.0
// How many starts of the manager a run takes, and for which clauses.
#pragma once

#include "checks/clause.h"
#include "runner/profile/profile.h"

#include <map>
#include <string>
#include <vector>

namespace conformance::runner {

struct Starts {
  /// One start and its stop answer every check there is today, so this is 1 (0 if no clause binds).
  int count = 0;
  std::map<std::string, std::vector<const checks::Clause*>> answered;  ///< by scenario, in the catalogue's order
  std::map<std::string, std::vector<const checks::Clause*>> left_out;  ///< clauses nobody checks yet, by scenario
};

/// Merges the scenarios of the clauses that bind this kind of machine.
Starts starts_for(const Profile& profile, const std::vector<const checks::Clause*>& catalogue);

}  // namespace conformance::runner
