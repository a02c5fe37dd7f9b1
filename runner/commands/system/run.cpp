// SPDX-License-Identifier: Apache-2.0
// run: starts the machine of a profile, looks at it, ends it, judges what was seen.
#include "runner/commands/system/run.h"

#include "checks/catalogue.h"
#include "fixtures/guest/build.h"
#include "fixtures/guest/payload.h"
#include "reports/repeat.h"
#include "reports/selection.h"
#include "reports/text.h"
#include "runner/commands/command.h"
#include "runner/commands/command_line.h"
#include "runner/commands/io.h"
#include "runner/commands/options.h"
#include "runner/commands/system/adopt.h"
#include "runner/commands/system/orphans.h"
#include "runner/commands/system/progress.h"
#include "runner/commands/system/summaries.h"
#include "runner/commands/system/trouble.h"
#include "runner/commands/system/wanted.h"
#include "runner/machine/clean.h"
#include "runner/machine/examination.h"
#include "runner/machine/ticker.h"
#include "runner/profile/load.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <optional>
#include <stdexcept>

namespace conformance::runner {

namespace {

struct Options {
  std::vector<std::string> profiles;
  std::vector<std::string> settings;
  std::string adopt;  ///< a running machine, instead of starting one
  std::string kernel;
  std::string guest;
  double deadline = 0;  ///< seconds; 0: the profile's
  std::size_t repeat = 1;
  bool keep = false;
  bool dry_run = false;
  std::string scenarios = "default";
  std::vector<std::string> own_files;
  std::vector<reports::OwnClause> own;  ///< what stands in them
  reports::Selection selection;
  Outputs outputs;
  reports::Gate gate;
  ExpectOption expect;
};

std::vector<Profile> load_all(const Options& options) {
  std::vector<Profile> profiles;
  for (const auto& name : options.profiles) profiles.push_back(profile_called(name, options.settings));
  return profiles;
}

machine::RunOptions run_options(const Options& options) {
  machine::RunOptions run;
  run.kernel = options.kernel;
  run.payload = options.guest;
  run.keep = options.keep;
  if (options.deadline > 0)
    run.deadline = std::chrono::milliseconds(static_cast<std::int64_t>(options.deadline * 1000));
  return run;
}

/// With several profiles a file is named after each: "{profile}" in its path.
Outputs outputs_for(const Options& options, const Profile& profile) {
  constexpr std::string_view placeholder = "{profile}";
  auto outputs = options.outputs;
  outputs.profile = profile.file;
  auto name = profile.name();
  std::replace(name.begin(), name.end(), ':', '-');
  for (auto& wanted : outputs.wanted) {
    const auto at = wanted.find(placeholder);
    if (at != std::string::npos) {
      wanted.replace(at, placeholder.size(), name);
    } else if (options.profiles.size() > 1 && wanted.find('=') != std::string::npos) {
      throw UsageError("several profiles need \"{profile}\" in the path of -o " + wanted);
    }
  }
  return outputs;
}

/// Why this profile cannot run here; empty if it can.
std::vector<std::string> missing(const Profile& profile, const Options& options) {
  auto reasons = missing_here(profile, host_abilities());
  if (profile.guest == GuestKind::initramfs && options.kernel.empty() && guest::find_kernel().empty())
    reasons.emplace_back("no kernel was found in /boot, and none was given with --kernel");
  return reasons;
}

int cannot_run(const Profile& profile, const std::vector<std::string>& reasons) {
  for (const auto& reason : reasons) tell(fmt::format("{} cannot run here: {}", profile.name(), reason));
  if (const auto others = variants_for_here(profile, host_abilities()); !others.empty())
    tell(fmt::format("what can run here: --profile {}", fmt::join(others, ", --profile ")));
  return reports::exit_code::nothing_applicable;
}

void tell_how_to_clean(const Profile& profile) {
  tell(
      fmt::format("{} is left running; \"conformance clean --kept\" ends it and removes everything of it", profile.id));
}

WantedStarts wanted_starts(const Options& options) {
  WantedStarts wanted{
      .set = options.scenarios, .guest = !options.guest.empty(), .chosen = !options.selection.only.empty()};
  for (const auto* clause : checks::catalogue())
    if (reports::selected(options.selection, *clause)) wanted.clauses.push_back(clause);
  return wanted;
}

/// The one start that went wrong, once more.
std::string command_again(const Profile& profile, const Options& options, const evidence::Run& run) {
  const auto variant = profile.variant.empty() ? "" : ":" + profile.variant;
  std::vector<std::string> words{"conformance", "run", "--profile", profile.file + variant};
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) words.insert(words.end(), {name, value});
  };
  for (const auto& setting : options.settings) add("--set", setting);
  add("--kernel", options.kernel);
  add("--guest", options.guest);
  if (options.deadline > 0) add("--deadline", fmt::format("{}", options.deadline));
  if (!run.scenarios.empty()) add("--scenarios", run.scenarios.front());
  return machine::shell_line(words);
}

