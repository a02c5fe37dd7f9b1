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
  bool explain = false;
  bool json = false;
};

int score(const Options& options) {
  const auto result = load_or_judge(options.file);
  print(options.json ? reports::explain_score_json(result) : reports::explain_score(result, options.explain));
  return reports::exit_code::passed;
}

Command score_command() {
  auto options = std::make_shared<Options>();
  Command command;
  command.add({{.names = "file",
                .value = "RESULT|EVIDENCE",
                .help = "Result or evidence file, or - for standard input",
                .into = &options->file,
                .required = true},
               {.names = "--explain",
                .help = "Every clause with its weight and what it gives, instead of the sums of each area",
                .into = &options->explain},
               {.names = "--json", .help = "As JSON", .into = &options->json}});
  command.action = [options] { return score(*options); };
  return command;
}

const Registered registered({80, "score", "Show the arithmetic behind a score"}, score_command);

}  // namespace

}  // namespace conformance::runner
