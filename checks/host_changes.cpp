// SPDX-License-Identifier: Apache-2.0
// Control groups outside the machine's unit are systemd's: nothing is to appear there.
#include "checks/facts.h"
#include "checks/host_facts.h"
#include "checks/sections.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace conformance::checks {

namespace {

using enum Subject;
using evidence::NewCgroup;

/// It lies in a unit that has ended meanwhile, by its name, so that systemd cannot tell any more whose it was.
bool belonged_to_a_unit(std::string_view group) {
  if (looks_like_a_unit(group)) return true;
  for (auto end = group.rfind('/'); end != std::string_view::npos && end > 0; end = group.rfind('/', end - 1)) {
    const auto above = group.substr(0, end);
    if (looks_like_a_unit(above) && !above.ends_with(".slice")) return true;
  }
  return false;
}

/// systemd makes groups too while the manager runs (slices, scopes, services), so only what belongs to no unit counts.
/// A group named like a unit that has ended meanwhile belongs to none either; it counts if the machine lives in it.
bool is_foreign(const Evidence& evidence, const NewCgroup& group) {
  if (group.below_unit || !group.unit.empty()) return false;
  return !belonged_to_a_unit(group.path) || holds_a_process(evidence, group.path);
}

bool is_among(const std::vector<NewCgroup>& groups, const NewCgroup& group) {
  return std::ranges::any_of(
      groups, [&](auto& other) { return other.hierarchy == group.hierarchy && other.path == group.path; });
}

/// Seen while the guest was up, or left when it was gone.
std::vector<NewCgroup> foreign_groups(const Evidence& evidence) {
  const auto& changes = *evidence.host.changes;
  std::vector<NewCgroup> all;
  for (const auto* seen : {&changes.cgroups_during, &changes.cgroups_after})
    for (const auto& group : *seen)
      if (is_foreign(evidence, group) && !is_among(all, group)) all.push_back(group);
  return all;
}

std::string shown(const Evidence& evidence, const NewCgroup& group) {
  std::string text = group.path;
  if (group.hierarchy != "unified") text += fmt::format(" in {}", group.hierarchy);
  if (is_among(evidence.host.changes->cgroups_after, group)) text += " (left after the end)";
  return text;
}

/// Its path has the name the machine was asked to have, or it holds a process of the machine or its manager.
bool is_of_the_machine(const Evidence& evidence, const NewCgroup& group) {
  return has_name_of_the_machine(evidence, group.path) || holds_a_process(evidence, group.path);
}

/// Others make groups on the same host, too: without a sign that one is the machine's, nobody knows whose it is.
Finding judge_groups(const Evidence& evidence, const std::vector<NewCgroup>& groups) {
  std::vector<std::string> names;
  for (const auto& group : groups) names.push_back(shown(evidence, group));
  const std::string saw = "new, and of no unit: " + listing(names);
  if (std::ranges::any_of(groups, [&](auto& group) { return is_of_the_machine(evidence, group); })) return fail(saw);
  return unknown(saw + "; nothing shows who made " + (groups.size() == 1 ? "it" : "them"));
}

/// Splits them; what lies below a new group at the top of the tree came with that one.
struct Foreign {
  std::vector<NewCgroup> at_top;
  std::vector<NewCgroup> further_down;
};

Foreign find_foreign(const Evidence& evidence) {
  require_systemd(evidence);
  (void)*evidence.host.unit;  // without systemd's answers nobody knows whose a group is
  const auto all = foreign_groups(evidence);
  Foreign found;
  for (const auto& group : all)
    if (group.top_level) found.at_top.push_back(group);
  for (const auto& group : all) {
    const bool in_top = std::ranges::any_of(
        found.at_top, [&](auto& top) { return top.hierarchy == group.hierarchy && is_in_group(group.path, top.path); });
    if (!in_top) found.further_down.push_back(group);
  }
  return found;
}

Finding judge_top(const Evidence& evidence) {
  const auto groups = find_foreign(evidence).at_top;
  if (!groups.empty()) return judge_groups(evidence, groups);
  return pass("every new control group at the top belongs to a unit");
}

/// Advanced Integration 5 forbids groups at the top of the tree as well, so they are no pass here; but Execution
/// Environment 7 names them, and one group is to be one violation.
Finding judge_elsewhere(const Evidence& evidence) {
  const auto found = find_foreign(evidence);
  if (!found.further_down.empty()) return judge_groups(evidence, found.further_down);
  if (!found.at_top.empty())
    return not_applicable("new groups of no unit are at the top of the tree only, see host.no-toplevel-cgroup");
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
            "the tops of all hierarchies before the start, while the guest is up and after its end; what systemd owns "
            "is left out",
        .remedy = "Make control groups only below the unit systemd has delegated to you; find its path in "
                  "/proc/self/cgroup (LXC: lxc.cgroup.relative = 1).",
        .judge = judge_top,
    },
    {
        .id = "host.no-foreign-cgroup-writes",
        .says = "No control group is made outside the unit delegated to the manager.",
        .source = {"CONTAINER_INTERFACE", "Advanced Integration", "5"},
        .since = "2012 wiki, widened 2015/2019",
        .preconditions = "systemd manages the host",
        .observe = "all control groups before the start, while the guest is up and after its end: whether a unit owns "
                   "each new one that is not at the top",
        .remedy = "Stay below your own delegated unit in every hierarchy (LXC: lxc.cgroup.relative = 1).",
        .judge = judge_elsewhere,
    },
};

}  // namespace

Section host_changes() { return clauses; }

}  // namespace conformance::checks