evidence::Document examine(machine::Loop& loop, const Profile& profile, const Options& options, const Starts& starts,
                           std::size_t number) {
  evidence::Document document;
  {
    Progress progress(
        options.repeat == 1 ? profile.name() : fmt::format("{}, run {} of {}", profile.name(), number, options.repeat),
        Talk::lines);
    if (options.outputs.quiet) progress.hush();
    std::optional<machine::Ticker> ticker;
    if (progress.live()) ticker.emplace(loop, std::chrono::seconds(1), [&progress] { progress.redraw(); });
    auto surroundings = machine::real_surroundings();
    surroundings.begin = [&progress](const std::string& start, const std::string& machine) {
      progress.begin(fmt::format("{} of {}", start, machine));
    };
    surroundings.progress = [&progress](std::string_view what) { progress.show(what); };
    surroundings.heard = [&progress](std::string_view bytes) { progress.heard(bytes); };
    const auto run = run_options(options);
    document = machine::Examination(loop, profile, run, starts, surroundings).run();
  }
  for (const auto& start : document.starts)
    if (const auto trouble = trouble_of(start.run, command_again(profile, options, start.run)); !trouble.empty())
      tell(trouble.substr(0, trouble.size() - 1));
  return document;
}

reports::Result judge(const evidence::Document& document, const Options& options) {
  auto result = reports::evaluate(document, options.selection);
  result.own = reports::judge_own(document, options.own);
  return result;
}

/// The evidence of each run is written when it is there: a later one may never end. Where it cannot be written
/// `problem` says so; the runs go on, for the sake of the result.
reports::Result examine_again(machine::Loop& loop, const Profile& profile, const Options& options,
                              const Outputs& outputs, const Starts& starts, std::string& problem) {
  std::vector<reports::Result> runs;
  while (runs.size() < options.repeat && (runs.empty() || loop.signal() == 0)) {
    const auto document = examine(loop, profile, options, starts, runs.size() + 1);
    runs.push_back(judge(document, options));
    try {
      write_evidence_of_run(outputs, runs.size(), document);
    } catch (const std::runtime_error& error) {
      problem = error.what();
    }
  }
  return reports::merged(std::move(runs));
}

/// Nothing would be started for want of an OS.
bool misses_guest(const Starts& starts) {
  const auto in_clause = [](const checks::Clause* clause) {
    const auto* scenario = checks::find_scenario(clause->scenario);
    return scenario != nullptr && scenario->needs_guest;
  };
  const auto in_plan = [](const ScenarioPlan& plan) { return plan.scenario->needs_guest; };
  return starts.starts.empty() &&
         (std::ranges::any_of(starts.not_asked, in_clause) || std::ranges::any_of(starts.scenarios, in_plan));
}

void check_starts(const Starts& starts, const Options& options) {
  if (options.guest.empty() && misses_guest(starts))
    throw UsageError("what is asked for takes an operating system in the machine: give its tree with --guest");
  if (options.keep && starts.starts.size() > 1)
    throw UsageError("--keep leaves one machine running, and these clauses take several: add --scenarios boot");
}

