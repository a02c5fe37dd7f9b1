// SPDX-License-Identifier: Apache-2.0
// Registration with machined: that it is there, and what it says of the machine.
#include "checks/env_facts.h"
#include "checks/facts.h"
#include "checks/host_facts.h"
#include "checks/sections.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace conformance::checks {

namespace {

using enum Level;
using enum Origin;
using enum Subject;
using evidence::Machine;

constexpr Source create_machine = {"org.freedesktop.machine1(5)", "CreateMachine"};

/// As the code of machined has it: stricter than the page, labels neither begin nor end with a hyphen.
bool is_host_name(std::string_view name) {
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
  if (name.size() > 64) return false;
  for (const auto& label : parts_of(name, '.')) {
    if (label.empty() || label.front() == '-' || label.back() == '-') return false;
    if (label.find_first_not_of(allowed) != std::string::npos) return false;
  }
  return true;
}

std::vector<std::string> names_of(const evidence::Registration& registration) {
  std::vector<std::string> names;
  for (const auto& machine : registration.machines) names.push_back(machine.name);
  return names;
}

std::string leader_as_called(const Evidence& evidence) {
  return evidence.run.subject == "vm" ? "VM's process" : "container's init";
}

/// The identity the guest was given: $container_uuid or the machine id of its tree, for a VM the product UUID.
std::optional<std::string> identity_of_guest(const Evidence& evidence) {
  if (evidence.run.subject == "vm") return product_identity(*evidence.guest.firmware);
  if (const auto identity = container_identity(evidence)) return identity;
  for (const auto& file : *evidence.guest.files) {
    if (file.path != "/etc/machine-id" || !file.error.empty()) continue;
    const auto words = words_of(file.content);
    if (const auto identity = words.empty() ? std::nullopt : identity_of(words.front()); identity) return identity;
  }
  return std::nullopt;
}

Finding judge_name_valid(const Evidence& evidence) {
  const auto* machine = registered_machine(evidence);
  if (machine != nullptr) return pass_if(is_host_name(machine->name), "registered as " + machine->name);
  if (const auto reason = claimed_missing(evidence, "machined")) return not_applicable(*reason);
  const std::string& asked = *evidence.run.asked.machine_name;
  if (!is_host_name(asked)) return fail("not registered, asked for as \"" + asked + "\"");
  return not_applicable("the machine is not registered");
}

/// A kernel host name nobody has set, or the host's that a new UTS namespace begins with, is no name of the guest's.
bool has_own_host_name(const Evidence& evidence, const std::string& name) {
  return !name.empty() && name != "(none)" && name != evidence.host.identity->hostname;
}

constexpr Clause clauses[] = {
    {
        .id = "host.registered",
        .says = "Every VM and OS container is registered with systemd-machined while it runs.",
        .source = {"WRITING_VM_AND_CONTAINER_MANAGERS", "Host OS Integration", ""},
        .since = "v205",
        .preconditions = "systemd-machined runs on the host",
        .observe = "the machines machined lists while the guest is up: by the leader's PID, its unit, and the name",
        .remedy =
            "Call CreateMachine (or RegisterMachine from a unit of the machine's own) of org.freedesktop.machine1 "
            "once the machine's first process exists.",
        .judge =
            [](const Evidence& evidence) {
              const auto* machine = registered_machine(evidence);
              const auto& registration = *evidence.host.registration;
              if (machine != nullptr) return pass("registered as " + machine->name);
              const auto names = names_of(registration);
              return fail("machined lists no machine whose Leader is the " + leader_as_called(evidence) + " (PID " +
                          std::to_string(evidence.host.leader->pid) +
                          "); it lists: " + (names.empty() ? "nothing" : listing(names)));
            },
    },
    {
        .id = "host.name-valid",
        .says = "The registered name is a valid host name of at most 64 characters.",
        .source = create_machine,
        .since = "host-name rule since 2016-01",
        .preconditions = "the machine is registered, or its name keeps it from being so",
        .observe = "the Name property; of an unregistered machine the name that was asked for",
        .remedy =
            "Register under a name of ASCII letters, digits, \"-\", \"_\" and \".\" without empty labels; translate "
            "names of your own that have other characters.",
        .judge = judge_name_valid,
    },
    {
        .id = "host.name-matches-hostname",
        .says = "The registered name is the host name used inside the machine.",
        .level = recommended,
        .source = create_machine,
        .since = "2016-01",
        .preconditions = "the machine is registered and has a host name of its own",
        .observe = "the Name property compared with uname() of the probe",
        .remedy = "Set the kernel host name of the machine to the name it is registered under, so that nss-mymachines "
                  "resolves it.",
        .judge = for_registered<[](const Evidence& evidence, const Machine& machine) {
          const auto& inside = evidence.guest.start->hostname;
          if (inside != machine.name && !has_own_host_name(evidence, inside))
            return not_applicable("the machine has no host name of its own: \"" + inside + "\"");
          return pass_if(inside == machine.name, "registered as " + machine.name + ", inside " + inside);
        }>,
    },
    {
        .id = "host.id-set",
        .says = "The machine's UUID is passed at registration, if it has one.",
        .level = recommended,
        .source = create_machine,
        .since = "v205",
        .preconditions = "the machine is registered and has a UUID",
        .observe = "the 16 bytes of the Id property are not all zero",
        .remedy = "Pass the UUID the machine gets in container_uuid or as its product UUID, as 16 bytes.",
        .judge = for_registered<[](const Evidence& evidence, const Machine& machine) {
          const auto id = identity_of(machine.id);
          if (id && !names_nothing(*id)) return pass("Id " + machine.id);
          const auto own = identity_of_guest(evidence);
          if (!own) return not_applicable("the machine was given no UUID");
          return fail("Id is all zero, but the machine has " + *own);
        }>,
    },
    {
        .id = "host.id-matches-guest",
        .says = "The registered UUID is the one the machine gets its machine id from.",
        .level = recommended,
        .source = create_machine,
        .since = "v205",
        .preconditions = "the machine is registered with a UUID, and has one inside",
        .observe = "the Id property compared as a 128-bit value with $container_uuid, of a VM with the product UUID",
        .remedy = "Use one UUID for the registration and for container_uuid or the SMBIOS product UUID.",
        .judge = for_registered<[](const Evidence& evidence, const Machine& machine) {
          const auto id = identity_of(machine.id);
          if (!id || names_nothing(*id)) return not_applicable("the machine is registered without a UUID");
          const auto own = identity_of_guest(evidence);
          if (!own) return not_applicable("the machine was given no UUID");
          return pass_if(own == id, "Id " + *id + ", inside " + *own);
        }>,
    },
    {
        .id = "host.service-set",
        .says = "A short lower-case word names the manager in the registration.",
        .level = recommended,
        .source = create_machine,
        .since = "v205",
        .preconditions = "the machine is registered",
        .observe = "the Service property",
        .remedy = "Pass a word such as \"lxc\" as the service argument of the registration.",
        .judge = for_registered<[](const Evidence&, const Machine& machine) {
          return pass_if(is_service_word(machine.service), "Service \"" + machine.service + "\"");
        }>,
    },
    {
        .id = "host.service-equals-container-env",
        .says = "A container is registered with the word that stands in its $container.",
        .level = optional,
        .origin = derived,
        .subject = container,
        .source = create_machine,
        .since = "n/a",
        .preconditions = "the machine is registered with a service, and $container is set",
        .observe = "the Service property compared with $container",
        .remedy = "Use one word for both.",
        .judge = for_registered<[](const Evidence& evidence, const Machine& machine) {
          const auto value = guest_variable(evidence, "container").value_or("");
          if (machine.service.empty() || value.empty())
            return not_applicable("not offered: no service was passed, or $container is not set");
          return pass_if(machine.service == value, "Service \"" + machine.service + "\", container=" + value);
        }>,
    },
    {
        .id = "host.class-correct",
        .says = "The class is \"container\" for a container and \"vm\" for a virtual machine.",
        .source = create_machine,
        .since = "v205",
        .preconditions = "the machine is registered",
        .observe = "the Class property",
        .remedy = "Pass the class that fits as the class argument of the registration.",
        .judge = for_registered<[](const Evidence& evidence, const Machine& machine) {
          return pass_if(machine.machine_class == evidence.run.subject, "Class \"" + machine.machine_class + "\"");
        }>,
    },
};

}  // namespace

Section host_registration() { return clauses; }

}  // namespace conformance::checks
