// SPDX-License-Identifier: Apache-2.0
// The program in process, with all its commands.
#pragma once

#include "runner/commands/program.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace conformance::runner {

struct Ran {
  int code = 0;
  std::string out;
  std::string err;
};

inline Ran run(std::vector<const char*> words) {
  words.insert(words.begin(), "conformance");
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  const int code = program(static_cast<int>(words.size()), words.data());
  return {code, ::testing::internal::GetCapturedStdout(), ::testing::internal::GetCapturedStderr()};
}

}  // namespace conformance::runner
