// SPDX-License-Identifier: Apache-2.0
// Words for a `run` on another host are judged here, before that host is there.
#include "runner/commands/command.h"
#include "runner/commands/system/run.h"
#include "runner/commands/tests/folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace conformance::runner {
namespace {

using ::testing::HasSubstr;

constexpr const char* profile = "--profile=" EXEMPLAR;

/// "" where they make sense, else what is said of them.
std::string problem(std::vector<std::string> words) {
  words.insert(words.begin(), profile);
  ::testing::internal::CaptureStderr();
  std::string thrown;
  try {
    if (const auto code = why_not_run(words)) thrown = "exit " + std::to_string(*code) + ": ";
  } catch (const UsageError& error) {
    thrown = error.what();
  }
  return thrown + ::testing::internal::GetCapturedStderr();
}

TEST(WordsOfRun, ThatMakeSenseDoNothing) {
  ::testing::internal::CaptureStdout();
  EXPECT_EQ(problem({}), "");
  EXPECT_EQ(problem({"--only", "env.*", "--repeat", "3", "--deadline", "5"}), "");
  EXPECT_EQ(problem({"--scenarios", "activation"}), "");  // there is a service manager there
  EXPECT_EQ(::testing::internal::GetCapturedStdout(), "");
}

TEST(WordsOfRun, ThatNobodyKnowsAreExit2) {
  EXPECT_THAT(problem({"--onyl", "env.*"}), HasSubstr("exit 2: conformance: there is no option \"--onyl\""));
  EXPECT_THAT(problem({"--repeat", "none"}), HasSubstr("a whole number from 1"));
  for (const char* machine : {"", "-1", "0"})
    EXPECT_THAT(problem({"--adopt", machine}), HasSubstr("the number of a process or the name"));
  EXPECT_THAT(problem({"more"}), HasSubstr("there is no argument \"more\""));
}

TEST(WordsOfRun, ThatMatchOrNameNothingAreSaid) {
  EXPECT_THAT(problem({"--only", "no.such"}), HasSubstr("no clause matches"));
  EXPECT_THAT(problem({"--scenarios", "nowhere"}), HasSubstr("there is no scenario"));
  EXPECT_THAT(problem({"--guest", EXEMPLAR}), HasSubstr("cannot be a payload"));
  EXPECT_THAT(problem({"--kernel", EXEMPLAR}), HasSubstr("this is no kernel"));
  EXPECT_THAT(problem({"--expect", "/no/such/file"}), HasSubstr("/no/such/file"));
  EXPECT_THAT(problem({"--clauses", "/no/such/file"}), HasSubstr("/no/such/file"));
  EXPECT_THAT(problem({"--set", "nothing=1"}), HasSubstr("no variable"));
}

class ExpectedByRun : public InFolder {};

TEST_F(ExpectedByRun, IsWhatTheProfileCanBe) {
  const auto of = [&](const std::string& variant) {
    return write("known.toml",
                 "[[deviation]]\nclause = \"env.container\"\nreason = \"x\"\nvariants = [\"" + variant + "\"]\n");
  };
  EXPECT_EQ(problem({"--expect", of("slice")}), "");
  EXPECT_THAT(problem({"--expect", of("no-such")}), HasSubstr("known.toml:4:12: error: the profile has no variant"));
}

TEST(WordsOfRun, ThatTakeAnOperatingSystemAskForIt) {
  EXPECT_THAT(problem({"--scenarios", "payload"}), HasSubstr("--guest"));
}

TEST(WordsOfRun, MayAskForHelp) {
  ::testing::internal::CaptureStdout();
  EXPECT_EQ(problem({"--help"}), "exit 0: ");
  EXPECT_THAT(::testing::internal::GetCapturedStdout(), HasSubstr("--profile"));
}

}  // namespace
}  // namespace conformance::runner
