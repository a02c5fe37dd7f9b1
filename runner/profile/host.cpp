// SPDX-License-Identifier: Apache-2.0
// Whether a profile can run on this host.
#include "runner/profile/load.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>

namespace conformance::runner {

namespace {

namespace fs = std::filesystem;

/// The PATH the manager gets, too: sbin is there even if the caller's PATH lacks it.
constexpr const char* directories[] = {"/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"};

bool runnable(const std::string& command) {
  if (command.find('/') != std::string::npos) return access(command.c_str(), X_OK) == 0;
  return std::any_of(std::begin(directories), std::end(directories), [&](const char* directory) {
    return access(fmt::format("{}/{}", directory, command).c_str(), X_OK) == 0;
  });
}

/// What [requires] names, and the programs of the steps themselves.
std::vector<std::string> commands_of(const Profile& profile) {
  std::vector<std::string> commands = profile.requires_.commands;
  const auto add = [&](const std::vector<Template>& argv) {
    if (argv.empty() || argv.front().find('{') != std::string::npos) return;
    if (std::find(commands.begin(), commands.end(), argv.front()) == commands.end()) commands.push_back(argv.front());
  };
  for (const Step& step : profile.setup) add(step.argv);
  add(profile.start.step.argv);
  if (profile.exec) add(profile.exec->argv);
  add(profile.stop.argv);
  if (profile.kill) add(profile.kill->argv);
  for (const Step& step : profile.teardown) add(step.argv);
  return commands;
}

}  // namespace

HostAbilities host_abilities() {
  std::error_code error;
  return {runnable, [](const std::string& file) { return access(file.c_str(), F_OK) == 0; },
          fs::is_directory("/run/systemd/system", error), geteuid() == 0};  // as sd_booted(3) does
}

std::vector<std::string> missing_here(const Profile& profile, const HostAbilities& host) {
  std::vector<std::string> reasons;
  for (const std::string& command : commands_of(profile))
    if (!host.has_command(command)) reasons.push_back(fmt::format("the command {} is not installed", command));
  for (const std::string& file : profile.requires_.files)
    if (!host.has_file(file)) reasons.push_back(fmt::format("the file {} does not exist", file));
  if (profile.requires_.service_manager && !host.service_manager)
    reasons.emplace_back("systemd is not PID 1 of this host");
  if (profile.requires_.root && !host.root) reasons.emplace_back("it needs root");
  return reasons;
}

std::vector<std::string> variants_for_here(const Profile& profile, const HostAbilities& host) {
  std::vector<std::string> names;
  for (const std::string& variant : variants_of(profile.file)) {
    const Profile other = load_profile(profile.file, variant);
    if (other.variant != profile.variant && missing_here(other, host).empty()) names.push_back(other.name());
  }
  return names;
}

}  // namespace conformance::runner
