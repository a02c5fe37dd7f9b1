// SPDX-License-Identifier: Apache-2.0
// Life cycle, sockets and descriptors, integration: clauses nobody checks yet.
#include "checks/pending.h"
#include "checks/sections.h"

namespace conformance::checks {

namespace {

using enum Level;
using enum Origin;
using enum Subject;

constexpr Clause clauses[] = {
    {.id = "adv.journal-merged-readable",
     .says = "journalctl -m on the host shows the container's entries.",
     .level = optional,
     .subject = container,
     .source = {"CONTAINER_INTERFACE", "Advanced Integration", "2"},
     .since = "2012 wiki",
     .scenario = "payload",
     .reason = pending::needs_payload},
};

}  // namespace

Section pending_life_cycle() { return clauses; }

}  // namespace conformance::checks
