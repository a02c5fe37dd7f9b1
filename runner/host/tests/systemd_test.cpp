// SPDX-License-Identifier: Apache-2.0
#include "runner/host/systemd.h"

#include "runner/host/machined.h"

#include <gmock/gmock.h>

namespace conformance::runner::host {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

TEST(Limits, ReadLikeTheKernelsFiles) {
  const std::map<std::string, std::string> attributes = {
      {"memory.max", ""}, {"memory.min", ""}, {"pids.max", ""}, {"cpu.weight", ""}};
  EXPECT_THAT(
      limits_of({{"memory.max", 10'000}, {"memory.min", 0}, {"pids.max", UINT64_MAX}, {"cpu.weight", UINT64_MAX}},
                attributes, 4096),
      ElementsAre(Pair("cpu.weight", "100"), Pair("memory.max", "8192"), Pair("memory.min", "0"),
                  Pair("pids.max", "max")));
}

TEST(Limits, AreLeftOutWhereTheKernelHasNoFile) {
  EXPECT_THAT(limits_of({{"memory.max", 1}, {"pids.max", 5}}, {{"pids.max", "5"}}, 4096),
              ElementsAre(Pair("pids.max", "5")));
}

TEST(Limits, ThatNoUnitSettingReachesStayTheKernels) {
  EXPECT_THAT(limits_of({}, {{"cgroup.max.depth", "3"}, {"cgroup.max.descendants", "max"}}, 4096),
              ElementsAre(Pair("cgroup.max.depth", "max"), Pair("cgroup.max.descendants", "max")));
}

TEST(Slices, FollowFromTheName) {
  EXPECT_THAT(slices_up("machine-foo-bar.slice"),
              ElementsAre("machine-foo-bar.slice", "machine-foo.slice", "machine.slice", "-.slice"));
  EXPECT_THAT(slices_up("-.slice"), ElementsAre("-.slice"));
  EXPECT_THAT(slices_up(""), ElementsAre());
}

TEST(NoUnit, IsAnAnswerAndSilenceIsNone) {
  for (const char* error : {"org.freedesktop.systemd1.NoUnitForPID", "org.freedesktop.systemd1.NoSuchUnit"})
    EXPECT_TRUE(means_no_unit(error)) << error;
  for (const char* error : {"", no_reply, "org.freedesktop.DBus.Error.AccessDenied"})
    EXPECT_FALSE(means_no_unit(error)) << error;
}

TEST(ObjectPaths, CarryEscapedNames) {
  constexpr const char* units = "/org/freedesktop/systemd1/unit";
  EXPECT_EQ(path_of_name(units, "-.slice"), "/org/freedesktop/systemd1/unit/_2d_2eslice");
  for (const char* name : {"machine-a\\x2db.scope", "1und1.service", "ü", ""})
    EXPECT_EQ(name_of_path(path_of_name(units, name)), name);
  EXPECT_EQ(name_of_path("/org/freedesktop/machine1/machine/web_2e"), "web.");
}

TEST(Machine, IsReadFromItsProperties) {
  const Properties properties = {
      {"Name", sdbus::Variant(std::string("web"))},
      {"Id", sdbus::Variant(std::vector<std::uint8_t>{0, 1, 0xfe})},
      {"Leader", sdbus::Variant(std::uint32_t{4711})},
      {"Timestamp", sdbus::Variant(std::uint64_t{7})},
      {"NetworkInterfaces", sdbus::Variant(std::vector<std::int32_t>{3, 9})},
      {"State", sdbus::Variant(std::uint32_t{1})},
  };
  const evidence::Machine machine = machine_of(properties);
  EXPECT_EQ(machine.name, "web");
  EXPECT_EQ(machine.id, "0001fe");
  EXPECT_EQ(machine.leader, 4711);
  EXPECT_EQ(machine.timestamp_us, 7U);
  EXPECT_THAT(machine.network_interfaces, ElementsAre(3, 9));
  EXPECT_EQ(machine.state, "") << "of another type than documented";
  EXPECT_FALSE(machine.leader_pidfd_id) << "only newer versions have it";
}

TEST(Machine, WithoutAnIdHasAllZeros) { EXPECT_EQ(machine_of({}).id, std::string(32, '0')); }

}  // namespace
}  // namespace conformance::runner::host
