// SPDX-License-Identifier: Apache-2.0
#include "runner/profile/diagnostics.h"

#include "runner/profile/load.h"

#include <fmt/format.h>

#include <algorithm>

namespace conformance::runner::profiles {

namespace {

constexpr std::size_t most_shown = 20;     // errors; the first ones explain the others
constexpr std::size_t most_kept = 40;      // a file of nothing but errors must not take for ever
constexpr std::size_t widest_shown = 110;  // code points of a line
constexpr std::size_t shown_before = 70;   // of them before the place in question

/// Length of the UTF-8 sequence that begins at `bytes`, 0 if it is none.
std::size_t sequence_length(std::string_view bytes) {
  const auto lead = static_cast<unsigned char>(bytes.front());
  const std::size_t length = lead < 0x80    ? 1
                             : lead >= 0xf8 ? 0
                             : lead >= 0xf0 ? 4
                             : lead >= 0xe0 ? 3
                             : lead >= 0xc2 ? 2
                                            : 0;
  if (length == 0 || length > bytes.size()) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((static_cast<unsigned char>(bytes[i]) & 0xc0) != 0x80) return 0;
  return length;
}

/// One code point, or one byte that belongs to none.
std::size_t step(std::string_view bytes) { return std::max<std::size_t>(1, sequence_length(bytes)); }

bool harmless(std::string_view point) {
  if (sequence_length(point) == 0) return false;
  const auto lead = static_cast<unsigned char>(point.front());
  if (point.size() == 1) return lead >= 0x20 && lead != 0x7f;
  return !(lead == 0xc2 && static_cast<unsigned char>(point[1]) < 0xa0);  // C1 controls
}

std::string shown(std::string_view point) {
  if (point == "\t") return " ";
  if (harmless(point)) return std::string(point);
  std::string escaped;
  for (const char byte : point) escaped += fmt::format("\\x{:02x}", static_cast<unsigned char>(byte));
  return escaped;
}

/// How many columns a terminal uses for it, wide scripts aside.
std::size_t width(std::string_view point) { return point == "\t" || harmless(point) ? 1 : 4 * point.size(); }

}  // namespace

std::string printable(std::string_view bytes) {
  std::string text;
  while (!bytes.empty()) {
    const std::string_view point = bytes.substr(0, step(bytes));
    text += point == "\n" ? std::string(point) : shown(point);
    bytes.remove_prefix(point.size());
  }
  return text;
}

Diagnostics::Diagnostics(std::string_view text, std::string name) : text_(text), name_(std::move(name)), starts_{0} {
  for (std::size_t i = 0; i < text_.size(); ++i)
    if (text_[i] == '\n') starts_.push_back(i + 1);
}

std::string_view Diagnostics::line_text(std::size_t line) const {
  if (line == 0 || line > starts_.size()) return {};
  std::string_view rest = text_.substr(starts_[line - 1]);
  rest = rest.substr(0, rest.find('\n'));
  return rest.ends_with('\r') ? rest.substr(0, rest.size() - 1) : rest;
}

std::size_t Diagnostics::offset_of(std::size_t line, std::size_t column) const {
  if (line == 0) return 0;
  if (line > starts_.size()) return text_.size();
  std::string_view rest = line_text(line);
  const std::size_t length = rest.size();
  while (column > 1 && !rest.empty()) {
    rest.remove_prefix(step(rest));
    --column;
  }
  return starts_[line - 1] + (length - rest.size());
}

Place Diagnostics::inside(const Place& place, std::string_view part) const {
  const std::size_t begin = offset_of(place.line, place.column);
  const std::size_t end = offset_of(place.end_line, place.end_column);
  if (begin >= end || part.empty()) return place;
  const std::size_t at = text_.substr(begin, end - begin).find(part);
  if (at == std::string_view::npos) return place;
  const std::size_t found = begin + at;
  const auto line = static_cast<std::size_t>(std::upper_bound(starts_.begin(), starts_.end(), found) - starts_.begin());
  std::size_t column = 1;
  for (std::string_view before = text_.substr(starts_[line - 1], found - starts_[line - 1]); !before.empty(); ++column)
    before.remove_prefix(step(before));
  std::size_t points = 0;
  for (std::string_view rest = part; !rest.empty(); ++points) rest.remove_prefix(step(rest));
  return {line, column, line, column + points};
}

std::string Diagnostics::picture(const Place& place) const {
  std::string_view rest = line_text(place.line);
  const std::size_t hidden = place.column > shown_before ? place.column - shown_before : 0;
  for (std::size_t i = 0; i < hidden && !rest.empty(); ++i) rest.remove_prefix(step(rest));
  std::string line = hidden > 0 ? "…" : "";
  std::size_t before = hidden > 0 ? 1 : 0;
  std::size_t under = 0;
  std::size_t column = hidden + 1;
  for (; !rest.empty() && column <= hidden + widest_shown; ++column) {
    const std::string_view point = rest.substr(0, step(rest));
    line += shown(point);
    if (column < place.column) before += width(point);
    const bool marked = place.end_line > place.line || column < place.end_column;
    if (column >= place.column && marked) under += width(point);
    rest.remove_prefix(point.size());
  }
  if (!rest.empty()) line += "…";
  const std::string number = std::to_string(place.line);
  return fmt::format("  {} | {}\n  {:{}} | {:{}}{:^<{}}\n", number, line, "", number.size(), "", before, "^",
                     std::max<std::size_t>(1, under));
}

void Diagnostics::error(const Place& place, std::string_view message, std::string_view help) {
  if (full()) return;
  std::string text = fmt::format("{}:{}:{}: error: {}\n{}", printable(name_), place.line, place.column,
                                 printable(message), picture(place));
  if (!help.empty()) text += fmt::format("help: {}\n", printable(help));
  found_.insert({place.line, place.column, std::move(text)});
}

bool Diagnostics::full() const { return found_.size() >= most_kept; }

void Diagnostics::throw_if_any() const {
  if (found_.empty()) return;
  std::string all;
  std::size_t count = 0;
  for (const Found& one : found_) {
    if (count++ == most_shown) break;
    all += one.text;
  }
  if (full())
    all += "and many more\n";
  else if (found_.size() > most_shown)
    all += fmt::format("and {} more\n", found_.size() - most_shown);
  all.pop_back();
  throw ProfileError(all);
}

}  // namespace conformance::runner::profiles
