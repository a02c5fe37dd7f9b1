// SPDX-License-Identifier: Apache-2.0
// What strangers print, made fit for evidence and terminals.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace conformance::machine {

/// The last part of an endless text, in bounded memory.
class Tail {
 public:
  explicit Tail(std::size_t bound = 4096) : bound_(bound) {}
  void append(std::string_view bytes);
  const std::string& bytes() const { return bytes_; }

 private:
  std::size_t bound_;
  std::string bytes_;
};

/// Valid UTF-8 without control characters: line feeds and tabs stay, carriage returns go, everything else that is not
/// printable stands as \xNN.
std::string printable(std::string_view bytes);

/// The same on one line: line feeds become blanks.
std::string one_line(std::string_view bytes);

/// The last line that is not empty.
std::string last_line(const std::string& text);

/// Single quotes around it, for a shell.
std::string shell_quoted(std::string_view word);

/// Words as one would type them into a shell: quoted only where they must be.
std::string shell_line(const std::vector<std::string>& words);

/// 16 hexadecimal digits of the kernel's random numbers.
std::string random_hex16();

}  // namespace conformance::machine
