// SPDX-License-Identifier: Apache-2.0
// Virtual machines: clauses nobody checks yet.
#include "checks/pending.h"
#include "checks/sections.h"

namespace conformance::checks {

namespace {

using enum Level;
using enum Origin;
using enum Subject;

constexpr Clause clauses[] = {
    {.id = "vm.machine-id-from-product-uuid",
     .says = "An image without machine-id takes the product UUID as its machine id.",
     .level = recommended,
     .subject = vm,
     .source = {"VM_INTERFACE", "", "4"},
     .since = "KVM: 2013; list as of v252",
     .scenario = "payload",
     .reason = pending::needs_payload},
    {.id = "vm.ssh-vsock",
     .says = "SSH to vsock port 22 of the guest works.",
     .level = recommended,
     .subject = vm,
     .source = {"VM_INTERFACE", "", "3"},
     .since = "v256",
     .scenario = "payload",
     .reason = pending::needs_payload},
    {.id = "vm.journal-forward",
     .says = "The manager may collect the guest journal over vsock.",
     .level = optional,
     .subject = vm,
     .source = {"systemd.system-credentials(7)", "journal.forward_to_socket"},
     .since = "v256",
     .scenario = "payload",
     .reason = pending::needs_payload},
};

}  // namespace

Section pending_vm() { return clauses; }

}  // namespace conformance::checks
