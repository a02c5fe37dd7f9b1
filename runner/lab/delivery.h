// SPDX-License-Identifier: Apache-2.0
// The directory that the results of one profile are delivered to. What cannot be written there does not end the lab: it
// is remembered for the closing line, and everything else goes on.
#pragma once

#include "runner/machine/descriptor.h"
#include "runner/machine/text.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace conformance::lab {

class Delivery {
 public:
  /// Removes what an earlier run left there.
  explicit Delivery(std::filesystem::path directory);

  /// What `run` prints, kept in output.txt as it comes.
  void take(std::string_view text);
  /// The last of it.
  std::string tail() const { return machine::printable(tail_.bytes()); }
  /// Copies what a job has left, bounded and by known names; returns the exit code it wrote, 4 if none.
  int collect(const std::filesystem::path& from);
  /// The first thing that could not be written, and why; empty while all is well.
  const std::string& problem() const { return problem_; }

 private:
  template <class Work>
  void guarded(const char* file, Work&& work);

  std::filesystem::path directory_;
  machine::Descriptor output_;
  machine::Tail tail_;
  std::uint64_t written_ = 0;
  std::string problem_;
};

/// All files of a delivery.
inline constexpr std::array delivered_files{"result.json", "evidence.json", "report.txt", "output.txt"};

}  // namespace conformance::lab
