// SPDX-License-Identifier: Apache-2.0
// Managers and guests that do what they should not. Each run ends with a state, a sentence, and nothing left behind.
#include "runner/machine/tests/live/fake.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <csignal>

namespace conformance::machine::live {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

long peak_kilobytes() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

TEST(BadManager, ThatDoesNotExist) {
  auto profile = shell_manager("");
  profile.start.step.argv = {"no-such-manager", "{tree}"};
  const auto ran = run(profile);
  EXPECT_EQ(ran.run().state, "not-started");
  EXPECT_EQ(ran.run().detail, "cannot run no-such-manager: No such file or directory");
  EXPECT_THAT(left_of(ran), IsEmpty());
}

TEST(BadManager, ThatExitsAtOnce) {
  const auto ran = run(shell_manager("echo the configuration is broken; exit 3"));
  EXPECT_EQ(ran.run().state, "not-started");
  EXPECT_THAT(ran.run().detail, HasSubstr("exit code 3"));
  EXPECT_THAT(ran.run().detail, HasSubstr("the configuration is broken"));
  EXPECT_EQ(ran.step("start")->exit_code, 3);
  EXPECT_LT(ran.took, 5s);
  EXPECT_THAT(left_of(ran), IsEmpty());
}

TEST(BadManager, ThatHangsAtStart) {
  const auto ran = run(shell_manager("trap '' TERM; while :; do sleep 1000; done"), {.deadline = 300ms});
  EXPECT_EQ(ran.run().state, "silent");
  EXPECT_THAT(ran.run().detail, HasSubstr("reported nothing within 0.3 s"));
  EXPECT_LT(ran.took, 10s);
  EXPECT_THAT(left_of(ran), IsEmpty());
}

/// Whether a process of the run still lives; it would be our child, for we are the subreaper.
bool children_live() {
  while (::waitpid(-1, nullptr, WNOHANG) > 0) {
  }
  return ::waitpid(-1, nullptr, WNOHANG) == 0;
}

TEST(BadManager, ThatLeavesAProcessWithNothingOfTheRunAboutIt) {
  const auto ran = run(shell_manager("env -i setsid sleep 1000 & sleep 0.1; exit 3"));
  EXPECT_EQ(ran.run().state, "not-started");
  EXPECT_FALSE(children_live());
}

TEST(BadManager, WhoseSetUpFails) {
  auto profile = shell_manager("sleep 1000");
  Step step;
  step.argv = {"sh", "-c", "echo no space >&2; exit 1"};
  profile.setup = {step};
  profile.teardown = {step};
  const auto ran = run(profile);
  EXPECT_EQ(ran.run().state, "not-started");
  EXPECT_THAT(ran.run().detail, HasSubstr("set-up failed: sh ended with exit code 1: no space"));
  EXPECT_NE(ran.step("teardown"), nullptr);
  EXPECT_EQ(ran.step("start"), nullptr);
}

TEST(BadGuest, ThatNeverReports) {
  const auto ran = run(shell_manager("echo booting; echo stuck; sleep 1000"), {.deadline = 300ms});
  EXPECT_EQ(ran.run().state, "silent");
  EXPECT_THAT(ran.run().detail, HasSubstr("the last line was: stuck"));
  EXPECT_FALSE(ran.evidence.guest.start.present());
  EXPECT_EQ(ran.observed_up, 0);
  EXPECT_EQ(ran.observed_after, 1);
  EXPECT_THAT(left_of(ran), IsEmpty());
}

TEST(BadGuest, ThatStopsInMidRecord) {
  const auto ran = run(shell_manager("printf '%%CFM1 %s 0 start pi' $2; sleep 1000"), {.deadline = 300ms});
  EXPECT_THAT(ran.run().state, testing::AnyOf("silent", "incomplete"));
  EXPECT_THAT(left_of(ran), IsEmpty());
}

TEST(BadGuest, ThatFloodsItsConsole) {
  const auto before = peak_kilobytes();
  const auto ran = run(shell_manager("head -c 1G /dev/zero"), {.deadline = 60s});
  EXPECT_EQ(ran.run().state, "flooded");
  EXPECT_LT(ran.took, 20s);
  EXPECT_LT(peak_kilobytes() - before, 32 * 1024);
  EXPECT_THAT(left_of(ran), IsEmpty());
}

TEST(BadGuest, ThatSendsMillionsOfRecords) {
  const auto before = peak_kilobytes();
  const auto ran = run(shell_manager(RECORD_FLOOD " $2 10000000"), {.deadline = 60s});
  EXPECT_EQ(ran.run().state, "flooded") << ran.run().detail;
  EXPECT_LT(peak_kilobytes() - before, 32 * 1024);
  EXPECT_LT(ran.took, 20s);
  EXPECT_THAT(left_of(ran), IsEmpty());
}

TEST(BadGuest, ThatRepeatsOneWrongRecordForEver) {
  const auto ran = run(shell_manager("yes \"%CFM1 $2 0 start pid=1 #00000000\""), {.deadline = 60s});
  EXPECT_EQ(ran.run().state, "malformed");
  EXPECT_LT(ran.took, 20s);
  EXPECT_THAT(left_of(ran), IsEmpty());
}

TEST(BadGuest, ThatSendsTerminalSequencesAndNoUtf8) {
  const auto ran = run(shell_manager(R"(printf '\033]0;owned\007\033[2J\377\376\n'; exit 1)"));
  EXPECT_EQ(ran.run().state, "not-started");
  EXPECT_THAT(ran.run().detail, HasSubstr("\\x1b]0;owned\\x07\\x1b[2J\\xff\\xfe"));
  EXPECT_THAT(ran.run().detail, Not(HasSubstr("\x1b")));
  EXPECT_THAT(ran.step("start")->output, Not(HasSubstr("\x1b")));
}

struct Planted {
  const char* name;
  const char* script;  ///< run in the directory the report belongs in
};

constexpr Planted planted[] = {
    {"Symlink", "ln -s /etc/passwd report"},
    {"Fifo", "mkfifo report"},
    {"Device", "mknod report c 1 5"},
    {"Directory", "mkdir report"},
    {"SymlinkAbove", "cd .. && mv conformance other && ln -s /etc conformance && touch other/x"}};

class BadReportFile : public testing::TestWithParam<Planted> {};

TEST_P(BadReportFile, IsNeverFollowed) {
  const auto script = fmt::format("cd $1/conformance && {}; sleep 1000", GetParam().script);
  const auto ran = run(shell_manager(script), {.deadline = 500ms});
  EXPECT_EQ(ran.run().state, "silent");
  EXPECT_THAT(ran.run().detail, HasSubstr("the report file could not be opened"));
  EXPECT_LT(ran.took, 10s);
  EXPECT_THAT(left_of(ran), IsEmpty());
}

std::string name_of(const testing::TestParamInfo<Planted>& tested) { return tested.param.name; }
INSTANTIATE_TEST_SUITE_P(All, BadReportFile, testing::ValuesIn(planted), name_of);

}  // namespace
}  // namespace conformance::machine::live