int run_one(machine::Loop& loop, const Profile& profile, const Options& options) {
  const auto outputs = outputs_for(options, profile);
  const auto reasons = missing(profile, options);
  if (!reasons.empty()) return cannot_run(profile, reasons);
  const auto starts = starts_here(profile, wanted_starts(options));
  check_starts(starts, options);
  auto gate = options.gate;
  if (options.repeat > 1) {
    std::string problem;
    auto result = examine_again(loop, profile, options, outputs, starts, problem);
    gate.interrupted_by = loop.signal();
    apply(options.expect, profile.file, result);
    const int code = finish(outputs, gate, result, nullptr);
    if (problem.empty()) return code;
    throw OutputError("the evidence of a run is missing: " + problem);
  }
  const auto document = examine(loop, profile, options, starts, 1);
  gate.interrupted_by = loop.signal();
  auto result = judge(document, options);
  apply(options.expect, profile.file, result);
  const int code = finish(outputs, gate, result, &document);
  if (options.keep && !document.starts.empty() && document.starts.front().run.state == "reported")
    tell_how_to_clean(profile);
  return code;
}

int dry_run(const std::vector<Profile>& profiles, const Options& options) {
  for (const auto& profile : profiles) {
    starts_here(profile, wanted_starts(options));  // for what is wrong with the words
    print(machine::describe(machine::make_dry_plan(profile, run_options(options))));
  }
  return reports::exit_code::passed;
}

int adopt_one(const Options& options) {
  if (options.profiles.size() > 1) throw UsageError("--adopt looks at one machine: it takes one --profile, or none");
  if (options.repeat > 1 || options.keep || options.dry_run || !options.guest.empty() || !options.kernel.empty() ||
      options.deadline > 0 || options.scenarios != "default")
    throw UsageError(
        "--adopt starts nothing: it cannot stand beside --repeat, --keep, --dry-run, --guest, --kernel, --deadline or "
        "--scenarios");
  std::optional<Profile> profile;
  if (!options.profiles.empty()) profile = profile_called(options.profiles.front(), options.settings);
  const auto outputs = profile ? outputs_for(options, *profile) : options.outputs;
  check(outputs, true);
  const auto document = adopt(options.adopt, profile);
  auto result = judge(document, options);
  apply(options.expect, profile ? profile->file : "", result);
  return finish(outputs, options.gate, result, &document);
}

/// The variants of one manager share its file; two managers do not.
void check_one_manager(const std::vector<Profile>& profiles, const ExpectOption& expect) {
  if (expect.file.empty() || expect.file == "none") return;
  for (const auto& profile : profiles)
    if (profile.id != profiles.front().id)
      throw UsageError("--expect FILE speaks of one manager; run the others by themselves");
}

void check_repeat(const std::vector<Profile>& profiles, const Options& options) {
  if (options.keep) throw UsageError("--keep leaves one machine running, and --repeat starts several");
  for (const auto& profile : profiles) check_evidence_of_runs(outputs_for(options, profile));
}

/// Keeps the number, or says what is wrong with it.
std::string accept_repeat(std::size_t& repeat, const std::string& text) {
  constexpr std::size_t most = 1000;
  const auto* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, repeat);
  return error == std::errc{} && rest == end && repeat >= 1 && repeat <= most
             ? ""
             : fmt::format("a whole number from 1 to {} is expected", most);
}

/// Keeps what could name a running machine, or says what is wrong with it.
std::string accept_adopt(std::string& adopt, const std::string& wanted) {
  adopt = wanted;
  const bool zero = wanted.find_first_not_of('0') == std::string::npos;  // or empty
  return zero || wanted.starts_with('-') ? "the number of a process or the name of a machine is expected" : "";
}

/// The profiles, where the words make sense. Throws UsageError.
std::vector<Profile> checked_profiles(const Options& options) {
  if (options.profiles.empty()) throw UsageError("--profile is required (conformance profiles lists what there is)");
  if (!options.kernel.empty() && !std::filesystem::is_regular_file(options.kernel))
    throw UsageError(options.kernel + ": there is no such kernel");
  if (!options.kernel.empty() && !guest::looks_like_kernel(options.kernel))
    throw UsageError(options.kernel + ": this is no kernel (bzImage, EFI, ELF or a compressed one)");
  if (const auto why = options.guest.empty() ? "" : guest::why_no_payload(options.guest); !why.empty())
    throw UsageError(fmt::format("{} cannot be a payload: {}", reports::printable(options.guest), why));
  auto profiles = load_all(options);
  for (const auto& profile : profiles) {
    check(outputs_for(options, profile), true);
    check(options.expect, profile.file);
  }
  check_one_manager(profiles, options.expect);
  if (options.repeat > 1) check_repeat(profiles, options);
  return profiles;
}

