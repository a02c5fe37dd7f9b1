// SPDX-License-Identifier: Apache-2.0
// check-profile: whether a file is a profile, and what each of its variants would run.
#include "reports/gate.h"
#include "reports/text.h"
#include "runner/commands/command.h"
#include "runner/commands/io.h"
#include "runner/commands/system/summaries.h"
#include "runner/machine/plan.h"
#include "runner/profile/load.h"

#include <fmt/format.h>

#include <memory>

namespace conformance::runner {

namespace {

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
    return reports::exit_code::passed;
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
