// SPDX-License-Identifier: Apache-2.0
// Options that several commands share, so that they are the same everywhere.
#pragma once

#include "evidence/document.h"
#include "reports/gate.h"
#include "reports/own_clauses.h"
#include "reports/result.h"
#include "runner/commands/command.h"

#include <string>
#include <vector>

namespace conformance::runner {

/// --only, --skip, --level
void add_selection(Command& command, reports::Selection& selection);
/// --level alone
void add_level(Command& command, reports::Selection& selection);
/// Throws UsageError for a glob that matches no clause.
void check_globs(const reports::Selection& selection);
/// The same, and for a selection that leaves nothing to judge.
void check(const reports::Selection& selection);

/// --gate, --min-floor
void add_gate(Command& command, reports::Gate& gate);

/// --expect
struct ExpectOption {
  std::string file;  ///< "none": nothing is expected; empty: the file beside the profile, if there is one
};
void add_expectations(Command& command, ExpectOption& option);
/// Throws UsageError for a file that is none of expectations; before the work.
void check(const ExpectOption& option);
/// The same of the file that apply() would take for this profile, which has to have the variants it names.
void check(const ExpectOption& option, const std::string& profile);
/// Marks the known deviations of a result. `profile` is its file; empty: the known profile of that name.
void apply(const ExpectOption& option, const std::string& profile, reports::Result& result);

/// --clauses
void add_own_clauses(Command& command, std::vector<std::string>& files);
/// Of all these files. Throws UsageError.
std::vector<reports::OwnClause> load_own(const std::vector<std::string>& files);

/// -o FORMAT=PATH
struct Outputs {
  std::vector<std::string> wanted;
  std::string profile;  ///< the file of the profile; empty: the known one that the result names
  bool verbose = false;
  bool quiet = false;
};
/// With -v and -q. `evidence`: the command can write it.
void add_outputs(Command& command, Outputs& outputs, bool evidence = true);
/// Throws UsageError for an unknown format or a file that cannot be opened for writing; before the work, not after it.
/// `evidence`: there will be evidence to write.
void check(const Outputs& outputs, bool evidence, const std::vector<std::string>& inputs = {});

/// Writes what is wanted; the terminal report to standard output unless something else goes there.
/// `evidence` may be nullptr: there is none to write, or it is written.
void write(const Outputs& outputs, const reports::Result& result, const evidence::Document* evidence);

/// For several runs: each has evidence of its own, "{run}" in its path. Throws UsageError.
void check_evidence_of_runs(const Outputs& outputs);
/// Writes the evidence of one of several runs, and nothing else.
void write_evidence_of_run(const Outputs& outputs, std::size_t number, const evidence::Document& evidence);
/// write(), then for people where the files are, what to do next, and the closing line; returns the exit code.
int finish(const Outputs& outputs, const reports::Gate& gate, const reports::Result& result,
           const evidence::Document* evidence);

}  // namespace conformance::runner
