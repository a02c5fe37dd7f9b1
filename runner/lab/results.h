// SPDX-License-Identifier: Apache-2.0
// What a VM sends of its jobs (fixtures/lab/agent). It is hostile: nothing of it names a path, and all of it is
// bounded.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace conformance::lab {

inline constexpr std::uint64_t max_result_file = 64u << 20;
inline constexpr int max_result_files = 16;  ///< of a job

/// A name that is no path and hides nothing: letters, digits, "-", "_" and ".", not first.
bool is_result_name(std::string_view name);

class ResultStream {
 public:
  /// `file` gets each file as soon as it is whole.
  explicit ResultStream(std::function<void(const std::string& name, const std::string& content)> file)
      : file_(std::move(file)) {}

  void feed(std::string_view bytes);

  bool up() const { return up_; }
  /// The job that was done last; empty: none.
  const std::string& done() const { return done_; }
  void next_job() {
    done_.clear();
    files_ = 0;
  }
  /// Why the rest is not read; empty while all is well.
  const std::string& problem() const { return problem_; }

 private:
  void line();
  void begin_file(const std::string& name, const std::string& size);

  std::function<void(const std::string&, const std::string&)> file_;
  std::string line_;
  std::string name_;
  std::string content_;
  std::uint64_t missing_ = 0;
  bool in_file_ = false;
  int files_ = 0;
  bool up_ = false;
  std::string done_;
  std::string problem_;
};

}  // namespace conformance::lab
