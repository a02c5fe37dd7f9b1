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
};

int report(const Options& options) {
  check(options.outputs, false);
  write(options.outputs, load_result(options.file), nullptr);
  return reports::exit_code::passed;
}

void add_report(CLI::App& app, Context& context) {
  auto options = std::make_shared<Options>();
  auto* command = app.add_subcommand("report", "Render a saved result");
  command->add_option("result", options->file, "Result file, or - for standard input")->type_name("RESULT")->required();
  add_outputs(*command, options->outputs);
  command->callback([&context, options] { context.action = [options] { return report(*options); }; });
}

const Registered registered(40, add_report);

}  // namespace

}  // namespace conformance::runner
