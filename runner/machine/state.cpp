// SPDX-License-Identifier: Apache-2.0
#include "runner/machine/state.h"

#include "runner/machine/files.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <time.h>
#include <unistd.h>

#include <sstream>
#include <stdexcept>

namespace conformance::machine {
namespace {

using Json = nlohmann::json;

constexpr const char* schema = "conformance-state/1";

Json command_to_json(const Command& command) {
  return {{"arguments", command.arguments},
          {"environment", command.environment},
          {"deadline_ms", command.deadline.count()},
          {"success", command.success},
          {"signal", command.signal.value_or(0)}};
}

Command command_from_json(const Json& json) {
  Command command;
  json.at("arguments").get_to(command.arguments);
  json.at("environment").get_to(command.environment);
  command.deadline = std::chrono::milliseconds(json.at("deadline_ms").get<std::int64_t>());
  json.at("success").get_to(command.success);
  if (const auto signal = json.at("signal").get<int>(); signal != 0) command.signal = signal;
  return command;
}

Json commands_to_json(const std::vector<Command>& commands) {
  Json json = Json::array();
  for (const auto& command : commands) json.push_back(command_to_json(command));
  return json;
}

std::vector<Command> commands_from_json(const Json& json) {
  std::vector<Command> commands;
  for (const auto& command : json) commands.push_back(command_from_json(command));
  return commands;
}

}  // namespace

std::string to_json(const State& state) {
  Json processes = Json::array();
  for (const auto& process : state.processes) processes.push_back({{"pid", process.pid}, {"start", process.start}});
  const Json json{{"schema", schema},
                  {"nonce", state.nonce},
                  {"profile", state.profile},
                  {"machine", state.machine},
                  {"invocation_id", state.invocation_id},
                  {"machine_id", state.machine_id},
                  {"started", state.started},
                  {"phase", state.phase},
                  {"keep", state.keep},
                  {"kill", commands_to_json(state.kill)},
                  {"teardown", commands_to_json(state.teardown)},
                  {"files", state.files},
                  {"processes", processes},
                  {"cgroups", state.cgroups},
                  {"controllers", state.controllers}};
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

State state_from_json(const std::string& text) try {
  const auto json = Json::parse(text);
  if (json.at("schema") != schema) throw std::runtime_error("not a state file of this version");
  State state;
  json.at("nonce").get_to(state.nonce);
  json.at("profile").get_to(state.profile);
  json.at("machine").get_to(state.machine);
  json.at("invocation_id").get_to(state.invocation_id);
  json.at("machine_id").get_to(state.machine_id);
  json.at("started").get_to(state.started);
  json.at("phase").get_to(state.phase);
  json.at("keep").get_to(state.keep);
  state.kill = commands_from_json(json.at("kill"));
  state.teardown = commands_from_json(json.at("teardown"));
  json.at("files").get_to(state.files);
  for (const auto& process : json.at("processes"))
    state.processes.push_back({process.at("pid").get<pid_t>(), process.at("start").get<std::uint64_t>()});
  json.at("cgroups").get_to(state.cgroups);
  json.at("controllers").get_to(state.controllers);
  return state;
} catch (const Json::exception& error) {
  throw std::runtime_error(fmt::format("not a state file: {}", error.what()));
}

std::uint64_t ticks_now() {
  timespec now{};
  ::clock_gettime(CLOCK_BOOTTIME, &now);
  const auto ticks = static_cast<std::uint64_t>(::sysconf(_SC_CLK_TCK));
  return static_cast<std::uint64_t>(now.tv_sec) * ticks +
         static_cast<std::uint64_t>(now.tv_nsec) * ticks / 1'000'000'000;
}

namespace {

// From the third field of /proc/PID/stat on: the name before it may hold blanks and parentheses.
std::istringstream stat_fields(pid_t pid) {
  const auto stat = read_file(fmt::format("/proc/{}/stat", pid), 4096);
  const auto name_end = stat.rfind(')');
  return std::istringstream(name_end == std::string::npos ? "" : stat.substr(name_end + 1));
}

}  // namespace

std::uint64_t start_time(pid_t pid) {
  auto fields = stat_fields(pid);
  std::string skipped;
  for (int field = 3; field < 22; ++field) fields >> skipped;
  std::uint64_t start = 0;
  fields >> start;
  return start;
}

char run_state(pid_t pid) {
  char state = 0;
  stat_fields(pid) >> state;
  return state;
}

}  // namespace conformance::machine
