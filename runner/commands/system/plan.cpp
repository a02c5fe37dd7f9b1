// SPDX-License-Identifier: Apache-2.0
// plan: what run would start, and why. Touches nothing.
#include "runner/machine/plan.h"
#include "checks/catalogue.h"
#include "reports/gate.h"
#include "reports/text.h"
#include "runner/commands/command.h"
#include "runner/commands/io.h"
#include "runner/commands/system/summaries.h"
#include "runner/profile/load.h"
#include "runner/profile/starts.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <memory>
#include <stdexcept>

namespace conformance::runner {

namespace {

using Json = nlohmann::ordered_json;

struct Options {
  std::string profile;
  std::vector<std::string> settings;
  std::string kernel;
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

Json scenarios_json(const std::map<std::string, std::vector<const checks::Clause*>>& scenarios) {
  Json json = Json::object();
  for (const auto& [scenario, clauses] : scenarios) {
    json[scenario] = Json::array();
    for (const auto* clause : clauses) json[scenario].push_back(std::string(clause->id));
  }
  return json;
}

Values dry_values(const machine::Plan& plan) {
  Values values = plan.values();
  values.single["leader"] = "LEADER";  // known only while the machine runs
  return values;
}

std::string as_json(const machine::Plan& plan, const Starts& starts) {
  const Values values = dry_values(plan);
  const Json json{{"profile", plan.profile.name()},
                  {"subject", plan.profile.subject},
                  {"starts", starts.count},
                  {"answers", scenarios_json(starts.answered)},
                  {"left_out", scenarios_json(starts.left_out)},
                  {"steps", steps_json(plan, values)},
                  {"files", files_json(plan.profile, values)}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string counts(std::string_view words, const std::map<std::string, std::vector<const checks::Clause*>>& scenarios) {
  std::size_t all = 0;
  for (const auto& [scenario, clauses] : scenarios) all += clauses.size();
  std::string text = fmt::format("{} {} clauses:", words, all);
  for (const auto& [scenario, clauses] : scenarios) text += fmt::format(" {} {},", scenario, clauses.size());
  text.back() = '\n';
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
  text += "\n" + counts(starts.count == 1 ? "This one start answers" : "No start:", starts.answered);
  if (!starts.left_out.empty()) text += counts("Nobody checks yet", starts.left_out);
  return text;
}

int plan(const Options& options) {
  try {
    std::vector<Setting> settings;
    for (const auto& setting : options.settings) settings.push_back(parse_setting(setting));
    const Profile profile = find_profile(options.profile, settings);
    machine::RunOptions run;
    run.kernel = options.kernel;
    const machine::Plan planned = machine::make_dry_plan(profile, run);
    const Starts starts = starts_for(profile, checks::catalogue());
    print(options.json ? as_json(planned, starts) : as_text(planned, starts));
  } catch (const ProfileError& error) {
    throw UsageError(error.what());
  }
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
               {.names = "--json", .help = "As JSON", .into = &options->json}});
  command.action = [options] { return plan(*options); };
  return command;
}

const Registered registered(summary::plan, plan_command);

}  // namespace

}  // namespace conformance::runner
