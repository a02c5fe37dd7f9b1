// SPDX-License-Identifier: Apache-2.0
// The identity a real OS takes from its manager.
#include "checks/env_facts.h"
#include "checks/facts.h"
#include "checks/host_facts.h"
#include "checks/payload_facts.h"
#include "checks/sections.h"

#include <optional>
#include <string>

namespace conformance::checks {

namespace {

using enum Level;
using enum Subject;

constexpr Source variables_2 = {"CONTAINER_INTERFACE", "Environment Variables", "2"};

/// Why systemd would not take the manager's identity for an empty /etc/machine-id; empty: it would.
std::string other_source_of_id(const Evidence& evidence) {
  for (const auto& file : *evidence.guest.files)
    if (file.path == "/etc/machine-id" && file.error.empty() && !file.content.empty())
      return "the manager has filled /etc/machine-id, which is empty in the image";
  return has_system_credential(evidence, "system.machine_id") ? "there is a credential system.machine_id" : "";
}

Finding judge_in_sync(const Evidence& evidence) {
  const auto inside = identity_of(evidence.guest.payload->machine_id);
  if (!inside || names_nothing(*inside)) return not_applicable("the guest has no machine id");
  const auto passed = container_identity(evidence);
  const std::string saw = "/etc/machine-id " + *inside + (passed ? ", $container_uuid " + *passed : "");
  if (passed && passed != inside) return fail(saw);
  const auto* machine = registered_machine(evidence);
  const auto registered = machine != nullptr ? identity_of(machine->id) : std::nullopt;
  if (!registered || names_nothing(*registered))
    return passed ? pass(saw) : not_applicable("no identity is used outside");
  return pass_if(registered == inside, saw + ", in machined " + *registered);
}

Finding judge_initialized(const Evidence& evidence) {
  const auto passed = container_identity(evidence);
  if (!passed) return not_applicable("no identity is passed in $container_uuid");
  if (detected_container(evidence).empty())
    return not_applicable("systemd takes the machine for no container: see env.container-detected");
  if (const auto other = other_source_of_id(evidence); !other.empty()) return not_applicable(other);
  const std::string& text = evidence.guest.payload->machine_id;
  return pass_if(identity_of(text) == passed, "$container_uuid " + *passed + ", /etc/machine-id \"" + text + "\"");
}

/// What a VM is told to take instead of the product UUID; empty: nothing.
std::string other_word_for_id(const Evidence& evidence) {
  constexpr std::string_view argument = "systemd.machine_id=";
  for (const auto& word : words_of(evidence.guest.virtualization->kernel_command_line))
    if (word.starts_with(argument) && word.substr(argument.size()) != "firmware")
      return "the kernel command line has " + word;
  return has_system_credential(evidence, "system.machine_id") ? "there is a credential system.machine_id" : "";
}

Finding judge_from_product_uuid(const Evidence& evidence) {
  const auto& payload = *evidence.guest.payload;
  const auto product = product_identity(*evidence.guest.firmware);
  if (!product) return not_applicable("the machine has no product UUID");
  if (!is_one_of(payload.virtualization, {"kvm", "amazon", "qemu", "xen", "bhyve"}))
    return not_applicable("systemd looks at the product UUID of some hypervisors only; this one is \"" +
                          payload.virtualization + "\"");
  if (const auto other = other_word_for_id(evidence); !other.empty()) return not_applicable(other);
  return pass_if(identity_of(payload.machine_id) == product,
                 "product UUID " + *product + ", /etc/machine-id \"" + payload.machine_id + "\"");
}

constexpr Clause clauses[] = {
    {
        .id = "env.container-uuid-in-sync",
        .says = "The UUID used outside (machined Id, manager UI) should be the one the guest uses as /etc/machine-id.",
        .level = recommended,
        .subject = container,
        .source = variables_2,
        .since = "2012 wiki / 2013 machined",
        .preconditions = "the guest has a machine id, and the manager passes or registers an identity",
        .observe = "/etc/machine-id after the boot, $container_uuid and the Id of machined, as 128-bit values",
        .remedy = "Use one UUID for $container_uuid and for RegisterMachine; where the image already has a machine id, "
                  "take that one.",
        .scenario = "payload",
        .judge = judge_in_sync,
    },
    {
        .id = "env.machine-id-initialized-from-uuid",
        .says = "An image with empty/missing /etc/machine-id comes up with the passed UUID.",
        .level = recommended,
        .subject = container,
        .source = variables_2,
        .since = "2012 wiki",
        .preconditions = "$container_uuid is an identity, systemd detects a container, and nothing else names one",
        .observe = "/etc/machine-id after the boot of an OS in which it is empty",
        .remedy =
            "Pass $container_uuid to PID 1 itself, and leave /etc/machine-id and /run/machine-id of the image alone.",
        .scenario = "payload",
        .judge = judge_initialized,
    },
    {
        .id = "vm.machine-id-from-product-uuid",
        .says = "An image without machine-id takes the product UUID as its machine id.",
        .level = recommended,
        .subject = vm,
        .source = {"VM_INTERFACE", "", "4"},
        .since = "KVM: 2013; list as of v252",
        .preconditions = "the machine has a product UUID, and systemd detects kvm, qemu, amazon, xen or bhyve",
        .observe =
            "/etc/machine-id after the boot of an OS in which it is empty, against the product UUID of the firmware",
        .remedy = "Set the product UUID of the machine (QEMU: -uuid) to the identity the VM has in your configuration.",
        .scenario = "payload",
        .judge = judge_from_product_uuid,
    },
};

}  // namespace

Section payload_identity() { return clauses; }

}  // namespace conformance::checks
