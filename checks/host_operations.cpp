// SPDX-License-Identifier: Apache-2.0
// What registration is for: operations machined offers on the machine.
#include "checks/facts.h"
#include "checks/host_facts.h"
#include "checks/sections.h"

#include <optional>
#include <string>

namespace conformance::checks {

namespace {

using enum Level;
using enum Subject;
using evidence::Call;
using evidence::Machine;

/// machined enters the registered leader, and does so for class "container" only. What is wrong with those two is told
/// by the clauses about them.
template <auto check>
Finding for_entered(const Evidence& evidence) {
  return for_registered<[](const Evidence& inner, const Machine& machine) {
    if (machine.machine_class != "container")
      return not_applicable("machined offers this for class container only; it is \"" + machine.machine_class + "\"");
    if (machine.leader != inner.host.leader->pid)
      return not_applicable("the registered leader is another process: see host.leader-correct");
    return check(inner);
  }>(evidence);
}

Finding asked_in_vain(const std::string& call, const Call& answer) {
  const std::string saw = call + ": " + answer.error;
  return could_not_ask(answer.error) ? blocked(saw) : fail(saw);
}

Finding judge_lookup(const Evidence& evidence, const Machine& machine) {
  std::string seen;
  for (const auto& lookup : evidence.host.registration->pid_lookups) {
    const std::string pid = "PID " + std::to_string(lookup.pid);
    if (lookup.error.empty() && lookup.name != machine.name)
      return fail(pid + " is looked up as machine " + lookup.name);
    if (could_not_ask(lookup.error)) return blocked("GetMachineByPID of " + pid + ": " + lookup.error);
    if (!lookup.error.empty()) return fail("GetMachineByPID of " + pid + ": " + lookup.error);
    seen += (seen.empty() ? "" : ", ") + pid;
  }
  return seen.empty() ? unknown("no process of the machine was looked up") : pass(machine.name + ": " + seen);
}

Finding judge_pty(const Evidence& evidence) {
  const auto& answer = *evidence.host.registration->open_pty;
  if (!answer.error.empty()) return asked_in_vain("OpenMachinePTY", answer);
  return pass_if(answer.result.find("pts/") != std::string::npos, "OpenMachinePTY: \"" + answer.result + "\"");
}

Finding judge_addresses(const Evidence& evidence) {
  if (!has_own_namespace(evidence, "net")) return not_applicable("the machine shares its network with the host");
  const auto& answer = *evidence.host.registration->addresses;
  if (answer.error.ends_with("NoPrivateNetworking")) return not_applicable("GetMachineAddresses: " + answer.error);
  if (!answer.error.empty()) return asked_in_vain("GetMachineAddresses", answer);
  if (answer.result.empty()) return unknown("GetMachineAddresses answers, but nothing has configured an address yet");
  return pass("GetMachineAddresses: " + answer.result);
}

/// The image has one, or the manager has mounted something in its place.
bool has_os_release(const Evidence& evidence) {
  for (const auto& file : *evidence.guest.files)
    if (file.path == "/etc/os-release" && file.error.empty() && !file.content.empty()) return true;
  const auto& mounts = *evidence.guest.mounts;
  return mount_at(mounts, "/etc/os-release") != nullptr || mount_at(mounts, "/usr/lib/os-release") != nullptr;
}

Finding judge_os_release(const Evidence& evidence) {
  if (!has_os_release(evidence)) return not_applicable("the container's image has no /etc/os-release");
  const auto& answer = *evidence.host.registration->os_release;
  if (!answer.error.empty()) return asked_in_vain("GetMachineOSRelease", answer);
  return pass_if(!answer.result.empty(), "GetMachineOSRelease: ID=" + answer.result);
}

/// machined tells a shift only for one range that begins at 0 and is the same for users and groups.
bool is_simple(const evidence::Leader& leader) {
  return leader.uid_map.size() == 1 && leader.uid_map == leader.gid_map && leader.uid_map.front().inside == 0;
}

Finding judge_shift(const Evidence& evidence) {
  const auto& leader = *evidence.host.leader;
  if (leader.uid_map.empty() || leader.gid_map.empty()) return unknown("the id maps of the leader could not be read");
  if (!is_simple(leader)) return not_applicable("the id maps of the leader are not one simple shift");
  const auto& answer = *evidence.host.registration->uid_shift;
  if (!answer.error.empty()) return asked_in_vain("GetMachineUIDShift", answer);
  const auto base = std::to_string(leader.uid_map.front().outside);
  return pass_if(answer.result == base, "GetMachineUIDShift: " + answer.result + ", the map begins at " + base);
}

constexpr Clause clauses[] = {
    {
        .id = "host.pid-lookup",
        .says = "Any process of the machine is attributed to it by its PID.",
        .source = {"WRITING_VM_AND_CONTAINER_MANAGERS", "Host OS Integration", ""},
        .since = "v205",
        .preconditions = "the machine is registered",
        .observe = "GetMachineByPID for processes of the machine's PID namespace",
        .remedy = "Keep every process of the machine inside the registered unit; machined attributes by control group.",
        .judge = for_registered<judge_lookup>,
    },
    {
        .id = "host.open-pty",
        .says = "machined can allocate a pty inside the container.",
        .level = recommended,
        .subject = container,
        .source = {"org.freedesktop.machine1(5)", "OpenMachinePTY"},
        .since = "<= v252",
        .preconditions = "the container is registered",
        .observe = "OpenMachinePTY, which enters the leader and opens /dev/ptmx there",
        .remedy = "Mount a devpts instance of its own on /dev/pts with ptmxmode=0666, and make /dev/ptmx lead to it.",
        .judge = for_entered<judge_pty>,
    },
    {
        .id = "host.addresses",
        .says = "The addresses of a container with a network of its own can be read through machined.",
        .level = optional,
        .subject = container,
        .source = {"org.freedesktop.machine1(5)", "GetMachineAddresses"},
        .since = "v213 (API), v216 (NSS)",
        .preconditions = "the container is registered and has a private network namespace",
        .observe = "GetMachineAddresses",
        .remedy = "Register the container's init as the leader: machined enters its network namespace.",
        .judge = for_entered<judge_addresses>,
    },
    {
        .id = "host.os-release",
        .says = "machined can read the container's os-release.",
        .level = optional,
        .subject = container,
        .source = {"org.freedesktop.machine1(5)", "GetMachineOSRelease"},
        .since = "<= v252",
        .preconditions = "the container is registered, and its tree has an os-release",
        .observe = "GetMachineOSRelease: the ID field",
        .remedy = "Register the container's init as the leader: machined reads the file below its root.",
        .judge = for_entered<judge_os_release>,
    },
    {
        .id = "host.uid-shift",
        .says = "machined can tell the container's UID shift, and it is the base of the map.",
        .level = optional,
        .subject = container,
        .source = {"org.freedesktop.machine1(5)", "GetMachineUIDShift"},
        .since = "<= v252",
        .preconditions = "the container is registered, and its ids are one range from 0 on",
        .observe = "GetMachineUIDShift compared with the first line of /proc/LEADER/uid_map",
        .remedy = "Register the container's init as the leader, and map users and groups by one and the same range.",
        .judge = for_entered<judge_shift>,
    },
};

}  // namespace

Section host_operations() { return clauses; }

}  // namespace conformance::checks
