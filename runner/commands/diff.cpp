// SPDX-License-Identifier: Apache-2.0
// diff: what changed between two results.
#include "reports/diff.h"

#include "runner/commands/command.h"
#include "runner/commands/io.h"
#include "runner/commands/load.h"
#include "runner/commands/options.h"

#include <fmt/format.h>

#include <memory>

namespace conformance::runner {

namespace {

struct Options {
  std::string before;
  std::string after;
  std::vector<std::string> own_files;
  bool json = false;
};

int diff(const Options& options) {
  if (options.before == "-" && options.after == "-") throw UsageError("only one of the two can be standard input");
  const auto own = load_own(options.own_files);
  const auto before = load_or_judge(options.before, own);
  const auto after = load_or_judge(options.after, own);
  const auto found = reports::diff(before, after);
  print(options.json ? reports::render_diff_json(found) : reports::render_diff(found, terminal_options()));
  if (before.catalogue != after.catalogue)
    tell("the results are of two catalogues: give the evidence of both runs, and both are judged by this one");
  const int code = reports::exit_code_of(found);
  tell(fmt::format("{} (exit {})", reports::closing_of(found), code));
  return code;
}

Command diff_command() {
  auto options = std::make_shared<Options>();
  Command command;
  command.add({{.names = "before",
                .value = "RESULT|EVIDENCE",
                .help = "Result or evidence of the earlier run, or - for standard input",
                .into = &options->before,
                .required = true},
               {.names = "after",
                .value = "RESULT|EVIDENCE",
                .help = "The same of the later one; exit 1 if a clause regressed, 3 if one is no longer decided",
                .into = &options->after,
                .required = true},
               {.names = "--json", .help = "As JSON", .into = &options->json}});
  add_own_clauses(command, options->own_files);
  command.action = [options] { return diff(*options); };
  return command;
}

const Registered registered({46, "diff", "Show what changed between two results"}, diff_command);

}  // namespace

}  // namespace conformance::runner
