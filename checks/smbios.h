// SPDX-License-Identifier: Apache-2.0
// The SMBIOS table as a guest reads it. Guests are not trusted: every length is checked.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace conformance::checks {

/// The bytes behind hexadecimal digits; nullopt when they are none.
std::optional<std::vector<std::uint8_t>> bytes_of(std::string_view hexadecimal);

struct SmbiosStructure {
  std::uint8_t type = 0;
  std::span<const std::uint8_t> formatted;  ///< with the header
  std::vector<std::string> strings;
};

/// Every structure up to the end-of-table structure or the end of the bytes; nullopt when one of them is cut or
/// contradicts itself.
std::optional<std::vector<SmbiosStructure>> smbios_structures(std::span<const std::uint8_t> table);

/// The strings of type 11 (OEM strings) in a table given as hexadecimal digits; nullopt when the table is broken.
std::optional<std::vector<std::string>> oem_strings(std::string_view hexadecimal);

/// The bit "is a virtual machine" in the BIOS information of an SMBIOS table (type 0, extension byte 2, bit 4).
bool smbios_says_vm(const std::vector<std::uint8_t>& table);

}  // namespace conformance::checks
