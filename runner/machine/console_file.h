// SPDX-License-Identifier: Apache-2.0
// A console that a manager writes into a file, read as it grows.
#pragma once

#include "runner/machine/watch.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string_view>

namespace conformance::machine {

class ConsoleFile {
 public:
  /// The directory of the file must exist; the file may come later. It must be a regular one; one that is there is
  /// removed.
  ConsoleFile(Loop& loop, std::filesystem::path path, std::function<void(std::string_view)> use);

  /// Reads what is there, a bounded amount at a time; true when there may be more.
  bool read();

 private:
  bool drain_events();

  std::filesystem::path path_;
  std::function<void(std::string_view)> use_;
  Watch watch_;
  Descriptor file_;
  std::uint64_t read_ = 0;
};

}  // namespace conformance::machine
