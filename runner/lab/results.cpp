// SPDX-License-Identifier: Apache-2.0
#include "runner/lab/results.h"

#include "reports/gate.h"
#include "runner/machine/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <sstream>

namespace conformance::lab {

namespace {

using reports::exit_code::lost;

constexpr std::size_t max_line = 400;
constexpr std::size_t max_name = 100;

bool is_name_letter(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9') ||
         letter == '-' || letter == '_' || letter == '.';
}

}  // namespace

bool is_result_name(std::string_view name) {
  return !name.empty() && name.size() <= max_name && name.front() != '.' &&
         std::all_of(name.begin(), name.end(), is_name_letter);
}

int exit_code_in(std::string_view text) {
  int code = lost;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), code);
  return error == std::errc() && code >= 0 && code < 256 ? code : lost;
}

void ResultStream::feed(std::string_view bytes) {
  while (!bytes.empty() && problem_.empty()) {
    if (in_file_) {
      const auto part = bytes.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(missing_, bytes.size())));
      if (!left_out_) content_ += part;
      missing_ -= part.size();
      bytes.remove_prefix(part.size());
    } else if (bytes.front() == '\n') {
      bytes.remove_prefix(1);
      line();
      line_.clear();
    } else {
      line_ += bytes.front();
      bytes.remove_prefix(1);
      if (line_.size() > max_line) problem_ = "a line of it is too long";
    }
    if (!in_file_ || missing_ > 0) continue;
    in_file_ = false;
    if (!left_out_) file_(name_, content_);
    content_.clear();
  }
}

void ResultStream::line() {
  std::istringstream words(line_);
  std::string kind;
  std::string name;
  std::string number;
  words >> kind >> name >> number;
  if (kind == "up" && name.empty()) {
    up_ = true;
  } else if (kind == "done" && is_result_name(name)) {
    done_ = name;
    exit_code_ = exit_code_in(number);
  } else if (kind == "file") {
    begin_file(name, number);
  } else {
    problem_ = fmt::format("it says \"{}\"", machine::one_line(line_));
  }
}

void ResultStream::begin_file(const std::string& name, const std::string& size) {
  const auto* const end = size.data() + size.size();
  const auto [at, error] = std::from_chars(size.data(), end, missing_);
  if (!is_result_name(name) || size.empty() || error != std::errc() || at != end) {
    problem_ = fmt::format("it says \"{}\"", machine::one_line(line_));
  } else if (++files_ > max_result_files) {
    problem_ = "there is too much of it";
  } else {
    name_ = name;
    in_file_ = true;
    left_out_ = missing_ > max_results - bytes_;
    overfull_ = overfull_ || left_out_;
    if (!left_out_) bytes_ += missing_;
  }
}

}  // namespace conformance::lab
