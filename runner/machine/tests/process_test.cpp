// SPDX-License-Identifier: Apache-2.0
// Children of the program: what they get, and that they do not outlive their owner. Needs no privileges.
#include "runner/machine/process.h"

#include "runner/machine/pty.h"
#include "runner/machine/step.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <signal.h>

#include <array>
#include <system_error>

namespace conformance::machine {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

Command shell(const std::string& script) {
  return {.arguments = {"sh", "-c", script}, .environment = clean_environment(), .deadline = 10s};
}

TEST(Step, TellsExitCodeAndOutput) {
  Loop loop;
  const auto told = run_step(loop, "setup", shell("echo out; echo err >&2; exit 7"), in(10s));
  EXPECT_EQ(told.exit_code, 7);
  EXPECT_EQ(told.output, "out\nerr\n");
  EXPECT_FALSE(told.timed_out);
  EXPECT_EQ(outcome_of(told), "sh ended with exit code 7");
}

TEST(Step, ThatCannotBeRunSaysWhy) {
  Loop loop;
  const auto told = run_step(loop, "setup", {.arguments = {"/no/such/command"}, .environment = {}}, in(10s));
  EXPECT_EQ(told.exit_code, -1);
  EXPECT_THAT(outcome_of(told), HasSubstr("No such file or directory"));
}

TEST(Step, IsEndedAtItsDeadline) {
  Loop loop;
  auto command = shell("sleep 1000");
  command.deadline = 50ms;
  const auto told = run_step(loop, "stop", command, in(10s));
  EXPECT_TRUE(told.timed_out);
  EXPECT_LT(told.elapsed_us, 5'000'000);
}

TEST(Step, KeepsTheEndOfALongOutput) {
  Loop loop;
  const auto told = run_step(loop, "setup", shell("seq 1 100000"), in(10s));
  EXPECT_LE(told.output.size(), 4096u);
  EXPECT_THAT(told.output, HasSubstr("\n100000\n"));
}

TEST(Process, StartsWithDefaultSignalsAndNoStrangeDescriptors) {
  Loop loop;
  const int leaked = ::open("/dev/null", O_RDONLY);  // without close-on-exec
  ::signal(SIGPIPE, SIG_IGN);
  const auto told = run_step(loop, "setup", shell("ls /proc/self/fd | wc -l; grep SigIgn /proc/self/status"), in(10s));
  ::signal(SIGPIPE, SIG_DFL);
  ::close(leaked);
  EXPECT_EQ(told.output, "4\nSigIgn:\t0000000000000000\n");  // 0, 1, 2 and what ls opens
}

TEST(Process, PassesDescriptorsAsAServiceManagerDoes) {
  Loop loop;
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
  const Descriptor reading(ends[0]);
  const Descriptor writing(ends[1]);
  Launch launch{
      .arguments = {"sh", "-c", "test \"$LISTEN_PID\" = $$ && echo good >&4; ls -i -L /proc/self/fd >/dev/null"},
      .environment = clean_environment()};
  launch.passed = {reading.get(), writing.get()};
  launch.listen_process = true;
  Process process(loop, launch);
  ASSERT_TRUE(loop.until([&] { return process.ended(); }, in(10s)));
  std::array<char, 16> bytes{};
  EXPECT_EQ(::read(reading.get(), bytes.data(), bytes.size()), 5);
  EXPECT_STREQ(bytes.data(), "good\n");
}

TEST(Process, GetsTheTerminalAsItsOwn) {
  Loop loop;
  auto pty = Pty::open();
  Launch launch{.arguments = {"sh", "-c", "stty size </dev/tty"}, .environment = clean_environment()};
  launch.input = launch.output = launch.error = pty.terminal.get();
  launch.controlling_terminal = true;
  Process process(loop, launch);
  ASSERT_TRUE(loop.until([&] { return process.ended(); }, in(10s)));
  EXPECT_EQ(process.exit_code(), 0);
  std::array<char, 16> bytes{};
  EXPECT_GT(::read(pty.controller.get(), bytes.data(), bytes.size()), 0);
  EXPECT_STREQ(bytes.data(), "24 80\n");
}

TEST(Process, DoesNotOutliveItsOwner) {
  Loop loop;
  pid_t pid = 0;
  {
    Launch launch{.arguments = {"sleep", "1000"}, .environment = clean_environment()};
    const Process process(loop, launch);
    pid = process.pid();
    EXPECT_EQ(::kill(pid, 0), 0);
  }
  EXPECT_EQ(::kill(pid, 0), -1);
}

TEST(Loop, GivesUpAtTheDeadline) {
  Loop loop;
  const auto begun = Clock::now();
  EXPECT_FALSE(loop.until([] { return false; }, in(20ms)));
  EXPECT_GE(Clock::now() - begun, 20ms);
}

TEST(Loop, BreaksIntoAPhaseOnASignal) {
  Loop loop;
  ::raise(SIGTERM);
  EXPECT_THROW(loop.until([] { return false; }, in(10s)), Interrupted);
  EXPECT_EQ(loop.signal(), SIGTERM);
}

TEST(Loop, CleansUpBehindAShieldButNotForEver) {
  Loop loop;
  ::raise(SIGINT);
  const Loop::Shield shield(loop);
  const auto begun = Clock::now();
  EXPECT_FALSE(loop.until([] { return false; }, in(60s)));
  EXPECT_LT(Clock::now() - begun, 2s);
}

}  // namespace
}  // namespace conformance::machine
