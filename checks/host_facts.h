// SPDX-License-Identifier: Apache-2.0
// Look-ups on the host's side, and the preconditions most host clauses share: the machine is registered, the machine
// has a unit.
#pragma once

#include "checks/finding.h"
#include "evidence/evidence.h"

#include <string>
#include <string_view>
#include <vector>

namespace conformance::checks {

/// The machine's entry in machined; nullptr when it is not registered. Throws Absent without machined or leader, and
/// where only the name that was asked for could tell.
const evidence::Machine* registered_machine(const evidence::Evidence& evidence);

/// It was not listed before the start.
bool is_new(const evidence::Registration& registration, const evidence::Machine& machine);

/// check(evidence, machine) for a registered machine; otherwise the clause does not bind.
template <auto check>
Finding for_registered(const evidence::Evidence& evidence) {
  const evidence::Machine* machine = registered_machine(evidence);
  if (machine == nullptr) return not_applicable("the machine is not registered");
  return check(evidence, *machine);
}

/// A service or scope; a slice, or nothing, is no unit of the machine's.
bool is_service_or_scope(const evidence::Unit& unit);

/// check(evidence, unit) for a machine in a service or scope; otherwise the clause does not bind.
template <auto check>
Finding for_unit(const evidence::Evidence& evidence) {
  const evidence::Unit& unit = *evidence.host.unit;
  if (!is_service_or_scope(unit)) return not_applicable("the machine is in no service or scope of systemd");
  return check(evidence, unit);
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
