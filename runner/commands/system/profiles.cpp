// SPDX-License-Identifier: Apache-2.0
// profiles: which there are, and which can run here.
#include "fixtures/guest/build.h"
#include "reports/gate.h"
#include "reports/text.h"
#include "runner/commands/command.h"
#include "runner/commands/io.h"
#include "runner/commands/system/summaries.h"
#include "runner/profile/load.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <memory>

namespace conformance::runner {

namespace {

using Json = nlohmann::ordered_json;

struct Listed {
  Profile profile;
  std::vector<std::string> missing;
};

struct List {
  std::vector<Listed> profiles;
  std::vector<std::string> broken;  ///< messages about files that are no profiles
};

std::vector<std::string> missing(const Profile& profile, const HostAbilities& host) {
  auto reasons = missing_here(profile, host);
  if (profile.guest == GuestKind::initramfs && guest::find_kernel().empty())
    reasons.emplace_back("there is no kernel in /boot: give one with --kernel");
  return reasons;
}

List collect() {
  List list;
  const HostAbilities host = host_abilities();
  for (const auto& file : known_profiles()) {
    try {
      for (const auto& variant : variants_of(file)) {
        Profile profile = load_profile(file, variant);
        auto reasons = missing(profile, host);
        list.profiles.push_back({std::move(profile), std::move(reasons)});
      }
    } catch (const ProfileError& error) {
      list.broken.emplace_back(error.what());
    }
  }
  return list;
}

std::string as_json(const List& list) {
  Json all = Json::array();
  for (const auto& [profile, reasons] : list.profiles)
    all.push_back({{"profile", profile.name()},
                   {"id", profile.id},
                   {"variant", profile.variant},
                   {"title", profile.title},
                   {"subject", profile.subject},
                   {"documentation", profile.documentation},
                   {"untested", profile.untested},
                   {"file", profile.file},
                   {"runs_here", reasons.empty()},
                   {"missing", reasons}});
  return all.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string as_text(const List& list) {
  std::size_t widest = 0;
  for (const auto& one : list.profiles) widest = std::max(widest, one.profile.name().size());
  std::string text;
  for (const auto& [profile, reasons] : list.profiles) {
    text +=
        fmt::format("{:<{}}  {:<9}  {}\n", profile.name(), widest, profile.subject, reports::printable(profile.title));
    if (!profile.untested.empty())
      text += fmt::format("{:{}}  untested: {}\n", "", widest, reports::printable(profile.untested));
    if (!reasons.empty())
      text += fmt::format("{:{}}  cannot run here: {}\n", "", widest,
                          reports::printable(fmt::format("{}", fmt::join(reasons, "; "))));
  }
  return text;
}

int profiles(bool json) {
  const List list = collect();
  print(json ? as_json(list) : as_text(list));
  for (const auto& message : list.broken) fmt::print(stderr, "{}\n", message);
  if (!list.broken.empty()) return reports::exit_code::usage;
  if (!list.profiles.empty()) return reports::exit_code::passed;
  tell("there are no profiles; CONFORMANCE_PROFILES names directories that hold some");
  return reports::exit_code::usage;
}

Command profiles_command() {
  auto json = std::make_shared<bool>(false);
  Command command;
  command.add({{.names = "--json", .help = "As JSON", .into = json.get()}});
  command.action = [json] { return profiles(*json); };
  return command;
}

const Registered registered(summary::profiles, profiles_command);

}  // namespace

}  // namespace conformance::runner
