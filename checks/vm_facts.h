// SPDX-License-Identifier: Apache-2.0
// How a guest tells that it is a virtual machine.
#pragma once

#include "evidence/evidence.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace conformance::checks {

/// The bytes behind hexadecimal digits; nullopt when they are none.
std::optional<std::vector<std::uint8_t>> bytes_of(std::string_view hexadecimal);

/// The bit "is a virtual machine" in the BIOS information of an SMBIOS table (type 0, extension byte 2, bit 4).
bool smbios_says_vm(const std::vector<std::uint8_t>& table);

/// The DMI string that names a hypervisor, as "sys_vendor QEMU"; empty: none does.
std::string hypervisor_in_dmi(const evidence::Firmware& firmware);

/// Everything that shows a hypervisor, in one line; empty: nothing does. Absent groups show nothing.
std::string signs_of_hypervisor(const evidence::Guest& guest);

}  // namespace conformance::checks
