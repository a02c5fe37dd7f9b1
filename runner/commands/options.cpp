// SPDX-License-Identifier: Apache-2.0
#include "runner/commands/options.h"

#include "checks/catalogue.h"
#include "evidence/json.h"
#include "reports/formats.h"
#include "reports/matrix/render.h"
#include "reports/sarif.h"
#include "reports/selection.h"
#include "reports/terminal.h"
#include "reports/text.h"
#include "runner/commands/command.h"
#include "runner/commands/ending.h"
#include "runner/commands/io.h"
#include "runner/commands/nearest.h"
#include "runner/expectations/expectations.h"
#include "runner/own/own_file.h"
#include "runner/profile/load.h"
#include "runner/profile/location.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <map>
#include <optional>

namespace conformance::runner {

namespace {

constexpr std::string_view run_placeholder = "{run}";

/// "87", "87.3"; at most one decimal, 0 to 100.
std::optional<reports::Percent> parse_percent(std::string_view text) {
  std::int64_t whole = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), whole);
  if (error != std::errc{} || whole < 0 || whole > 100) return std::nullopt;
  const std::string_view rest = text.substr(static_cast<std::size_t>(end - text.data()));
  std::int64_t tenth = 0;
  if (rest.size() == 2 && rest[0] == '.' && rest[1] >= '0' && rest[1] <= '9') {
    tenth = rest[1] - '0';
  } else if (!rest.empty()) {
    return std::nullopt;
  }
  const reports::Percent percent{whole * 10 + tenth};
  return percent.tenths <= 1000 ? std::optional(percent) : std::nullopt;
}

std::string hint_for(const std::string& glob) {
  std::vector<std::string> areas;
  for (const auto* clause : checks::catalogue()) {
    if (clause->area() == glob) return fmt::format(", did you mean \"{}.*\"?", glob);
    areas.push_back(fmt::format("{}.*", clause->area()));
  }
  if (glob.ends_with(".*")) return did_you_mean(glob, areas);
  const auto alike = checks::similar_ids(glob);
  return alike.empty() ? "" : fmt::format(", did you mean \"{}\"?", alike.front());
}

struct Output {
  std::string format;
  std::string path;
};

bool to_stdout(const Output& output) { return is_standard_output(output.path); }

Output split(const std::string& wanted) {
  const auto equals = wanted.find('=');
  if (equals == std::string::npos) return {wanted, "-"};
  return {wanted.substr(0, equals), wanted.substr(equals + 1)};
}

std::vector<Output> split_all(const Outputs& outputs) {
  std::vector<Output> all;
  for (const auto& wanted : outputs.wanted) all.push_back(split(wanted));
  return all;
}

std::vector<std::string> format_names(bool evidence) {
  std::vector<std::string> names;
  for (const auto& format : reports::formats()) names.emplace_back(format.name);
  if (evidence) names.emplace_back("evidence");
  return names;
}

void check_format(const Output& output, bool evidence) {
  if (output.format == "evidence") {
    if (!evidence) throw UsageError("there is no evidence to write here, or not one alone");
    return;
  }
  if (reports::find_format(output.format) != nullptr) return;
  const auto names = format_names(evidence);
  throw UsageError(fmt::format("there is no format \"{}\"{} (known: {})", reports::printable(output.format),
                               did_you_mean(output.format, names), fmt::join(names, ", ")));
}

std::vector<reports::Expectation> load_expected(const std::filesystem::path& file) {
  try {
    return without_lines(load_expectations(file));
  } catch (const ProfileError& error) {
    throw UsageError(error.what());
  }
}

std::string terminal_text(const Outputs& outputs, const reports::Result& result, bool to_terminal) {
  auto options = to_terminal ? terminal_options() : reports::TerminalOptions{};
  options.verbose = outputs.verbose;
  return reports::render_terminal(result, options);
}

/// In a CI job the current directory is the repository's: what lies below it can be pointed at.
reports::Anchor anchor_of(const Outputs& outputs, const reports::Result& result) {
  auto anchor = reports::anchor_of(result);
  const auto location = location_of(result.manager.profile, outputs.profile);
  if (!location) return anchor;
  const auto reference = reports::matrix::link_to(location->file, std::filesystem::current_path());
  if (!reference.starts_with("../") && !reference.starts_with("/")) anchor.uri = reference;
  anchor.line = location->line;
  return anchor;
}

