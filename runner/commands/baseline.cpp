// SPDX-License-Identifier: Apache-2.0
// baseline: writes what results deviate in into the file of expectations beside their profile.
#include "runner/expectations/baseline.h"

#include "reports/gate.h"
#include "reports/text.h"
#include "runner/commands/command.h"
#include "runner/commands/io.h"
#include "runner/commands/load.h"
#include "runner/commands/options.h"
#include "runner/expectations/expectations.h"
#include "runner/profile/load.h"

#include <fmt/format.h>

#include <filesystem>
#include <memory>

namespace conformance::runner {

namespace {

struct Options {
  std::vector<std::string> files;
  std::string profile;
  std::string output;
  std::vector<std::string> own_files;
  BaselineOptions baseline;
};

std::vector<reports::Result> load_all(const Options& options) {
  const auto own = load_own(options.own_files);
  std::vector<reports::Result> results;
  for (const auto& file : options.files) {
    results.push_back(load_or_judge(file, own));
    const auto& first = results.front().manager.name;
    const auto& name = results.back().manager.name;
    if (name != first)
      throw UsageError(fmt::format("{} is a result of {}, the first one is of {}: each has a file of its own",
                                   reports::printable(file), reports::printable(name), reports::printable(first)));
  }
  return results;
}

/// -o, else the file beside the profile that was named, else that of the profile the results are of.
std::filesystem::path target(const Options& options, const reports::Result& result) {
  if (!options.output.empty()) return options.output;
  if (!options.profile.empty()) return expectations_beside(find_profile(options.profile).file);
  if (const auto known = expectations_of(result.manager.name)) return *known;
  throw UsageError(fmt::format("there is no profile \"{}\" here: name it with --profile, or the file with -o",
                               reports::printable(result.manager.name)));
}

void tell_all(std::string_view what, const std::vector<std::string>& clauses) {
  for (const auto& clause : clauses) tell(fmt::format("{}: {}", what, clause));
}

int baseline(const Options& options) {
  const auto results = load_all(options);
  try {
    const auto file = target(options, results.front());
    const bool to_stdout = is_standard_output(file);
    std::error_code error;
    const std::string before = !to_stdout && std::filesystem::exists(file, error) ? read_file(file) : "";
    const auto updated = update_baseline(before, file.native(), results, options.baseline);
    // What this program would refuse is not written: a variant, say, that the profile does not have.
    parse_expectations(updated.text, file.native(), variants_beside(file));
    // The folder beside the profile belongs to it; one that -o names has to be there, as with every output.
    if (options.output.empty()) std::filesystem::create_directories(file.parent_path(), error);
    if (to_stdout) print(updated.text);
    if (!to_stdout && updated.text != before) write_file(file, updated.text);
    if (!to_stdout)
      tell(fmt::format("{} is {}", reports::printable(file.native()),
                       updated.text == before ? "up to date" : "written"));
    tell_all("added, its reason is to be explained", updated.added);
    tell_all("no longer deviates, taken out", updated.removed);
    tell_all("no longer deviates, --prune takes it out", updated.outdated);
    tell_all("deviates in some of these results only, narrow its entry", updated.ambiguous);
    return reports::exit_code::passed;
  } catch (const ProfileError& error) {
    throw UsageError(error.what());
  }
}

Command baseline_command() {
  auto options = std::make_shared<Options>();
  Command command;
  command.add({{.names = "results",
                .value = "RESULT|EVIDENCE",
                .help = "Results of one manager, whatever their variants, versions and hosts",
                .into = &options->files,
                .required = true},
               {.names = "--profile",
                .value = "PROFILE",
                .help = "Profile whose expected/NAME.toml is written, instead of the one the results name",
                .into = &options->profile},
               {.names = "-o,--output",
                .value = "FILE",
                .help = "The file itself; - for standard output",
                .into = &options->output},
               {.names = "--prune", .help = "Take out what no longer deviates", .into = &options->baseline.prune},
               {.names = "--undecided",
                .help = "Write down what is blocked, unknown or flaky, too",
                .into = &options->baseline.undecided}});
  add_own_clauses(command, options->own_files);
  command.action = [options] { return baseline(*options); };
  return command;
}

const Registered registered({45, "baseline", "Write known deviations down, or bring them up to date"},
                            baseline_command);

}  // namespace

}  // namespace conformance::runner
