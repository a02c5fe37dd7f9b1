// SPDX-License-Identifier: Apache-2.0
// report: renders a saved result.
#include "runner/commands/command.h"
#include "runner/commands/load.h"
#include "runner/commands/options.h"

#include <memory>

namespace conformance::runner {

namespace {

struct Options {
  std::string file;
  Outputs outputs;
  ExpectOption expect;
};

int report(const Options& options) {
  check(options.outputs, false, {options.file});
  check(options.expect);
  auto result = load_result(options.file);
  apply(options.expect, "", result);
  write(options.outputs, result, nullptr);
  return reports::exit_code::passed;
}

Command report_command() {
  auto options = std::make_shared<Options>();
  Command command;
  command.add({{.names = "result",
                .value = "RESULT",
                .help = "Result file, or - for standard input",
                .into = &options->file,
                .required = true}});
  add_outputs(command, options->outputs, false);
  add_expectations(command, options->expect);
  command.action = [options] { return report(*options); };
  return command;
}

const Registered registered({40, "report", "Render a saved result"}, report_command);

}  // namespace

}  // namespace conformance::runner
