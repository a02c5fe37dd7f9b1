// SPDX-License-Identifier: Apache-2.0
// The registration's properties: leader, root directory, unit, network interfaces, times.
#include "checks/facts.h"
#include "checks/host_facts.h"
#include "checks/sections.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace conformance::checks {

namespace {

using enum Level;
using enum Subject;
using evidence::Link;
using evidence::Machine;

constexpr Source create_machine = {"org.freedesktop.machine1(5)", "CreateMachine"};
constexpr Source properties = {"org.freedesktop.machine1(5)", "Properties"};

std::string shown_pid(std::int64_t pid) { return "PID " + std::to_string(pid); }

const evidence::Process* process_of(const Evidence& evidence, std::int64_t pid) {
  for (const auto& process : *evidence.host.processes)
    if (process.pid == pid) return &process;
  return nullptr;
}

Finding judge_leader(const Evidence& evidence, const Machine& machine) {
  const auto& leader = *evidence.host.leader;
  const std::string ours = "; the machine's is " + leader.name + " (" + shown_pid(leader.pid) + ")";
  if (machine.leader == leader.pid) return pass("Leader is " + leader.name + " (" + shown_pid(leader.pid) + ")");
  const auto* other = process_of(evidence, machine.leader);
  if (other != nullptr) return fail("Leader is " + shown(*other) + ", a process of role " + other->role + ours);
  // Which process runs a VM is a judgement of ours; a container's init shows itself by its PID inside.
  if (evidence.run.subject == "vm" && machine.leader > 1)
    return unknown("Leader is " + shown_pid(machine.leader) + ", which nobody knows" + ours);
  return fail("Leader is " + shown_pid(machine.leader) + ours);
}

Finding judge_leader_pidfd(const Evidence& evidence, const Machine& machine) {
  const auto& leader = *evidence.host.leader;
  if (!machine.leader_pidfd_id) return not_applicable("this machined has no LeaderPIDFDId (it came with 258)");
  if (*machine.leader_pidfd_id == 0) return not_applicable("not offered: the leader was registered by its PID alone");
  const std::string saw = "LeaderPIDFDId " + std::to_string(*machine.leader_pidfd_id);
  if (machine.leader != leader.pid) return not_applicable(saw + " is another process's: see host.leader-correct");
  if (leader.pidfd_inode == 0) return unknown(saw + ", but pidfds have no identity on this kernel");
  return pass_if(*machine.leader_pidfd_id == leader.pidfd_inode,
                 saw + ", the leader's is " + std::to_string(leader.pidfd_inode));
}

Finding judge_supervisor(const Evidence& evidence, const Machine& machine) {
  if (!machine.supervisor) return not_applicable("this machined has no Supervisor (it came with 258)");
  if (*machine.supervisor == 0) return not_applicable("not offered: no supervisor is recorded");
  if (*machine.supervisor == evidence.host.leader->pid) return fail("the leader is recorded as its own supervisor");
  const auto* process = process_of(evidence, *machine.supervisor);
  if (process == nullptr) return unknown("Supervisor is " + shown_pid(*machine.supervisor) + ", which nobody knows");
  return pass_if(process->role != "payload", "Supervisor is " + shown(*process) + ", of role " + process->role);
}

/// An overlay or an image has no one directory of the host behind it.
std::optional<std::string> root_without_directory(const Evidence& evidence) {
  const auto* root = mount_at(*evidence.guest.mounts, "/");
  if (root == nullptr) return std::nullopt;
  const bool image = root->source.starts_with("/dev/loop") || root->source.starts_with("/dev/mapper/");
  if (root->type == "overlay" || image) return describe(*root);
  return std::nullopt;
}

Finding judge_root_directory(const Evidence& evidence, const Machine& machine) {
  const auto& leader = *evidence.host.leader;
  const std::string saw = "RootDirectory \"" + machine.root_directory + "\"";
  const auto other_root = root_without_directory(evidence);
  if (machine.root_directory.empty()) {
    if (other_root) return not_applicable("the root is no directory of the host: " + *other_root);
    return fail(saw + ", though the container lives in a directory");
  }
  if (!machine.root_directory.starts_with('/')) return fail(saw + " is no absolute path");
  if (machine.root_inode == 0) return fail(saw + " does not exist on the host");
  if (other_root) return pass(saw + ", a directory; the root itself is " + *other_root);
  if (leader.root_inode == 0) return unknown(saw + "; the leader's root could not be looked at");
  const bool same = machine.root_device == leader.root_device && machine.root_inode == leader.root_inode;
  return pass_if(same, saw + (same ? ", the leader's root" : " is not the leader's root"));
}

/// Another machine in the same unit and subgroup; nullptr when it is this one's alone.
const Machine* sharer_of(const Evidence& evidence, const Machine& machine) {
  for (const auto& other : evidence.host.registration->machines)
    if (other.name != machine.name && other.unit == machine.unit &&
        other.subgroup.value_or("") == machine.subgroup.value_or(""))
      return &other;
  return nullptr;
}

Finding judge_unit(const Evidence& evidence, const Machine& machine) {
  const std::string saw = "Unit \"" + machine.unit + "\"";
  if (!machine.unit.ends_with(".scope") && !machine.unit.ends_with(".service"))
    return fail(saw + " is neither a scope nor a service");
  if (belongs_to_a_login(machine.unit)) return fail(saw + " is a login's, not the machine's");
  if (const auto* other = sharer_of(evidence, machine)) return fail(saw + " is also that of machine " + other->name);
  const auto& unit = *evidence.host.unit;
  if (unit.name == machine.unit && holds_the_launcher(evidence, unit))
    return fail(saw + " also holds the process that started the manager");
  return pass(saw);
}

/// Host interfaces that lead to the machine: the other ends of its veth links, the taps made for a VM.
std::vector<const Link*> interfaces_of(const Evidence& evidence) {
  std::vector<const Link*> found;
  if (evidence.run.subject == "vm") {
    for (const auto& link : evidence.host.changes->links_during)
      if (link.kind == "tun") found.push_back(&link);
    return found;
  }
  if (!has_own_namespace(evidence, "net")) return found;
  for (const auto& guest : *evidence.guest.network)
    for (const auto& host : *evidence.host.network)
      if (is_veth_pair(host, guest)) found.push_back(&host);
  return found;
}

bool is_bridge_of(const Evidence& evidence, const Link& interface, std::int64_t index) {
  return !interface.master.empty() && std::ranges::any_of(*evidence.host.network, [&](auto& link) {
    return link.index == index && link.name == interface.master;
  });
}

Finding judge_interfaces(const Evidence& evidence, const Machine& machine) {
  const auto interfaces = interfaces_of(evidence);
  if (interfaces.empty()) return not_applicable("no veth or tap interface of the host leads to the machine");
  for (const Link* interface : interfaces) {
    const bool passed = std::ranges::any_of(machine.network_interfaces, [&](std::int64_t index) {
      return index == interface->index || is_bridge_of(evidence, *interface, index);
    });
    if (!passed)
      return fail("NetworkInterfaces lacks " + interface->name + ", index " + std::to_string(interface->index));
  }
  return pass("NetworkInterfaces has " + interfaces.front()->name);
}

Finding judge_times(const Evidence& evidence, const Machine& machine) {
  constexpr std::uint64_t tolerance_us = 1'000'000;  // a clock that is being set
  const auto started = evidence.run.started_us;
  if (started == 0 || machine.timestamp_us == 0 || machine.timestamp_monotonic_us == 0)
    return unknown("the time of start or of registration is not known");
  const bool fresh = machine.timestamp_us + tolerance_us >= started;
  const std::uint64_t behind = started > machine.timestamp_us ? started - machine.timestamp_us : 0;
  return pass_if(fresh, fresh ? "registered after the start"
                              : "Timestamp lies " + std::to_string(behind / 1'000'000) + " s before the start");
}

Finding judge_new_signal(const Evidence& evidence, const Machine& machine) {
  const auto& registration = *evidence.host.registration;
  const auto count = std::ranges::count_if(
      registration.signals, [&](auto& signal) { return signal.signal == "MachineNew" && signal.name == machine.name; });
  if (count == 1) return pass("MachineNew " + machine.name);
  if (count > 1) return fail("MachineNew " + machine.name + " came " + std::to_string(count) + " times in one start");
  if (std::ranges::count(registration.names_before, machine.name) > 0)
    return fail(machine.name + " was registered before the start and never anew");
  return unknown("no MachineNew was seen, though " + machine.name + " is registered now");
}

constexpr Clause clauses[] = {
    {
        .id = "host.leader-correct",
        .says = "The registered leader is the container's init, or the process that runs the VM.",
        .source = create_machine,
        .since = "v205",
        .preconditions = "the machine is registered",
        .observe = "the Leader property compared with the process the probe's nonce marks in /proc of the host",
        .remedy =
            "Pass the host PID of the container's init (of a VM: the hypervisor process), not that of your daemon, "
            "monitor or shim: every -M operation enters the leader.",
        .judge = for_registered<judge_leader>,
    },
    {
        .id = "host.leader-pidfd",
        .says = "The registration pins the leader by a pidfd, not by a bare PID.",
        .level = optional,
        .source = {"org.freedesktop.machine1(5)", "RegisterMachineEx"},
        .since = "v258/v259",
        .preconditions = "machined 258 or newer, and the machine is registered",
        .observe = "the LeaderPIDFDId property compared with the inode of a pidfd of the leader",
        .remedy = "Use CreateMachineEx or RegisterMachineEx with LeaderPIDFD, or LeaderPID and LeaderPIDFDID.",
        .judge = for_registered<judge_leader_pidfd>,
    },
    {
        .id = "host.supervisor",
        .says = "A separate process that manages the machine stands in the registration as its supervisor.",
        .level = optional,
        .source = properties,
        .since = "v258",
        .preconditions = "machined 258 or newer, and the machine is registered",
        .observe = "the Supervisor property compared with the processes of the manager",
        .remedy = "Register from the process that manages the machine, or pass its PID as the supervisor.",
        .judge = for_registered<judge_supervisor>,
    },
    {
        .id = "host.root-directory",
        .says = "The container's root directory is passed as an absolute path of the host.",
        .level = recommended,
        .subject = container,
        .source = create_machine,
        .since = "v205",
        .preconditions = "the machine is registered, and its root is a directory of the host",
        .observe = "the RootDirectory property: device and inode compared with /proc/LEADER/root",
        .remedy = "Pass the path of the root directory as the host sees it, not as your own mount namespace does.",
        .judge = for_registered<judge_root_directory>,
    },
    {
        .id = "host.unit-recorded",
        .says = "machined knows a scope or service for the machine, and it is this machine's alone.",
        .source = properties,
        .since = "v205",
        .preconditions = "the machine is registered",
        .observe =
            "the Unit property against login scopes, the unit of whoever started the manager, and other machines",
        .remedy =
            "Let CreateMachine make a scope, or call RegisterMachine for a leader that already runs in a unit of its "
            "own: RegisterMachine records whatever unit the leader is in.",
        .judge = for_registered<judge_unit>,
    },
    {
        .id = "host.netif-passed",
        .says = "The host's interfaces that lead to the machine are passed at registration.",
        .level = recommended,
        .source = {"org.freedesktop.machine1(5)", "CreateMachineWithNetwork"},
        .since = "2014-11 wiki",
        .preconditions = "the machine is registered, and a veth, tap or bridge of the host leads to it",
        .observe = "the NetworkInterfaces property has the index of the interface or of its bridge",
        .remedy =
            "Register with CreateMachineWithNetwork or RegisterMachineWithNetwork and pass the interface indexes.",
        .judge = for_registered<judge_interfaces>,
    },
    {
        .id = "host.timestamps",
        .says = "The time of registration lies after the start.",
        .level = optional,
        .source = properties,
        .since = "v205",
        .preconditions = "the machine is registered",
        .observe = "the Timestamp and TimestampMonotonic properties",
        .remedy = "Unregister a machine when it ends, so that the next start does not find the old entry.",
        .judge = for_registered<judge_times>,
    },
    {
        .id = "host.state-running",
        .says = "The registered state reads \"running\" while the machine runs.",
        .level = optional,
        .source = properties,
        .since = "v205",
        .preconditions = "the machine is registered",
        .observe = "the State property while the guest is up",
        .remedy =
            "Keep the registered unit and leader alive as long as the machine: machined calls it closing without.",
        .judge = for_registered<[](const Evidence&, const Machine& machine) {
          const std::string saw = "State \"" + machine.state + "\"";
          if (machine.state == "running") return pass(saw);
          if (machine.state == "closing") return fail(saw + " while the machine runs");
          return not_applicable(saw + ": the states are no stable interface");
        }>,
    },
    {
        .id = "host.machine-new-signal",
        .says = "MachineNew is emitted once when the machine starts.",
        .level = optional,
        .source = {"org.freedesktop.machine1(5)", "Signals"},
        .since = "v205",
        .preconditions = "the machine is registered",
        .observe = "the signals on the system bus from before the start on",
        .remedy = "Register each start once, and let the entry of the last start be removed first.",
        .judge = for_registered<judge_new_signal>,
    },
};

}  // namespace

Section host_machine() { return clauses; }

}  // namespace conformance::checks
