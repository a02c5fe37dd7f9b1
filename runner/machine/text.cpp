// SPDX-License-Identifier: Apache-2.0
#include "runner/machine/text.h"

#include <fmt/format.h>
#include <sys/random.h>

#include <cerrno>
#include <cstdint>
#include <system_error>

namespace conformance::machine {
namespace {

// Length of the valid, printable UTF-8 sequence at the beginning; 0 if there is none. C1 controls (U+0080 to U+009F)
// count as not printable: terminals obey them.
std::size_t sequence_length(std::string_view text) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = at(0);
  if (first < 0x80) return first >= 0x20 && first != 0x7f ? 1 : 0;
  const std::size_t length = first >= 0xf0 && first <= 0xf4  ? 4
                             : first >= 0xe0 && first < 0xf0 ? 3
                             : first >= 0xc2 && first < 0xe0 ? 2
                                                             : 0;
  if (length == 0 || text.size() < length) return 0;
  std::uint32_t code = first & (0xffU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((at(i) & 0xc0) != 0x80) return 0;
    code = code << 6 | (at(i) & 0x3fU);
  }
  const bool overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
  const bool surrogate = code >= 0xd800 && code <= 0xdfff;
  const bool direction = (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
  return overlong || surrogate || direction || code > 0x10ffff || code < 0xa0 ? 0 : length;
}

std::string escaped(std::string_view bytes, std::string_view line_feed) {
  std::string result;
  while (!bytes.empty()) {
    std::size_t used = 1;
    if (bytes[0] == '\n') {
      result += line_feed;
    } else if (bytes[0] == '\t') {
      result += '\t';
    } else if (bytes[0] == '\r') {
    } else if (const auto length = sequence_length(bytes); length > 0) {
      result += bytes.substr(0, length);
      used = length;
    } else {
      result += fmt::format("\\x{:02x}", static_cast<unsigned char>(bytes[0]));
    }
    bytes.remove_prefix(used);
  }
  return result;
}

}  // namespace

void Tail::append(std::string_view bytes) {
  if (bytes.size() >= bound_) {
    bytes_.assign(bytes.substr(bytes.size() - bound_));
    return;
  }
  if (bytes_.size() + bytes.size() > bound_) bytes_.erase(0, bytes_.size() + bytes.size() - bound_);
  bytes_ += bytes;
}

std::string printable(std::string_view bytes) { return escaped(bytes, "\n"); }

std::string one_line(std::string_view bytes) {
  while (!bytes.empty() && bytes.back() == '\n') bytes.remove_suffix(1);
  return escaped(bytes, " ");
}

std::string last_line(const std::string& text) {
  const auto end = text.find_last_not_of(" \n\t");
  if (end == std::string::npos) return {};
  const auto begin = text.rfind('\n', end);
  return text.substr(begin == std::string::npos ? 0 : begin + 1,
                     end - (begin == std::string::npos ? 0 : begin + 1) + 1);
}

std::string shell_quoted(std::string_view word) {
  std::string text = "'";
  for (const char letter : word) text += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
  return text + "'";
}

std::string shell_line(const std::vector<std::string>& words) {
  constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-";
  std::string line;
  for (const auto& word : words) {
    const bool needs_none = !word.empty() && word.find_first_not_of(plain) == std::string::npos;
    line += (line.empty() ? "" : " ") + (needs_none ? word : shell_quoted(word));
  }
  return line;
}

std::string random_hex16() {
  std::uint64_t number = 0;
  if (::getrandom(&number, sizeof number, 0) != sizeof number)
    throw std::system_error(errno, std::generic_category(), "getrandom");
  return fmt::format("{:016x}", number);
}

}  // namespace conformance::machine
