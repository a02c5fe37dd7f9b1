// SPDX-License-Identifier: Apache-2.0
// Network, user namespaces, and the host: clauses nobody checks yet.
#include "checks/pending.h"
#include "checks/sections.h"

namespace conformance::checks {

namespace {

using enum Level;
using enum Origin;
using enum Subject;

constexpr Clause clauses[] = {
    {.id = "net.host0-name",
     .says = "The container end of the veth is called host0.",
     .level = recommended,
     .subject = container,
     .source = {"CONTAINER_INTERFACE", "Networking", "1"},
     .since = "v210 profile; doc 2014-08",
     .reason = pending::not_written},
    {.id = "net.host0-kind-veth",
     .says = "The interface named host0 must really be a veth for networkd's default profile to match.",
     .level = recommended,
     .subject = container,
     .source = {"CONTAINER_INTERFACE", "Networking", "1"},
     .since = "Kind= match by v257",
     .reason = pending::not_written},
    {.id = "net.ve-prefix",
     .says = "The host end of the container's veth is called ve-<container name>.",
     .level = recommended,
     .subject = container,
     .source = {"CONTAINER_INTERFACE", "Networking", "2"},
     .since = "v210; doc 2014-08",
     .reason = pending::not_written},
    {.id = "net.autoconfig",
     .says = "With networkd on both sides the container's veth configures itself (DHCPv4 + link-local) without manual "
             "setup.",
     .level = optional,
     .subject = container,
     .source = {"CONTAINER_INTERFACE", "Networking", "1"},
     .since = "v210/v216",
     .scenario = "payload",
     .reason = pending::needs_payload},
    {.id = "net.vm-tap-prefix",
     .says = "A VM's host tap is named vt-<name> so networkd's VM profile picks it up.",
     .level = optional,
     .origin = derived,
     .subject = vm,
     .source = {"systemd-vmspawn(1)", "--network-tap"},
     .since = "v255/256",
     .reason = pending::not_written},
    {.id = "userns.range-min-64k",
     .says = "The container's user namespace maps at least 65536 UIDs and GIDs.",
     .subject = container,
     .source = {"UIDS-GIDS", "Notes on container managers", "1"},
     .since = "doc <= v252",
     .reason = pending::not_written},
    {.id = "userns.range-exactly-64k",
     .says = "The container's user namespace maps exactly 65536 UIDs and GIDs, unless nesting is intended.",
     .level = optional,
     .subject = container,
     .source = {"UIDS-GIDS", "Notes on container managers", "2"},
     .since = "doc <= v252",
     .reason = pending::not_written},
    {.id = "userns.base-aligned",
     .says = "The first host UID of the container's range has its low 16 bits zero.",
     .level = recommended,
     .subject = container,
     .source = {"UIDS-GIDS", "Notes on container managers", "3"},
     .since = "doc <= v252",
     .reason = pending::not_written},
    {.id = "userns.base-in-container-range",
     .says = "The container's UIDs lie within 524288..1879048191 on the host.",
     .level = recommended,
     .subject = container,
     .source = {"UIDS-GIDS", "Summary"},
     .since = "doc <= v252",
     .reason = pending::not_written},
    {.id = "userns.gid-equals-uid",
     .says = "The UID and GID ranges of a container are chosen identically.",
     .level = optional,
     .subject = container,
     .source = {"systemd-nspawn(1)", "--private-users="},
     .since = "doc <= v252",
     .reason = pending::not_written},
    {.id = "host.dash-m-works",
     .says = "systemctl/journalctl/loginctl -M NAME operate on the container.",
     .level = recommended,
     .subject = container,
     .source = {"WRITING_VM_AND_CONTAINER_MANAGERS", "Host OS Integration"},
     .since = "<= v252",
     .scenario = "payload",
     .reason = pending::needs_payload},
    {.id = "host.mounts-unchanged",
     .says = "The host's mount table is the same after stop as before start; nothing propagates from the container "
             "while it runs.",
     .level = recommended,
     .origin = derived,
     .subject = container,
     .source = {"CONTAINER_INTERFACE", "Execution Environment", "8"},
     .since = "n/a",
     .scenario = "stop",
     .reason = pending::needs_stop},
    {.id = "host.sysctls-unchanged",
     .says = "Host kernel settings are not altered by booting the container.",
     .level = recommended,
     .subject = container,
     .source = {"CONTAINER_INTERFACE", "Execution Environment", "2"},
     .since = "n/a",
     .scenario = "host-settings",
     .reason = "needs a snapshot of the host's settings before and after, which is not collected yet"},
};

}  // namespace

Section pending_host() { return clauses; }

}  // namespace conformance::checks
