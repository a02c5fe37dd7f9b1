// SPDX-License-Identifier: Apache-2.0
#include "checks/host_facts.h"

#include "checks/facts.h"

#include <algorithm>

namespace conformance::checks {

namespace {

const evidence::Machine* machine_named(const evidence::Registration& registration, const std::string& name) {
  for (const auto& machine : registration.machines)
    if (machine.name == name) return &machine;
  return nullptr;
}

/// A machine registered with a wrong leader and in a wrong unit is still known by the name asked for, if that is new.
/// Where nothing is new, no machine was registered under whatever name.
const evidence::Machine* machine_asked_for(const evidence::Evidence& evidence) {
  const auto& registration = *evidence.host.registration;
  if (std::ranges::none_of(registration.machines, [&](auto& machine) { return is_new(registration, machine); }))
    return nullptr;
  const auto* machine = machine_named(registration, *evidence.run.asked.machine_name);
  return machine != nullptr && is_new(registration, *machine) ? machine : nullptr;
}

}  // namespace

const evidence::Machine* registered_machine(const evidence::Evidence& evidence) {
  const auto& registration = *evidence.host.registration;
  (void)*evidence.host.leader;  // without it nobody could have found the machine among the registered ones
  if (!registration.leader_machine) return machine_asked_for(evidence);
  const auto* machine = machine_named(registration, *registration.leader_machine);
  if (machine == nullptr)
    throw evidence::Absent("machined knows the leader's machine, " + *registration.leader_machine +
                           ", but did not tell its properties");
  return machine;
}

bool is_new(const evidence::Registration& registration, const evidence::Machine& machine) {
  return std::ranges::count(registration.names_before, machine.name) == 0;
}

bool is_listed_after(const evidence::Evidence& evidence, const evidence::Machine& machine) {
  return std::ranges::count(evidence.host.registration->names_after, machine.name) > 0;
}

std::string group_of_users_unit(const evidence::Evidence& evidence, const evidence::Unit& unit) {
  if (!unit.name.starts_with("user@")) return "";
  const std::string path = path_in_hierarchy(evidence, evidence.host.leader->cgroups);
  if (!is_in_group(path, unit.control_group)) return "";
  for (auto at = unit.control_group.size(); at < path.size();) {
    const auto end = std::min(path.find('/', at + 1), path.size());
    const std::string name = path.substr(at + 1, end - at - 1);
    if (name != "init.scope" && (name.ends_with(".scope") || name.ends_with(".service"))) return path.substr(0, end);
    at = end;
  }
  return "";
}

evidence::Unit unit_of(const evidence::Evidence& evidence) {
  const auto group = group_of_users_unit(evidence, *evidence.host.unit);
  if (group.empty()) return *evidence.host.unit;
  return {.name = group.substr(group.rfind('/') + 1), .control_group = group};
}

std::optional<Finding> in_no_unit(const evidence::Unit& unit) {
  if (is_service_or_scope(unit)) return std::nullopt;
  return not_applicable("the machine is in no service or scope of systemd");
}

std::optional<Finding> not_asked_for(const evidence::Evidence& evidence, const evidence::Unit& unit) {
  if (unit.name == evidence.host.unit->name) return std::nullopt;
  return blocked(unit.name + " was made by the user's service manager, which was not asked about it");
}

std::optional<Finding> is_the_launchers(const evidence::Evidence& evidence, const evidence::Unit& unit) {
  if (evidence.run.state == "adopted") return std::nullopt;  // somebody else started it, nobody knows from where
  if (!holds_the_launcher(evidence, unit)) return std::nullopt;
  const bool vm = evidence.run.subject == "vm";
  return not_applicable(unit.name + " is the unit conformance itself runs in: see " +
                        (vm ? "host.unit-in-machine-slice" : "host.unit-is-service-or-scope"));
}

bool is_service_or_scope(const evidence::Unit& unit) {
  return unit.name.ends_with(".service") || unit.name.ends_with(".scope");
}

bool belongs_to_a_login(std::string_view unit) {
  return unit.starts_with("session-") || unit.starts_with("user@") || unit == "init.scope";
}

bool holds_the_launcher(const evidence::Evidence& evidence, const evidence::Unit& unit) {
  return is_in_group(path_in_hierarchy(evidence, evidence.host.launcher->cgroups), unit.control_group);
}

std::string path_in_hierarchy(const evidence::Evidence& evidence, const std::vector<evidence::CgroupPath>& cgroups) {
  const bool legacy = evidence.host.identity->cgroup_mode == "legacy";
  for (const auto& cgroup : cgroups) {
    const bool named = std::ranges::count(cgroup.controllers, "name=systemd") > 0;
    if (legacy ? named : cgroup.hierarchy == 0) return cgroup.path;
  }
  return "";
}

bool is_in_group(std::string_view path, std::string_view group) {
  if (path.empty() || group.empty()) return false;
  return path == group || is_below(path, group);
}

bool holds_a_process(const evidence::Evidence& evidence, std::string_view group) {
  return std::ranges::any_of(*evidence.host.processes, [&](auto& process) {
    return std::ranges::any_of(process.cgroups, [&](auto& own) { return is_in_group(own.path, group); });
  });
}

bool has_name_of_the_machine(const evidence::Evidence& evidence, std::string_view text) {
  const auto& asked = evidence.run.asked;
  for (const auto* name : {&asked.machine_name, &asked.hostname})
    if (name->present() && !(*name)->empty() && text.find(**name) != std::string_view::npos) return true;
  return false;
}

void require_systemd(const evidence::Evidence& evidence) {
  if (!evidence.host.identity->service_manager)
    throw evidence::Absent("no systemd owns the control groups of this host");
}

bool is_veth_pair(const evidence::Link& one, const evidence::Link& other) {
  return one.kind == "veth" && other.kind == "veth" && one.peer_index == other.index && other.peer_index == one.index;
}

bool looks_like_a_unit(std::string_view group) {
  for (const std::string_view type : {".slice", ".scope", ".service", ".mount", ".swap", ".socket"})
    if (group.ends_with(type)) return true;
  return false;
}

std::string shown(const evidence::Process& process) {
  return process.name + " (PID " + std::to_string(process.pid) + ")";
}

bool is_machine_slice(const evidence::Evidence& evidence, std::string_view slice) {
  if (slice == "machine.slice" || (slice.starts_with("machine-") && slice.ends_with(".slice"))) return true;
  const std::string& asked = *evidence.run.asked.slice;  // empty: the profile leaves it to the manager
  return !asked.empty() && asked == slice;
}

bool could_not_ask(std::string_view error) {
  for (const std::string_view word : {"NoReply", "Timeout", "TimedOut", "AccessDenied", "Disconnected", "UnknownMethod",
                                      "InteractiveAuthorizationRequired", "LimitsExceeded"})
    if (error.ends_with(word)) return true;
  return false;
}

bool is_service_word(std::string_view text) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789";
  constexpr std::string_view more = "abcdefghijklmnopqrstuvwxyz0123456789._-";
  return !text.empty() && letters.find(text.front()) != std::string_view::npos &&
         text.find_first_not_of(more) == std::string_view::npos;
}

}  // namespace conformance::checks
