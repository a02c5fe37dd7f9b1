// SPDX-License-Identifier: Apache-2.0
// The /run/host hierarchy: clauses nobody checks yet.
#include "checks/pending.h"
#include "checks/sections.h"

namespace conformance::checks {

namespace {

using enum Level;
using enum Origin;
using enum Subject;

constexpr Clause clauses[] = {
    {.id = "runhost.unix-export-ssh",
     .says = "With sshd in the guest a socket \"ssh\" appears in /run/host/unix-export.",
     .level = optional,
     .subject = container,
     .source = {"CONTAINER_INTERFACE", "The /run/host/ Hierarchy", "9"},
     .since = "v256",
     .scenario = "payload",
     .reason = pending::needs_payload},
};

}  // namespace

Section pending_run_host() { return clauses; }

}  // namespace conformance::checks
