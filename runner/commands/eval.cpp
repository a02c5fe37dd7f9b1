// SPDX-License-Identifier: Apache-2.0
// eval: judges saved evidence again. No system, no root; the same bytes as the run that wrote it.
#include "evidence/json.h"
#include "reports/repeat.h"
#include "reports/text.h"
#include "runner/commands/command.h"
#include "runner/commands/load.h"
#include "runner/commands/options.h"

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <utility>

namespace conformance::runner {

namespace {

struct Options {
  std::vector<std::string> files;  ///< several: of the runs of one --repeat
  std::vector<std::string> own_files;
  reports::Selection selection;
  Outputs outputs;
  reports::Gate gate;
  ExpectOption expect;
};

reports::Result judge(const evidence::Document& evidence, const Options& options,
                      const std::vector<reports::OwnClause>& own) {
  auto result = reports::evaluate(evidence, options.selection);
  result.own = reports::judge_own(evidence, own);
  return result;
}

/// As run --repeat did.
reports::Result judge_runs(const Options& options, const std::vector<reports::OwnClause>& own) {
  std::vector<reports::Result> runs;
  std::set<std::size_t> seen;  // of documents, which are large
  for (const auto& file : options.files) {
    const auto document = load_evidence(file);
    if (!seen.insert(std::hash<std::string>{}(evidence::to_json(document))).second)
      throw UsageError(reports::printable(file) + ": this run stands there twice, under this or another name");
    runs.push_back(judge(document, options, own));
  }
  if (const auto why = reports::why_not_one(runs); !why.empty())
    throw UsageError("these are not runs of one thing: " + reports::printable(why));
  return reports::merged(std::move(runs));
}

int eval(const Options& options) {
  const bool one = options.files.size() == 1;
  check(options.selection);
  check(options.outputs, one, options.files);
  check(options.expect);
  const auto own = load_own(options.own_files);
  const auto evidence = one ? std::optional(load_evidence(options.files.front())) : std::nullopt;
  auto result = one ? judge(*evidence, options, own) : judge_runs(options, own);
  apply(options.expect, "", result);
  return finish(options.outputs, options.gate, result, one ? &*evidence : nullptr);
}

Command eval_command() {
  auto options = std::make_shared<Options>();
  Command command;
  command.add({{.names = "evidence",
                .value = "EVIDENCE",
                .help = "Evidence file, or - for standard input; several are the runs of one --repeat",
                .into = &options->files,
                .required = true}});
  add_selection(command, options->selection);
  add_own_clauses(command, options->own_files);
  add_outputs(command, options->outputs);
  add_gate(command, options->gate);
  add_expectations(command, options->expect);
  command.action = [options] { return eval(*options); };
  return command;
}

const Registered registered({30, "eval", "Judge a saved evidence file again"}, eval_command);

}  // namespace

}  // namespace conformance::runner
