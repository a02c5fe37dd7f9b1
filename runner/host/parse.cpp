// SPDX-License-Identifier: Apache-2.0
#include "runner/host/parse.h"

#include "runner/host/file.h"

#include <algorithm>

namespace conformance::runner::host {

namespace {

constexpr std::string_view blanks = " \t\r";

std::string_view trim(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

/// Fields between any number of blanks or tabs.
std::vector<std::string_view> fields(std::string_view line) {
  std::vector<std::string_view> found;
  while (!(line = trim(line)).empty()) {
    const std::size_t end = std::min(line.find_first_of(blanks), line.size());
    found.push_back(line.substr(0, end));
    line.remove_prefix(end);
  }
  return found;
}

std::vector<std::string> texts(const std::vector<std::string_view>& pieces) {
  std::vector<std::string> copies;
  for (const std::string_view piece : pieces) copies.push_back(valid_utf8(piece));
  return copies;
}

}  // namespace

Status parse_status(std::string_view text) {
  Status status;
  for (const std::string_view line : split(text, '\n')) {
    if (line.starts_with("PPid:")) status.parent = static_cast<pid_t>(number(trim(line.substr(5))).value_or(0));
    if (!line.starts_with("NSpid:")) continue;
    for (const std::string_view field : fields(line.substr(6)))
      if (const auto pid = number(field)) status.namespace_pids.push_back(static_cast<std::int64_t>(*pid));
  }
  return status;
}

std::optional<Stat> parse_stat(std::string_view text) {
  // comm may hold blanks and brackets: it ends at the last one (proc(5)).
  const std::size_t open = text.find('(');
  const std::size_t close = text.rfind(')');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return std::nullopt;
  const auto rest = fields(text.substr(close + 1, text.find('\n', close) - close - 1));
  if (rest.size() < 20) return std::nullopt;
  Stat stat;
  stat.name = text.substr(open + 1, close - open - 1);
  stat.parent = static_cast<pid_t>(number(rest[1]).value_or(0));
  stat.start_ticks = number(rest[19]).value_or(0);
  return stat;
}

std::vector<evidence::CgroupPath> parse_cgroup(std::string_view text) {
  std::vector<evidence::CgroupPath> paths;
  for (const std::string_view line : split(text, '\n')) {
    const std::size_t first = line.find(':');
    if (first == std::string_view::npos) continue;
    const std::size_t second = line.find(':', first + 1);
    const auto hierarchy = number(line.substr(0, first));
    if (second == std::string_view::npos || !hierarchy) continue;
    paths.push_back({static_cast<std::int64_t>(*hierarchy),
                     texts(split(line.substr(first + 1, second - first - 1), ',')),
                     valid_utf8(line.substr(second + 1))});
  }
  return paths;
}

std::vector<evidence::IdRange> parse_id_map(std::string_view text) {
  std::vector<evidence::IdRange> ranges;
  for (const std::string_view line : split(text, '\n')) {
    const auto parts = fields(line);
    if (parts.size() != 3) continue;
    const auto inside = number(parts[0]);
    const auto outside = number(parts[1]);
    const auto count = number(parts[2]);
    if (inside && outside && count) ranges.push_back({*inside, *outside, *count});
  }
  return ranges;
}

namespace {

/// The kernel writes blank, tab, newline and backslash in mountinfo as \OOO.
std::string unescape_octal(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto digit = [&](std::size_t at) { return text[at] >= '0' && text[at] <= '7'; };
    if (text[i] == '\\' && i + 3 < text.size() && digit(i + 1) && digit(i + 2) && digit(i + 3)) {
      plain += static_cast<char>((text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 + (text[i + 3] - '0'));
      i += 3;
    } else {
      plain += text[i];
    }
  }
  return valid_utf8(plain);
}

std::optional<evidence::Mount> parse_mount(std::string_view line) {
  const auto parts = fields(line);
  const auto dash = std::find(parts.begin(), parts.end(), "-");
  // proc(5): six fixed fields, the optional ones, "-", type, source, options of the superblock.
  if (dash - parts.begin() < 6 || parts.end() - dash < 3) return std::nullopt;
  const auto device = split(parts[2], ':');
  if (device.size() != 2) return std::nullopt;
  evidence::Mount mount;
  mount.id = static_cast<std::int64_t>(number(parts[0]).value_or(0));
  mount.parent = static_cast<std::int64_t>(number(parts[1]).value_or(0));
  mount.major = number(device[0]).value_or(0);
  mount.minor = number(device[1]).value_or(0);
  mount.root = unescape_octal(parts[3]);
  mount.point = unescape_octal(parts[4]);
  mount.options = texts(split(parts[5], ','));
  mount.propagation = texts({parts.begin() + 6, dash});
  mount.type = valid_utf8(dash[1]);
  mount.source = unescape_octal(dash[2]);
  if (parts.end() - dash > 3) mount.super_options = texts(split(dash[3], ','));
  return mount;
}

}  // namespace

std::vector<evidence::Mount> parse_mountinfo(std::string_view text) {
  std::vector<evidence::Mount> mounts;
  for (const std::string_view line : split(text, '\n'))
    if (auto mount = parse_mount(line)) mounts.push_back(std::move(*mount));
  return mounts;
}

namespace {

std::string unquote(std::string_view text) {
  std::string plain;
  char quote = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == quote) {
      quote = 0;
    } else if (quote == 0 && (c == '"' || c == '\'')) {
      quote = c;
    } else if (c == '\\' && quote != '\'' && i + 1 < text.size()) {
      // Inside double quotes a backslash only escapes these four.
      const bool escapes = quote == 0 || std::string_view("$`\"\\").find(text[i + 1]) != std::string_view::npos;
      if (!escapes) plain += c;
      plain += text[++i];
    } else {
      plain += c;
    }
  }
  return valid_utf8(plain);
}

}  // namespace

std::map<std::string, std::string> parse_os_release(std::string_view text) {
  std::map<std::string, std::string> values;
  for (const std::string_view raw : split(text, '\n')) {
    const std::string_view line = trim(raw);
    const std::size_t equals = line.find('=');
    if (line.empty() || line.front() == '#' || equals == std::string_view::npos || equals == 0) continue;
    values[valid_utf8(line.substr(0, equals))] = unquote(line.substr(equals + 1));
  }
  return values;
}

}  // namespace conformance::runner::host
