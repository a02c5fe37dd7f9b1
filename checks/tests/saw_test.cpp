// SPDX-License-Identifier: Apache-2.0
// What findings show where a reader has to act on it.
#include "checks/catalogue.h"
#include "checks/facts.h"
#include "checks/judge.h"
#include "checks/tests/conforming_host.h"

#include <gmock/gmock.h>

#include <string>
#include <string_view>

namespace conformance::checks::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string saw(std::string_view clause, const Evidence& evidence) { return judge(*find_clause(clause), evidence).saw; }

TEST(Saw, TellsWhoseProcessesAreInTheUnit) {
  Evidence evidence = conforming_machine();
  evidence.host.unit_cgroup.edit().processes = {manager_pid, 99};
  const std::string fails = saw("host.no-procs-in-inner-cgroup", evidence);
  EXPECT_THAT(fails, AllOf(HasSubstr("PID 4600 (manager: manager), PID 99"), Not(HasSubstr("who"))));
  evidence.host.launcher.edit().cgroups = in_group(scope);
  EXPECT_THAT(saw("host.no-procs-in-inner-cgroup", evidence), HasSubstr("also holds whoever started the manager"));
}

TEST(Saw, TellsThatAUnitIsConformancesOwn) {
  Evidence evidence = conforming_machine();
  evidence.host.unit.edit().slice = "user-0.slice";
  evidence.host.launcher.edit().cgroups = in_group(scope);
  for (const char* clause : {"host.unit-is-service-or-scope", "host.unit-in-machine-slice"})
    EXPECT_THAT(saw(clause, evidence), HasSubstr("machine-first.scope is the unit conformance itself runs in"));
}

TEST(Saw, TellsWhichGroupsWereLeft) {
  Evidence evidence = conforming_machine();
  auto& changes = evidence.host.changes.edit();
  changes.cgroups_during = {{"unified", "/payload.first", "", false, true}, {"cpu", "/old", "", false, true}};
  changes.cgroups_after = {{"unified", "/pivot", "", false, true}, {"cpu", "/old", "", false, true}};
  EXPECT_EQ(saw("host.no-toplevel-cgroup", evidence),
            "new, and of no unit: /payload.first, /old in cpu (left after the end), /pivot (left after the end)");
}

TEST(Saw, ShowsTheBoundingSetAsTheKernelDoes) {
  Evidence evidence = conforming_machine();
  evidence.guest.capabilities.edit().bounding = 0x1fcfcfcffff;
  for (const char* clause :
       {"caps.mknod-kept", "caps.sys-admin-kept", "caps.no-audit-control", "caps.no-audit-read", "caps.no-audit-write"})
    EXPECT_THAT(saw(clause, evidence), HasSubstr("; CapBnd 000001fcfcfcffff"));
}

TEST(Saw, ListsWhatMachinedLists) {
  Evidence evidence = conforming_machine();
  unregister(evidence);
  EXPECT_EQ(saw("host.registered", evidence),
            "machined lists no machine whose Leader is the container's init (PID 4711); it lists: nothing");
  evidence.host.registration.edit().machines = {{.name = "a"}, {.name = "b"}};
  EXPECT_THAT(saw("host.registered", evidence), HasSubstr("it lists: a, b"));
}

TEST(Saw, CountsInWords) {
  EXPECT_EQ(counted(1, "hierarchy", "hierarchies"), "1 hierarchy");
  EXPECT_EQ(counted(0, "hierarchy", "hierarchies"), "0 hierarchies");
  EXPECT_EQ(counted(2, "hierarchy", "hierarchies"), "2 hierarchies");
}

}  // namespace
}  // namespace conformance::checks::testing
