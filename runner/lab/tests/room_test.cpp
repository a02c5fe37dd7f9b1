// SPDX-License-Identifier: Apache-2.0
#include "runner/lab/tests/may_mount.h"
#include "runner/tests/folder.h"

#include <gtest/gtest.h>
#include <sys/mount.h>

#include <cstdlib>
#include <fstream>

namespace conformance::lab {
namespace {

namespace fs = std::filesystem;

class Room : public runner::InFolder {
 protected:
  void TearDown() override { ::umount2((folder_ / "box").c_str(), MNT_DETACH); }
};

TEST_F(Room, IsFullWhenNothingMoreCanBeWritten) {
  if (!made_room(folder_ / "box", 1u << 20)) GTEST_SKIP() << "nothing can be mounted here";
  EXPECT_FALSE(is_full(folder_ / "box"));
  std::ofstream(folder_ / "box/result.json") << "{}";
  EXPECT_FALSE(is_full(folder_ / "box"));
  std::ofstream big(folder_ / "box/big");
  big << std::string(2u << 20, 'x');
  big.flush();
  EXPECT_FALSE(big.good());
  EXPECT_TRUE(is_full(folder_ / "box"));
  EXPECT_EQ(fs::file_size(folder_ / "box/result.json"), 2u);
}

TEST_F(Room, OfFilesIsBoundedToo) {
  if (!made_room(folder_ / "box", 1u << 20)) GTEST_SKIP() << "nothing can be mounted here";
  for (int i = 0; i < 2000; ++i) std::ofstream(folder_ / "box" / std::to_string(i));
  EXPECT_TRUE(is_full(folder_ / "box"));
}

}  // namespace
}  // namespace conformance::lab
