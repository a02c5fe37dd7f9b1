// SPDX-License-Identifier: Apache-2.0
// CONTAINER_INTERFACE, The /run/host/ Hierarchy 1 and 8: mounts that come in, and sockets that go out.
#include "checks/facts.h"
#include "checks/host_facts.h"
#include "checks/request_facts.h"
#include "checks/run_host_facts.h"
#include "checks/sections.h"

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace conformance::checks {

namespace {

using enum Level;
using enum Subject;

constexpr Source item_1 = {"CONTAINER_INTERFACE", "The /run/host/ Hierarchy", "1"};
constexpr Source item_8 = {"CONTAINER_INTERFACE", "The /run/host/ Hierarchy", "8"};
constexpr const char* incoming = "/run/host/incoming";
constexpr const char* unix_export = "/run/host/unix-export";

/// check(evidence) where the directory is there.
template <auto check, const char* const& path>
Finding for_path(const Evidence& evidence) {
  if (!is_directory(evidence, path)) return not_applicable(fmt::format("there is no directory {}", path));
  return check(evidence);
}

Finding judge_slave(const Evidence& evidence) {
  const auto* mount = mount_at(*evidence.guest.mounts, incoming);
  if (mount == nullptr) return fail(fmt::format("{} is no mount point", incoming));
  for (const auto& word : mount->propagation)
    if (word.starts_with("master:")) return pass(fmt::format("{} follows a mount of the host: {}", incoming, word));
  return fail(fmt::format("{} follows no mount of the host: {}", incoming, listing(mount->propagation)));
}

Finding judge_incoming_writable(const Evidence& evidence) { return judge_not_writable(evidence, incoming); }

Finding judge_bind(const Evidence& evidence, const evidence::Machine& machine) {
  if (machine.machine_class != "container")
    return not_applicable("machined does this for containers only, and takes the machine for a " +
                          machine.machine_class);
  if (machine.leader != evidence.host.leader->pid)
    return not_applicable("machined was told another leader, whose namespaces it enters");
  if (has_own_namespace(evidence, "user")) return not_applicable("machined does not do this with a user namespace");
  const auto& call = *evidence.host.registration->bind_mount;
  if (could_not_ask(call.error)) return unknown("BindMountMachine: " + call.error);
  if (!call.error.empty()) return fail("BindMountMachine: " + call.error);
  return pass_if(call.result == "seen", "BindMountMachine of a directory, which is then " + call.result + " inside");
}

/// A socket bound there says more than a file would; without that, a file without a name has to do.
Finding judge_export_writable(const Evidence& evidence) {
  if (const auto* asked = find_request(evidence, "export-socket"); asked != nullptr && asked->done_us != 0)
    return pass_if(succeeded(*asked), fmt::format("binding a socket in {}: {}", unix_export, asked->detail));
  const auto& error = directory(evidence, unix_export).create_error;
  if (error.empty()) return pass(fmt::format("{} is writable", unix_export));
  const std::string saw = fmt::format("making a file in {}: {}", unix_export, error);
  return is_refused(error) ? fail(saw) : unknown(saw);
}

Finding judge_export_on_host(const Evidence& evidence) {
  const auto& seen = *evidence.host.unix_export;
  if (seen.point.empty()) return fail("no mount point of the host leads to the directory");
  const auto& asked = request(evidence, "export-socket");
  if (!succeeded(asked)) return pass("the directory is at " + seen.point + "; no socket could be bound in it");
  if (seen.connect_error.empty()) return pass("connected to a socket of the guest at " + seen.point);
  return fail("connecting to a socket of the guest at " + seen.point + ": " + seen.connect_error);
}

Finding judge_export_read_only(const Evidence& evidence) {
  const auto& seen = *evidence.host.unix_export;
  if (seen.point.empty()) return not_applicable("no mount point of the host leads to the directory");
  return pass_if(seen.read_only, seen.point + " is mounted " + (seen.read_only ? "read-only" : "writable"));
}

constexpr Clause clauses[] = {
    {
        .id = "runhost.incoming-slave",
        .says = "/run/host/incoming is a mount point with slave propagation from the host.",
        .level = optional,
        .subject = container,
        .source = item_1,
        .since = "v247 (reworked into /run/host)",
        .preconditions = "there is a /run/host/incoming",
        .observe = "the optional fields of its mount: master:N",
        .remedy = "Bind a shared directory of the host there, and make the mount a slave last: what makes the tree "
                  "shared must not make it private again.",
        .judge = for_path<judge_slave, incoming>,
    },
    {
        .id = "runhost.incoming-not-writable",
        .says = "The payload cannot modify /run/host/incoming.",
        .level = recommended,
        .subject = container,
        .source = item_1,
        .since = "v247",
        .preconditions = "there is a /run/host/incoming",
        .observe = "statfs() of the directory, and whether a file can be made in it",
        .remedy = "Make the mount on /run/host/incoming read-only.",
        .judge = for_path<judge_incoming_writable, incoming>,
    },
    {
        .id = "runhost.machinectl-bind",
        .says = "machinectl bind works for the machine.",
        .level = optional,
        .subject = container,
        .source = item_1,
        .since = "<= v252",
        .preconditions = "the machine is registered, and has no user namespace",
        .observe = "BindMountMachine of a directory of the host, and whether the guest then sees it",
        .remedy = "Share /run/systemd/nspawn/propagate/NAME of the host with /run/host/incoming, as nspawn does; newer "
                  "versions of machined use the mount API of the kernel instead.",
        .judge = for_registered<judge_bind>,
    },
    {
        .id = "runhost.unix-export-writable",
        .says = "/run/host/unix-export is writable from the container (sockets can be bound there).",
        .subject = container,
        .source = item_8,
        .since = "v256",
        .preconditions = "there is a /run/host/unix-export",
        .observe = "a socket bound in it, or a file made there",
        .remedy = "Mount a file system of its own there, writable inside and owned by the container's root.",
        .judge = for_path<judge_export_writable, unix_export>,
    },
    {
        .id = "runhost.unix-export-on-host",
        .says = "The directory behind /run/host/unix-export is also mounted on the host, so that the host can connect.",
        .level = recommended,
        .subject = container,
        .source = item_8,
        .since = "v256",
        .preconditions = "there is a /run/host/unix-export",
        .observe = "the mounts of the host: the same directory, and a connection to a socket the guest has bound in it",
        .remedy = "Bind the directory to a place on the host, too.",
        .judge = for_path<judge_export_on_host, unix_export>,
    },
    {
        .id = "runhost.unix-export-host-read-only",
        .says = "The mount of the /run/host/unix-export directory on the host is read-only.",
        .level = recommended,
        .subject = container,
        .source = item_8,
        .since = "v256",
        .preconditions = "there is a /run/host/unix-export, and the host has the same directory mounted",
        .observe = "the options of the host's mount; the file system itself stays writable",
        .remedy = "Remount the host's bind mount read-only (MS_BIND|MS_REMOUNT|MS_RDONLY).",
        .judge = for_path<judge_export_read_only, unix_export>,
    },
};

}  // namespace

Section run_host_exchange() { return clauses; }

}  // namespace conformance::checks