std::string rendered(const Output& output, const Outputs& outputs, const reports::Result& result,
                     const evidence::Document* evidence) {
  if (output.format == "evidence") return evidence::to_json(*evidence);
  if (output.format == "terminal") return terminal_text(outputs, result, to_stdout(output));
  if (output.format == "sarif") return reports::render_sarif(result, anchor_of(outputs, result));
  return reports::find_format(output.format)->render(result);
}

void tell_ending(const Outputs& outputs, const reports::Result& result, int exit_code) {
  Written files;
  for (const auto& output : split_all(outputs))
    if (!to_stdout(output)) files.emplace_back(output.format, output.path);
  for (const auto& line : {where_it_is(files), what_next(result, exit_code, files)})
    if (!line.empty()) tell(line);
}

}  // namespace

void add_selection(Command& command, reports::Selection& selection) {
  command.add({{.names = "--only",
                .value = "GLOB",
                .help = "Judge only clauses that match (repeatable)",
                .into = &selection.only},
               {.names = "--skip",
                .value = "GLOB",
                .help = "Leave out clauses that match (repeatable)",
                .into = &selection.skip}});
  add_level(command, selection);
}

void add_level(Command& command, reports::Selection& selection) {
  command.add({{.names = "--level",
                .value = "LEVEL",
                .help = "Lowest level: required, recommended or optional",
                .into = &selection.level,
                .choices = {"required", "recommended", "optional"}}});
}

void check_globs(const reports::Selection& selection) {
  const auto without = reports::globs_without_match(selection, checks::catalogue());
  if (!without.empty())
    throw UsageError(
        fmt::format("no clause matches \"{}\"{}", reports::printable(without.front()), hint_for(without.front())));
}

void check(const reports::Selection& selection) {
  check_globs(selection);
  const bool any = std::ranges::any_of(checks::catalogue(), [&](const auto* clause) {
    return clause->has_check() && reports::selected(selection, *clause);
  });
  if (!any) throw UsageError("the selection leaves no clause that has a check");
}

void add_gate(Command& command, reports::Gate& gate) {
  static const std::map<std::string, reports::GateLevel> levels = {{"required", reports::GateLevel::required},
                                                                   {"strict", reports::GateLevel::strict},
                                                                   {"none", reports::GateLevel::none}};
  const auto accept_level = [&gate](const std::string& word) {
    gate.level = levels.at(word);
    return "";
  };
  const auto accept_floor = [&gate](const std::string& number) {
    gate.min_floor = parse_percent(number);
    return gate.min_floor ? "" : "a number from 0 to 100 with at most one decimal is expected";
  };
  command.add({{.names = "--gate",
                .value = "GATE",
                .help = "What has to hold: required clauses (the default), strict: all levels, none",
                .into = accept_level,
                .choices = {"required", "strict", "none"}},
               {.names = "--min-floor",
                .value = "N",
                .help = "Lowest floor of the score that passes, 0 to 100",
                .into = accept_floor}});
}

void add_expectations(Command& command, ExpectOption& option) {
  command.add({{.names = "--expect",
                .value = "FILE",
                .help = "Known deviations, instead of expected/NAME.toml beside the profile; none: there are none",
                .into = &option.file}});
}

void check(const ExpectOption& option) {
  if (!option.file.empty() && option.file != "none") load_expected(option.file);
}

void check(const ExpectOption& option, const std::string& profile) {
  if (option.file == "none") return;
  const auto file = option.file.empty() ? expectations_beside(profile) : std::filesystem::path(option.file);
  std::error_code error;
  if (option.file.empty() && !std::filesystem::is_regular_file(file, error)) return;
  try {
    load_expectations(file, variants_of(profile));
  } catch (const ProfileError& problem) {
    throw UsageError(problem.what());
  }
}

void apply(const ExpectOption& option, const std::string& profile, reports::Result& result) {
  if (option.file == "none") return reports::waive(result, {});
  if (!option.file.empty()) return reports::waive(result, load_expected(option.file));
  const auto own = profile.empty() ? expectations_of(result.manager.name) : expectations_beside(profile);
  std::error_code error;
  if (own && std::filesystem::is_regular_file(*own, error)) reports::waive(result, load_expected(*own));
}

void add_own_clauses(Command& command, std::vector<std::string>& files) {
  command.add({{.names = "--clauses",
                .value = "FILE",
                .help = "Clauses of your own over the collected facts, reported apart (repeatable)",
                .into = &files}});
}

