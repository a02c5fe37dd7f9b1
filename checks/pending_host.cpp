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
    {.id = "net.autoconfig",
     .says = "With networkd on both sides the container's veth configures itself (DHCPv4 + link-local) without manual "
             "setup.",
     .level = optional,
     .subject = container,
     .source = {"CONTAINER_INTERFACE", "Networking", "1"},
     .since = "v210/v216",
     .scenario = "payload",
     .reason = pending::needs_payload},
    {.id = "host.dash-m-works",
     .says = "systemctl/journalctl/loginctl -M NAME operate on the container.",
     .level = recommended,
     .subject = container,
     .source = {"WRITING_VM_AND_CONTAINER_MANAGERS", "Host OS Integration"},
     .since = "<= v252",
     .scenario = "payload",
     .reason = pending::needs_payload},
};

}  // namespace

Section pending_host() { return clauses; }

}  // namespace conformance::checks
