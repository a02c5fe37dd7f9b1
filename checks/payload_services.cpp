// SPDX-License-Identifier: Apache-2.0
// What works between the host and a booted OS: credentials, journal, network, ssh, -M.
#include "checks/env_facts.h"
#include "checks/facts.h"
#include "checks/host_facts.h"
#include "checks/payload_facts.h"
#include "checks/sections.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace conformance::checks {

namespace {

using enum Level;
using enum Subject;
using evidence::Call;
using evidence::Machine;

constexpr std::int64_t first_listing_credentials = 250;
constexpr std::int64_t first_with_ssh_generator = 256;
constexpr std::string_view unix_export = "/run/host/unix-export";

std::string guest_version(std::int64_t version) { return "systemd " + std::to_string(version) + " in the guest"; }

constexpr std::string_view no_version = "the version of systemd in the guest could not be read";

Finding judge_credentials(const Evidence& evidence) {
  const auto& passed = *evidence.guest.credentials;
  const auto version = payload_systemd(evidence);
  if (passed.empty()) return not_applicable("no credentials are passed");
  if (version == 0) return unknown(std::string(no_version));
  if (version < first_listing_credentials) return not_applicable(guest_version(version) + " does not list them");
  const auto& payload = *evidence.guest.payload;
  const auto missing = missing_credentials(evidence, passed);
  if (missing.empty()) return pass("all of them: " + counted(passed.size(), "credential", "credentials"));
  const std::string why = payload.credentials_error.empty() ? "" : " (@system: " + payload.credentials_error + ")";
  return fail("not among the system credentials with the same bytes: " + listing(missing) + why);
}

Finding judge_journal(const Evidence& evidence) {
  const auto& link = *evidence.host.journal;
  const auto& payload = *evidence.guest.payload;
  if (!link.same_directory) return not_applicable("the journal is not linked: see adv.journal-linked");
  if (identity_of(payload.machine_id) != identity_of(link.machine_id))
    return not_applicable("the linked journal is that of machine " + link.machine_id + ", the guest is " +
                          payload.machine_id);
  if (!is_active(payload_unit(evidence, "systemd-journald.service")))
    return not_applicable("the guest runs no journald");
  const auto& answer = *evidence.host.payload_use->journal;
  if (!answer.error.empty()) return unknown("journalctl -m: " + answer.error + ", " + answer.result);
  return answer.result.empty() ? fail("journalctl -m shows no entry of the guest")
                               : pass("journalctl -m shows an entry of the guest");
}

/// fe80::/10 and 169.254.0.0/16 are there without anybody's help.
bool is_link_local(const evidence::PayloadAddress& address) {
  return address.address.starts_with("169.254.") || address.address.starts_with("fe8") ||
         address.address.starts_with("fe9") || address.address.starts_with("fea") || address.address.starts_with("feb");
}

Finding judge_autoconfig(const Evidence& evidence) {
  const auto& links = *evidence.guest.network;
  if (std::ranges::find(links, "host0", &evidence::Link::name) == links.end())
    return not_applicable("the container has no host0");
  if (!is_active(payload_unit(evidence, "systemd-networkd.service")))
    return not_applicable("systemd-networkd does not run in the guest");
  if (!evidence.host.payload_use->networkd) return not_applicable("systemd-networkd does not run on the host");
  for (const auto& address : evidence.guest.payload->addresses)
    if (address.interface == "host0" && !is_link_local(address)) return pass("host0 has " + address.address);
  return fail("host0 has no address but link-local ones 30 s after the boot");
}

/// What is to be said where systemd in the guest would not offer ssh by itself; nullopt: it would.
std::optional<Finding> no_ssh(const Evidence& evidence) {
  const auto version = payload_systemd(evidence);
  if (!evidence.guest.payload->has_sshd) return not_applicable("the image has no sshd");
  if (version == 0) return unknown(std::string(no_version));
  if (version < first_with_ssh_generator) return not_applicable(guest_version(version) + " does not make it");
  if (switched_off(evidence, "systemd.ssh_auto", "SYSTEMD_SSH_AUTO")) return not_applicable("systemd.ssh_auto is off");
  return std::nullopt;
}

Finding judge_banner(const std::string& where, const Call& answer) {
  if (!answer.error.empty()) return fail(where + ": " + answer.error);
  return pass_if(answer.result.starts_with("SSH-"), where + " says \"" + answer.result + "\"");
}

Finding judge_unix_ssh(const Evidence& evidence) {
  const auto& nodes = *evidence.guest.run_host;
  if (std::ranges::find(nodes, unix_export, &evidence::Node::path) == nodes.end())
    return not_applicable("the container has no /run/host/unix-export");
  if (auto finding = no_ssh(evidence)) return *std::move(finding);
  const std::string& kind = evidence.guest.payload->ssh_socket_kind;
  if (kind != "socket") return fail("/run/host/unix-export/ssh is " + (kind.empty() ? "not there" : "a " + kind));
  return judge_banner("unix-export/ssh on the host", *evidence.host.payload_use->ssh_unix);
}

Finding judge_dash_m(const Evidence& evidence, const Machine& machine) {
  if (machine.machine_class != "container")
    return not_applicable("-M is for class container only; it is \"" + machine.machine_class + "\"");
  if (!is_active(payload_unit(evidence, "dbus.socket"))) return not_applicable("the guest runs no D-Bus");
  const auto& answer = *evidence.host.payload_use->unit_state;
  const std::string saw = "systemctl -M " + machine.name + ": ";
  if (!answer.error.empty()) return fail(saw + answer.error + ", " + answer.result);
  if (answer.result == "active") return pass(saw + "a service of the guest is active");
  return fail(saw + "a service that runs in the guest is " + answer.result + ": it is another system that answers");
}

Finding judge_vsock_ssh(const Evidence& evidence) {
  if (auto finding = no_ssh(evidence)) return *std::move(finding);
  return judge_banner("port 22 of the vsock", *evidence.host.payload_use->ssh_vsock);
}

Finding judge_journal_forward(const Evidence& evidence) {
  const auto& payload = *evidence.guest.payload;
  const auto version = payload_systemd(evidence);
  if (version == 0) return unknown(std::string(no_version));
  if (version < first_with_ssh_generator) return not_applicable(guest_version(version) + " does not forward");
  if (!has_system_credential(evidence, "journal.forward_to_socket"))
    return not_applicable("there is no credential journal.forward_to_socket");
  if (payload.journal_socket_error == "ENOENT") return not_applicable("it names no vsock");
  return pass_if(payload.journal_socket_error.empty(),
                 "the guest connects to it: " + outcome_of(payload.journal_socket_error));
}

constexpr Clause clauses[] = {
    {
        .id = "cred.visible-in-guest",
        .says = "systemd in the guest lists the passed credentials as system credentials.",
        .level = recommended,
        .subject = container,
        .source = {"CREDENTIALS"},
        .since = "v247/250",
        .preconditions = "credentials are passed, and systemd in the guest is 250 or newer",
        .observe =
            "names and bytes in /run/credentials/@system after the boot, against $CREDENTIALS_DIRECTORY of PID 1",
        .remedy =
            "Keep the directory in $CREDENTIALS_DIRECTORY mounted for as long as the guest runs, readable for its "
            "root.",
        .scenario = "payload",
        .judge = judge_credentials,
    },
    {
        .id = "adv.journal-merged-readable",
        .says = "journalctl -m on the host shows the container's entries.",
        .level = optional,
        .subject = container,
        .source = {"CONTAINER_INTERFACE", "Advanced Integration", "2"},
        .since = "2012 wiki",
        .preconditions = "the guest's journal directory is linked on the host, and the guest runs journald",
        .observe = "journalctl -m _MACHINE_ID=ID on the host, ID being the booted guest's",
        .remedy =
            "Link /var/log/journal/ID of the guest on the host, and give the files an owner whose entries root of "
            "the host reads.",
        .scenario = "payload",
        .judge = judge_journal,
    },
    {
        .id = "net.autoconfig",
        .says =
            "With networkd on both sides the container's veth configures itself (DHCPv4 + link-local) without manual "
            "setup.",
        .level = optional,
        .subject = container,
        .source = {"CONTAINER_INTERFACE", "Networking", "1"},
        .since = "v210/v216",
        .preconditions = "the container has host0, and systemd-networkd runs in it and on the host",
        .observe = "an address on host0 in the booted guest that is not link-local, within 30 s",
        .remedy =
            "Name the host's side ve-NAME and give it the alias networkd's 80-container-ve.network looks for; leave "
            "both sides without addresses.",
        .scenario = "payload",
        .judge = judge_autoconfig,
    },
    {
        .id = "runhost.unix-export-ssh",
        .says = "With sshd in the guest a socket \"ssh\" appears in /run/host/unix-export.",
        .level = optional,
        .subject = container,
        .source = {"CONTAINER_INTERFACE", "The /run/host/ Hierarchy", "9"},
        .since = "v256",
        .preconditions = "there is /run/host/unix-export, the guest has sshd and systemd 256 or newer",
        .observe = "the socket after the boot, and who answers on it from the host's side of the directory",
        .remedy = "Make /run/host/unix-export a file system that is writable inside and mounted on the host as well.",
        .scenario = "payload",
        .judge = judge_unix_ssh,
    },
    {
        .id = "host.dash-m-works",
        .says = "systemctl/journalctl/loginctl -M NAME operate on the container.",
        .level = recommended,
        .subject = container,
        .source = {"WRITING_VM_AND_CONTAINER_MANAGERS", "Host OS Integration"},
        .since = "<= v252",
        .preconditions = "the machine is registered as a container, and the guest runs a D-Bus",
        .observe = "systemctl -M NAME is-active on the host, for a service that runs in the guest and nowhere else",
        .remedy = "Register the init of the container as leader; -M enters that process' namespaces.",
        .scenario = "payload",
        .judge = for_registered<judge_dash_m>,
    },
    {
        .id = "vm.ssh-vsock",
        .says = "SSH to vsock port 22 of the guest works.",
        .level = recommended,
        .subject = vm,
        .source = {"VM_INTERFACE", "", "3"},
        .since = "v256",
        .preconditions = "the guest has sshd and systemd 256 or newer, and systemd.ssh_auto is not off",
        .observe = "a connection from the host to port 22 of the guest's vsock address",
        .remedy = "Give the VM a vsock device with an address of its own (QEMU: -device vhost-vsock-pci,guest-cid=N).",
        .scenario = "payload",
        .judge = judge_vsock_ssh,
    },
    {
        .id = "vm.journal-forward",
        .says = "The manager may collect the guest journal over vsock.",
        .level = optional,
        .subject = vm,
        .source = {"systemd.system-credentials(7)", "journal.forward_to_socket"},
        .since = "v256",
        .preconditions = "the manager passes the credential journal.forward_to_socket with a vsock address",
        .observe = "whether the booted guest can connect to that address",
        .remedy =
            "Listen on the address of the credential for as long as the VM runs, and take any number of connections.",
        .scenario = "payload",
        .judge = judge_journal_forward,
    },
};

}  // namespace

Section payload_services() { return clauses; }

}  // namespace conformance::checks
