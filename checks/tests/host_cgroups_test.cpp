// SPDX-License-Identifier: Apache-2.0
#include "checks/tests/host_cases.h"

namespace conformance::checks::testing {

using enum Outcome;

namespace {

const std::string outside = "/user.slice/user-0.slice/session-3.scope";

evidence::UnitCgroup& group(Evidence& evidence) { return evidence.host.unit_cgroup.edit(); }

void old_control_groups(Evidence& evidence) {
  evidence.host.identity.edit().cgroup_mode = "legacy";
  for (auto* cgroups : {&evidence.host.leader.edit().cgroups, &evidence.host.launcher.edit().cgroups})
    cgroups->front() = {.hierarchy = 1, .controllers = {"name=systemd"}, .path = cgroups->front().path};
}

void lose_process(Evidence& evidence, std::string_view role) {
  std::erase_if(evidence.host.processes.edit(), [&](auto& process) { return process.role == role; });
}

void add_helper(Evidence& evidence, const std::string& path) {
  evidence.host.processes.edit().push_back(a_process(4900, "helper", "helper", path));
}

}  // namespace

std::vector<Case> group_cases() {
  return {
      {"host.payload-in-subcgroup", "it is", pass, nothing},
      {"host.payload-in-subcgroup", "it is, on a legacy host", pass, old_control_groups},
      {"host.payload-in-subcgroup", "it is in the unit's own", fail,
       [](Evidence& e) { e.host.leader.edit().cgroups = in_group(scope); }},
      {"host.payload-in-subcgroup", "its group is not known", unknown,
       [](Evidence& e) { e.host.leader.edit().cgroups.clear(); }},
      {"host.payload-in-subcgroup", "there is no unit", not_applicable, leave_units},
      {"host.payload-in-subcgroup", "it is in the launcher's own", not_applicable,
       [](Evidence& e) {
         start_in_the_same_unit(e);
         e.host.leader.edit().cgroups = in_group(scope);
       }},
      {"host.payload-in-subcgroup", "the user manager made the unit", pass, [](Evidence& e) { be_a_users(e); }},
      {"host.payload-in-subcgroup", "it is in what the user manager made", fail,
       [](Evidence& e) { be_a_users(e, "/user.slice/box.scope"); }},

      {"host.no-procs-in-inner-cgroup", "there are none", pass, nothing},
      {"host.no-procs-in-inner-cgroup", "there is one", fail, [](Evidence& e) { group(e).processes = {manager_pid}; }},
      {"host.no-procs-in-inner-cgroup", "there is one nobody knows", fail,
       [](Evidence& e) { group(e).processes = {99}; }},
      {"host.no-procs-in-inner-cgroup", "the manager was started in that unit", unknown,
       [](Evidence& e) {
         group(e).processes = {manager_pid, 99};
         e.host.launcher.edit().cgroups = in_group(scope);
       }},
      {"host.no-procs-in-inner-cgroup", "the manager was started in that unit, and all moved on", pass,
       [](Evidence& e) { e.host.launcher.edit().cgroups = in_group(below_scope("tool")); }},
      {"host.no-procs-in-inner-cgroup", "the user manager made the unit", blocked, [](Evidence& e) { be_a_users(e); }},
      {"host.no-procs-in-inner-cgroup", "it is a leaf", not_applicable,
       [](Evidence& e) {
         group(e).children = {".control"};
         group(e).processes = {leader_pid};
       }},
      {"host.no-procs-in-inner-cgroup", "the host is old", not_applicable, old_control_groups},

      {"host.supervisor-in-own-subcgroup", "it is apart", pass, nothing},
      {"host.supervisor-in-own-subcgroup", "it is in the unit's own", fail,
       [](Evidence& e) { move_process(e, "manager", scope); }},
      {"host.supervisor-in-own-subcgroup", "it is with the payload", fail,
       [](Evidence& e) { move_process(e, "manager", below_scope("payload")); }},
      {"host.supervisor-in-own-subcgroup", "it is elsewhere", not_applicable,
       [](Evidence& e) { move_process(e, "manager", outside); }},
      {"host.supervisor-in-own-subcgroup", "it is in the launcher's own", not_applicable,
       [](Evidence& e) {
         start_in_the_same_unit(e);
         move_process(e, "manager", scope);
       }},
      {"host.supervisor-in-own-subcgroup", "it is in what the user manager made", fail,
       [](Evidence& e) {
         be_a_users(e);
         move_process(e, "manager", users_scope);
       }},
      {"host.supervisor-in-own-subcgroup", "it is elsewhere below the user manager", blocked,
       [](Evidence& e) {
         be_a_users(e);
         move_process(e, "manager", "/user.slice/user-1000.slice/user@1000.service/user.slice/tool.scope");
       }},
      {"host.supervisor-in-own-subcgroup", "somebody nobody knows is in the unit", unknown,
       [](Evidence& e) {
         lose_process(e, "manager");
         group(e).processes = {99};
       }},

      {"host.all-pids-inside", "they are", pass, nothing},
      {"host.all-pids-inside", "one is outside", fail, [](Evidence& e) { move_process(e, "payload", outside); }},
      {"host.all-pids-inside", "one is in a unit with a longer name", fail,
       [](Evidence& e) { move_process(e, "payload", "/machine.slice/machine-first.scopex"); }},
      {"host.all-pids-inside", "a helper of a vm is outside", fail,
       [](Evidence& e) {
         e.run.subject = "vm";
         add_helper(e, outside);
       }},
      {"host.all-pids-inside", "the manager is outside", pass,
       [](Evidence& e) { move_process(e, "manager", outside); }},
      {"host.all-pids-inside", "the PID namespace is the host's", unknown,
       [](Evidence& e) { share_namespace(e, "pid"); }},
      {"host.all-pids-inside", "none were seen", unknown, [](Evidence& e) { e.host.processes.edit().clear(); }},
      {"host.all-pids-inside", "there is no unit", not_applicable, leave_units},
      {"host.all-pids-inside", "the unit is the launcher's", not_applicable,
       [](Evidence& e) {
         start_in_the_same_unit(e);
         move_process(e, "payload", outside);
       }},
      {"host.all-pids-inside", "the user manager made the unit", pass,
       [](Evidence& e) {
         be_a_users(e);
         move_process(e, "payload", std::string(users_scope) + "/payload");
       }},
      {"host.all-pids-inside", "one is in another that the user manager made", fail,
       [](Evidence& e) {
         be_a_users(e);
         move_process(e, "payload", "/user.slice/user-1000.slice/user@1000.service/user.slice/other.scope");
       }},

      {"host.exec-sessions-inside", "they are", pass, nothing},
      {"host.exec-sessions-inside", "one is in the caller's unit", fail,
       [](Evidence& e) { move_process(e, "exec", outside); }},
      {"host.exec-sessions-inside", "the unit is the launcher's", not_applicable,
       [](Evidence& e) {
         start_in_the_same_unit(e);
         move_process(e, "exec", outside);
       }},
      {"host.exec-sessions-inside", "the user manager made the unit, and one is in another", fail,
       [](Evidence& e) {
         be_a_users(e);
         move_process(e, "exec", "/user.slice/user-1000.slice/user@1000.service/user.slice/other.scope");
       }},
      {"host.exec-sessions-inside", "the profile says no", not_applicable,
       [](Evidence& e) {
         e.run.claims["exec"] = {"no", "it has no such command"};
       }},
      {"host.exec-sessions-inside", "none was seen", blocked, [](Evidence& e) { lose_process(e, "exec"); }},

      {"host.threaded-two-levels-down", "they begin below a domain", pass,
       [](Evidence& e) { group(e).child_types["payload"] = "domain threaded"; }},
      {"host.threaded-two-levels-down", "a child is threaded", fail,
       [](Evidence& e) {
         group(e).type = "domain threaded";
         group(e).child_types["payload"] = "threaded";
       }},
      {"host.threaded-two-levels-down", "there are none", not_applicable, nothing},
      {"host.threaded-two-levels-down", "the launcher's is threaded", not_applicable,
       [](Evidence& e) {
         start_in_the_same_unit(e);
         group(e).type = "domain threaded";
       }},
      {"host.threaded-two-levels-down", "the type could not be read", unknown,
       [](Evidence& e) { group(e).type.clear(); }},
  };
}

}  // namespace conformance::checks::testing
