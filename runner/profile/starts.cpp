// SPDX-License-Identifier: Apache-2.0
#include "runner/profile/starts.h"

namespace conformance::runner {

Starts starts_for(const Profile& profile, const std::vector<const checks::Clause*>& catalogue) {
  const auto other = profile.subject == "vm" ? checks::Subject::container : checks::Subject::vm;
  Starts starts;
  for (const checks::Clause* clause : catalogue) {
    if (clause->subject == other) continue;
    auto& scenarios = clause->judge != nullptr ? starts.answered : starts.left_out;
    scenarios[std::string(clause->scenario)].push_back(clause);
  }
  starts.count = starts.answered.empty() ? 0 : 1;
  return starts;
}

}  // namespace conformance::runner
