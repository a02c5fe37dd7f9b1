// SPDX-License-Identifier: Apache-2.0
// A folder of each test's own, and something to put into it.
#pragma once

#include "evidence/evidence.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace conformance::runner {

class InFolder : public ::testing::Test {
 protected:
  InFolder() {
    std::string pattern = ::testing::TempDir() + "conformance-XXXXXX";
    folder_ = mkdtemp(pattern.data());
  }
  ~InFolder() override { std::filesystem::remove_all(folder_); }

  std::string path(const std::string& name) const { return folder_ / name; }
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(path(name)) << text;
    return path(name);
  }
  std::string content(const std::string& name) const {
    std::ifstream file(path(name));
    return {std::istreambuf_iterator<char>(file), {}};
  }

  std::filesystem::path folder_;
};

/// Of a container that reported; nothing was seen in it.
inline evidence::Evidence toy() {
  evidence::Evidence start;
  start.run.manager = "toy";
  start.run.subject = "container";
  start.run.state = "reported";
  return start;
}

/// It violates caps.no-audit-control.
inline evidence::Evidence toy_with_audit() {
  auto start = toy();
  start.guest.capabilities = evidence::Capabilities{.bounding = std::uint64_t{1} << 30};
  return start;
}

}  // namespace conformance::runner
