// SPDX-License-Identifier: Apache-2.0
// Which starts a run takes, and for which clauses. The only place where scenarios are merged.
#pragma once

#include "checks/clause.h"
#include "checks/scenarios.h"
#include "runner/profile/profile.h"

#include <string>
#include <vector>

namespace conformance::runner {

/// A scenario that was asked for, and the clauses it is for.
struct ScenarioPlan {
  const checks::Scenario* scenario = nullptr;
  std::vector<const checks::Clause*> clauses;  ///< in the catalogue's order; none: others are compared with it
  std::string start;                           ///< StartPlan::name; empty: it does not take place
  std::string claim;                           ///< evidence::Planned::claim
  std::string problem;                         ///< evidence::Planned::problem

  bool takes_place() const { return claim.empty() && problem.empty(); }
};

/// One start of the manager.
struct StartPlan {
  std::string name;
  std::vector<std::string> scenarios;

  bool is_for(std::string_view scenario) const;
};

struct Starts {
  std::vector<ScenarioPlan> scenarios;           ///< in the order of checks::scenarios()
  std::vector<StartPlan> starts;                 ///< in the order in which they begin
  std::vector<const checks::Clause*> not_asked;  ///< clauses with a check whose scenario was not asked for
  std::vector<const checks::Clause*> unchecked;  ///< clauses that have no check

  std::vector<evidence::Planned> planned() const;
};

/// What a run is to show.
struct WantedStarts {
  std::string set = "default";                 ///< "default", "full", or names of scenarios separated by commas
  bool guest = false;                          ///< there is an OS tree to boot
  bool systemd = true;                         ///< the host has systemd and machined
  bool chosen = false;                         ///< `clauses` were chosen one by one: the scenarios they need are run
  std::vector<const checks::Clause*> clauses;  ///< those that are judged
};

/// Merges the scenarios of the wanted clauses that bind this kind of machine. Throws std::invalid_argument when the set
/// names a scenario that does not exist.
Starts starts_for(const Profile& profile, const WantedStarts& wanted);

}  // namespace conformance::runner
