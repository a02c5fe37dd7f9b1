// SPDX-License-Identifier: Apache-2.0
#include "checks/vm_facts.h"

#include <cstddef>

namespace conformance::checks {

namespace {

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Past the formatted area and the strings behind it, which end with two zero bytes.
std::size_t next_structure(const std::vector<std::uint8_t>& table, std::size_t at) {
  for (at += table[at + 1]; at + 1 < table.size(); ++at)
    if (table[at] == 0 && table[at + 1] == 0) return at + 2;
  return table.size();
}

}  // namespace

std::optional<std::vector<std::uint8_t>> bytes_of(std::string_view hexadecimal) {
  if (hexadecimal.size() % 2 != 0) return std::nullopt;
  std::vector<std::uint8_t> bytes;
  for (std::size_t i = 0; i < hexadecimal.size(); i += 2) {
    const int high = digit_of(hexadecimal[i]);
    const int low = digit_of(hexadecimal[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes.push_back(static_cast<std::uint8_t>(high * 16 + low));
  }
  return bytes;
}

bool smbios_says_vm(const std::vector<std::uint8_t>& table) {
  constexpr std::size_t header = 4;
  constexpr std::size_t extension_2 = 0x13;
  constexpr std::uint8_t virtual_machine = 1u << 4;
  for (std::size_t at = 0; at + header <= table.size(); at = next_structure(table, at)) {
    const std::size_t length = table[at + 1];
    if (length < header || at + length > table.size()) return false;
    if (table[at] == 0 && length > extension_2) return (table[at + extension_2] & virtual_machine) != 0;
  }
  return false;
}

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
