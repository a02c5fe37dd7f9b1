// SPDX-License-Identifier: Apache-2.0
// What jobs leave, and how a VM sends it (fixtures/lab/agent). It is hostile: nothing of it names a path, and all of it
// is bounded.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace conformance::lab {

inline constexpr std::uint64_t max_results = 64u << 20;  ///< of a job, all its files together
inline constexpr int max_result_files = 16;              ///< of a job

/// What is brought over, and nothing else.
inline constexpr std::array result_files{"result.json", "evidence.json", "report.txt"};
inline constexpr const char* exit_code_file = "exit-code";

/// A name that is no path and hides nothing: letters, digits, "-", "_" and ".", not first.
bool is_result_name(std::string_view name);

/// The exit code in a text; 4 if there is none.
int exit_code_in(std::string_view text);

class ResultStream {
 public:
  /// `file` gets each file as soon as it is whole.
  explicit ResultStream(std::function<void(const std::string& name, const std::string& content)> file)
      : file_(std::move(file)) {}

  void feed(std::string_view bytes);

  bool up() const { return up_; }
  /// The job that was done last; empty: none.
  const std::string& done() const { return done_; }
  /// Of that job; 4 where it said none.
  int exit_code() const { return exit_code_; }
  void next_job() {
    done_.clear();
    files_ = 0;
    bytes_ = 0;
    overfull_ = false;
  }
  /// Files of this job were left out, because it has more of them than max_results.
  bool overfull() const { return overfull_; }
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
  std::uint64_t bytes_ = 0;  ///< of the job's files
  bool in_file_ = false;
  bool left_out_ = false;  ///< the file that comes
  bool overfull_ = false;
  int files_ = 0;
  bool up_ = false;
  std::string done_;
  int exit_code_ = 0;
  std::string problem_;
};

}  // namespace conformance::lab
