// SPDX-License-Identifier: Apache-2.0
#include "checks/smbios.h"

#include <algorithm>
#include <cstddef>

namespace conformance::checks {

namespace {

constexpr std::size_t header_size = 4;
constexpr std::uint8_t bios_information = 0;
constexpr std::uint8_t oem_strings_type = 11;
constexpr std::uint8_t end_of_table = 127;

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Takes the strings behind a formatted area off the rest: each ends with a zero byte, the set with one more. A set
/// without strings is two zero bytes. False when it is cut.
bool take_strings(std::span<const std::uint8_t>& rest, std::vector<std::string>& strings) {
  if (rest.size() >= 2 && rest[0] == 0 && rest[1] == 0) {
    rest = rest.subspan(2);
    return true;
  }
  while (!rest.empty() && rest[0] != 0) {
    const auto end = std::find(rest.begin(), rest.end(), std::uint8_t{0});
    if (end == rest.end()) return false;
    strings.emplace_back(rest.begin(), end);
    rest = rest.subspan(strings.back().size() + 1);
  }
  if (rest.empty() || strings.empty()) return false;
  rest = rest.subspan(1);
  return true;
}

}  // namespace

std::optional<std::vector<std::uint8_t>> bytes_of(std::string_view hexadecimal) {
  if (hexadecimal.size() % 2 != 0) return std::nullopt;
  std::vector<std::uint8_t> bytes;
  bytes.reserve(hexadecimal.size() / 2);
  for (std::size_t i = 0; i < hexadecimal.size(); i += 2) {
    const int high = digit_of(hexadecimal[i]);
    const int low = digit_of(hexadecimal[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes.push_back(static_cast<std::uint8_t>(high * 16 + low));
  }
  return bytes;
}

std::optional<std::vector<SmbiosStructure>> smbios_structures(std::span<const std::uint8_t> table) {
  std::vector<SmbiosStructure> structures;
  while (!table.empty()) {
    if (table.size() < header_size || table[1] < header_size || table[1] > table.size()) return std::nullopt;
    SmbiosStructure structure{table[0], table.first(table[1]), {}};
    table = table.subspan(structure.formatted.size());
    if (!take_strings(table, structure.strings)) return std::nullopt;
    const bool last = structure.type == end_of_table;
    structures.push_back(std::move(structure));
    if (last) break;
  }
  return structures;
}

std::optional<std::vector<std::string>> oem_strings(std::string_view hexadecimal) {
  const auto bytes = bytes_of(hexadecimal);
  if (!bytes) return std::nullopt;
  const auto structures = smbios_structures(*bytes);
  if (!structures) return std::nullopt;
  std::vector<std::string> found;
  for (const auto& structure : *structures)
    if (structure.type == oem_strings_type)
      found.insert(found.end(), structure.strings.begin(), structure.strings.end());
  return found;
}

bool smbios_says_vm(const std::vector<std::uint8_t>& table) {
  constexpr std::size_t extension_2 = 0x13;
  constexpr std::uint8_t virtual_machine = 1u << 4;
  for (const auto& structure : smbios_structures(table).value_or(std::vector<SmbiosStructure>()))
    if (structure.type == bios_information && structure.formatted.size() > extension_2)
      return (structure.formatted[extension_2] & virtual_machine) != 0;
  return false;
}

}  // namespace conformance::checks
