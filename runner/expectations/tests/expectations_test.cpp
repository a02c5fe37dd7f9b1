// SPDX-License-Identifier: Apache-2.0
#include "runner/expectations/expectations.h"

#include "runner/profile/load.h"

#include <gmock/gmock.h>

#include <filesystem>

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

std::string entry(const std::string& clause, const std::string& more = "") {
  return "[[deviation]]\nclause = \"" + clause + "\"\nreason = \"x\"\n" + more;
}

TEST(Expectations, MayBeOfAClauseOfTheSite) {
  EXPECT_EQ(parse_expectations(entry("site.name"), "box.toml").size(), 1U);
  EXPECT_EQ(parse_expectations(entry("own.name"), "box.toml").size(), 1U);
  EXPECT_EQ(parse_expectations(entry("site.unit-recorded"), "box.toml").size(), 1U);
  EXPECT_THAT(problem_in(entry("cap.no-audit-control")), HasSubstr("did you mean \"caps.no-audit-control\"?"));
  EXPECT_THAT(problem_in(entry("caps.of-the-site")), HasSubstr("there is no clause"));
  EXPECT_THAT(problem_in(entry("site")), HasSubstr("there is no clause"));
}

TEST(Expectations, TwoMayNotSpeakOfTheSame) {
  const auto twice = entry("env.container") + entry("env.container", "variants = [\"plain\"]\n");
  EXPECT_THAT(problem_in(twice), HasSubstr("box.toml:5:10: error: the entry of line 1 speaks of \"env.container\""));
  EXPECT_EQ(problem_in(entry("env.container", "versions = \"<2\"\n") + entry("env.container", "versions = \">=2\"\n")),
            "");
  EXPECT_EQ(problem_in(entry("env.container") + entry("env.container", "outcome = \"blocked\"\n")), "");
}

TEST(Expectations, AnEmptyListAndAWordTwiceAreErrors) {
  EXPECT_THAT(problem_in(entry("env.container", "variants = []\n")), HasSubstr("box.toml:4:12: error"));
  EXPECT_THAT(problem_in(entry("env.container", "hosts = []\n")), HasSubstr("is empty"));
  EXPECT_THAT(problem_in(entry("env.container", "hosts = [\"debian\", \"debian\"]\n")), HasSubstr("\"debian\" twice"));
}

TEST(Expectations, ARangeThatNoVersionIsInIsAnError) {
  EXPECT_THAT(problem_in(entry("env.container", "versions = \">=2 <1\"\n")),
              HasSubstr("box.toml:4:12: error: no version is in"));
  EXPECT_THAT(problem_in(entry("env.container", "systemd = \"<0\"\n")), HasSubstr("no version is in"));
}

TEST(Expectations, AreOfVariantsThatTheProfileHas) {
  const auto of = [](const char* variant) {
    return entry("env.container", std::string("variants = [\"") + variant + "\"]\n");
  };
  const std::vector<std::string> variants = {"", "veth"};
  EXPECT_NO_THROW(parse_expectations(of("veth"), "box.toml", variants));
  EXPECT_NO_THROW(parse_expectations(of("plain"), "box.toml", variants));
  EXPECT_THROW(parse_expectations(of("vteh"), "box.toml", variants), ProfileError);
}

TEST(Expectations, ThoseOfTheProjectAreRight) {
  std::size_t files = 0;
  for (const auto& file : std::filesystem::directory_iterator(PROFILES "/expected")) {
    EXPECT_TRUE(variants_beside(file.path())) << file.path() << " lies beside no profile";
    EXPECT_NO_THROW(load_expectations(file.path())) << file.path();
    ++files;
  }
  EXPECT_GT(files, 10U);
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
