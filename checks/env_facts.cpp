// SPDX-License-Identifier: Apache-2.0
#include "checks/env_facts.h"

#include <cstddef>
#include <sstream>

namespace conformance::checks {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hexadecimal(char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

std::optional<std::string> variable_in(const std::vector<evidence::Variable>& variables, std::string_view name) {
  // getenv() takes the first one, and so does systemd.
  for (const auto& variable : variables)
    if (variable.name == name) return variable.value;
  return std::nullopt;
}

std::optional<std::string> guest_variable(const evidence::Evidence& evidence, std::string_view name) {
  return variable_in(*evidence.guest.environment, name);
}

std::vector<std::string> words_of(std::string_view text) {
  std::istringstream stream{std::string(text)};
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

std::vector<std::string> parts_of(std::string_view text, char separator) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == separator)
      parts.emplace_back();
    else
      parts.back() += c;
  }
  return parts;
}

std::optional<std::string> claimed_missing(const evidence::Evidence& evidence, const std::string& capability) {
  const auto found = evidence.run.claims.find(capability);
  if (found == evidence.run.claims.end() || found->second.value != "no") return std::nullopt;
  return "the profile says that the manager has no \"" + capability + "\": " + found->second.reason;
}

bool claimed(const evidence::Evidence& evidence, const std::string& capability) {
  const auto found = evidence.run.claims.find(capability);
  return found != evidence.run.claims.end() && found->second.value == "yes";
}

std::optional<std::string> identity_of(std::string_view text) {
  const bool dashed = text.size() == 36;
  if (!dashed && text.size() != 32) return std::nullopt;
  std::string digits;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (dashed && (i == 8 || i == 13 || i == 18 || i == 23)) {
      if (text[i] != '-') return std::nullopt;
      continue;
    }
    const char c = lower(text[i]);
    if (!is_hexadecimal(c)) return std::nullopt;
    digits += c;
  }
  return digits;
}

bool names_nothing(std::string_view identity) {
  return identity.find_first_not_of('0') == std::string_view::npos ||
         identity.find_first_not_of('f') == std::string_view::npos;
}

std::string byte_swapped(std::string_view identity) {
  if (identity.size() != 32) return std::string(identity);
  std::string swapped(identity);
  const auto reverse = [&](std::size_t first, std::size_t bytes) {
    for (std::size_t i = 0; i < bytes; ++i)
      swapped.replace(first + 2 * i, 2, std::string(identity.substr(first + 2 * (bytes - 1 - i), 2)));
  };
  reverse(0, 4);
  reverse(8, 2);
  reverse(12, 2);
  return swapped;
}

std::optional<std::string> container_identity(const evidence::Evidence& evidence) {
  const auto value = guest_variable(evidence, "container_uuid");
  if (!value) return std::nullopt;
  const auto identity = identity_of(*value);
  return identity && !names_nothing(*identity) ? identity : std::nullopt;
}

std::optional<std::string> product_identity(const evidence::Firmware& firmware) {
  const auto found = firmware.dmi.find("product_uuid");
  const auto words = words_of(found != firmware.dmi.end() ? found->second : firmware.device_tree_uuid);
  const auto identity = words.empty() ? std::nullopt : identity_of(words.front());
  return identity && !names_nothing(*identity) ? identity : std::nullopt;
}

}  // namespace conformance::checks
