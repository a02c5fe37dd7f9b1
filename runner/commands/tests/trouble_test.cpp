// SPDX-License-Identifier: Apache-2.0
#include "runner/commands/system/trouble.h"

#include "runner/commands/system/progress.h"

#include <gmock/gmock.h>

namespace conformance::runner {
namespace {

using std::chrono::seconds;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

evidence::Run not_started() {
  evidence::Run run;
  run.start = "boot";
  run.state = "not-started";
  run.detail = "box ended with exit code 3 before the guest reported anything";
  run.steps = {{.phase = "setup", .arguments = {"mkdir", "x"}, .exit_code = 0},
               {.phase = "start",
                .arguments = {"box", "start", "a machine", "it's"},
                .exit_code = 3,
                .elapsed_us = 1'500'000,
                .output = "first\n\nno such \x1b[2Jimage\n"},
               {.phase = "teardown", .arguments = {"box", "rm"}, .exit_code = 1}};
  return run;
}

TEST(Trouble, NamesStepCommandStatusLastWordsAndHowToSeeItAgain) {
  const auto text = trouble_of(not_started(), "conformance run --profile box");
  EXPECT_THAT(text, HasSubstr("the start \"boot\" went wrong (not-started)\n"));
  EXPECT_THAT(text, HasSubstr("  step     start, 1.5 s\n"));
  EXPECT_THAT(text, HasSubstr("  command  box start 'a machine' 'it'\\''s'\n"));
  EXPECT_THAT(text, HasSubstr("  ended    box ended with exit code 3\n"));
  EXPECT_THAT(text, HasSubstr("  said     first\n           no such \\x1b[2Jimage\n"));
  EXPECT_THAT(text, HasSubstr("  again    conformance run --profile box\n"));
  EXPECT_THAT(text, Not(HasSubstr("box rm"))) << "what failed afterwards is not the reason";
}

TEST(Trouble, OfASetUpIsThatStep) {
  auto run = not_started();
  run.steps[0].exit_code = 1;
  EXPECT_THAT(trouble_of(run, ""), HasSubstr("  command  mkdir x\n"));
}

TEST(Trouble, OfALongOutputTheEndIsShown) {
  auto run = not_started();
  run.steps[1].output.clear();
  for (int i = 0; i < 50; ++i) run.steps[1].output += "line " + std::to_string(i) + "\n";
  EXPECT_THAT(trouble_of(run, ""), AllOf(HasSubstr("line 49"), HasSubstr("line 40"), Not(HasSubstr("line 39"))));
}

TEST(Trouble, WithoutAStepTheStateIsTold) {
  auto run = not_started();
  run.steps.clear();
  EXPECT_THAT(trouble_of(run, ""), HasSubstr("box ended with exit code 3"));
}

TEST(Trouble, ThereIsNoneWhereTheMachineReported) {
  auto run = not_started();
  run.state = "reported";
  EXPECT_THAT(trouble_of(run, ""), IsEmpty());
}

TEST(ProgressLine, HoldsPhaseTimeAndTheLastWords) {
  EXPECT_EQ(progress_line("box: boot: waiting …", seconds(12), "Booting", 80), "box: boot: waiting …, 12 s | Booting");
  EXPECT_EQ(progress_line("box: boot: waiting …", seconds(0), "", 80), "box: boot: waiting …");
}

TEST(ProgressLine, StaysInItsLine) {
  const auto line = progress_line("box: boot: waiting …", seconds(1), std::string(500, 'x') + "\n", 40);
  EXPECT_THAT(line, ::testing::EndsWith("xxx…"));
  EXPECT_LT(line.size(), 50U);
}

TEST(ProgressLine, WhatTheGuestSaysIsText) {
  EXPECT_THAT(progress_line("box", seconds(0), "\x1b[2Jx\r", 80), Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace conformance::runner
