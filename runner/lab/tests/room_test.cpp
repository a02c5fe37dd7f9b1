// SPDX-License-Identifier: Apache-2.0
#include "runner/lab/tests/may_mount.h"

#include <gtest/gtest.h>
#include <sys/mount.h>

#include <cstdlib>
#include <fstream>

namespace conformance::lab {
namespace {

namespace fs = std::filesystem;

class Room : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "room-XXXXXX";
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    directory_ = name;
  }
  void TearDown() override {
    ::umount2((directory_ / "box").c_str(), MNT_DETACH);
    fs::remove_all(directory_);
  }

  fs::path directory_;
};

TEST_F(Room, IsFullWhenNothingMoreCanBeWritten) {
  if (!made_room(directory_ / "box", 1u << 20)) GTEST_SKIP() << "nothing can be mounted here";
  EXPECT_FALSE(is_full(directory_ / "box"));
  std::ofstream(directory_ / "box/result.json") << "{}";
  EXPECT_FALSE(is_full(directory_ / "box"));
  std::ofstream big(directory_ / "box/big");
  big << std::string(2u << 20, 'x');
  big.flush();
  EXPECT_FALSE(big.good());
  EXPECT_TRUE(is_full(directory_ / "box"));
  EXPECT_EQ(fs::file_size(directory_ / "box/result.json"), 2u);
}

TEST_F(Room, OfFilesIsBoundedToo) {
  if (!made_room(directory_ / "box", 1u << 20)) GTEST_SKIP() << "nothing can be mounted here";
  for (int i = 0; i < 2000; ++i) std::ofstream(directory_ / "box" / std::to_string(i));
  EXPECT_TRUE(is_full(directory_ / "box"));
}

}  // namespace
}  // namespace conformance::lab
