// SPDX-License-Identifier: Apache-2.0
#include "runner/host/parse.h"

#include "runner/host/identity.h"

#include <gmock/gmock.h>

namespace conformance::runner::host {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

TEST(Status, GivesParentAndPidsOutermostFirst) {
  const Status status = parse_status("Name:\tcfm01234\nPPid:\t4711\nUid:\t0\t0\t0\t0\nNSpid:\t4712\t17\t1\n");
  EXPECT_EQ(status.parent, 4711);
  EXPECT_THAT(status.namespace_pids, ElementsAre(4712, 17, 1));
}

TEST(Status, OfAProcessThatIsGoneHasNoPids) { EXPECT_THAT(parse_status("").namespace_pids, IsEmpty()); }

std::string stat_line(const std::string& name) {
  return "42 (" + name + ") S 7 42 42 0 -1 4194560 100 0 0 0 0 0 0 0 20 0 1 0 987654 1000 10\n";
}

TEST(Stat, FindsTheEndOfANameThatLooksLikeMoreFields) {
  const auto stat = parse_stat(stat_line("a) S 1 (b"));
  ASSERT_TRUE(stat);
  EXPECT_EQ(stat->name, "a) S 1 (b");
  EXPECT_EQ(stat->parent, 7);
  EXPECT_EQ(stat->start_ticks, 987654U);
}

TEST(Stat, RefusesACutLine) {
  EXPECT_FALSE(parse_stat("42 (sleep) S 7"));
  EXPECT_FALSE(parse_stat(")("));
  EXPECT_FALSE(parse_stat(""));
}

TEST(Cgroup, ReadsLegacyAndUnifiedLines) {
  const auto paths =
      parse_cgroup("5:cpu,cpuacct:/a:b\n1:name=systemd:/init.scope\n0::/machine.slice/x.scope\nrubbish\n");
  ASSERT_EQ(paths.size(), 3U);
  EXPECT_THAT(paths[0].controllers, ElementsAre("cpu", "cpuacct"));
  EXPECT_EQ(paths[0].path, "/a:b");
  EXPECT_THAT(paths[1].controllers, ElementsAre("name=systemd"));
  EXPECT_EQ(paths[2].hierarchy, 0);
  EXPECT_THAT(paths[2].controllers, IsEmpty());
}

TEST(Cgroup, EscapesBytesThatAreNoUtf8) { EXPECT_EQ(parse_cgroup("0::/a\xff\n").at(0).path, "/a\\xff"); }

TEST(IdMap, ReadsRanges) {
  const auto ranges = parse_id_map("         0     100000      65536\n     65536          0          1\nx y z\n");
  ASSERT_EQ(ranges.size(), 2U);
  EXPECT_EQ(ranges[0].outside, 100000U);
  EXPECT_EQ(ranges[0].count, 65536U);
  EXPECT_EQ(ranges[1].inside, 65536U);
}

TEST(Mountinfo, ReadsOptionalFieldsAndEscapes) {
  const auto mounts = parse_mountinfo(
      "36 35 98:0 /mnt1 /mnt\\0402 rw,noatime shared:1 master:2 - ext4 /dev/a\\134b rw,errors=continue\n"
      "37 35 0:5 / /proc rw - proc proc rw\n"
      "38 35 0:6 / /cut rw\n");
  ASSERT_EQ(mounts.size(), 2U);
  EXPECT_EQ(mounts[0].point, "/mnt 2");
  EXPECT_EQ(mounts[0].source, "/dev/a\\b");
  EXPECT_EQ(mounts[0].major, 98U);
  EXPECT_THAT(mounts[0].propagation, ElementsAre("shared:1", "master:2"));
  EXPECT_THAT(mounts[1].propagation, IsEmpty());
  EXPECT_THAT(mounts[1].super_options, ElementsAre("rw"));
}

TEST(TimeZone, IsWhatFollowsTheDirectory) {
  EXPECT_EQ(zone_in("/usr/share/zoneinfo/Europe/Berlin"), "Europe/Berlin");
  EXPECT_EQ(zone_in("../usr/share/zoneinfo/UTC"), "UTC");
  EXPECT_EQ(zone_in("/etc/somewhere/else"), "");
  EXPECT_EQ(zone_in("/usr/share/zoneinfo/../../../etc/shadow"), "");
}

TEST(OsRelease, UnquotesAsAShellDoes) {
  const auto values = parse_os_release(
      "# comment\nID=debian\nNAME=\"Debian \\\"GNU\\\"/Linux\"\nA='single \\ quoted'\nB=half\" and "
      "\"half\nC=\n=none\n");
  EXPECT_THAT(values, ElementsAre(Pair("A", "single \\ quoted"), Pair("B", "half and half"), Pair("C", ""),
                                  Pair("ID", "debian"), Pair("NAME", "Debian \"GNU\"/Linux")));
}

}  // namespace
}  // namespace conformance::runner::host
