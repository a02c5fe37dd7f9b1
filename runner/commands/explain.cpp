// SPDX-License-Identifier: Apache-2.0
// explain: one clause, its source, how it is seen and how it is mended.
#include "checks/catalogue.h"
#include "reports/catalogue_text.h"
#include "reports/gate.h"
#include "reports/text.h"
#include "runner/commands/command.h"
#include "runner/commands/io.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

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

Command explain_command() {
  auto options = std::make_shared<Options>();
  Command command;
  command.add({{.names = "id", .value = "ID", .help = "Id of the clause", .into = &options->id, .required = true},
               {.names = "--json", .help = "As JSON, like list", .into = &options->json}});
  command.action = [options] { return explain(*options); };
  return command;
}

const Registered registered({60, "explain", "Explain one clause: its source, how it is seen, how to mend it"},
                            explain_command);

}  // namespace

}  // namespace conformance::runner
