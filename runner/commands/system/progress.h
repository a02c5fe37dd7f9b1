// SPDX-License-Identifier: Apache-2.0
// The line that says what a run is doing; only where standard error is a terminal.
#pragma once

#include <string>
#include <string_view>

namespace conformance::runner {

class Progress {
 public:
  explicit Progress(std::string title);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void show(std::string_view what) const;

 private:
  void write(const std::string& text) const;

  std::string title_;
  bool terminal_;
};

}  // namespace conformance::runner
