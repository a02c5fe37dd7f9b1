// SPDX-License-Identifier: Apache-2.0
#include "runner/commands/system/wanted.h"

#include "checks/scenarios.h"
#include "reports/text.h"
#include "runner/commands/command.h"
#include "runner/commands/nearest.h"
#include "runner/profile/load.h"

#include <fmt/format.h>

#include <stdexcept>

namespace conformance::runner {

Profile profile_called(const std::string& name, const std::vector<std::string>& settings) {
  try {
    std::vector<Setting> parsed;
    for (const auto& setting : settings) parsed.push_back(parse_setting(setting));
    return find_profile(name, parsed);
  } catch (const ProfileError& error) {
    throw UsageError(error.what());
  }
}

Starts starts_called(const Profile& profile, const WantedStarts& wanted) {
  try {
    return starts_for(profile, wanted);
  } catch (const std::invalid_argument& name) {
    throw UsageError(fmt::format("there is no scenario \"{}\"{}", reports::printable(name.what()),
                                 did_you_mean(name.what(), scenario_sets())));
  }
}

Starts starts_here(const Profile& profile, WantedStarts wanted) {
  wanted.systemd = host_abilities().service_manager;
  return starts_called(profile, wanted);
}

std::vector<std::string> scenario_sets() {
  std::vector<std::string> sets = {"default", "full"};
  for (const auto& scenario : checks::scenarios()) sets.emplace_back(scenario.name);
  return sets;
}

}  // namespace conformance::runner
