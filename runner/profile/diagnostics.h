// SPDX-License-Identifier: Apache-2.0
// What is wrong in a profile, where, and what was probably meant:
//
//     lxc.toml:12:1: error: unknown key "agrv" in [start]
//       12 | agrv = ["lxc-start"]
//          | ^^^^
//     help: did you mean "argv"?
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace conformance::runner::profiles {

/// A stretch of the profile's text. Lines and columns count from 1, columns in code points; the end is exclusive.
struct Place {
  std::size_t line = 1;
  std::size_t column = 1;
  std::size_t end_line = 1;
  std::size_t end_column = 1;
};

class Diagnostics {
 public:
  /// `text` must outlive this.
  Diagnostics(std::string_view text, std::string name);

  /// The same error twice (a base that several variants share) counts once.
  void error(const Place& place, std::string_view message, std::string_view help = "");

  /// Where `part` stands inside `place`, or `place` itself if it is not written there word for word.
  Place inside(const Place& place, std::string_view part) const;

  /// So much is wrong that looking on costs more than it tells.
  bool full() const;
  /// Throws ProfileError with everything found, in the order of the lines.
  void throw_if_any() const;

 private:
  struct Found {
    std::size_t line;
    std::size_t column;
    std::string text;
    auto operator<=>(const Found&) const = default;
  };

  std::size_t offset_of(std::size_t line, std::size_t column) const;
  std::string_view line_text(std::size_t line) const;
  std::string picture(const Place& place) const;

  std::string_view text_;
  std::string name_;
  std::vector<std::size_t> starts_;  ///< offset of each line
  std::set<Found> found_;
};

/// Bytes that would do something to a terminal, or are not UTF-8, as \xNN.
std::string printable(std::string_view bytes);

}  // namespace conformance::runner::profiles
