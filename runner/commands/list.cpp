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
    const bool check = !options.unchecked || clause->judge == nullptr;
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

void add_list(CLI::App& app, Context& context) {
  auto options = std::make_shared<Options>();
  auto* command = app.add_subcommand("list", "List the clauses");
  command->add_option("glob", options->selection.only, "Only clauses that match")->type_name("GLOB");
  command->add_option("--area", options->areas, "Only clauses of this area (repeatable)")
      ->type_name("AREA")
      ->allow_extra_args(false);
  add_level(*command, options->selection);
  command->add_flag("--unchecked", options->unchecked, "Only clauses that have no check yet");
  auto* json = command->add_flag("--json", options->json, "As JSON");
  command->add_flag("--markdown", options->markdown, "As a Markdown table")->excludes(json);
  command->callback([&context, options] { context.action = [options] { return list(*options); }; });
}

const Registered registered(50, add_list);

}  // namespace

}  // namespace conformance::runner
