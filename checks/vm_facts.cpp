// SPDX-License-Identifier: Apache-2.0
#include "checks/vm_facts.h"

#include "checks/smbios.h"

namespace conformance::checks {

std::string hypervisor_in_dmi(const evidence::Firmware& firmware) {
  constexpr std::string_view vendors[] = {"KVM",
                                          "OpenStack",
                                          "KubeVirt",
                                          "Amazon EC2",
                                          "QEMU",
                                          "VMware",
                                          "VMW",
                                          "innotek GmbH",
                                          "VirtualBox",
                                          "Xen",
                                          "Bochs",
                                          "Parallels",
                                          "BHYVE",
                                          "Apple Virtualization",
                                          "Hyper-V",
                                          "Oracle Corporation",
                                          "Google Compute Engine"};
  for (const char* name : {"product_name", "sys_vendor", "board_vendor", "bios_vendor", "product_version"}) {
    const auto found = firmware.dmi.find(name);
    if (found == firmware.dmi.end()) continue;
    for (const auto vendor : vendors)
      if (found->second.starts_with(vendor)) return std::string(name) + " " + found->second;
  }
  return "";
}

std::string signs_of_hypervisor(const evidence::Guest& guest) {
  std::string signs;
  const auto add = [&](const std::string& sign) { signs += (signs.empty() ? "" : ", ") + sign; };
  if (guest.virtualization && guest.virtualization->hypervisor_bit)
    add("CPUID " + guest.virtualization->hypervisor_vendor);
  if (!guest.firmware) return signs;
  if (const auto dmi = hypervisor_in_dmi(*guest.firmware); !dmi.empty()) add("DMI " + dmi);
  if (const auto table = bytes_of(guest.firmware->smbios_hex); table && smbios_says_vm(*table)) add("SMBIOS bit");
  return signs;
}

}  // namespace conformance::checks
