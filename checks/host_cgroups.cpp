// SPDX-License-Identifier: Apache-2.0
// CGROUP_DELEGATION: what lies below the machine's unit, and that all of the machine lies there.
#include "checks/env_facts.h"
#include "checks/facts.h"
#include "checks/host_facts.h"
#include "checks/sections.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace conformance::checks {

namespace {

using enum Level;
using enum Subject;
using evidence::Process;
using evidence::Unit;

constexpr Source execution_7 = {"CONTAINER_INTERFACE", "Execution Environment", "7"};
constexpr Source do_1 = {"CGROUP_DELEGATION", "Some Dos", "1"};

std::string path_of(const Evidence& evidence, const Process& process) {
  return path_in_hierarchy(evidence, process.cgroups);
}

/// Rules of cgroup v2 that v1 does not know.
template <auto judge>
Finding on_v2(const Evidence& evidence) {
  const auto& mode = evidence.host.identity->cgroup_mode;
  if (mode != "unified") return not_applicable("the host's control groups are " + mode + ", not unified");
  return judge(evidence);
}

Finding judge_extra_level(const Evidence& evidence, const Unit& unit) {
  const auto path = path_in_hierarchy(evidence, evidence.host.leader->cgroups);
  if (path.empty()) return unknown("the leader's control group is not known");
  return pass_if(is_below(path, unit.control_group), "leader in " + path + ", unit " + unit.control_group);
}

/// "PID 12 (manager: lxc-start)"; the PID alone for a process that is neither the machine's nor its manager's.
std::string described(const Evidence& evidence, std::int64_t pid) {
  std::string text = "PID " + std::to_string(pid);
  if (!evidence.host.processes) return text;
  for (const auto& process : *evidence.host.processes)
    if (process.pid == pid) return text + " (" + process.role + ": " + process.name + ")";
  return text;
}

Finding judge_inner_node(const Evidence& evidence, const Unit& unit) {
  const auto& group = *evidence.host.unit_cgroup;
  const bool inner = std::ranges::any_of(group.children, [](auto& child) { return child != ".control"; });
  if (!inner) return not_applicable(unit.name + " has no control group below it");
  if (group.processes.empty())
    return pass("no process directly in " + group.path + ", which has " + listing(group.children));
  std::vector<std::string> processes;
  for (const auto pid : group.processes) processes.push_back(described(evidence, pid));
  const std::string saw =
      "directly in " + group.path + ", beside " + listing(group.children) + ": " + listing(processes);
  // The manager did not choose that unit, and where it was started its first process begins beside its starter.
  if (holds_the_launcher(evidence, unit))
    return unknown(saw + "; " + unit.name + " also holds whoever started the manager, so it cannot be told whose " +
                   "processes are in it");
  return fail(saw);
}

bool is_of_machine(const Evidence& evidence, std::int64_t pid) {
  return std::ranges::any_of(*evidence.host.processes, [&](auto& process) { return process.pid == pid; });
}

Finding judge_supervisor(const Evidence& evidence, const Unit& unit) {
  const auto payload = path_in_hierarchy(evidence, evidence.host.leader->cgroups);
  std::string apart;
  for (const auto& process : *evidence.host.processes) {
    const auto path = path_of(evidence, process);
    if (process.role != "manager" || !is_in_group(path, unit.control_group)) continue;
    if (path == unit.control_group) return fail(shown(process) + " is directly in " + path);
    if (is_in_group(path, payload)) return fail(shown(process) + " is in the payload's group " + payload);
    apart = shown(process) + " in " + path;
  }
  if (!apart.empty()) return pass(apart);
  const auto& group = *evidence.host.unit_cgroup;
  if (group.path != unit.control_group) throw evidence::Absent("nobody looked at what is directly in " + unit.name);
  for (const auto pid : group.processes)
    if (!is_of_machine(evidence, pid)) return unknown("whose process PID " + std::to_string(pid) + " in the unit is");
  return not_applicable("no process of the manager is in " + unit.name);
}

Finding judge_all_inside(const Evidence& evidence, const Unit& unit) {
  // One that runs already is looked at only where it has one.
  if (evidence.run.subject == "container" && evidence.run.state != "adopted" && !has_own_namespace(evidence, "pid"))
    return unknown(
        "the machine has the PID namespace of the host, so it cannot be told which processes are the machine's");
  std::vector<std::string> strays;
  std::size_t count = 0;
  for (const auto& process : *evidence.host.processes) {
    if (process.role != "payload" && process.role != "helper") continue;
    const auto path = path_of(evidence, process);
    if (path.empty()) continue;
    ++count;
    if (!is_in_group(path, unit.control_group)) strays.push_back(shown(process) + " in " + path);
  }
  if (!strays.empty()) return fail("outside " + unit.control_group + ": " + listing(strays));
  if (count == 0) return unknown("no process of the machine was seen");
  return pass(std::to_string(count) + " inside " + unit.control_group);
}

Finding judge_session(const Evidence& evidence, const Unit& unit) {
  std::string inside;
  for (const auto& process : *evidence.host.processes) {
    if (process.role != "exec") continue;
    const auto path = path_of(evidence, process);
    if (path.empty()) continue;
    if (!is_in_group(path, unit.control_group)) return fail(shown(process) + " is in " + path);
    inside = shown(process) + " in " + path;
  }
  return inside.empty() ? blocked("no process that the manager's exec command put inside was seen") : pass(inside);
}

Finding judge_exec_session(const Evidence& evidence) {
  if (const auto reason = claimed_missing(evidence, "exec")) return not_applicable(*reason);
  return for_group<judge_session>(evidence);
}

/// A threaded group turns the domain above it into "domain threaded". That domain may be a child of the unit, as the
/// document asks for, but neither the unit itself nor may the child be threaded.
Finding judge_threads(const Evidence& evidence, const Unit& unit) {
  const auto& group = *evidence.host.unit_cgroup;
  if (group.type.empty()) return unknown("cgroup.type of " + group.path + " is not known");
  if (group.type != "domain") return fail("cgroup.type of " + group.path + " is \"" + group.type + "\"");
  std::string domain;
  for (const auto& [child, type] : group.child_types) {
    if (type == "threaded" || type == "domain invalid")
      return fail(child + " below " + unit.name + " is \"" + type + "\"");
    if (type == "domain threaded") domain = child;
  }
  if (domain.empty()) return not_applicable("no threaded control group at or directly below " + unit.name);
  return pass("threaded groups below " + domain + ", two levels below " + unit.name);
}

constexpr Clause clauses[] = {
    {
        .id = "host.payload-in-subcgroup",
        .says = "At least one more level of control groups lies between the unit and the container's init.",
        .subject = container,
        .source = {"CGROUP_DELEGATION", "systemd as Container Payload", ""},
        .since = "CD 2018",
        .preconditions = "the container is in a service or scope of its own",
        .observe = "the leader's control group, taken while the probe is its init, is strictly below the unit's",
        .remedy = "Make a group such as UNIT/payload and start the init in there: both systemds want to manage the "
                  "attributes of the group they are given.",
        .judge = for_group<judge_extra_level>,
    },
    {
        .id = "host.no-procs-in-inner-cgroup",
        .says = "The unit's own control group holds no process once it has groups below it.",
        .source = {"CGROUP_DELEGATION", "Two Key Design Rules", "1"},
        .since = "CD 2018",
        .preconditions = "unified hierarchy, and the unit's control group has children besides .control",
        .observe = "cgroup.procs of the unit's directory",
        .remedy = "Move every process, your manager's own too, into a group below the unit's.",
        .judge = on_v2<for_any_unit<judge_inner_node>>,
    },
    {
        .id = "host.supervisor-in-own-subcgroup",
        .says = "A manager that runs in the machine's unit moves itself into a group of its own below it.",
        .subject = container,
        .source = do_1,
        .since = "CD 2018",
        .preconditions = "unified hierarchy, and a process of the manager is in the machine's own unit",
        .observe = "the control groups of the manager's processes, against those of the unit and of the payload",
        .remedy = "Move the manager into UNIT/supervisor before it starts the payload, or set "
                  "DelegateSubgroup=supervisor (systemd 254).",
        .judge = on_v2<for_group<judge_supervisor>>,
    },
    {
        .id = "host.all-pids-inside",
        .says = "All processes of the machine, helpers included, are inside its unit.",
        .source = execution_7,
        .since = "2015-08 wiki",
        .preconditions = "the machine is in a service or scope of its own",
        .observe =
            "the control group of every process in the machine's PID namespace; of a VM of its process and helpers",
        .remedy = "Start helpers from a process that is already in the unit, or move them there before they work.",
        .judge = for_group<judge_all_inside>,
    },
    {
        .id = "host.exec-sessions-inside",
        .says = "Processes that the manager puts into a running container land in the container's unit.",
        .subject = container,
        .source = execution_7,
        .since = "2015-08 wiki",
        .preconditions = "the container is in a service or scope of its own, and the manager has a command that runs a "
                         "program in it",
        .observe = "the control group of a process started by that command",
        .remedy = "Join the container's control group, the leader's or one beside it in the unit, before the exec.",
        .judge = judge_exec_session,
    },
    {
        .id = "host.threaded-two-levels-down",
        .says = "Threaded control groups begin two levels below the unit at the earliest.",
        .level = recommended,
        .source = {"CGROUP_DELEGATION", "Delegation", ""},
        .since = "CD 2018",
        .preconditions = "unified hierarchy, and the manager uses threaded groups in a unit of the machine's own",
        .observe = "cgroup.type of the unit's group and of the groups directly below it",
        .remedy = "Put one ordinary group between the unit and the threaded ones.",
        .judge = on_v2<for_unit<judge_threads>>,
    },
};

}  // namespace

Section host_cgroups() { return clauses; }

}  // namespace conformance::checks
