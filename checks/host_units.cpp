// SPDX-License-Identifier: Apache-2.0
// CONTAINER_INTERFACE, Execution Environment 7, and CGROUP_DELEGATION: the unit the machine runs in.
#include "checks/facts.h"
#include "checks/host_facts.h"
#include "checks/sections.h"

#include <algorithm>
#include <string>
#include <vector>

namespace conformance::checks {

namespace {

using enum Level;
using enum Subject;
using evidence::Unit;

constexpr Source execution_7 = {"CONTAINER_INTERFACE", "Execution Environment", "7"};

bool has(const std::vector<std::string>& words, std::string_view word) { return std::ranges::count(words, word) > 0; }

/// What conformance was started in is nothing the manager made.
std::string shown_as_the_launchers(const Unit& unit) {
  return unit.name + " is the unit conformance itself runs in, so the machine has none of its own";
}

Finding judge_users_unit(const Evidence& evidence, const Unit& unit, const std::string& group) {
  const std::string name = group.substr(group.rfind('/') + 1);
  if (is_in_group(path_in_hierarchy(evidence, evidence.host.launcher->cgroups), group))
    return fail(name + " is the unit conformance itself runs in, so the machine has none of its own");
  return pass(name + ", made by the user's service manager in " + unit.name);
}

Finding judge_kind(const Evidence& evidence) {
  const Unit& unit = *evidence.host.unit;
  if (unit.name.empty()) return fail("the machine is in no unit of systemd");
  if (const auto group = group_of_users_unit(evidence, unit); !group.empty())
    return judge_users_unit(evidence, unit, group);
  if (!is_service_or_scope(unit)) return fail(unit.name + " is neither a service nor a scope");
  if (holds_the_launcher(evidence, unit)) return fail(shown_as_the_launchers(unit));
  if (belongs_to_a_login(unit.name)) return fail(unit.name + " is a login's, not the machine's");
  return pass(unit.name);
}

Finding judge_own_slice(const Evidence& evidence) {
  const Unit& unit = *evidence.host.unit;
  if (!is_service_or_scope(unit)) {
    // One cause, one violation. Of a VM nobody asks for a unit elsewhere, so for it this is the place to say so.
    if (evidence.run.subject != "vm")
      return not_applicable("the machine is in no unit of its own, see host.unit-is-service-or-scope");
    return fail("the machine is in no service or scope of systemd");
  }
  if (!group_of_users_unit(evidence, unit).empty())
    return not_applicable("the unit is made by the user's service manager, which has slices of its own");
  if (is_machine_slice(evidence, unit.slice)) return pass(unit.name + " in " + unit.slice);
  if (holds_the_launcher(evidence, unit)) return fail(shown_as_the_launchers(unit) + "; it is in " + unit.slice);
  return fail(unit.name + " in \"" + unit.slice + "\"");
}

Finding judge_delegation(const Evidence& evidence, const Unit& unit) {
  if (unit.delegate) return pass(unit.name + ": Delegate=yes");
  const bool marked = evidence.host.unit_cgroup->delegate_attribute == "1";
  return pass_if(marked, unit.name + (marked ? ": its control group is marked as delegated" : ": Delegate=no"));
}

Finding judge_controllers(const Evidence& evidence, const Unit& unit) {
  const auto& group = *evidence.host.unit_cgroup;
  std::vector<std::string> wanted;
  std::vector<std::string> missing;
  for (const char* controller : {"cpu", "io", "memory", "pids"}) {
    if (!has(group.root_controllers, controller)) continue;
    wanted.emplace_back(controller);
    if (!has(group.controllers, controller)) missing.emplace_back(controller);
  }
  if (wanted.empty()) return not_applicable("the root control group of this host has none of cpu, io, memory, pids");
  if (!missing.empty()) return fail(unit.name + " lacks " + listing(missing));
  return pass(unit.name + " has " + listing(wanted));
}

/// Only what came into being during this run can be the manager's doing.
bool is_new(const Evidence& evidence, const std::string& group) {
  return std::ranges::any_of(evidence.host.changes->cgroups_during, [&](auto& found) { return found.path == group; });
}

Finding judge_no_delegated_slice(const Evidence& evidence) {
  if (evidence.host.slices->empty()) return not_applicable("the machine is in no slice");
  std::vector<std::string> names;
  for (const auto& slice : *evidence.host.slices) {
    // The root's group carries the mark when the host is itself a container in a delegated unit; new groups at the top
    // are the business of host.no-toplevel-cgroup.
    if (slice.name == "-.slice") continue;
    if (slice.delegate) return fail("delegation is switched on for " + slice.name);
    for (const auto& group : slice.foreign_children)
      if (is_new(evidence, group) && !looks_like_a_unit(group))
        return fail(group + " was made directly in " + slice.name);
    names.push_back(slice.name);
  }
  if (names.empty()) return not_applicable("the machine is in no slice but the root's");
  return pass("no delegation, no new group of the manager in " + listing(names));
}

Finding judge_attributes(const Evidence& evidence, const Unit& unit) {
  std::vector<std::string> equal;
  for (const auto& [name, value] : evidence.host.unit_cgroup->attributes) {
    const auto limit = unit.limits.find(name);
    if (limit == unit.limits.end()) continue;
    if (limit->second != value)
      return fail(name + " of " + unit.name + " is " + value + ", systemd set " + limit->second);
    equal.push_back(name);
  }
  if (equal.empty()) return unknown("no attribute of " + unit.name + " could be compared with what systemd set");
  return pass("as systemd set them: " + listing(equal, 8));
}

constexpr Clause clauses[] = {
    {
        .id = "host.unit-is-service-or-scope",
        .says = "The container's control group is that of a service or a transient scope of its own.",
        .subject = container,
        .source = execution_7,
        .since = "v205",
        .preconditions = "systemd manages the host",
        .observe =
            "GetUnitByPID of the leader: its type, that it is no login's, and that it does not hold whoever started "
            "the manager",
        .remedy =
            "Run each container as a service, or make a scope for it with StartTransientUnit of systemd or "
            "CreateMachine of machined before its init is executed. A manager that expects to be run as a service "
            "needs a profile that starts it so: systemd-run --scope --slice=machine.slice -p Delegate=yes … "
            "(LXC: with lxc.cgroup.relative = 1).",
        .judge = judge_kind,
    },
    {
        .id = "host.unit-in-machine-slice",
        .says = "The machine's unit is in machine.slice, unless another slice was asked for.",
        .level = recommended,
        .source = {"CGROUP_DELEGATION", "systemd's Unit Types", "4"},
        .since = "v205",
        .preconditions = "systemd manages the host",
        .observe = "the Slice property of the leader's unit: machine.slice, a child of it, or the profile's slice",
        .remedy =
            "Set Slice=machine.slice for the service or scope; CreateMachine of machined does so by itself. A manager "
            "that expects to be run as a service needs a profile that starts it so: systemd-run --scope "
            "--slice=machine.slice -p Delegate=yes … (LXC: with lxc.cgroup.relative = 1).",
        .judge = judge_own_slice,
    },
    {
        .id = "host.delegate-on",
        .says = "Delegation is switched on for the container's unit.",
        .subject = container,
        .source = execution_7,
        .since = "v218",
        .preconditions = "the container is in a service or scope of its own",
        .observe = "the Delegate property of the unit, or the delegate attribute of its control group",
        .remedy = "Set Delegate=yes in the unit, or pass Delegate=true with StartTransientUnit or CreateMachine.",
        .judge = for_unit<judge_delegation>,
    },
    {
        .id = "host.delegated-controllers",
        .says = "The controllers systemd manages are available in the unit's control group.",
        .level = recommended,
        .subject = container,
        .source = execution_7,
        .since = "v218",
        .preconditions =
            "the container is in a service or scope of its own, and the root control group has controllers",
        .observe = "cgroup.controllers of the unit compared with that of the root: cpu, io, memory, pids",
        .remedy = "Delegate all controllers (Delegate=yes without a list).",
        .judge = for_unit<judge_controllers>,
    },
    {
        .id = "host.delegate-not-on-slice",
        .says = "Delegation is asked for scopes and services, never for slices.",
        .source = {"CGROUP_DELEGATION", "Some Don'ts", "2"},
        .since = "CD 2018",
        .preconditions = "systemd manages the host",
        .observe =
            "the delegate attribute of the slices above the unit, and new groups directly in them without a unit",
        .remedy =
            "Ask for a scope or service with Delegate=yes and make control groups below that; leave slices alone.",
        .judge = judge_no_delegated_slice,
    },
    {
        .id = "host.no-writes-to-unit-attributes",
        .says = "The manager does not write to the attributes of the control group systemd made for it.",
        .source = {"CGROUP_DELEGATION", "Some Don'ts", "3"},
        .since = "CD 2018",
        .preconditions =
            "the machine is in a service or scope of its own; cgroup.procs and cgroup.subtree_control are excepted",
        .observe = "limits in the unit's control group compared with what systemd says it set",
        .remedy =
            "Set limits as unit properties (MemoryMax=, TasksMax=, CPUWeight=) or in groups of your own further down.",
        .judge = for_unit<judge_attributes>,
    },
};

}  // namespace

Section host_units() { return clauses; }

}  // namespace conformance::checks
