// SPDX-License-Identifier: Apache-2.0
// plan: what run would start on this host, and why. Touches nothing.
#include "runner/machine/plan.h"
#include "checks/catalogue.h"
#include "reports/gate.h"
#include "reports/text.h"
#include "runner/commands/command.h"
#include "runner/commands/io.h"
#include "runner/commands/system/summaries.h"
#include "runner/commands/system/wanted.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <memory>

namespace conformance::runner {

namespace {

using Json = nlohmann::ordered_json;

struct Options {
  std::string profile;
  std::vector<std::string> settings;
  std::string kernel;
  std::string guest;
  std::string scenarios = "default";
  bool json = false;
};

Json step_json(std::string_view phase, const Step& step, const Values& values) {
  Json json{{"phase", phase}};
  if (step.signal) {
    json["signal"] = *step.signal;
  } else if (step.console_request) {
    json["console_request"] = true;
  } else {
    json["arguments"] = expand_all(step.argv, values);
    json["environment"] = Json::object();
    for (const auto& [name, value] : step.environment) json["environment"][name] = expand(value, values);
  }
  json["deadline_ms"] = step.deadline.count();
  return json;
}

Json steps_json(const machine::Plan& plan, const Values& values) {
  const Profile& profile = plan.profile;
  Json steps = Json::array();
  for (const Step& step : profile.setup) steps.push_back(step_json("setup", step, values));
  Json start = step_json("start", profile.start.step, values);
  // In the foreground the command lives as long as the machine; what has to come in time is the report.
  start["deadline_ms"] = profile.start.mode == StartMode::detached ? start["deadline_ms"] : Json(nullptr);
  start["report_deadline_ms"] = plan.report_deadline.count();
  steps.push_back(start);
  if (profile.exec) steps.push_back(step_json("exec", *profile.exec, values));
  steps.push_back(step_json("stop", profile.stop, values));
  if (profile.kill) steps.push_back(step_json("kill", *profile.kill, values));
  for (const Step& step : profile.teardown) steps.push_back(step_json("teardown", step, values));
  return steps;
}

Json files_json(const Profile& profile, const Values& values) {
  Json files = Json::array();
  for (const GeneratedFile& file : profile.files)
    files.push_back({{"path", expand(file.path, values)},
                     {"mode", fmt::format("{:04o}", file.mode)},
                     {"content", expand(file.content, values)}});
  return files;
}

Json ids_json(const std::vector<const checks::Clause*>& clauses) {
  Json json = Json::array();
  for (const auto* clause : clauses) json.push_back(std::string(clause->id));
  return json;
}

Json scenario_json(const ScenarioPlan& plan) {
  Json json{{"scenario", plan.scenario->name}, {"start", nullptr}, {"clauses", ids_json(plan.clauses)}};
  if (plan.takes_place()) json["start"] = plan.start;
  if (!plan.claim.empty()) json["not_applicable"] = plan.claim;
  if (!plan.problem.empty()) json["blocked"] = plan.problem;
  return json;
}

Values dry_values(const machine::Plan& plan) {
  Values values = plan.values();
  values.single["leader"] = "LEADER";  // known only while the machine runs
  return values;
}

std::string as_json(const machine::Plan& plan, const Starts& starts) {
  const Values values = dry_values(plan);
  Json json{{"profile", plan.profile.name()}, {"subject", plan.profile.subject}, {"starts", Json::array()}};
  for (const auto& start : starts.starts) json["starts"].push_back({{"name", start.name}, {"for", start.scenarios}});
  json["scenarios"] = Json::array();
  for (const auto& scenario : starts.scenarios) json["scenarios"].push_back(scenario_json(scenario));
  json["not_asked"] = ids_json(starts.not_asked);
  json["unchecked"] = ids_json(starts.unchecked);
  json["steps"] = steps_json(plan, values);
  json["files"] = files_json(plan.profile, values);
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string scenario_text(const ScenarioPlan& plan, std::size_t width) {
  std::string text = fmt::format("  {}\n", plan.scenario->name);
  text += fmt::format("    {}\n", plan.scenario->what);
  if (!plan.claim.empty()) text += fmt::format("    not applicable: {}\n", reports::printable(plan.claim));
  if (!plan.problem.empty()) text += fmt::format("    blocked: {}\n", plan.problem);
  std::string ids;
  for (const auto* clause : plan.clauses) ids += fmt::format(" {}", clause->id);
  if (plan.clauses.empty()) ids = " for other starts to be compared with";
  for (const auto& line : reports::wrapped(ids.substr(1), width)) text += fmt::format("    {}\n", line);
  return text;
}

std::string starts_text(const Starts& starts) {
  constexpr std::size_t width = 110;
  std::string text = fmt::format("\n{} start{}\n", starts.starts.size(), starts.starts.size() == 1 ? "" : "s");
  for (const auto& start : starts.starts) {
    text += fmt::format("\n{}\n", start.name);
    for (const auto& plan : starts.scenarios)
      if (plan.start == start.name) text += scenario_text(plan, width);
  }
  const auto stays_away = [](const ScenarioPlan& plan) { return !plan.takes_place(); };
  if (std::ranges::any_of(starts.scenarios, stays_away)) text += "\nnot started\n";
  for (const auto& plan : starts.scenarios)
    if (stays_away(plan)) text += scenario_text(plan, width);
  if (!starts.not_asked.empty())
    text += fmt::format("\n{} more clauses are shown by other starts: --scenarios full, or --guest TREE\n",
                        starts.not_asked.size());
  if (!starts.unchecked.empty()) text += fmt::format("{} clauses have no check\n", starts.unchecked.size());
  return text;
}

std::string as_text(const machine::Plan& plan, const Starts& starts) {
  const Values values = dry_values(plan);
  std::string text = machine::describe(plan);
  for (const GeneratedFile& file : plan.profile.files) {
    text += fmt::format("\n{} ({:04o}):\n", reports::printable(expand(file.path, values)), file.mode);
    const std::string content = expand(file.content, values);
    for (std::size_t at = 0; at < content.size();) {
      const std::size_t end = std::min(content.find('\n', at), content.size());
      text += fmt::format("  {}\n", reports::printable(content.substr(at, end - at)));
      at = end + 1;
    }
  }
  text += starts_text(starts);
  return text;
}

int plan(const Options& options) {
  const Profile profile = profile_called(options.profile, options.settings);
  machine::RunOptions run;
  run.kernel = options.kernel;
  run.payload = options.guest;
  const machine::Plan planned = machine::make_dry_plan(profile, run);
  const Starts starts =
      starts_here(profile, {.set = options.scenarios, .guest = !options.guest.empty(), .clauses = checks::catalogue()});
  print(options.json ? as_json(planned, starts) : as_text(planned, starts));
  return reports::exit_code::passed;
}

Command plan_command() {
  auto options = std::make_shared<Options>();
  Command command;
  command.add({{.names = "--profile",
                .value = "PROFILE",
                .help = "FILE, NAME, or one of them with :VARIANT",
                .into = &options->profile,
                .required = true},
               {.names = "--set",
                .value = "KEY=VALUE",
                .help = "Another value for a variable of the profile (repeatable)",
                .into = &options->settings},
               {.names = "--kernel", .value = "FILE", .help = "Kernel for VM guests", .into = &options->kernel},
               {.names = "--guest", .value = "TREE", .help = "OS tree to boot as payload", .into = &options->guest},
               {.names = "--scenarios",
                .value = "SET",
                .help = "default, full, or names separated by commas",
                .into = &options->scenarios,
                .offers = scenario_sets()},
               {.names = "--json", .help = "As JSON", .into = &options->json}});
  command.action = [options] { return plan(*options); };
  return command;
}

const Registered registered(summary::plan, plan_command);

}  // namespace

}  // namespace conformance::runner
