// SPDX-License-Identifier: Apache-2.0
// A manager that is put into a unit of its own, and a machine whose name would be a control group's file.
#include "checks/facts.h"
#include "checks/host_facts.h"
#include "checks/life_facts.h"
#include "checks/sections.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace conformance::checks {

namespace {

using enum Level;

constexpr Source item_7 = {"CONTAINER_INTERFACE", "Execution Environment", "7"};

bool is_in_its_unit(const Evidence& evidence) {
  const auto& unit = *evidence.host.unit;
  const auto path = path_in_hierarchy(evidence, evidence.host.leader->cgroups);
  return is_service_or_scope(unit) && is_in_group(path, unit.control_group);
}

/// A new group of no unit in which the machine or its manager lives; nullptr: there is none.
const evidence::NewCgroup* self_made_group(const Evidence& evidence) {
  for (const auto& group : evidence.host.changes->cgroups_during)
    if (!group.below_unit && group.unit.empty() && holds_a_process(evidence, group.path)) return &group;
  return nullptr;
}

Finding judge_path(const Evidence& evidence) {
  require_systemd(evidence);
  const auto path = path_in_hierarchy(evidence, evidence.host.leader->cgroups);
  if (path.empty()) return unknown("the leader's control group is not known");
  if (!is_in_its_unit(evidence)) return fail("the machine is in " + path + ", which is in no service or scope");
  if (const auto* group = self_made_group(evidence)) return fail("of no unit, and in use: " + group->path);
  return pass("the machine is in " + path + " of " + evidence.host.unit->name);
}

Finding judge_stackable(const Evidence& first, const Evidence& second) {
  require_systemd(first);
  const auto& state = second.run.state;
  if (first.run.state != "reported") return blocked("the machine does not start without that either");
  if (state == "not-started" || state == "silent")
    return fail("started in a scope of another slice the machine did not come up: " + second.run.detail);
  if (state != "reported") return blocked(state + ": " + second.run.detail);
  const auto path = path_in_hierarchy(second, second.host.leader->cgroups);
  if (!is_in_its_unit(second)) return unknown("it started, but in " + path + ": see host.uses-given-cgroup-path");
  return pass("started in a scope of another slice the machine is in " + path);
}

/// A name the kernel uses for a file in every control group, or in many of them.
bool is_kernel_attribute(std::string_view name) {
  return name == "tasks" || name.starts_with("cgroup.") || name.starts_with("memory.") || name.starts_with("pids.");
}

Finding judge_started_name(const Evidence& evidence, const std::string& name) {
  const auto path = path_in_hierarchy(evidence, evidence.host.leader->cgroups);
  if (has_component(path, name)) return fail("the control group of the machine " + name + " is " + path);
  return pass("a machine called " + name + " runs in " + path);
}

/// A crash is no refusal, and neither is a collision that nobody foresaw.
Finding judge_refused_name(const evidence::Run& run, const std::string& name) {
  const std::string saw = "a machine called " + name + " was not started: " + run.detail;
  for (const auto& step : run.steps)
    if (step.phase == "start" && step.signal != 0)
      return fail(saw + "; the manager was killed by " + signal_name(step.signal));
  const bool collided =
      run.detail.find("File exists") != std::string::npos || run.detail.find("EEXIST") != std::string::npos;
  return collided ? fail(saw) : pass(saw);
}

Finding judge_name(const Evidence& first, const Evidence& second) {
  const auto& run = second.run;
  const auto& name = *run.asked.machine_name;
  if (!is_kernel_attribute(name)) return blocked("the machine was not given the name of a control group's file");
  if (run.state == "reported") return judge_started_name(second, name);
  if (first.run.state != "reported") return blocked("the machine does not start under another name either");
  return run.state == "not-started" ? judge_refused_name(run, name) : blocked(run.state + ": " + run.detail);
}

constexpr Clause clauses[] = {
    {
        .id = "host.uses-given-cgroup-path",
        .says = "The manager works below the cgroup path systemd assigned instead of a self-computed one.",
        .source = item_7,
        .since = "2015-08 wiki",
        .preconditions = "systemd manages the host",
        .observe = "the manager is started in a scope of another slice: the machine's control group is in that scope, "
                   "or in a unit systemd made for it",
        .remedy = "Take the path from /proc/self/cgroup, or make a scope of your own; assume no fixed path.",
        .scenario = "stacked",
        .judge = judge_path,
    },
    {
        .id = "host.stackable",
        .says = "The manager also works when it is itself placed in a container or an arbitrary unit.",
        .level = recommended,
        .source = item_7,
        .since = "2015-08 wiki",
        .preconditions = "systemd manages the host, and the machine starts as it is",
        .observe = "the manager is started in a delegated scope of another slice: the machine comes up",
        .remedy = "Use only the control group you were started in; do not expect to own the root of the tree.",
        .scenario = "stacked",
        .compare = judge_stackable,
        .compared_with = "boot",
    },
    {
        .id = "host.cgroup-names-safe",
        .says = "Sub-cgroup names never collide with kernel attribute names.",
        .level = recommended,
        .source = {"CGROUP_DELEGATION", "Some Dos", "2"},
        .since = "CD 2018",
        .preconditions = "the manager takes the machine's name from its caller",
        .observe = "a machine called cgroup.procs: it runs, or is refused with a message",
        .remedy = "Put a prefix without a dot before names that become control groups (machine-, payload-).",
        .scenario = "names",
        .compare = judge_name,
        .compared_with = "boot",
    },
};

}  // namespace

Section host_stacked() { return clauses; }

}  // namespace conformance::checks