int run(const Options& options) {
  check(options.selection);
  check(options.expect);
  if (!options.adopt.empty()) return adopt_one(options);
  const auto profiles = checked_profiles(options);
  if (options.dry_run) return dry_run(profiles, options);
  machine::Loop loop;
  remove_orphans(loop);
  std::vector<reports::Closing> closings;
  for (const auto& profile : profiles) {
    if (loop.signal() != 0) break;
    closings.push_back({run_one(loop, profile, options), ""});
  }
  if (closings.empty()) return 128 + loop.signal();
  return reports::worst_of(closings).exit_code;
}

Command words_of_run(const std::shared_ptr<Options>& options) {
  Command command;
  command.add({{.names = "--profile",
                .value = "PROFILE",
                .help = "Profile to run: FILE, NAME, or one of them with :VARIANT (repeatable)",
                .into = &options->profiles},
               {.names = "--adopt",
                .value = "PID|MACHINE",
                .help = "Look at a running machine instead of starting one: by a process of it, or machined's name",
                .into = [options](const auto& wanted) { return accept_adopt(options->adopt, wanted); }},
               {.names = "--set",
                .value = "KEY=VALUE",
                .help = "Another value for a variable of the profile (repeatable)",
                .into = &options->settings}});
  add_selection(command, options->selection);
  add_own_clauses(command, options->own_files);
  add_outputs(command, options->outputs);
  add_gate(command, options->gate);
  add_expectations(command, options->expect);
  command.add(
      {{.names = "--kernel",
        .value = "FILE",
        .help = "Kernel for VM guests, instead of the newest in /boot",
        .into = &options->kernel},
       {.names = "--guest",
        .value = "TREE",
        .help = "OS tree to boot as payload, for the clauses about systemd in the guest; it is not changed",
        .into = &options->guest},
       {.names = "--deadline",
        .value = "SECONDS",
        .help = "How long the guest may take to report, and an OS to boot, instead of the profile's",
        .into = &options->deadline,
        .range = Range{0.1, 86400.0}},
       {.names = "--scenarios",
        .value = "SET",
        .help = "What is started: default, full, or names separated by commas (see plan)",
        .into = &options->scenarios,
        .offers = scenario_sets()},
       {.names = "--repeat",
        .value = "N",
        .help = "Run N times, as one result: a clause that is decided differently is flaky; evidence goes to a path "
                "with {run}",
        .into = [options](const std::string& text) { return accept_repeat(options->repeat, text); }},
       {.names = "--keep", .help = "Leave the machine running", .into = &options->keep},
       {.names = "--dry-run", .help = "Show what would be started, and start nothing", .into = &options->dry_run}});
  return command;
}

Command run_command() {
  const auto options = std::make_shared<Options>();
  auto command = words_of_run(options);
  command.action = [options] {
    options->own = load_own(options->own_files);
    return run(*options);
  };
  return command;
}

/// Only looks at its words, for a run on a host that has systemd.
Command check_command() {
  const auto options = std::make_shared<Options>();
  auto command = words_of_run(options);
  command.action = [options] {
    load_own(options->own_files);
    check(options->selection);
    check(options->expect);
    for (const auto& profile : checked_profiles(*options))
      check_starts(starts_called(profile, wanted_starts(*options)), *options);
    return reports::exit_code::passed;
  };
  return command;
}

const Registered registered(summary::run, run_command);

}  // namespace

std::optional<int> why_not_run(const std::vector<std::string>& words) {
  std::vector<const char*> arguments{"conformance", "run"};
  for (const auto& word : words) arguments.push_back(word.c_str());
  const auto wanted =
      read_command_line({{summary::run, check_command}}, static_cast<int>(arguments.size()), arguments.data());
  if (!wanted.action) return wanted.exit_code;
  wanted.action();
  return std::nullopt;
}

}  // namespace conformance::runner
