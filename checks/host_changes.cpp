// SPDX-License-Identifier: Apache-2.0
// Control groups outside the machine's unit are systemd's: nothing is to appear there.
#include "checks/facts.h"
#include "checks/host_facts.h"
#include "checks/sections.h"

#include <algorithm>
#include <string>
#include <vector>

namespace conformance::checks {

namespace {

using enum Subject;
using evidence::NewCgroup;

bool holds_a_process(const Evidence& evidence, const std::string& group) {
  return std::ranges::any_of(*evidence.host.processes, [&](auto& process) {
    return std::ranges::any_of(process.cgroups, [&](auto& own) { return is_in_group(own.path, group); });
  });
}

/// systemd makes groups too while the manager runs (slices, scopes, services), so only what belongs to no unit counts.
/// A group named like a unit that has ended meanwhile belongs to none either; it counts if the machine lives in it.
bool is_foreign(const Evidence& evidence, const NewCgroup& group) {
  if (group.below_unit || !group.unit.empty()) return false;
  return !looks_like_a_unit(group.path) || holds_a_process(evidence, group.path);
}

std::string shown(const NewCgroup& group) {
  return group.hierarchy == "unified" ? group.path : group.path + " (" + group.hierarchy + ")";
}

Finding judge_new_groups(const Evidence& evidence, bool top_level_only) {
  if (!evidence.host.identity->service_manager) return blocked("no systemd owns the control groups of this host");
  (void)*evidence.host.unit;  // without systemd's answers nobody knows whose a group is
  std::vector<std::string> foreign;
  for (const auto& group : evidence.host.changes->cgroups_during)
    if ((group.top_level || !top_level_only) && is_foreign(evidence, group)) foreign.push_back(shown(group));
  if (!foreign.empty()) return fail("new, and of no unit: " + listing(foreign));
  return pass("every new control group belongs to a unit");
}

constexpr Clause clauses[] = {
    {
        .id = "host.no-toplevel-cgroup",
        .says = "No control group is made directly at the top of the tree.",
        .source = {"CONTAINER_INTERFACE", "Execution Environment", "7"},
        .since = "2015-08 wiki",
        .preconditions = "systemd manages the host",
        .observe =
            "the tops of all hierarchies before the start and while the guest is up; what systemd owns is left out",
        .remedy = "Make control groups only below the unit systemd has delegated to you; find its path in "
                  "/proc/self/cgroup.",
        .judge = [](const Evidence& evidence) { return judge_new_groups(evidence, true); },
    },
    {
        .id = "host.no-foreign-cgroup-writes",
        .says = "No control group is made outside the unit delegated to the manager.",
        .source = {"CONTAINER_INTERFACE", "Advanced Integration", "5"},
        .since = "2012 wiki, widened 2015/2019",
        .preconditions = "systemd manages the host",
        .observe = "all control groups before the start and while the guest is up: whether a unit owns each new one",
        .remedy = "Stay below your own delegated unit in every hierarchy.",
        .judge = [](const Evidence& evidence) { return judge_new_groups(evidence, false); },
    },
};

}  // namespace

Section host_changes() { return clauses; }

}  // namespace conformance::checks
