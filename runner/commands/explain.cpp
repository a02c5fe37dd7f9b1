// SPDX-License-Identifier: Apache-2.0
// explain: one clause, its source, how it is seen and how it is mended.
#include "checks/catalogue.h"
#include "reports/catalogue_text.h"
#include "reports/gate.h"
#include "reports/text.h"
#include "runner/commands/command.h"
#include "runner/commands/io.h"

#include <fmt/format.h>

#include <memory>

namespace conformance::runner {

namespace {

struct Options {
  std::string id;
  bool json = false;
};

int explain(const Options& options) {
  const auto* clause = checks::find_clause(options.id);
  if (clause == nullptr) {
    const auto alike = checks::similar_ids(options.id);
    const auto hint =
        alike.empty() ? "; see conformance list" : fmt::format(", did you mean {}?", fmt::join(alike, " or "));
    throw UsageError(fmt::format("there is no clause \"{}\"{}", reports::printable(options.id), hint));
  }
  const auto one = reports::Clauses(&clause, 1);
  print(options.json ? reports::list_json(one) : reports::explain_text(*clause, terminal_options().width));
  return reports::exit_code::passed;
}

void add_explain(CLI::App& app, Context& context) {
  auto options = std::make_shared<Options>();
  auto* command = app.add_subcommand("explain", "Explain one clause: its source, how it is seen, how to mend it");
  command->add_option("id", options->id, "Id of the clause")->type_name("ID")->required();
  command->add_flag("--json", options->json, "As JSON, like list");
  command->callback([&context, options] { context.action = [options] { return explain(*options); }; });
}

const Registered registered(60, add_explain);

}  // namespace

}  // namespace conformance::runner
