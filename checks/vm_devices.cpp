// SPDX-License-Identifier: Apache-2.0
// Devices and helpers of a virtual machine.
#include "checks/facts.h"
#include "checks/host_facts.h"
#include "checks/sections.h"

#include <algorithm>
#include <string>
#include <vector>

namespace conformance::checks {

namespace {

using enum Level;
using enum Origin;
using enum Subject;

bool is_random_device(const std::string& id) {
  return id == "1af4:1005" || id == "1af4:1044";  // transitional and modern
}

Finding judge_random(const Evidence& evidence) {
  const auto& found = *evidence.guest.virtualization;
  if (found.random_sources.find("virtio_rng") != std::string::npos)
    return pass("the kernel has " + found.random_sources);
  const auto device = std::ranges::find_if(found.pci_devices, is_random_device);
  if (device != found.pci_devices.end()) return pass("PCI device " + *device);
  if (found.pci_devices.empty()) return unknown("the machine has no PCI bus, and other buses were not looked at");
  return fail(counted(found.pci_devices.size(), "device", "devices") + " on the PCI bus, none of them a virtio-rng");
}

Finding judge_helpers(const Evidence& evidence, const evidence::Unit& unit) {
  std::vector<std::string> inside;
  for (const auto& process : *evidence.host.processes) {
    if (process.role != "helper") continue;
    const auto path = path_in_hierarchy(evidence, process.cgroups);
    if (!is_in_group(path, unit.control_group))
      return fail(shown(process) + " is in " + path + ", not in " + unit.name);
    inside.push_back(shown(process));
  }
  if (inside.empty()) return not_applicable("the machine has no process beside " + evidence.host.leader->name);
  return pass("in " + unit.name + ": " + listing(inside));
}

Finding judge_tap_name(const Evidence& evidence) {
  std::vector<std::string> names;
  for (const auto& link : evidence.host.changes->links_during)
    if (link.kind == "tun") names.push_back(link.name);
  if (names.empty()) return not_applicable("no tap interface came with the machine");
  const bool usual = std::ranges::all_of(names, [](auto& name) { return name.starts_with("vt-"); });
  return pass_if(usual, listing(names));
}

constexpr Clause clauses[] = {
    {
        .id = "vm.virtio-rng",
        .says = "The VM provides a virtual RNG (virtio-rng) early.",
        .level = recommended,
        .subject = vm,
        .source = {"RANDOM_SEEDS", "Systemd's Support for Filling the Kernel Entropy Pool"},
        .since = "v235",
        .observe = "/sys/class/misc/hw_random/rng_available, and the devices on the PCI bus",
        .remedy = "Give the machine a virtio-rng device: -device virtio-rng-pci with QEMU.",
        .judge = judge_random,
    },
    {
        .id = "vm.helpers-in-unit",
        .says = "Auxiliary processes (virtiofsd, swtpm, vhost-user) share the VM's unit.",
        .level = recommended,
        .origin = derived,
        .subject = vm,
        .source = {"CONTAINER_INTERFACE", "Execution Environment", "7"},
        .since = "v258",
        .preconditions = "the machine is in a unit of its own, and has processes beside the one that runs it",
        .observe = "the control group of every helper of the machine",
        .remedy = "Pass the helpers' PIDs to StartTransientUnit as well, or start them from inside the unit.",
        .judge = for_group<judge_helpers>,
    },
    {
        .id = "net.vm-tap-prefix",
        .says = "A VM's host tap is named vt-<name> so networkd's VM profile picks it up.",
        .level = optional,
        .origin = derived,
        .subject = vm,
        .source = {"systemd-vmspawn(1)", "--network-tap"},
        .since = "v255/256",
        .preconditions = "a tap interface of the host leads to the machine",
        .observe = "interfaces of kind tun that came with the machine",
        .remedy = "Name the tap vt- and the machine's name.",
        .judge = judge_tap_name,
    },
};

}  // namespace

Section vm_devices() { return clauses; }

}  // namespace conformance::checks
