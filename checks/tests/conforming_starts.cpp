// SPDX-License-Identifier: Apache-2.0
#include "checks/tests/conforming_starts.h"

#include "checks/judge.h"
#include "checks/scenarios.h"
#include "checks/tests/groups.h"

#include <utility>

namespace conformance::checks::testing {

namespace {

constexpr std::int64_t asked_us = 2'000'000;
constexpr std::int64_t gone_us = 2'100'000;
constexpr std::int64_t slow_us = 5'000'000;

evidence::GuestEvent an_event(std::string kind, std::int64_t at_us, std::string detail) {
  return {.kind = std::move(kind), .at_us = at_us, .detail = std::move(detail)};
}

evidence::Link& link_with(std::vector<evidence::Link>& links, std::string_view kind) {
  return entry_where(links, [&](auto& link) { return link.kind == kind; });
}

void be_slow(Evidence& evidence) {
  set_variable(evidence, "NOTIFY_SOCKET", "/run/host/notify");
  evidence.run.end_takes_us = slow_us;
  evidence.run.end.edit().guest_gone_us = asked_us + 200'000 + slow_us;
  evidence.run.requests.push_back({"signals-level", asked_us + 100'000, asked_us + 101'000, "ok"});
  evidence.run.events = {an_event("notify-sent", 30'000, "ok"), an_event("signals-level", asked_us + 100'000, "ok"),
                         a_signal(37, asked_us + 200'000), an_event("ending", asked_us + 200'000 + slow_us, "halt")};
}

/// Another process is the leader then, and machined has a new entry.
void start_again(Evidence& evidence, std::int64_t leader) {
  evidence.host.leader.edit().pid = leader;
  process_with(evidence, "payload").pid = leader;
  auto& registration = evidence.host.registration.edit();
  registration.machines.front().leader = leader;
  registration.machines.front().timestamp_us += 10'000'000;
  registration.pid_lookups.front().pid = leader;
}

/// What the first start stored comes back behind the sockets.
void hand_back(Evidence& evidence) {
  evidence.guest.descriptors.edit().push_back({.number = 5, .target = "/memfd:cf-stored (deleted)", .kind = "file"});
  set_variable(evidence, "LISTEN_FDS", "3");
  set_variable(evidence, "LISTEN_FDNAMES", "web:control:payload-cf-stored");
}

constexpr const char* second_id = "b7c3f1e4a5d64c7e9f3b2a1908d7c6e5";

void be_another(Evidence& evidence) {
  start_again(evidence, 5711);
  evidence.run.asked.machine_name = std::string("second");
  evidence.run.asked.uuid = std::string(second_id);
  set_variable(evidence, "container_uuid", second_id);
  auto& registration = evidence.host.registration.edit();
  registration.machines.front().name = "second";
  registration.machines.front().id = second_id;
  registration.leader_machine = "second";
  registration.signals = {{"MachineNew", "second"}, {"MachineRemoved", "second"}};
  registration.names_before = registration.names_after = {"first"};
  registration.pid_lookups.front().name = "second";
  link_with(evidence.guest.network.edit(), "veth").mac = "1a:2b:3c:4d:5e:03";
  link_with(evidence.host.network.edit(), "veth").mac = "1a:2b:3c:4d:5e:04";
}

/// Another virtual machine has another product UUID and context id.
void be_another_vm(Evidence& evidence) {
  constexpr std::uint64_t second_cid = 4712;
  evidence.guest.firmware.edit().dmi["product_uuid"] = second_id;
  evidence.guest.vsock.edit().cid = second_cid;
  machine_of(evidence).vsock_cid = second_cid;
  machine_of(evidence).ssh_address = "vsock/4712";
}

void end_by_signal(Evidence& evidence, std::string_view how, std::int64_t signal) {
  end_by(evidence, how);
  evidence.run.events = {a_signal(signal, asked_us), an_event("ending", asked_us + 1000, "power-off")};
}

void be_connected(Evidence& evidence, std::string by) {
  evidence.run.activation = evidence::Activation{.by = std::move(by), .answer = "conformance"};
}

void power_off(Evidence& evidence) {
  end_by(evidence, "power-off");
  evidence.run.events = {an_event("ending", asked_us, "power-off")};
}

void be_stacked(Evidence& evidence) {
  evidence.host.launcher.edit().cgroups = in_group("/conformance.slice/run-u1.scope");
  move_process(evidence, "manager", "/conformance.slice/run-u1.scope");
  end_by(evidence, "exit");
  evidence.run.end.edit().manager_exit_code = 42;
  evidence.run.events = {an_event("ending", asked_us, "exit")};
  evidence.run.events.front().number = 42;
  if (evidence.run.subject == "vm")
    evidence.run.events.insert(evidence.run.events.begin(), an_event("notify-sent", 30'000, "ok"));
}

void be_named_oddly(Evidence& evidence) {
  evidence.run.asked.machine_name = std::string("cgroup.procs");
  power_off(evidence);
}

void be_no_init(Evidence& evidence) { unregister(evidence); }

void fill_for(Evidence& evidence, std::string_view scenario) {
  const std::string_view start = find_scenario(scenario)->start;
  if (scenario == "slow-stop") be_slow(evidence);
  if (start == "twin" || start == "clone") be_another(evidence);
  if ((start == "twin" || start == "clone") && evidence.run.subject == "vm") be_another_vm(evidence);
  if (scenario == "leader-death") {
    end_by(evidence, scenario);
    evidence.run.events.clear();
  }
  if (start == "restart") start_again(evidence, 6000 + static_cast<std::int64_t>(scenario.size()));
  if (scenario == "fdstore-restart") hand_back(evidence);
  if (scenario == "machinectl-poweroff") end_by_signal(evidence, scenario, 38);
  if (scenario == "activation") be_connected(evidence, "program");
  if (start == "socket-unit") be_connected(evidence, "socket-unit");
  if (scenario == "request-stop") {
    evidence.host.unit.edit().controller = ":1.42";
    end_by_signal(evidence, scenario, 37);
  }
  if (scenario == "terminate") end_by_signal(evidence, scenario, 15);
  if (start == "stacked") be_stacked(evidence);
  if (start == "names") be_named_oddly(evidence);
  if (start == "sandbox") be_no_init(evidence);
}

}  // namespace

evidence::GuestEvent a_signal(std::int64_t number, std::int64_t at_us) {
  return {.kind = "signal", .number = number, .at_us = at_us, .detail = "0"};
}

void end_by(Evidence& evidence, std::string_view how) {
  evidence.run.end = evidence::End{.how = std::string(how),
                                   .asked_us = asked_us,
                                   .guest_gone_us = gone_us,
                                   .manager_gone_us = gone_us + 10'000,
                                   .manager_exit_code = 0};
  evidence.host.processes_after = std::vector<evidence::Process>{};
  evidence.host.unit_after =
      evidence::UnitState{.name = "machine-first.scope", .load_state = "not-found", .active_state = "inactive"};
}

Evidence conforming_start(std::string_view scenario, bool vm) {
  // Made once: the tables start from them more than a thousand times.
  static const Evidence machine = conforming_machine();
  static const Evidence virtual_machine = conforming_vm();
  Evidence evidence = vm ? virtual_machine : machine;
  evidence.run.start = std::string(find_scenario(scenario)->start);
  evidence.run.scenarios = {std::string(scenario)};
  fill_for(evidence, scenario);
  return evidence;
}

Starts conforming_starts(const Clause& clause, bool vm) {
  const auto first = clause.compare != nullptr ? clause.compared_with : clause.scenario;
  return {conforming_start(first, vm), conforming_start(clause.scenario, vm)};
}

Finding judge(const Clause& clause, const Starts& starts) {
  if (clause.compare != nullptr) return checks::judge(clause, starts.first, starts.start);
  return checks::judge(clause, starts.start);
}

void without_each_group(Starts& starts, const std::function<void(std::string_view)>& look) {
  for (Evidence* evidence : {&starts.start, &starts.first}) without_each_group(*evidence, look);
}

evidence::GuestEvent& event_of(Evidence& evidence, std::string_view kind) {
  return entry_where(evidence.run.events, [&](auto& event) { return event.kind == kind; });
}

void lose_event(Evidence& evidence, std::string_view kind) {
  std::erase_if(evidence.run.events, [&](auto& event) { return event.kind == kind; });
}

void hear_nothing(Evidence& evidence) {
  evidence.run.events.clear();
  evidence.run.requests.clear();
}

void never_report(Evidence& evidence, std::string state) {
  evidence.run.state = std::move(state);
  evidence.run.detail = "it ended with exit code 1";
  evidence.guest = {};
  forget(evidence.host.leader);
  forget(evidence.host.unit);
}

}  // namespace conformance::checks::testing
