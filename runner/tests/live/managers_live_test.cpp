// SPDX-License-Identifier: Apache-2.0
// Real managers, judged for real. What is expected of each is what its sources and documents say it does; a verdict
// that surprises is looked into, not entered here.
#include "runner/tests/live/defect_matrix.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <string>
#include <vector>

namespace {

using conformance::live::with_outcome;
using testing::AnyOf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

// With --keep-unit it leaves the device filter to the unit it was started in, and without systemd there is none; with a
// user namespace it mounts the v1 controllers writable, as that namespace guards them, and where no systemd made the
// host's mounts shared, /run/host/incoming follows none of them.
const std::vector<std::string> without_systemd = {"exec.device-policy-enforced", "exec.cgroup-v1-controllers-read-only",
                                                  "runhost.incoming-slave"};

void expect_only_known(const std::string& profile, std::vector<std::string> allowed) {
  const auto finished = conformance::live::run("--profile " + profile);
  ASSERT_TRUE(finished.result.is_object()) << finished.text;
  EXPECT_EQ(finished.exit_code, 1) << finished.text;
  EXPECT_EQ(finished.result["verdict"], "not-conformant");
  EXPECT_THAT(with_outcome(finished, "fail"), testing::IsSubsetOf(allowed));
  EXPECT_THAT(with_outcome(finished, "fail"), Contains("caps.no-audit-control"));
  EXPECT_THAT(with_outcome(finished, "pass"), Contains("exec.sys-read-only"));
  EXPECT_THAT(finished.result["left_behind"], IsEmpty());
}

class Nspawn : public testing::TestWithParam<std::string> {};

TEST_P(Nspawn, ViolatesOnlyWhatItIsKnownFor) {
  auto allowed = conformance::live::violated_by_nspawn();
  if (GetParam().find("unregistered") != std::string::npos)
    allowed.insert(allowed.end(), without_systemd.begin(), without_systemd.end());
  expect_only_known(GetParam(), allowed);
}

std::string test_name(const testing::TestParamInfo<std::string>& info) {
  return conformance::live::test_name(info.param);
}

INSTANTIATE_TEST_SUITE_P(Registered, Nspawn,
                         testing::Values("nspawn", "nspawn:private-network", "nspawn:user-namespace"), test_name);
INSTANTIATE_TEST_SUITE_P(WithoutSystemd, Nspawn,
                         testing::Values("nspawn:unregistered", "nspawn:unregistered-user-namespace"), test_name);

TEST(Registered, NspawnIsFoundInMachinedAndItsScope) {
  const auto finished = conformance::live::run("--profile nspawn");
  for (const char* clause : {"host.registered", "host.leader-correct", "host.unit-in-machine-slice", "host.delegate-on",
                             "host.payload-in-subcgroup", "host.machine-new-signal"})
    EXPECT_THAT(with_outcome(finished, "pass"), Contains(clause));
}

// LXC knows neither machined nor systemd's units, makes its groups at the top of the tree and ptys at /dev/ttyN.
TEST(Registered, LxcIsFoundOutsideOfAnyUnit) {
  const auto finished = conformance::live::run("--profile lxc");
  EXPECT_EQ(finished.exit_code, 1) << finished.text;
  EXPECT_THAT(with_outcome(finished, "fail"),
              testing::IsSupersetOf({"host.registered", "host.unit-is-service-or-scope", "host.no-toplevel-cgroup",
                                     "dont.no-pty-as-vt", "caps.no-audit-control"}));
  EXPECT_THAT(with_outcome(finished, "pass"), testing::IsSupersetOf({"env.container", "env.container-uuid",
                                                                     "exec.sys-read-only", "listen.fds-forwarded"}));
  EXPECT_THAT(finished.result["left_behind"], IsEmpty());
}

// Its console goes to a file, which the start before has left.
TEST(Registered, LxcDetachedIsReadAnewWhenItStartsAgain) {
  const auto finished = conformance::live::run("--profile lxc:detached --scenarios boot,restart,reboot");
  EXPECT_THAT(with_outcome(finished, "pass"),
              testing::IsSupersetOf({"env.container-uuid-stable", "life.reboot-from-inside"}))
      << finished.text;
}

TEST(Registered, LxcInAScopeOfItsOwnLacksOnlyTheRegistration) {
  const auto finished = conformance::live::run("--profile lxc:scope");
  for (const auto& id : with_outcome(finished, "fail"))
    EXPECT_THAT(id, AnyOf("host.registered", StartsWith("caps.no-audit-"), StartsWith("dont.")));
  EXPECT_THAT(with_outcome(finished, "pass"),
              testing::IsSupersetOf({"host.unit-is-service-or-scope", "host.unit-in-machine-slice"}));
  EXPECT_THAT(finished.result["left_behind"], IsEmpty());
}

class Exemplar : public testing::TestWithParam<std::string> {};

TEST_P(Exemplar, KeepsEveryClause) {
  const auto finished = conformance::live::run("--profile " + GetParam());
  EXPECT_EQ(finished.exit_code, 0) << finished.text;
  EXPECT_EQ(finished.result["verdict"], "conformant");
  EXPECT_EQ(finished.result["starts"], 1);
  EXPECT_THAT(with_outcome(finished, "fail"), IsEmpty());
  EXPECT_THAT(finished.result["left_behind"], IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Registered, Exemplar,
                         testing::Values("exemplar", "exemplar:private-network", "exemplar:private-users",
                                         "exemplar:detached", "exemplar:slice"),
                         test_name);

TEST(WithoutSystemd, ExemplarIsUndecidedOnlyAboutTheHost) {
  const auto finished = conformance::live::run("--profile exemplar");
  EXPECT_EQ(finished.exit_code, 3) << finished.text;
  EXPECT_THAT(with_outcome(finished, "fail"), IsEmpty());
  for (const auto& id : with_outcome(finished, "blocked")) EXPECT_THAT(id, HasSubstr("host."));
}

TEST(WithoutSystemd, QemuShowsItsProductUuid) {
  const char* kernel = std::getenv("VM_KERNEL");
  if (!kernel) GTEST_SKIP() << "VM_KERNEL names no kernel";
  const auto finished = conformance::live::run("--profile qemu --kernel " + std::string(kernel));
  EXPECT_EQ(finished.exit_code, 3) << finished.text;
  EXPECT_THAT(with_outcome(finished, "fail"), IsEmpty());
  EXPECT_THAT(with_outcome(finished, "pass"),
              testing::IsSupersetOf(
                  {"vm.detected-as-vm", "vm.not-container", "vm.product-uuid-set", "vm.product-uuid-spelling"}));
}

TEST(Evidence, IsJudgedAgainToTheSameBytes) {
  char directory[] = "/tmp/live-evidence-XXXXXX";
  ASSERT_NE(mkdtemp(directory), nullptr);
  const std::string place = directory;
  const std::string in = place + "/evidence.json", first = place + "/first.json", again = place + "/again.json";
  conformance::live::execute(conformance::live::beside("conformance").string() +
                             " run --profile exemplar --gate none -o evidence=" + in + " -o json=" + first);
  conformance::live::execute(conformance::live::beside("conformance").string() + " eval " + in +
                             " --gate none -o json=" + again);
  EXPECT_EQ(conformance::live::execute("cmp " + first + " " + again).text, "");
  std::filesystem::remove_all(place);
}

}  // namespace
