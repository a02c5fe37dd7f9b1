// SPDX-License-Identifier: Apache-2.0
// check-profile: whether a file is a profile, and what each of its variants would run.
#include "reports/gate.h"
#include "reports/text.h"
#include "runner/commands/command.h"
#include "runner/commands/io.h"
#include "runner/commands/system/summaries.h"
#include "runner/expectations/expectations.h"
#include "runner/machine/plan.h"
#include "runner/profile/load.h"

#include <fmt/format.h>

#include <filesystem>
#include <memory>

namespace conformance::runner {

namespace {

/// Of the file beside the profile.
int check_expectations(const std::string& profile) {
  const auto file = expectations_beside(profile);
  std::error_code error;
  if (!std::filesystem::exists(file, error)) return reports::exit_code::passed;
  const auto entries = load_expectations(file);
  int code = reports::exit_code::passed;
  for (const auto& entry : entries) {
    if (entry.expectation.reason != reports::unexplained) continue;
    fmt::print(stderr, "{}:{}:1: error: {}: the reason is still to be explained\n", reports::printable(file.native()),
               entry.line, entry.expectation.clause);
    code = reports::exit_code::usage;
  }
  tell(fmt::format("{} has {} known deviation{}", reports::printable(file.native()), entries.size(),
                   entries.size() == 1 ? "" : "s"));
  return code;
}

int check_profile(const std::string& file) {
  try {
    const auto variants = variants_of(file);
    std::string text;
    for (const auto& variant : variants) {
      const Profile profile = load_profile(file, variant);
      text += machine::describe(machine::make_dry_plan(profile, {})) + "\n";
    }
    print(text);
    tell(fmt::format("{} is a profile with {} variant{}", reports::printable(file), variants.size() - 1,
                     variants.size() == 2 ? "" : "s"));
    return check_expectations(file);
  } catch (const ProfileError& error) {
    // Not through tell(): FILE:LINE:COLUMN at the beginning of a line is what editors look for.
    fmt::print(stderr, "{}\n", error.what());
    return reports::exit_code::usage;
  }
}

Command check_profile_command() {
  auto file = std::make_shared<std::string>();
  Command command;
  command.add({{.names = "file", .value = "FILE", .help = "The profile", .into = file.get(), .required = true}});
  command.action = [file] { return check_profile(*file); };
  return command;
}

const Registered registered(summary::check_profile, check_profile_command);

}  // namespace

}  // namespace conformance::runner
