// SPDX-License-Identifier: Apache-2.0
#include "runner/expectations/expectations.h"

#include "runner/profile/load.h"

#include <gmock/gmock.h>

namespace conformance::runner {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* two = R"(# The first one.
[[deviation]]
clause = "caps.no-audit-control"
reason = "kept for auditd in the machine"
link = "https://example.com/1"

[[deviation]]
clause = "env.container"
outcome = "blocked"
variants = ["plain", "veth"]
hosts = ["debian trixie"]
versions = ">=252 <256"
systemd = ">=257"
reason = "no way to look"
)";

std::string problem_in(std::string_view text) {
  try {
    parse_expectations(text, "box.toml");
  } catch (const ProfileError& error) {
    return error.what();
  }
  return "";
}

TEST(Expectations, HoldWhatTheFileSays) {
  const auto entries = parse_expectations(two, "box.toml");
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].line, 2U);
  EXPECT_EQ(entries[0].expectation.clause, "caps.no-audit-control");
  EXPECT_EQ(entries[0].expectation.outcome, "fail");
  EXPECT_EQ(entries[0].expectation.link, "https://example.com/1");
  EXPECT_EQ(entries[1].line, 7U);
  EXPECT_EQ(entries[1].expectation.outcome, "blocked");
  EXPECT_THAT(entries[1].expectation.variants, ElementsAre("plain", "veth"));
  EXPECT_TRUE(entries[1].expectation.versions.holds("255"));
  EXPECT_FALSE(entries[1].expectation.versions.holds("256"));
}

TEST(Expectations, AnEmptyFileExpectsNothing) { EXPECT_TRUE(parse_expectations("# nothing\n", "box.toml").empty()); }

TEST(Expectations, AClauseNobodyKnowsIsAnErrorWithItsPlace) {
  const auto problem = problem_in("[[deviation]]\nclause = \"caps.no-audit-contrl\"\nreason = \"x\"\n");
  EXPECT_THAT(problem, HasSubstr("box.toml:2:"));
  EXPECT_THAT(problem, HasSubstr("did you mean \"caps.no-audit-control\"?"));
}

TEST(Expectations, WithoutAReasonThereIsNone) {
  EXPECT_THAT(problem_in("[[deviation]]\nclause = \"env.container\"\n"), HasSubstr("\"reason\" is missing"));
  EXPECT_THAT(problem_in("[[deviation]]\nclause = \"env.container\"\nreason = \"\"\n"), HasSubstr("must not be empty"));
}

TEST(Expectations, WrongWordsAreErrors) {
  const std::string entry = "[[deviation]]\nclause = \"env.container\"\nreason = \"x\"\n";
  EXPECT_THAT(problem_in(entry + "outcome = \"pass\"\n"), HasSubstr("outcome"));
  EXPECT_THAT(problem_in(entry + "version = \">=1\"\n"), HasSubstr("did you mean \"versions\"?"));
  EXPECT_THAT(problem_in(entry + "versions = \"1.0\"\n"), HasSubstr("no range of versions"));
  EXPECT_THAT(problem_in("[deviation]\n"), HasSubstr("[[deviation]]"));
}

TEST(Expectations, LieBesideTheProfile) {
  EXPECT_EQ(expectations_beside("/etc/profiles/box.toml"), "/etc/profiles/expected/box.toml");
}

TEST(Expectations, AHostileNameLeadsNowhere) {
  EXPECT_FALSE(expectations_of("../../../etc/passwd"));
  EXPECT_FALSE(expectations_of(""));
}

}  // namespace
}  // namespace conformance::runner
