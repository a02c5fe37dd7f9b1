// SPDX-License-Identifier: Apache-2.0
// What `run` and `plan` make of the same words.
#pragma once

#include "runner/profile/profile.h"
#include "runner/profile/starts.h"

#include <string>
#include <vector>

namespace conformance::runner {

/// The profile called `name` with the settings ("KEY=VALUE") applied. Throws UsageError.
Profile profile_called(const std::string& name, const std::vector<std::string>& settings);

/// starts_for(). Throws UsageError when there is no such scenario.
Starts starts_called(const Profile& profile, const WantedStarts& wanted);
/// The same, as this host allows them. Throws UsageError when there is no such scenario.
Starts starts_here(const Profile& profile, WantedStarts wanted);

/// What shells complete for --scenarios.
std::vector<std::string> scenario_sets();

}  // namespace conformance::runner
