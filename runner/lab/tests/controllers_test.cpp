// SPDX-License-Identifier: Apache-2.0
// On ordinary files: what is written to which. That the kernel does it is shown by `lab run` itself.
#include "runner/lab/controllers.h"
#include "runner/machine/files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace conformance::lab {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;

class Controllers : public testing::Test {
 protected:
  Controllers() {
    fs::remove_all(top_);
    fs::create_directories(group_ / "supervisor");
    write(top_ / "cgroup.controllers", "cpu hugetlb memory\n");
    write(top_ / "cgroup.subtree_control", "memory\n");
    write(group_ / "cgroup.controllers", "memory\n");
    write(group_ / "cgroup.subtree_control", "");
    write(group_ / "cgroup.procs", "17\n");
    write(group_ / "supervisor/cgroup.procs", "");
  }
  ~Controllers() override { fs::remove_all(top_); }

  static void write(const fs::path& file, const std::string& text) { machine::create_file(file, text, 0644); }

  const fs::path top_ = fs::path(testing::TempDir()) / "conformance-controllers";
  const fs::path group_ = top_ / "lab-1";
};

TEST_F(Controllers, AreLackingBelowAGroupThatDoesNotPassThemOn) {
  EXPECT_THAT(controllers_lacking(top_), ElementsAre("cpu", "hugetlb"));
  EXPECT_THAT(controllers_lacking(top_ / "nowhere"), IsEmpty());
}

TEST_F(Controllers, ArePassedOnAfterNspawnLeftTheGroup) {
  give_controllers(group_);
  EXPECT_EQ(machine::read_file(group_ / "supervisor/cgroup.procs", 100), "17");
  EXPECT_EQ(machine::read_file(top_ / "cgroup.subtree_control", 100).substr(0, 8), "+hugetlb");
  EXPECT_EQ(machine::read_file(group_ / "cgroup.subtree_control", 100), "+memory");
}

}  // namespace
}  // namespace conformance::lab
