// SPDX-License-Identifier: Apache-2.0
#include "checks/tests/host_cases.h"

namespace conformance::checks::testing {

using enum Outcome;

namespace {

constexpr const char* own_scope = "/conformance.slice/run-u1.scope";

void live_in(Evidence& evidence, const std::string& path) {
  evidence.host.leader.edit().cgroups = in_group(path);
  move_process(evidence, "payload", path);
}

void live_at_the_top(Evidence& evidence) {
  live_in(evidence, "/lxc.payload.first");
  leave_units(evidence);
}

void live_in_the_managers_scope(Evidence& evidence) {
  live_in(evidence, std::string(own_scope) + "/payload");
  evidence.host.unit = evidence::Unit{.name = "run-u1.scope", .slice = "conformance.slice", .control_group = own_scope};
}

void monitor_at_the_top(Evidence& evidence) {
  move_process(evidence, "manager", "/lxc.monitor.first");
  evidence.host.changes.edit().cgroups_during.push_back({"unified", "/lxc.monitor.first", "", false, true});
}

void have_no_systemd(Evidence& evidence) { evidence.host.identity.edit().service_manager = false; }
void stay_down(Evidence& evidence) { never_report(evidence, "not-started"); }
void break_off(Evidence& evidence) { never_report(evidence, "incomplete"); }

void refuse(Evidence& evidence, const std::string& why) {
  stay_down(evidence);
  evidence.run.detail = why;
}

}  // namespace

std::vector<Case> stacked_cases() {
  return {
      {"host.uses-given-cgroup-path", "it is in a unit of its own", pass, nothing},
      {"host.uses-given-cgroup-path", "it is below the manager", pass, live_in_the_managers_scope},
      {"host.uses-given-cgroup-path", "it is at the top", fail, live_at_the_top},
      {"host.uses-given-cgroup-path", "it is in a slice", fail,
       [](Evidence& e) {
         live_in(e, "/machine.slice/first");
         e.host.unit = evidence::Unit{.name = "machine.slice", .control_group = "/machine.slice"};
       }},
      {"host.uses-given-cgroup-path", "the manager moves to the top", fail, monitor_at_the_top},
      {"host.uses-given-cgroup-path", "somebody makes another group", pass,
       [](Evidence& e) {
         e.host.changes.edit().cgroups_during.push_back({"unified", "/other", "", false, true});
       }},
      {"host.uses-given-cgroup-path", "there is no systemd", blocked, have_no_systemd},

      {"host.stackable", "it comes up", pass, nothing},
      {"host.stackable", "it comes up below the manager", pass, live_in_the_managers_scope},
      {"host.stackable", "it does not come up", fail, stay_down},
      {"host.stackable", "it comes up elsewhere", unknown, live_at_the_top},
      {"host.stackable", "it never comes up", blocked, stay_down, stay_down},
      {"host.stackable", "its report broke off", blocked, break_off},
      {"host.stackable", "there is no systemd", blocked, have_no_systemd, have_no_systemd},

      {"host.cgroup-names-safe", "it runs", pass, nothing},
      {"host.cgroup-names-safe", "it is refused", pass, [](Evidence& e) { refuse(e, "not a name for a machine"); }},
      {"host.cgroup-names-safe", "it collides", fail,
       [](Evidence& e) { refuse(e, "mkdir cgroup.procs: File exists"); }},
      {"host.cgroup-names-safe", "the manager crashes", fail,
       [](Evidence& e) {
         stay_down(e);
         e.run.steps = {{.phase = "start", .signal = 11}};
       }},
      {"host.cgroup-names-safe", "a group has the name", fail, [](Evidence& e) { live_in(e, "/box/cgroup.procs"); }},
      {"host.cgroup-names-safe", "it never runs", blocked, stay_down, stay_down},
      {"host.cgroup-names-safe", "its report broke off", blocked, break_off},
      {"host.cgroup-names-safe", "the name is harmless", blocked,
       [](Evidence& e) { e.run.asked.machine_name = std::string("first"); }},
  };
}

}  // namespace conformance::checks::testing
