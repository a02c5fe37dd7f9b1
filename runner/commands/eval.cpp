// SPDX-License-Identifier: Apache-2.0
// eval: judges a saved evidence file again. No system, no root; the same bytes as the run that wrote it.
#include "runner/commands/command.h"
#include "runner/commands/load.h"
#include "runner/commands/options.h"

#include <memory>

namespace conformance::runner {

namespace {

struct Options {
  std::string file;
  reports::Selection selection;
  Outputs outputs;
  reports::Gate gate;
  ExpectOption expect;
};

int eval(const Options& options) {
  check(options.selection);
  check(options.outputs, true);
  check(options.expect);
  const auto evidence = load_evidence(options.file);
  auto result = reports::evaluate(evidence, options.selection);
  apply(options.expect, "", result);
  return finish(options.outputs, options.gate, result, &evidence);
}

Command eval_command() {
  auto options = std::make_shared<Options>();
  Command command;
  command.add({{.names = "evidence",
                .value = "EVIDENCE",
                .help = "Evidence file, or - for standard input",
                .into = &options->file,
                .required = true}});
  add_selection(command, options->selection);
  add_outputs(command, options->outputs);
  add_gate(command, options->gate);
  add_expectations(command, options->expect);
  command.action = [options] { return eval(*options); };
  return command;
}

const Registered registered({30, "eval", "Judge a saved evidence file again"}, eval_command);

}  // namespace

}  // namespace conformance::runner
