// SPDX-License-Identifier: Apache-2.0
// The life of a machine from start to clean-up, with the simplest manager there is.
#include "runner/machine/clean.h"
#include "runner/machine/tests/live/fake.h"

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>

namespace conformance::machine::live {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::Field;
using testing::IsEmpty;

TEST(Life, OfAMachineThatKeepsToTheRules) {
  const auto ran = run(bare_manager());
  EXPECT_EQ(ran.run().state, "reported") << ran.run().detail;
  EXPECT_EQ(ran.evidence.guest.start->pid, 1);
  EXPECT_EQ(ran.observed_up, 1);
  EXPECT_EQ(ran.observed_after, 1);
  ASSERT_NE(ran.step("stop"), nullptr);
  EXPECT_FALSE(ran.step("stop")->timed_out);
  EXPECT_EQ(ran.step("kill"), nullptr);
  EXPECT_THAT(ran.run().events, Contains(Field(&evidence::GuestEvent::kind, "signal")));
  EXPECT_THAT(left_of(ran), IsEmpty());
}

TEST(Life, IsEndedByForceWhenStopDoesNothing) {
  auto profile = bare_manager();
  profile.stop.argv = {"true"};
  profile.stop.deadline = 300ms;
  const auto ran = run(profile);
  EXPECT_EQ(ran.run().state, "reported");
  EXPECT_TRUE(ran.step("stop")->timed_out);
  EXPECT_LT(ran.took, 15s);
  EXPECT_THAT(left_of(ran), IsEmpty());
}

TEST(Life, IsEndedByForceWhenStopHangs) {
  auto profile = bare_manager();
  profile.stop.argv = {"sleep", "1000"};
  profile.stop.deadline = 300ms;
  profile.kill = Step{};
  profile.kill->argv = {"kill", "-KILL", "{leader}"};
  const auto ran = run(profile);
  EXPECT_TRUE(ran.step("stop")->timed_out);
  ASSERT_NE(ran.step("kill"), nullptr);
  EXPECT_EQ(ran.step("kill")->exit_code, 0);
  EXPECT_THAT(left_of(ran), IsEmpty());
}

TEST(Life, OfADetachedMachine) {
  auto profile = bare_manager();
  profile.start.mode = StartMode::detached;
  profile.start.step.argv = {"sh", "-c", "setsid unshare --pid --fork --mount chroot $0 /sbin/init >/dev/null 2>&1 &",
                             "{tree}"};
  const auto ran = run(profile);
  EXPECT_EQ(ran.run().state, "reported") << ran.run().detail;
  EXPECT_EQ(ran.run().transport, "file");
  EXPECT_EQ(ran.step("start")->exit_code, 0);
  EXPECT_FALSE(ran.step("stop")->timed_out);
  EXPECT_THAT(left_of(ran), IsEmpty());
}

TEST(Life, PassesSocketsAndANotificationSocket) {
  auto profile =
      shell_manager("test $LISTEN_PID = $$ && test $LISTEN_FDS = 2 && test -S $NOTIFY_SOCKET && exit 5; exit 6");
  const auto ran = run(profile);
  EXPECT_EQ(ran.step("start")->exit_code, 5);
  ASSERT_TRUE(ran.run().asked.sockets.present());
  EXPECT_EQ(ran.run().asked.sockets->size(), 2u);
}

TEST(Life, PassesNoSocketsToWhoTakesNone) {
  auto profile = shell_manager("test -z \"$LISTEN_FDS$LISTEN_PID\" && exit 5; exit 6");
  profile.claims["listen"] = {"no", "it closes them"};
  const auto ran = run(profile);
  EXPECT_EQ(ran.step("start")->exit_code, 5);
  EXPECT_FALSE(ran.run().asked.sockets.present());
}

TEST(Life, RemovesFilesOutsideTheWorkDirectoryAgain) {
  const std::filesystem::path directory = std::filesystem::path("/run/conformance-test-") += std::to_string(::getpid());
  auto profile = shell_manager("exit 1");
  profile.files = {{.path = (directory / "{name}/settings").string(), .content = "{nonce}\n"}};
  const auto ran = run(profile);
  EXPECT_FALSE(std::filesystem::exists(directory));
  EXPECT_THAT(left_of(ran), IsEmpty());
}

TEST(Life, WritesOverNobodysFile) {
  const std::filesystem::path file = std::filesystem::path("/run/conformance-test-") += std::to_string(::getpid());
  std::ofstream(file) << "precious";
  auto profile = shell_manager("exit 1");
  profile.files = {{.path = file.string(), .content = "ours"}};
  const auto ran = run(profile);
  EXPECT_EQ(ran.run().state, "not-started");
  EXPECT_THAT(ran.run().detail, testing::HasSubstr("exists already"));
  EXPECT_EQ(std::filesystem::file_size(file), 8u);
  std::filesystem::remove(file);
}

struct Moment {
  const char* name;
  const char* progress;
};

constexpr Moment moments[] = {
    {"SetUp", "setting up"}, {"Report", "waiting for the guest's report"}, {"Stop", "stopping the machine"}};

class Interruption : public testing::TestWithParam<Moment> {};

TEST_P(Interruption, CleansUpWithinTwoSeconds) {
  auto profile = bare_manager();
  Step slow;
  slow.argv = {"sh", "-c", "trap '' TERM; sleep 1000"};
  if (GetParam().name == std::string("SetUp")) profile.setup = {slow};
  profile.stop = slow;
  profile.teardown = {slow};
  Clock::time_point raised;
  const auto ran = run(profile, {}, [&](std::string_view what) {
    if (what != GetParam().progress) return;
    raised = Clock::now();
    ::raise(SIGINT);
    ::raise(SIGTERM);  // a second one does not skip the clean-up
  });
  EXPECT_LT(Clock::now() - raised, 2500ms);
  EXPECT_EQ(ran.signal, SIGINT);
  EXPECT_EQ(ran.run().state, "interrupted");
  EXPECT_THAT(left_of(ran), IsEmpty());
}

std::string name_of(const testing::TestParamInfo<Moment>& tested) { return tested.param.name; }
INSTANTIATE_TEST_SUITE_P(InEveryPhase, Interruption, testing::ValuesIn(moments), name_of);

// The program is killed while the guest is up; the next one finds what it left.
TEST(Clean, RemovesWhatAKilledRunLeft) {
  const pid_t killed = ::fork();
  if (killed == 0) {
    auto profile = bare_manager();
    profile.stop.argv = {"sleep", "1000"};
    run(profile, {}, [](std::string_view what) {
      if (what == "stopping the machine") ::kill(::getpid(), SIGKILL);
    });
    ::_exit(1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(killed, &status, 0), killed);
  ASSERT_TRUE(WIFSIGNALED(status));
  Loop loop;
  const auto all = clean_orphans(loop, false);
  const auto ours =
      std::find_if(all.begin(), all.end(), [](const Cleaned& cleaned) { return cleaned.profile == "fake"; });
  ASSERT_NE(ours, all.end());
  EXPECT_THAT(ours->left_behind, IsEmpty());
  EXPECT_FALSE(std::filesystem::exists(ours->work));
  EXPECT_THAT(clean_orphans(loop, false), IsEmpty());
}

TEST(Keep, LeavesTheMachineRunningUntilItIsCleaned) {
  const auto ran = run(bare_manager(), {.keep = true});
  EXPECT_EQ(ran.run().state, "reported");
  EXPECT_FALSE(left_of(ran).empty());
  Loop loop;
  const auto unasked = clean_orphans(loop, false);
  EXPECT_FALSE(left_of(ran).empty()) << "only asked for is it cleaned";
  clean_orphans(loop, true);
  EXPECT_THAT(left_of(ran), IsEmpty());
}

TEST(Nspawn, EndToEnd) {
  if (find_command("systemd-nspawn").empty()) GTEST_SKIP() << "systemd-nspawn is not installed";
  auto profile = shell_manager("");
  profile.start.step.argv = {"systemd-nspawn",     "--quiet",          "--register=no", "--keep-unit",
                             "--directory={tree}", "--machine={name}", "--uuid={uuid}", "--boot"};
  const auto ran = run(profile);
  EXPECT_EQ(ran.run().state, "reported") << ran.run().detail;
  EXPECT_FALSE(ran.step("stop")->timed_out);
  EXPECT_EQ(ran.step("start")->exit_code, 0);
  EXPECT_THAT(left_of(ran), IsEmpty());
}

}  // namespace
}  // namespace conformance::machine::live
