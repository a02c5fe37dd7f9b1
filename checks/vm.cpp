// SPDX-License-Identifier: Apache-2.0
// VM_INTERFACE and what it rests on: that the guest knows what it is, and which one.
#include "checks/vm_facts.h"

#include "checks/env_facts.h"
#include "checks/host_facts.h"
#include "checks/sections.h"
#include "checks/vm_channels.h"

#include <string>
#include <string_view>

namespace conformance::checks {

namespace {

using enum Level;
using enum Origin;
using enum Subject;
using evidence::Machine;

bool is_x86(std::string_view architecture) { return architecture == "x86_64" || architecture.starts_with("i"); }

Finding judge_detection(const Evidence& evidence) {
  const auto signs = signs_of_hypervisor(evidence.guest);
  if (!signs.empty()) return pass(signs);
  // To say that nothing shows it, one has to have looked everywhere.
  (void)*evidence.guest.virtualization;
  (void)has_smbios(evidence);
  if (!is_x86(evidence.guest.start->architecture))
    return unknown("no sign in DMI; the others of " + evidence.guest.start->architecture + " were not looked at");
  return fail("neither CPUID nor DMI nor SMBIOS shows a hypervisor");
}

Finding judge_not_container(const Evidence& evidence) {
  const auto value = guest_variable(evidence, "container");
  if (value && !value->empty()) return fail("PID 1 has container=" + *value);
  for (const auto& word : words_of(evidence.guest.virtualization->kernel_command_line))
    if (word.starts_with("container=") && word.size() > std::string_view("container=").size())
      return fail("the kernel command line has " + word);
  return pass("no $container, and none on the kernel command line");
}

Finding judge_product_uuid(const Evidence& evidence) {
  const auto& firmware = *evidence.guest.firmware;
  if (const auto identity = product_identity(firmware)) return pass("product UUID " + *identity);
  if (firmware.product_uuid_error == "EACCES" || firmware.product_uuid_error == "EPERM")
    return blocked("the probe may not read the product UUID: " + firmware.product_uuid_error);
  if (firmware.dmi.empty() && firmware.smbios_hex.empty()) return not_applicable("the machine has no DMI");
  if (const auto reason = claimed_missing(evidence, "uuid")) return not_applicable(*reason);
  return fail("asked for " + *evidence.run.asked.uuid + ", but no product UUID is set");
}

Finding judge_not_host(const Evidence& evidence) {
  const auto identity = product_identity(*evidence.guest.firmware);
  if (!identity) return not_applicable("the machine has no product UUID");
  const auto& host = evidence.host.identity->product_uuid;
  const auto other = identity_of(host);
  if (!other) return blocked("the host has no product UUID to compare with, or it may not be read");
  return pass_if(identity != other, "product UUID " + *identity + ", host " + *other);
}

Finding judge_spelling(const Evidence& evidence) {
  const auto identity = product_identity(*evidence.guest.firmware);
  if (!identity) return not_applicable("the machine has no product UUID");
  if (const auto reason = claimed_missing(evidence, "uuid")) return not_applicable(*reason);
  const std::string& asked = *evidence.run.asked.uuid;
  const auto announced = identity_of(asked);
  if (!announced) return unknown("the UUID asked for is none: " + asked);
  const std::string saw = "asked for " + *announced + ", inside " + *identity;
  if (identity == announced) return pass(saw);
  return fail(saw + (*identity == byte_swapped(*announced) ? ", the first three fields byte-swapped" : ""));
}

std::string both_identities(const std::string& first, const std::string& second) {
  return "product UUID " + first + " and " + second;
}

Finding compare_unique(const Evidence& first, const Evidence& second) {
  const auto one = product_identity(*first.guest.firmware);
  const auto other = product_identity(*second.guest.firmware);
  if (!one || !other) return not_applicable("a machine has no product UUID");
  return pass_if(one != other, both_identities(*one, *other));
}

Finding compare_stable(const Evidence& first, const Evidence& second) {
  const auto one = product_identity(*first.guest.firmware);
  const auto other = product_identity(*second.guest.firmware);
  if (!one || !other) return not_applicable("the machine has no product UUID");
  if (one == other) return pass("product UUID " + *one + " at both starts");
  if (const auto reason = claimed_missing(second, "uuid")) return not_applicable(*reason);
  // Without a UUID that was asked for, each start may be a machine of its own.
  if (*first.run.asked.uuid != *second.run.asked.uuid) return blocked("another UUID was asked for at the second start");
  return fail(both_identities(*one, *other));
}

Finding judge_attribution(const Evidence& evidence, const Machine& machine) {
  const auto& unit = *evidence.host.unit;
  if (!is_service_or_scope(unit)) return fail(machine.name + " runs in no service or scope of systemd");
  return pass_if(is_machine_slice(evidence, unit.slice), unit.name + " in " + unit.slice);
}

constexpr Clause clauses[] = {
    {
        .id = "vm.detected-as-vm",
        .says = "The guest can recognise that it runs in a virtual machine.",
        .level = recommended,
        .subject = vm,
        .source = {"VM_INTERFACE", "", "4"},
        .observe = "the hypervisor bit of CPUID, the DMI strings systemd knows, the virtual machine bit of SMBIOS",
        .remedy = "Show the hypervisor leaf of CPUID, or name the hypervisor in the DMI system vendor or product name.",
        .judge = judge_detection,
    },
    {
        .id = "vm.not-container",
        .says = "A virtual machine does not present itself as a container.",
        .subject = vm,
        .source = {"systemd(1)", "Environment", ""},
        .since = "2012",
        .observe = "the environment of PID 1 and the kernel command line; the kernel makes variables of unknown words",
        .remedy = "Do not put container=… on the kernel command line.",
        .judge = judge_not_container,
    },
    {
        .id = "vm.product-uuid-set",
        .says = "The machine is given an SMBIOS product UUID, at least when one is asked for.",
        .level = optional,
        .subject = vm,
        .source = {"VM_INTERFACE", "", "4"},
        .since = "2013 wiki",
        .preconditions = "the platform has DMI, or a device tree with vm,uuid",
        .observe = "/sys/class/dmi/id/product_uuid; the kernel hides one that is all 0 or all f",
        .remedy = "Give the machine's UUID to the firmware: -uuid with QEMU, SMBIOS type 1 elsewhere.",
        .judge = judge_product_uuid,
    },
    {
        .id = "vm.product-uuid-not-host",
        .says = "The product UUID is not that of the physical host.",
        .subject = vm,
        .source = {"WRITING_VM_AND_CONTAINER_MANAGERS", "Guest OS Integration", ""},
        .since = "2013 wiki",
        .preconditions = "the machine and the host have a product UUID",
        .observe = "/sys/class/dmi/id/product_uuid of both, compared as 128-bit values",
        .remedy = "Do not pass the host's SMBIOS tables through; make a UUID for each machine.",
        .judge = judge_not_host,
    },
    {
        .id = "vm.product-uuid-spelling",
        .says = "The guest reads the same UUID the manager was asked to give, not a byte-swapped one.",
        .level = recommended,
        .origin = derived,
        .subject = vm,
        .source = {"VM_INTERFACE", "", "4"},
        .since = "n/a",
        .preconditions = "a UUID was asked for, and the machine has a product UUID",
        .observe = "/sys/class/dmi/id/product_uuid compared with the UUID asked for, as 128-bit values",
        .remedy = "From SMBIOS 2.6 on store the first three fields of the UUID in little-endian order.",
        .judge = judge_spelling,
    },
    {
        .id = "vm.product-uuid-unique",
        .says = "The product UUID identifies exactly one VM.",
        .subject = vm,
        .source = {"WRITING_VM_AND_CONTAINER_MANAGERS", "Guest OS Integration"},
        .since = "2013 wiki",
        .preconditions = "both machines have a product UUID",
        .observe = "/sys/class/dmi/id/product_uuid of two machines that run at the same time",
        .remedy = "Make a UUID for each machine; a copy of a machine needs one of its own, too.",
        .scenario = "twin",
        .compare = compare_unique,
        .compared_with = "boot",
    },
    {
        .id = "vm.product-uuid-stable",
        .says = "The product UUID stays the same over restarts of that VM.",
        .level = recommended,
        .subject = vm,
        .source = {"WRITING_VM_AND_CONTAINER_MANAGERS", "Guest OS Integration"},
        .since = "2013 wiki",
        .preconditions = "the machine has a product UUID, and its manager was asked for one",
        .observe = "/sys/class/dmi/id/product_uuid of two starts of the same machine",
        .remedy = "Keep the UUID with the machine's definition, and pass it at every start.",
        .scenario = "restart",
        .compare = compare_stable,
        .compared_with = "boot",
    },
    {
        .id = "vm.scope-processes-attributed",
        .says = "The process that runs the machine is in a service or scope in machine.slice.",
        .subject = vm,
        .source = {"WRITING_VM_AND_CONTAINER_MANAGERS", "Host OS Integration", ""},
        .since = "v205",
        .preconditions = "the machine is registered",
        .observe = "GetUnitByPID of the leader: type and slice of the unit",
        .remedy = "Let CreateMachine of machined make the scope, or start the machine in one with Slice=machine.slice.",
        .judge = for_registered<judge_attribution>,
    },
};

}  // namespace

Section virtual_machine() { return clauses; }

}  // namespace conformance::checks