std::vector<reports::OwnClause> load_own(const std::vector<std::string>& files) {
  std::vector<reports::OwnClause> clauses;
  try {
    for (const auto& file : files)
      for (auto& clause : load_own_clauses(file)) {
        if (std::ranges::find(clauses, clause.id, &reports::OwnClause::id) != clauses.end())
          throw UsageError(fmt::format("{}: the clause {} stands in another file, too", file, clause.id));
        clauses.push_back(std::move(clause));
      }
  } catch (const ProfileError& error) {
    throw UsageError(error.what());
  }
  return clauses;
}

void add_outputs(Command& command, Outputs& outputs, bool evidence) {
  const auto names = format_names(evidence);
  auto offers = names;
  for (auto& format : offers) format += '=';
  command.add(
      {{.names = "-o,--output",
        .value = "FORMAT[=PATH]",
        .help = fmt::format("Write the result (repeatable); formats: {}; without PATH to standard output",
                            fmt::join(names, ", ")),
        .into = &outputs.wanted,
        .offers = std::move(offers)},
       {.names = "-v,--verbose", .help = "Show what was kept and what does not apply, too", .into = &outputs.verbose},
       {.names = "-q,--quiet",
        .help = "Say nothing on standard error unless something is wrong",
        .into = &outputs.quiet}});
}

void check(const Outputs& outputs, bool evidence, const std::vector<std::string>& inputs) {
  const auto all = split_all(outputs);
  if (std::ranges::count_if(all, to_stdout) > 1) throw UsageError("only one output can go to standard output");
  for (const auto& output : all) {
    check_format(output, evidence);
    if (output.path.empty()) throw UsageError("-o " + output.format + "= names no file");
  }
  std::vector<std::string> paths;
  for (const auto& output : all) paths.push_back(output.path);
  check_apart(paths, inputs);
  for (const auto& output : all)
    if (!to_stdout(output)) check_writable(output.path);
}

void write(const Outputs& outputs, const reports::Result& result, const evidence::Document* evidence) {
  auto all = split_all(outputs);
  // What cannot be made again comes first; what fails keeps nothing else from being written.
  std::ranges::stable_partition(all, [](const Output& output) { return output.format == "evidence"; });
  std::vector<std::string> problems;
  const auto attempt = [&](const auto& action) {
    try {
      action();
    } catch (const UsageError& error) {
      problems.emplace_back(error.what());
    } catch (const OutputError& error) {
      problems.emplace_back(error.what());
    }
  };
  if (evidence == nullptr) std::erase_if(all, [](const Output& output) { return output.format == "evidence"; });
  for (const auto& output : all)
    if (!to_stdout(output)) attempt([&] { write_file(output.path, rendered(output, outputs, result, evidence)); });
  const auto shown = std::ranges::find_if(all, to_stdout);
  attempt([&] {
    print(shown == all.end() ? terminal_text(outputs, result, true) : rendered(*shown, outputs, result, evidence));
  });
  if (!problems.empty()) throw OutputError(fmt::format("{}", fmt::join(problems, "; ")));
}

void check_evidence_of_runs(const Outputs& outputs) {
  for (const auto& output : split_all(outputs))
    if (output.format == "evidence" && output.path.find(run_placeholder) == std::string::npos)
      throw UsageError(
          fmt::format("--repeat needs \"{}\" in the path of -o evidence=: each run has its own", run_placeholder));
}

void write_evidence_of_run(const Outputs& outputs, std::size_t number, const evidence::Document& evidence) {
  for (auto& output : split_all(outputs)) {
    if (output.format != "evidence") continue;
    output.path.replace(output.path.find(run_placeholder), run_placeholder.size(), std::to_string(number));
    write_file(output.path, evidence::to_json(evidence));
  }
}

int finish(const Outputs& outputs, const reports::Gate& gate, const reports::Result& result,
           const evidence::Document* evidence) {
  std::vector<reports::Closing> closings{reports::close(result, gate)};
  try {
    write(outputs, result, evidence);
    if (!outputs.quiet) tell_ending(outputs, result, closings.front().exit_code);
  } catch (const OutputError& error) {
    tell(reports::printable(closings.front().line));
    closings.push_back({reports::exit_code::internal, error.what()});
  }
  const auto closing = reports::worst_of(closings);
  if (outputs.quiet && closing.exit_code == reports::exit_code::passed) return closing.exit_code;
  tell(fmt::format("{} (exit {})", reports::printable(closing.line), closing.exit_code));
  return closing.exit_code;
}

}  // namespace conformance::runner
