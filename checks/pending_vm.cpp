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
    {.id = "vm.cred-confidential",
     .says = "For confidential VMs credentials must not rely on SMBIOS/fw_cfg (guest ignores them; TDX SMBIOS is the "
             "exception).",
     .level = optional,
     .subject = vm,
     .source = {"systemd-vmspawn(1)", "--coco="},
     .since = "v254",
     .scenario = "payload",
     .reason = "needs a confidential virtual machine with a systemd in it (scenario payload)"},
    {.id = "vm.ssh-vsock",
     .says = "SSH to vsock port 22 of the guest works.",
     .level = recommended,
     .subject = vm,
     .source = {"VM_INTERFACE", "", "3"},
     .since = "v256",
     .scenario = "payload",
     .reason = pending::needs_payload},
    {.id = "vm.control-address",
     .says =
         "The controlAddress of the registration points to a varlink socket implementing io.systemd.MachineInstance.",
     .level = optional,
     .subject = vm,
     .source = {"machinectl(1)"},
     .since = "v261",
     .reason = "needs io.systemd.Machine of a machined 261 or newer asked over varlink, which nobody does yet"},
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
