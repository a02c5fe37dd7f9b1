// SPDX-License-Identifier: Apache-2.0
// Text for people: made harmless, wrapped, and coloured where a terminal wants it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace conformance::reports {

/// Text from the guest or the host as one harmless line: control characters, invalid UTF-8 and characters that change
/// the direction of the text stand there as \xNN.
std::string printable(std::string_view text);

/// At most `bytes` of it, cut between characters, with a word about what is missing, also where it was shortened
/// before.
std::string shortened(std::string_view text, std::size_t bytes);

/// Lines that no CI engine takes for commands: GitHub does where a line begins with "::", after blanks, or has "##[" in
/// it, others where it has "##" and a word of theirs. What a guest says must not be one.
std::string without_commands(std::string_view text);

/// Columns the text takes: one per character.
std::size_t columns(std::string_view text);

/// Lines of at most `width` columns, broken at blanks; a longer word is broken where the line ends.
std::vector<std::string> wrapped(std::string_view text, std::size_t width);

/// Padded with blanks to `width` columns.
std::string padded(std::string_view text, std::size_t width);

enum class Tone { plain, strong, faint, good, bad, open };

/// Escape sequences around a text, or nothing where no colour is wanted.
class Paint {
 public:
  explicit Paint(bool colour) : colour_(colour) {}
  std::string operator()(Tone tone, std::string_view text) const;

 private:
  bool colour_;
};

}  // namespace conformance::reports
