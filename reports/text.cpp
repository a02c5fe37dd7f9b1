// SPDX-License-Identifier: Apache-2.0
#include "reports/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <utility>

namespace conformance::reports {

namespace {

struct Character {
  char32_t code = 0;
  std::size_t bytes = 0;  ///< 0: no valid UTF-8
};

bool continues(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

/// How many bytes a character of this first byte has; 0: none begins so.
std::size_t length_of(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first < 0xE0) return 2;
  if (first >= 0xE0 && first < 0xF0) return 3;
  if (first >= 0xF0 && first < 0xF5) return 4;
  return 0;
}

/// The character a text begins with. Strict: no overlong forms, no surrogates, nothing beyond U+10FFFF.
Character first_character(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t length = length_of(first);
  if (length == 0 || length > text.size()) return {};
  if (length == 1) return {first, 1};
  auto code = static_cast<char32_t>(first & (0x7FU >> length));
  for (std::size_t i = 1; i < length; ++i) {
    if (!continues(text[i])) return {};
    code = code << 6U | (static_cast<unsigned char>(text[i]) & 0x3FU);
  }
  constexpr char32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
  if (code < smallest[length] || (code >= 0xD800 && code < 0xE000) || code > 0x10FFFF) return {};
  return {code, length};
}

/// C0, DEL, C1, what is no character (XML takes none of them), and what hides or reorders other characters.
bool harmful(char32_t code) {
  if (code < 0x20 || (code >= 0x7F && code < 0xA0)) return true;
  if ((code >= 0xFDD0 && code <= 0xFDEF) || (code & 0xFFFEU) == 0xFFFE) return true;
  return (code >= 0x200B && code <= 0x200F) || (code >= 0x2028 && code <= 0x202E) ||
         (code >= 0x2060 && code <= 0x206F) || code == 0xFEFF || code == 0x061C || (code >= 0xFFF9 && code <= 0xFFFB) ||
         (code >= 0xE0000 && code <= 0xE007F);
}

void append_escaped(std::string& out, std::string_view bytes) {
  for (const char byte : bytes) fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<unsigned char>(byte));
}

/// The bytes of the first `count` characters.
std::size_t prefix(std::string_view text, std::size_t count) {
  std::size_t end = 0;
  for (; end < text.size() && count > 0; --count) {
    ++end;
    while (end < text.size() && continues(text[end])) ++end;
  }
  return end;
}

/// What shortened() has left of a text, and how many bytes it says are missing.
std::pair<std::string_view, std::uint64_t> without_remark(std::string_view text) {
  constexpr std::string_view before = "… (";
  constexpr std::string_view after = " bytes more)";
  const auto at = text.rfind(before);
  if (at == std::string_view::npos || !text.ends_with(after)) return {text, 0};
  const auto* const begin = text.data() + at + before.size();
  const auto* const end = text.data() + text.size() - after.size();
  std::uint32_t more = 0;
  const auto [rest, error] = std::from_chars(begin, std::max(begin, end), more);
  if (error != std::errc() || rest != end) return {text, 0};
  return {text.substr(0, at), more};
}

}  // namespace

std::string printable(std::string_view text) {
  if (std::ranges::all_of(text, [](char byte) { return byte >= 0x20 && byte < 0x7F; })) return std::string(text);
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const Character character = first_character(text);
    const std::size_t bytes = std::max<std::size_t>(character.bytes, 1);
    if (character.bytes == 0 || harmful(character.code)) {
      append_escaped(out, text.substr(0, bytes));
    } else {
      out += text.substr(0, bytes);
    }
    text.remove_prefix(bytes);
  }
  return out;
}

std::string shortened(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return std::string(text);
  const auto [whole, more] = without_remark(text);
  std::size_t end = std::min(bytes, whole.size());
  while (end > 0 && end < whole.size() && continues(whole[end])) --end;
  return fmt::format("{}… ({} bytes more)", whole.substr(0, end), whole.size() - end + more);
}

std::string without_commands(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool at_begin = true;  // of a line, but for blanks
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool doubled = i + 1 < text.size() && text[i + 1] == text[i];
    const bool command = doubled && (text[i] == '#' || (text[i] == ':' && at_begin));
    if (command) {
      append_escaped(out, text.substr(i, 1));
    } else {
      out += text[i];
    }
    at_begin = text[i] == '\n' || (at_begin && text[i] == ' ');
  }
  return out;
}

std::size_t columns(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char byte) { return !continues(byte); }));
}

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  std::vector<std::string> lines;
  while (columns(text) > width) {
    std::size_t end = prefix(text, width);
    const std::size_t blank = text.rfind(' ', end);
    const bool at_blank = blank != std::string_view::npos && blank > 0;
    if (at_blank) end = blank;
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(at_blank ? end + 1 : end);
  }
  if (!text.empty() || lines.empty()) lines.emplace_back(text);
  return lines;
}

std::string padded(std::string_view text, std::size_t width) {
  std::string out(text);
  const std::size_t taken = columns(text);
  if (taken < width) out.append(width - taken, ' ');
  return out;
}

std::string Paint::operator()(Tone tone, std::string_view text) const {
  if (!colour_ || tone == Tone::plain || text.empty()) return std::string(text);
  constexpr std::string_view codes[] = {"", "1", "2", "32", "31", "33"};
  return fmt::format("\x1b[{}m{}\x1b[0m", codes[static_cast<std::size_t>(tone)], text);
}

}  // namespace conformance::reports
