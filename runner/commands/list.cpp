// SPDX-License-Identifier: Apache-2.0
// list: the clauses, for people and for scripts.
#include "checks/catalogue.h"
#include "reports/catalogue_text.h"
#include "reports/gate.h"
#include "reports/selection.h"
#include "reports/text.h"
#include "runner/commands/command.h"
#include "runner/commands/io.h"
#include "runner/commands/nearest.h"
#include "runner/commands/options.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <memory>

namespace conformance::runner {

namespace {

struct Options {
  reports::Selection selection;
  std::vector<std::string> areas;
  bool unchecked = false;
  bool json = false;
  bool markdown = false;
};

std::vector<std::string> known_areas() {
  std::vector<std::string> areas;
  for (const auto* clause : checks::catalogue())
    if (areas.empty() || areas.back() != clause->area()) areas.emplace_back(clause->area());
  return areas;
}

void check_areas(const Options& options) {
  const auto known = known_areas();
  for (const auto& area : options.areas)
    if (std::ranges::find(known, area) == known.end())
      throw UsageError(fmt::format("there is no area \"{}\"{} (known: {})", reports::printable(area),
                                   did_you_mean(area, known), fmt::join(known, ", ")));
}

std::vector<const checks::Clause*> listed(const Options& options) {
  std::vector<const checks::Clause*> clauses;
  for (const auto* clause : checks::catalogue()) {
    const bool area = options.areas.empty() || std::ranges::find(options.areas, clause->area()) != options.areas.end();
    const bool check = !options.unchecked || !clause->has_check();
    if (area && check && reports::selected(options.selection, *clause)) clauses.push_back(clause);
  }
  return clauses;
}

int list(const Options& options) {
  check_areas(options);
  check_globs(options.selection);
  const auto clauses = listed(options);
  if (options.json) {
    print(reports::list_json(clauses));
  } else if (options.markdown) {
    print(reports::list_markdown(clauses));
  } else {
    print(reports::list_text(clauses, output_width(0)));
  }
  return reports::exit_code::passed;
}

Command list_command() {
  auto options = std::make_shared<Options>();
  Command command;
  command.add({{.names = "glob", .value = "GLOB", .help = "Only clauses that match", .into = &options->selection.only},
               {.names = "--area",
                .value = "AREA",
                .help = "Only clauses of this area (repeatable)",
                .into = &options->areas}});
  add_level(command, options->selection);
  command.add(
      {{.names = "--unchecked", .help = "Only clauses that have no check yet", .into = &options->unchecked},
       {.names = "--json", .help = "As JSON", .into = &options->json},
       {.names = "--markdown", .help = "As a Markdown table", .into = &options->markdown, .excludes = "--json"}});
  command.action = [options] { return list(*options); };
  return command;
}

const Registered registered({50, "list", "List the clauses"}, list_command);

}  // namespace

}  // namespace conformance::runner
