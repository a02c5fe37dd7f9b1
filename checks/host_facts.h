// SPDX-License-Identifier: Apache-2.0
// Look-ups on the host's side, and the preconditions most host clauses share: the machine is registered, the machine
// has a unit.
#pragma once

#include "checks/finding.h"
#include "evidence/evidence.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace conformance::checks {

/// The machine's entry in machined; nullptr when it is not registered. Throws Absent without machined or leader, where
/// machined told nothing but the name of its entry, and where only the name that was asked for could tell.
const evidence::Machine* registered_machine(const evidence::Evidence& evidence);

/// It was not listed before the start.
bool is_new(const evidence::Registration& registration, const evidence::Machine& machine);

/// machined still lists it after its end.
bool is_listed_after(const evidence::Evidence& evidence, const evidence::Machine& machine);

/// check(evidence, machine) for a registered machine; otherwise the clause does not bind.
template <auto check>
Finding for_registered(const evidence::Evidence& evidence) {
  const evidence::Machine* machine = registered_machine(evidence);
  if (machine == nullptr) return not_applicable("the machine is not registered");
  return check(evidence, *machine);
}

/// A service or scope; a slice, or nothing, is no unit of the machine's.
bool is_service_or_scope(const evidence::Unit& unit);

/// A user's own service manager makes units below user@UID.service, and the one that runs PID 1 knows none of them. The
/// control group of the machine's, empty where there is none.
std::string group_of_users_unit(const evidence::Evidence& evidence, const evidence::Unit& unit);

/// The machine's unit: one that a user's service manager made has a name and a control group, and nobody asked for
/// more.
evidence::Unit unit_of(const evidence::Evidence& evidence);

/// The machine is in no service or scope; nullopt: it is.
std::optional<Finding> in_no_unit(const evidence::Unit& unit);

/// What the unit is was not asked; nullopt: it was.
std::optional<Finding> not_asked_for(const evidence::Evidence& evidence, const evidence::Unit& unit);

/// What conformance was started in is nothing the manager made: one cause, one violation, told elsewhere. nullopt: the
/// unit is another.
std::optional<Finding> is_the_launchers(const evidence::Evidence& evidence, const evidence::Unit& unit);

/// check(evidence, unit) for a machine in a service or scope, be it the launcher's; otherwise the clause does not bind.
template <auto check>
Finding for_any_unit(const evidence::Evidence& evidence) {
  const evidence::Unit unit = unit_of(evidence);
  if (const auto finding = in_no_unit(unit)) return *finding;
  if (const auto finding = not_asked_for(evidence, unit)) return *finding;
  return check(evidence, unit);
}

/// The same for a unit of its own, where nothing counts but name and control group: the path of the leader's tells
/// them.
template <auto check>
Finding for_group(const evidence::Evidence& evidence) {
  const evidence::Unit unit = unit_of(evidence);
  if (const auto finding = in_no_unit(unit)) return *finding;
  if (const auto finding = is_the_launchers(evidence, unit)) return *finding;
  return check(evidence, unit);
}

/// The same where more counts.
template <auto check>
Finding for_unit(const evidence::Evidence& evidence) {
  return for_group<[](const evidence::Evidence& inner, const evidence::Unit& unit) {
    const auto finding = not_asked_for(inner, unit);
    return finding ? *finding : check(inner, unit);
  }>(evidence);
}

/// A scope of a login session or a service of a user's manager: not made for a machine.
bool belongs_to_a_login(std::string_view unit);

/// The process that started the manager is in that unit, too.
bool holds_the_launcher(const evidence::Evidence& evidence, const evidence::Unit& unit);

/// The path in the hierarchy systemd manages: the unified one, on a legacy host the one named systemd. Empty: none.
std::string path_in_hierarchy(const evidence::Evidence& evidence, const std::vector<evidence::CgroupPath>& cgroups);

/// `path` is `group`, or lies below it.
bool is_in_group(std::string_view path, std::string_view group);

/// A process of the machine, or of its manager, lives in the group.
bool holds_a_process(const evidence::Evidence& evidence, std::string_view group);

/// The name or the host name the machine was asked to have stands in the text.
bool has_name_of_the_machine(const evidence::Evidence& evidence, std::string_view text);

/// Throws Absent on a host whose control groups systemd does not manage.
void require_systemd(const evidence::Evidence& evidence);

/// The two ends of one veth pair, which see each other by index.
bool is_veth_pair(const evidence::Link& one, const evidence::Link& other);

/// The last part of the path is named like a unit of systemd.
bool looks_like_a_unit(std::string_view group);

/// "name (PID 12)"
std::string shown(const evidence::Process& process);

/// machine.slice, one of its children, or the slice the profile asked for.
bool is_machine_slice(const evidence::Evidence& evidence, std::string_view slice);

/// A D-Bus error that says nothing about the machine: no answer, no permission, no such method.
bool could_not_ask(std::string_view error);

/// A short word in lower case, as machined asks for the service.
bool is_service_word(std::string_view text);

}  // namespace conformance::checks
