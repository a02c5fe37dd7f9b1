// SPDX-License-Identifier: Apache-2.0
// What a job leaves, honest and hostile, and directories that cannot take it.
#include "runner/lab/delivery.h"

#include "runner/lab/tests/may_mount.h"
#include "runner/tests/folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mount.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace conformance::lab {
namespace {

namespace fs = std::filesystem;
using testing::IsEmpty;
using testing::StartsWith;

class Delivered : public runner::InFolder {
 protected:
  void SetUp() override {
    from_ = folder_ / "from";
    to_ = folder_ / "to";
    fs::create_directories(from_);
    fs::create_directories(to_);
  }
  void TearDown() override { ::umount2(to_.c_str(), MNT_DETACH); }

  std::vector<std::string> delivered() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(to_)) names.push_back(entry.path().filename());
    return names;
  }

  fs::path from_;
  fs::path to_;
};

TEST_F(Delivered, IsWhatIsKnownAndTheExitCode) {
  write(from_ / "result.json", "{}");
  write(from_ / "other", "x");
  write(from_ / "exit-code", "3\n");
  Delivery delivery(to_);
  delivery.take("hello\n");
  EXPECT_EQ(delivery.collect(from_), 3);
  EXPECT_EQ(delivery.problem(), "");
  EXPECT_THAT(delivered(), testing::UnorderedElementsAre("result.json", "output.txt"));
  EXPECT_EQ(content(to_ / "output.txt"), "hello\n");
}

TEST_F(Delivered, IsNothingOfAnEarlierRun) {
  write(to_ / "result.json", "{}");
  write(to_ / "evidence.json", "{}");
  write(to_ / "output.txt", "of an earlier run");
  const Delivery delivery(to_);
  EXPECT_THAT(delivered(), testing::ElementsAre("output.txt"));
  EXPECT_THAT(content(to_ / "output.txt"), IsEmpty());
}

TEST_F(Delivered, ARunWithoutResultIsLost) {
  write(from_ / "exit-code", "0\n");
  EXPECT_EQ(Delivery(to_).collect(from_), 4);
}

TEST_F(Delivered, ARunWithoutResultIsLostWhereAnEarlierOneCannotBeRemoved) {
  fs::create_directories(to_ / "result.json/kept");
  write(from_ / "exit-code", "0\n");
  EXPECT_EQ(Delivery(to_).collect(from_), 4);
}

TEST_F(Delivered, NoLinkIsFollowedAndARunWithoutCodeIsLost) {
  fs::create_symlink("/etc/passwd", from_ / "result.json");
  EXPECT_EQ(Delivery(to_).collect(from_), 4);
  EXPECT_FALSE(fs::exists(to_ / "result.json"));
}

TEST_F(Delivered, NoLinkIsFollowedInThePlaceOfTheDirectory) {
  write(from_ / "result.json", "{}");
  write(from_ / "exit-code", "0\n");
  const auto link = folder_ / "link";
  fs::create_directory_symlink(from_, link);
  EXPECT_EQ(Delivery(to_).collect(link), 4);
  EXPECT_FALSE(fs::exists(to_ / "result.json"));
}

TEST_F(Delivered, WhatIsInTheWayIsSaidAndTheRestComes) {
  fs::create_directories(to_ / "result.json/kept");
  write(from_ / "result.json", "{}");
  write(from_ / "evidence.json", "{}");
  write(from_ / "exit-code", "3\n");
  Delivery delivery(to_);
  EXPECT_EQ(delivery.collect(from_), 3);
  EXPECT_THAT(delivery.problem(), StartsWith("cannot write to " + (to_ / "result.json").string() + ": "));
  EXPECT_THAT(delivered(), testing::UnorderedElementsAre("result.json", "evidence.json", "output.txt"));
}

TEST_F(Delivered, NoDirectoryIsSaid) {
  write(folder_ / "file", "");
  Delivery delivery(folder_ / "file");
  delivery.take("hello\n");
  delivery.collect(from_);
  EXPECT_THAT(delivery.problem(), StartsWith("cannot write to " + (folder_ / "file").string()));
  EXPECT_EQ(delivery.tail(), "hello\n");
}

TEST_F(Delivered, AFullDiskIsSaidAndNoHalfIsLeftThere) {
  if (!made_room(to_, 64 * 1024)) GTEST_SKIP() << "nothing can be mounted here";
  write(from_ / "result.json", std::string(100'000, 'x'));
  write(from_ / "report.txt", "short");
  write(from_ / "exit-code", "3\n");
  Delivery delivery(to_);
  EXPECT_EQ(delivery.collect(from_), 3);
  EXPECT_EQ(delivery.problem(), "cannot write to " + (to_ / "result.json").string() + ": No space left on device");
  EXPECT_THAT(delivered(), testing::UnorderedElementsAre("report.txt", "output.txt"));
}

TEST_F(Delivered, OutputForWhichThereIsNoRoomIsSaid) {
  if (!made_room(to_, 64 * 1024)) GTEST_SKIP() << "nothing can be mounted here";
  Delivery delivery(to_);
  delivery.take(std::string(100'000, 'x'));
  EXPECT_EQ(delivery.problem(), "cannot write to " + (to_ / "output.txt").string() + ": No space left on device");
}

}  // namespace
}  // namespace conformance::lab
