// SPDX-License-Identifier: Apache-2.0
#include "runner/host/cgroups.h"

#include "runner/host/identity.h"
#include "runner/host/parse.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

namespace conformance::runner::host {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<Hierarchy> hybrid() {
  return hierarchies(
      parse_mountinfo("31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw\n"
                      "32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n"
                      "33 31 0:30 /sub /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids\n"
                      "40 31 0:37 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,xattr,name=systemd\n"
                      "41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n"
                      "42 31 0:38 /a/b /elsewhere rw - cgroup2 cgroup2 rw\n"));
}

TEST(Hierarchies, EachOnceByTheMountThatShowsMost) {
  const auto all = hybrid();
  ASSERT_EQ(all.size(), 4U);
  EXPECT_EQ(all[0].name, "cpu,cpuacct");
  EXPECT_EQ(all[2].name, "name=systemd");
  EXPECT_EQ(find_hierarchy(all, "unified")->point, "/sys/fs/cgroup/unified");
  EXPECT_EQ(systemd_hierarchy(all)->name, "unified");
}

TEST(DirectoryOf, CountsFromTheMountedGroup) {
  const auto all = hybrid();
  EXPECT_EQ(directory_of(all[0], "/x"), "/sys/fs/cgroup/cpu,cpuacct/x");
  EXPECT_EQ(directory_of(all[0], "/"), "/sys/fs/cgroup/cpu,cpuacct");
  EXPECT_EQ(directory_of(all[1], "/sub/x"), "/sys/fs/cgroup/pids/x");
  EXPECT_FALSE(directory_of(all[1], "/subx")) << "outside of what is mounted";
  EXPECT_FALSE(directory_of(all[0], "/../x")) << "above the program's own cgroup namespace";
}

TEST(IsBelow, GoesByWholeNames) {
  EXPECT_TRUE(is_in_group("/a.scope", "/a.scope"));
  EXPECT_TRUE(is_in_group("/a.scope/payload", "/a.scope"));
  EXPECT_FALSE(is_in_group("/a.scope2", "/a.scope"));
}

TEST(NewCgroups, AreThoseThatWereNotThere) {
  const CgroupTree before{{{"unified", {"/system.slice"}}}, ""};
  const CgroupTree now{{{"unified", {"/system.slice", "/lxc.payload", "/system.slice/x"}}, {"pids", {"/y"}}}, ""};
  const auto found = new_cgroups(before, now);
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].hierarchy, "pids");
  EXPECT_EQ(found[1].path, "/lxc.payload");
  EXPECT_TRUE(found[1].top_level);
  EXPECT_FALSE(found[2].top_level);
}

TEST(UnitCgroup, IsAbsentWithAReasonWithoutHierarchies) {
  const auto group = unit_cgroup({}, "/machine.slice/x.scope");
  EXPECT_FALSE(group);
  EXPECT_THAT(group.reason(), ::testing::HasSubstr("no control group hierarchy"));
}

/// Longer than what a string holds without memory of its own.
TEST(UnitCgroup, NamesTheControllersOfTheHostAndOfTheUnit) {
  std::string root = ::testing::TempDir() + "cgroupsXXXXXX";
  ASSERT_NE(mkdtemp(root.data()), nullptr);
  std::filesystem::create_directories(root + "/machine.slice/x.scope");
  std::ofstream(root + "/cgroup.controllers") << "cpuset cpu io memory hugetlb pids rdma misc\n";
  std::ofstream(root + "/machine.slice/x.scope/cgroup.controllers") << "cpuset cpu io memory pids\n";
  const auto all = hierarchies(parse_mountinfo("41 31 0:38 / " + root + " rw - cgroup2 cgroup2 rw\n"));
  const auto group = unit_cgroup(all, "/machine.slice/x.scope");
  std::filesystem::remove_all(root);
  ASSERT_TRUE(group) << group.reason();
  EXPECT_THAT(group->root_controllers, ElementsAre("cpuset", "cpu", "io", "memory", "hugetlb", "pids", "rdma", "misc"));
  EXPECT_THAT(group->controllers, ElementsAre("cpuset", "cpu", "io", "memory", "pids"));
}

TEST(NewMounts, AreToldApartByWhatIsMountedWhere) {
  const auto before = parse_mountinfo("36 35 0:5 / /a rw - tmpfs t rw\n");
  const auto now = parse_mountinfo(
      "99 35 0:5 / /a ro - tmpfs t rw\n98 35 0:5 / /a rw - tmpfs t rw\n97 35 0:6 / /b rw - tmpfs t rw\n");
  const auto found = new_mounts(before, now);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].id, 98) << "a second mount in the same place";
  EXPECT_EQ(found[1].point, "/b");
  EXPECT_THAT(new_mounts(now, now), IsEmpty());
}

}  // namespace
}  // namespace conformance::runner::host
