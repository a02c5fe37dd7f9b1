// SPDX-License-Identifier: Apache-2.0
// score: the arithmetic behind a result's score.
#include "reports/explanation.h"
#include "reports/gate.h"
#include "runner/commands/command.h"
#include "runner/commands/io.h"
#include "runner/commands/load.h"

#include <memory>

namespace conformance::runner {

namespace {

struct Options {
  std::string file;
  bool json = false;
};

int score(const Options& options) {
  const auto result = load_or_judge(options.file);
  print(options.json ? reports::explain_score_json(result) : reports::explain_score(result));
  return reports::exit_code::passed;
}

void add_score(CLI::App& app, Context& context) {
  auto options = std::make_shared<Options>();
  auto* command = app.add_subcommand("score", "Show the arithmetic behind a score");
  command->add_option("file", options->file, "Result or evidence file, or - for standard input")
      ->type_name("RESULT|EVIDENCE")
      ->required();
  command->add_flag("--json", options->json, "As JSON");
  command->callback([&context, options] { context.action = [options] { return score(*options); }; });
}

const Registered registered(80, add_score);

}  // namespace

}  // namespace conformance::runner
