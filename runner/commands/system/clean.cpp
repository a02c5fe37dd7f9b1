// SPDX-License-Identifier: Apache-2.0
// clean: removes what a killed run left on the host.
#include "runner/machine/clean.h"
#include "reports/gate.h"
#include "reports/text.h"
#include "runner/commands/command.h"
#include "runner/commands/io.h"
#include "runner/commands/system/summaries.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <memory>

namespace conformance::runner {

namespace {

struct Options {
  bool kept = false;
  bool json = false;
};

std::string as_json(const std::vector<machine::Cleaned>& all) {
  auto json = nlohmann::ordered_json::array();
  for (const auto& cleaned : all)
    json.push_back({{"work_directory", cleaned.work},
                    {"profile", cleaned.profile},
                    {"machine", cleaned.machine},
                    {"left_behind", cleaned.left_behind}});
  return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

std::string as_text(const std::vector<machine::Cleaned>& all) {
  if (all.empty()) return "nothing to clean\n";
  std::string text;
  for (const auto& cleaned : all) {
    text += fmt::format("cleaned {} {} ({})\n", reports::printable(cleaned.profile),
                        reports::printable(cleaned.machine), cleaned.work);
    for (const auto& left : cleaned.left_behind)
      text += fmt::format("  could not be removed: {}\n", reports::printable(left));
  }
  return text;
}

int clean(const Options& options) {
  machine::Loop loop;
  const auto all = machine::clean_orphans(loop, options.kept);
  print(options.json ? as_json(all) : as_text(all));
  for (const auto& cleaned : all)
    if (!cleaned.left_behind.empty()) return reports::exit_code::left_behind;
  return loop.signal() != 0 ? 128 + loop.signal() : reports::exit_code::passed;
}

Command clean_command() {
  auto options = std::make_shared<Options>();
  Command command;
  command.add({{.names = "--kept", .help = "Machines left running with --keep, too", .into = &options->kept},
               {.names = "--json", .help = "As JSON", .into = &options->json}});
  command.action = [options] { return clean(*options); };
  return command;
}

const Registered registered(summary::clean, clean_command);

}  // namespace

}  // namespace conformance::runner
