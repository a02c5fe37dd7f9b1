// SPDX-License-Identifier: Apache-2.0
// Sockets between a virtual machine and its host, and what machined is told of the ways into the machine.
#include "checks/env_facts.h"
#include "checks/facts.h"
#include "checks/host_facts.h"
#include "checks/sections.h"
#include "checks/vm_channels.h"

#include <algorithm>
#include <string>

namespace conformance::checks {

namespace {

using enum Level;
using enum Origin;
using enum Subject;
using evidence::Machine;

constexpr std::uint64_t first_cid = 3;
constexpr std::uint64_t last_cid = 0xfffffffe;
constexpr std::uint64_t unknown_cid = 0xffffffff;

std::string shown_cid(std::uint64_t cid) { return "context id " + std::to_string(cid); }

Finding judge_device(const Evidence& evidence) {
  const auto& vsock = *evidence.guest.vsock;
  if (has_vsock(vsock) && vsock.cid == 0) return unknown("context id 0 is none of a machine: see vm.vsock-cid-regular");
  if (has_vsock(vsock)) return pass(shown_cid(vsock.cid));
  auto finding = without_vsock(evidence);
  if (finding.outcome == Outcome::not_applicable && claimed(evidence, "vsock"))
    return fail("the machine has no vsock device, though the profile says that the manager offers one");
  return finding;
}

/// check(evidence, cid) for a machine with vsock; otherwise the clause does not bind, or nobody could look.
template <auto check>
Finding for_vsock(const Evidence& evidence) {
  const auto& vsock = *evidence.guest.vsock;
  return has_vsock(vsock) ? check(evidence, vsock.cid) : without_vsock(evidence);
}

Finding judge_regular(const Evidence&, std::uint64_t cid) {
  return pass_if(cid >= first_cid && cid <= last_cid, shown_cid(cid));
}

/// The same for a registered machine. What an older machined cannot hold is told first: vsock would change nothing.
template <auto check>
Finding for_registered_vsock(const Evidence& evidence, const Machine& machine) {
  if (!machine.vsock_cid) return not_applicable("this machined has no VSockCID and SSHAddress (they came with 256)");
  const auto& vsock = *evidence.guest.vsock;
  return has_vsock(vsock) ? check(machine, vsock.cid) : without_vsock(evidence);
}

Finding judge_registered_cid(const Machine& machine, std::uint64_t cid) {
  if (*machine.vsock_cid == unknown_cid || *machine.vsock_cid == 0)
    return fail("VSockCID is not known to machined; the machine has " + shown_cid(cid));
  return pass_if(*machine.vsock_cid == cid,
                 "VSockCID " + std::to_string(*machine.vsock_cid) + ", the machine has " + shown_cid(cid));
}

/// As ssh takes it: a host, vsock/CID, unix/PATH, vsock-mux/PATH. Never a word that would be an option.
Finding judge_ssh_address(const Machine& machine, std::uint64_t cid) {
  if (!machine.ssh_address) return not_applicable("this machined has no SSHAddress (it came with 256)");
  const auto& address = *machine.ssh_address;
  const std::string saw = "SSHAddress \"" + address.substr(0, 100) + "\"";
  if (address.empty()) return fail(saw + ", though the machine has " + shown_cid(cid));
  if (address.front() == '-' || words_of(address).size() != 1) return fail(saw + " is none that ssh takes");
  if (!address.starts_with("vsock/")) return pass(saw);
  return pass_if(address == "vsock/" + std::to_string(cid), saw + ", the machine has " + shown_cid(cid));
}

bool names_a_login_key(const Arrived& credential) {
  return credential.name.starts_with("ssh.") && credential.name.find("authorized_keys") != std::string::npos;
}

Finding judge_ssh_key(const Evidence& evidence, const Machine& machine) {
  if (!machine.ssh_private_key_path) return not_applicable("this machined has no SSHPrivateKeyPath (it came with 256)");
  const auto& path = *machine.ssh_private_key_path;
  if (path.empty()) return not_applicable("not offered: no private key is registered");
  const auto& key = *evidence.host.registration->ssh_key;
  if (key.kind != "file") return fail(path + " is no file");
  constexpr std::uint64_t for_others = 077;
  if ((key.mode & for_others) != 0) return fail(path + " is readable or writable for others");
  const auto credentials = arrived_credentials(evidence);
  const auto login = std::ranges::find_if(credentials, names_a_login_key);
  if (login == credentials.end()) return fail(path + " is there, but no public key reached the machine");
  return pass(path + ", and credential " + login->name);
}

Finding judge_control(const Evidence& evidence, const Machine&) {
  const auto& control = *evidence.host.registration->control;
  if (control.address.empty())
    return not_applicable("not offered: machined knows no controlAddress of the machine (it came with 261)");
  const std::string saw = "controlAddress \"" + control.address.substr(0, 100) + "\"";
  if (is_one_of(control.error, {"EACCES", "EPERM", "org.varlink.service.PermissionDenied"}))
    return blocked(saw + " may not be connected to: " + control.error);
  if (is_one_of(control.error, {"EAFNOSUPPORT", "ETIMEDOUT", "EAGAIN"}))
    return unknown(saw + " could not be asked: " + control.error);
  if (!control.error.empty()) return fail(saw + ": " + control.error);
  return pass_if(std::ranges::count(control.interfaces, "io.systemd.MachineInstance") > 0,
                 saw + " implements " + listing(control.interfaces));
}

Finding compare_cids(const Evidence& first, const Evidence& second) {
  for (const auto* one : {&first, &second})
    if (!has_vsock(*one->guest.vsock)) return without_vsock(*one);
  const auto one = first.guest.vsock->cid;
  const auto other = second.guest.vsock->cid;
  return pass_if(one != other, shown_cid(one) + " and " + shown_cid(other));
}

constexpr Clause clauses[] = {
    {
        .id = "vm.vsock-device",
        .says = "The guest has a working AF_VSOCK transport.",
        .level = recommended,
        .subject = vm,
        .source = {"VM_INTERFACE", "", "2"},
        .since = "v253/v254",
        .preconditions = "the host can give vsock to machines, and the manager offers it",
        .observe = "IOCTL_VM_SOCKETS_GET_LOCAL_CID on /dev/vsock of the guest",
        .remedy = "Give the machine a vsock device: -device vhost-vsock-pci,guest-cid=… with QEMU.",
        .judge = judge_device,
    },
    {
        .id = "vm.vsock-cid-regular",
        .says = "The vsock CID of the guest is in 3..0xFFFFFFFE.",
        .origin = derived,
        .subject = vm,
        .source = {"vsock(7)", "Address format"},
        .since = "v256",
        .preconditions = "the machine has vsock",
        .observe = "IOCTL_VM_SOCKETS_GET_LOCAL_CID on /dev/vsock of the guest",
        .remedy = "Choose context ids from 3 on; 0 to 2 and the largest number have meanings of their own.",
        .judge = for_vsock<judge_regular>,
    },
    {
        .id = "vm.vsock-cid-unique",
        .says = "Concurrent VMs have different vsock CIDs.",
        .origin = derived,
        .subject = vm,
        .source = {"vsock(7)", "Address format"},
        .since = "v256",
        .preconditions = "both machines have vsock",
        .observe = "the context ids of two machines that run at the same time",
        .remedy = "Take the next context id when VHOST_VSOCK_SET_GUEST_CID says that one is in use.",
        .scenario = "twin",
        .compare = compare_cids,
        .compared_with = "boot",
    },
    {
        .id = "vm.vsock-cid-registered",
        .says = "The vsock CID of the VM is given to machined.",
        .level = recommended,
        .subject = vm,
        .source = {"org.freedesktop.machine1(5)", "VSockCID"},
        .since = "v256",
        .preconditions = "machined 256 or newer, the machine is registered and has vsock",
        .observe = "the VSockCID property compared with the guest's own context id",
        .remedy =
            "Register over varlink (io.systemd.Machine.Register with vSockCid) or with RegisterMachineEx: the older "
            "calls have no room for it.",
        .judge = for_registered<for_registered_vsock<judge_registered_cid>>,
    },
    {
        .id = "vm.ssh-address-registered",
        .says = "The SSHAddress of the registration is set in a form ssh understands (e.g. vsock/CID).",
        .level = recommended,
        .subject = vm,
        .source = {"org.freedesktop.machine1(5)", "SSHAddress"},
        .since = "v256",
        .preconditions = "machined 256 or newer, the machine is registered and has vsock",
        .observe = "the SSHAddress property",
        .remedy = "Register with sshAddress vsock/CID, over varlink or with RegisterMachineEx.",
        .judge = for_registered<for_registered_vsock<judge_ssh_address>>,
    },
    {
        .id = "vm.ssh-key-registered",
        .says = "If the manager made a key pair, the private key path is registered and the public key is passed as "
                "credential.",
        .level = optional,
        .subject = vm,
        .source = {"org.freedesktop.machine1(5)", "SSHPrivateKeyPath"},
        .since = "v256",
        .preconditions = "machined 256 or newer, the machine is registered with a private key",
        .observe = "the SSHPrivateKeyPath property, kind and mode of that file, and the machine's credentials",
        .remedy = "Make the key readable for its owner only, and pass the public one as "
                  "ssh.ephemeral-authorized_keys-all.",
        .judge = for_registered<judge_ssh_key>,
    },
    {
        .id = "vm.control-address",
        .says = "The controlAddress of the registration points to a varlink socket implementing "
                "io.systemd.MachineInstance.",
        .level = optional,
        .subject = vm,
        .source = {"machinectl(1)"},
        .since = "v261",
        .preconditions = "machined 261 or newer, the machine is registered with a control address",
        .observe = "io.systemd.Machine.List of machined over varlink, then org.varlink.service.GetInfo of that socket",
        .remedy = "Register the path of a socket that implements io.systemd.MachineInstance, or none.",
        .judge = for_registered<judge_control>,
    },
};

}  // namespace

Section vm_vsock() { return clauses; }

}  // namespace conformance::checks
