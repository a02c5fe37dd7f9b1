// SPDX-License-Identifier: Apache-2.0
// Capabilities of PID 1, and what they are there for.
#include "checks/facts.h"
#include "checks/sections.h"

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace conformance::checks {

namespace {

using enum Level;
using enum Origin;
using enum Subject;

// Numbers of include/uapi/linux/capability.h.
enum Capability : unsigned { sys_admin = 21, mknod = 27, audit_write = 29, audit_control = 30, audit_read = 37 };

bool holds(std::uint64_t set, Capability capability) { return (set >> capability & 1u) != 0; }

/// As /proc/PID/status shows it.
std::string bounding_set(const Evidence& evidence) {
  return fmt::format("CapBnd {:016x}", evidence.guest.capabilities->bounding);
}

/// What PID 1 has now, and what it and its children can ever gain.
template <Capability capability>
Finding judge_kept(const Evidence& evidence) {
  const bool bounding = holds(evidence.guest.capabilities->bounding, capability);
  const bool permitted = holds(evidence.guest.capabilities->permitted, capability);
  return pass_if(bounding && permitted,
                 fmt::format("bit {} is {} in the bounding set and {} in the permitted set of PID 1; {}",
                             static_cast<unsigned>(capability), bounding ? "set" : "clear", permitted ? "set" : "clear",
                             bounding_set(evidence)));
}

template <Capability capability>
Finding judge_not_passed(const Evidence& evidence) {
  const bool bounding = holds(evidence.guest.capabilities->bounding, capability);
  return pass_if(!bounding,
                 fmt::format("bit {} is {} in the bounding set of PID 1; {}", static_cast<unsigned>(capability),
                             bounding ? "set" : "clear", bounding_set(evidence)));
}

// The test systemd and libaudit make: audit counts as absent when no socket is to be had for want of privilege or
// support, or when a request is refused as in a user namespace.
Finding judge_audit_unusable(const Evidence& evidence) {
  const evidence::Audit& audit = *evidence.guest.audit;
  if (!audit.socket_error.empty()) {
    const bool absent =
        is_one_of(audit.socket_error, {"EPERM", "EACCES", "EAFNOSUPPORT", "EPROTONOSUPPORT", "EPFNOSUPPORT",
                                       "ESOCKTNOSUPPORT", "EOPNOTSUPP", "ENOSYS", "EINVAL"});
    const std::string saw = "socket(AF_NETLINK, SOCK_RAW, NETLINK_AUDIT): " + audit.socket_error;
    return absent ? pass(saw) : unknown(saw);
  }
  if (audit.request_error == "ECONNREFUSED" || audit.reply_error == "ECONNREFUSED")
    return pass("AUDIT_GET: ECONNREFUSED");
  const std::string saw =
      fmt::format("NETLINK_AUDIT socket works; AUDIT_GET sent: {}, answered: {}", outcome_of(audit.request_error),
                  audit.reply_error.empty() ? "with the state of audit" : audit.reply_error);
  return is_one_of(audit.reply_error, {"", "EPERM"}) && audit.request_error.empty() ? fail(saw) : unknown(saw);
}

Finding judge_mount_namespaces(const Evidence& evidence) {
  const evidence::MountNamespaceUse& use = *evidence.guest.mount_namespaces;
  return pass_if(
      use.unshare_error.empty() && use.propagation_error.empty() && use.mount_error.empty(),
      fmt::format("unshare(CLONE_NEWNS): {}; MS_REC|MS_SLAVE on /: {}; tmpfs: {}", outcome_of(use.unshare_error),
                  outcome_of(use.propagation_error), outcome_of(use.mount_error)));
}

constexpr std::string_view shouldnt = "What You Shouldn't Do";

constexpr Clause clauses[] = {
    {
        .id = "caps.mknod-kept",
        .says = "The container's init keeps CAP_MKNOD, which PrivateDevices= of services inside needs.",
        .subject = container,
        .source = {"CONTAINER_INTERFACE", shouldnt, "1"},
        .since = "2014-08 wiki",
        .observe = "bit 27 in the bounding and permitted sets of PID 1",
        .remedy = "Keep CAP_MKNOD (27) in the bounding set and restrict devices with a cgroup device filter instead "
                  "(LXC: no mknod in lxc.cap.drop; podman: --cap-add=MKNOD; nspawn: no --drop-capability=CAP_MKNOD). A "
                  "payload that is meant to be without privileges loses PrivateDevices= by this.",
        .judge = judge_kept<mknod>,
    },
    {
        .id = "caps.sys-admin-kept",
        .says = "The container's init keeps CAP_SYS_ADMIN, which the file system namespaces of services inside need.",
        .subject = container,
        .source = {"CONTAINER_INTERFACE", shouldnt, "2"},
        .since = "2014-08 wiki",
        .observe = "bit 21 in the bounding and permitted sets of PID 1",
        .remedy = "Keep CAP_SYS_ADMIN (21) in the bounding set; with a user namespace it reaches no further than the "
                  "container (LXC: no sys_admin in lxc.cap.drop; podman: --cap-add=SYS_ADMIN with --userns=auto).",
        .judge = judge_kept<sys_admin>,
    },
    {
        .id = "caps.no-audit-control",
        .says = "The container does not get CAP_AUDIT_CONTROL: the kernel's audit is not virtualised.",
        .subject = container,
        .source = {"CONTAINER_INTERFACE", shouldnt, "8"},
        .since = "v249",
        .observe = "bit 30 in the bounding set of PID 1",
        .remedy = "Drop CAP_AUDIT_CONTROL (30) with prctl(PR_CAPBSET_DROP) before execve(), in user namespaces too "
                  "(LXC: lxc.cap.drop = audit_control; nspawn: --drop-capability=CAP_AUDIT_CONTROL).",
        .judge = judge_not_passed<audit_control>,
    },
    {
        .id = "caps.no-audit-read",
        .says = "The container does not get CAP_AUDIT_READ: the kernel's audit is not virtualised.",
        .subject = container,
        .source = {"CONTAINER_INTERFACE", shouldnt, "8"},
        .since = "v249",
        .observe = "bit 37 in the bounding set of PID 1",
        .remedy = "Drop CAP_AUDIT_READ (37) with prctl(PR_CAPBSET_DROP) before execve(), in user namespaces too "
                  "(LXC: lxc.cap.drop = audit_read; nspawn: --drop-capability=CAP_AUDIT_READ).",
        .judge = judge_not_passed<audit_read>,
    },
    {
        .id = "caps.no-audit-write",
        .says = "The container does not get CAP_AUDIT_WRITE: the kernel's audit is not virtualised.",
        .subject = container,
        .source = {"CONTAINER_INTERFACE", shouldnt, "8"},
        .since = "v249",
        .observe = "bit 29 in the bounding set of PID 1",
        .remedy = "Drop CAP_AUDIT_WRITE (29) with prctl(PR_CAPBSET_DROP) before execve(), in user namespaces too "
                  "(LXC: lxc.cap.drop = audit_write; nspawn: --drop-capability=CAP_AUDIT_WRITE).",
        .judge = judge_not_passed<audit_write>,
    },
    {
        .id = "caps.audit-unusable",
        .says = "Seen from inside, audit looks absent: no NETLINK_AUDIT socket is to be had, or requests are refused.",
        .level = optional,
        .origin = derived,
        .subject = container,
        .source = {"CONTAINER_INTERFACE", shouldnt, "8"},
        .observe = "socket(AF_NETLINK, SOCK_RAW, NETLINK_AUDIT), then AUDIT_GET",
        .remedy = "Answer socket(AF_NETLINK, *, NETLINK_AUDIT) with EAFNOSUPPORT by seccomp, or use a user namespace, "
                  "where the kernel answers ECONNREFUSED.",
        .judge = judge_audit_unusable,
    },
    {
        .id = "caps.mount-namespaces-work",
        .says = "The payload can make mount namespaces and mount a tmpfs in them.",
        .level = recommended,
        .subject = container,
        .source = {"CONTAINER_INTERFACE", shouldnt, "2"},
        .since = "2014-08 wiki",
        .observe = "unshare(CLONE_NEWNS), mount(MS_REC|MS_SLAVE) on / and a tmpfs in a child of PID 1",
        .remedy = "Keep CAP_SYS_ADMIN and let seccomp and the LSM profile allow unshare() and mount() (LXC: "
                  "lxc.apparmor.allow_nesting = 1; podman: --cap-add=SYS_ADMIN).",
        .judge = judge_mount_namespaces,
    },
};

}  // namespace

Section caps() { return clauses; }

}  // namespace conformance::checks
