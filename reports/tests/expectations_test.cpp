// SPDX-License-Identifier: Apache-2.0
#include "reports/expectations.h"

#include "reports/formats.h"
#include "reports/json.h"
#include "reports/terminal.h"
#include "reports/tests/build.h"

#include <gmock/gmock.h>

namespace conformance::reports {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

VersionRange range(std::string_view text) { return VersionRange::parse(text).value(); }

Expectation expects(std::string clause, std::string outcome = "fail") {
  return {.clause = std::move(clause), .outcome = std::move(outcome), .reason = "not yet", .link = "https://bug"};
}

TEST(Versions, AreComparedNumberByNumber) {
  EXPECT_EQ(compare_versions("5.0.2", "5.0.10"), -1);
  EXPECT_EQ(compare_versions("252", "252.0"), 0);
  EXPECT_EQ(compare_versions("v2.1", "2.0.9"), 1);
  EXPECT_EQ(compare_versions("1.010", "1.10"), 0);
}

TEST(Versions, WhatThePackagerAddedDoesNotCount) {
  EXPECT_EQ(compare_versions("252.39-1~deb12u2", "252.39"), 0);
  EXPECT_EQ(compare_versions("257~rc1", "257"), 0);
}

TEST(Versions, EveryConditionHasToHold) {
  EXPECT_TRUE(range(">=252 <256").holds("252.39"));
  EXPECT_FALSE(range(">=252 <256").holds("256"));
  EXPECT_TRUE(range("=5.0.2").holds("5.0.2"));
  EXPECT_FALSE(range(">5").holds("5.0"));
  EXPECT_TRUE(range("<=5").holds("4.9"));
}

TEST(Versions, AnUnknownVersionIsInNoRange) {
  EXPECT_FALSE(range(">=0").holds(""));
  EXPECT_TRUE(range("").holds(""));
}

TEST(Versions, ARangeIsStrict) {
  for (const char* wrong : {"1.0", ">=", "=>1", ">= 1", "~1", ">=x"}) EXPECT_FALSE(VersionRange::parse(wrong)) << wrong;
}

TEST(Versions, ARangeIsBounded) {
  std::string many;
  for (int i = 0; i < 17; ++i) many += ">1 ";
  EXPECT_FALSE(VersionRange::parse(many));
}

TEST(Versions, ARangeCanBeEmpty) {
  for (const char* empty : {">=2 <1", ">1 <1", ">=1 <1", "=1 =2", "<0", "<2 >=3 <9", "=1 >1"})
    EXPECT_FALSE(range(empty).possible()) << empty;
  for (const char* some : {"", "=1", ">=1 <=1", ">=1.0 <1.0.1", "<=0", ">1 <2 =1.5", "=1 =1.0"})
    EXPECT_TRUE(range(some).possible()) << some;
}

TEST(Versions, RangesMeetWhereAVersionIsInBoth) {
  EXPECT_TRUE(range(">=1 <3").meets(range(">=2")));
  EXPECT_TRUE(range("").meets(range("<2")));
  EXPECT_FALSE(range("<2").meets(range(">=2")));
}

TEST(Overlap, IsWhatOneResultCouldBeSpokenOfByBoth) {
  const auto one = expects("env.other");
  EXPECT_TRUE(overlap(one, one));
  EXPECT_FALSE(overlap(one, expects("env.more")));
  EXPECT_FALSE(overlap(one, expects("env.other", "blocked")));
  EXPECT_TRUE(overlap(one, expects("env.other", "flaky"))) << "a flaky one may fail";
  auto old = one;
  old.versions = range("<2");
  auto young = one;
  young.versions = range(">=2");
  EXPECT_TRUE(overlap(old, one));
  EXPECT_FALSE(overlap(old, young));
  auto plain = one;
  plain.variants = {"plain"};
  auto others = one;
  others.variants = {"fast", "slow"};
  EXPECT_FALSE(overlap(plain, others));
  auto debian = one;
  debian.hosts = {"debian"};
  auto trixie = one;
  trixie.hosts = {"debian trixie"};
  auto bookworm = one;
  bookworm.hosts = {"debian bookworm"};
  EXPECT_TRUE(overlap(debian, trixie));
  EXPECT_FALSE(overlap(bookworm, trixie));
}

/// A site's clause beside one of the contract that is kept.
Result with_own(const char* outcome) {
  auto result = result_of({clause("env.a", "required", "pass")});
  result.own = {clause("site.it", "required", outcome)};
  result.own[0].origin = "own";
  waive(result, std::vector{expects("site.it")});
  return result;
}

TEST(WaivedGate, KnowsClausesOfTheSite) {
  const auto known = with_own("fail");
  EXPECT_TRUE(known.own[0].waived);
  EXPECT_EQ(close(known, {}).exit_code, 0);
  EXPECT_THAT(close(known, {}).line, HasSubstr("1 known deviation"));
  EXPECT_THAT(render_terminal(known), HasSubstr("known not yet"));
  EXPECT_THAT(find_format("markdown")->render(known), HasSubstr("**known**: not yet"));
  EXPECT_THAT(find_format("github")->render(known), Not(HasSubstr("site.it")));
  EXPECT_EQ(known.score->floor.text(), "100.0");
  EXPECT_EQ(close(with_own("pass"), {}).line,
            "of the site 1 known deviation passed, take it out of the expectations: site.it");
  EXPECT_EQ(close(with_own("pass"), {}).exit_code, 1);
  EXPECT_EQ(close(with_own("blocked"), {}).exit_code, 3) << "nobody could look";
}

TEST(Waive, MarksTheExpectedOutcomeAndWhy) {
  auto result = result_with("required", "fail");
  waive(result, std::vector{expects("env.other")});
  EXPECT_FALSE(result.clauses.front().waived);
  EXPECT_TRUE(result.clauses.back().waived);
  EXPECT_EQ(result.clauses.back().waived_because, "not yet");
  EXPECT_EQ(result.clauses.back().waived_link, "https://bug");
}

TEST(Waive, ChangesNeitherScoreNorVerdictNorOutcome) {
  const auto before = result_with("required", "fail");
  auto after = before;
  waive(after, std::vector{expects("env.other")});
  EXPECT_EQ(after.score, before.score);
  EXPECT_EQ(after.verdict, before.verdict);
  EXPECT_EQ(after.clauses.back().outcome, "fail");
  EXPECT_EQ(sum(after.clauses).floor, sum(before.clauses).floor);
}

TEST(Waive, AnotherOutcomeThanExpectedIsNotExpected) {
  auto blocked = result_with("required", "blocked");
  waive(blocked, std::vector{expects("env.other", "fail")});
  EXPECT_FALSE(blocked.clauses.back().waived);
  auto failed = result_with("required", "fail");
  waive(failed, std::vector{expects("env.other", "blocked")});
  EXPECT_FALSE(failed.clauses.back().waived);
}

TEST(Waive, MarksFromBeforeAreGone) {
  auto result = result_with("required", "fail");
  waive(result, std::vector{expects("env.other")});
  waive(result, {});
  EXPECT_EQ(result, result_with("required", "fail"));
}

TEST(Waive, SpeaksOfItsVariantsVersionsAndHostsOnly) {
  auto result = result_with("required", "fail");
  result.manager = {"toy", "1.5", "toy:fast"};
  result.conditions.host = "debian trixie";
  result.conditions.systemd = "257.9-1";
  auto one = expects("env.other");
  EXPECT_TRUE(applies(one, result));
  one.variants = {"plain"};
  EXPECT_FALSE(applies(one, result));
  one.variants = {"plain", "fast"};
  one.hosts = {"debian bookworm"};
  EXPECT_FALSE(applies(one, result));
  one.hosts = {"debian"};
  one.versions = range("<1.5");
  EXPECT_FALSE(applies(one, result));
  one.versions = range(">=1.5");
  one.systemd = range(">=257 <258");
  EXPECT_TRUE(applies(one, result));
}

TEST(WaivedGate, AKnownDeviationPassesAndIsSaid) {
  auto result = result_with("required", "fail");
  waive(result, std::vector{expects("env.other")});
  EXPECT_EQ(close(result, {}).exit_code, 0);
  EXPECT_THAT(close(result, {}).line, HasSubstr("1 known deviation"));
}

TEST(WaivedGate, ANewDeviationIsNamed) {
  auto result = result_of({clause("env.old", "required", "fail"), clause("env.new", "required", "fail")});
  waive(result, std::vector{expects("env.old")});
  EXPECT_EQ(close(result, {}).exit_code, 1);
  EXPECT_EQ(close(result, {}).line, "1 required clause violated beside 1 known deviation: env.new");
}

TEST(WaivedGate, OneThatPassesFailsWhateverItsLevel) {
  auto result = result_with("optional", "pass");
  waive(result, std::vector{expects("env.other")});
  EXPECT_EQ(close(result, {}).exit_code, 1);
  EXPECT_EQ(close(result, {}).line, "1 known deviation passed, take it out of the expectations: env.other");
  EXPECT_EQ(close(result, {.level = GateLevel::none}).exit_code, 0);
}

TEST(WaivedGate, AnExpectedBlockIsNoOpenQuestion) {
  auto result = result_with("required", "blocked");
  EXPECT_EQ(close(result, {}).exit_code, 3);
  waive(result, std::vector{expects("env.other", "blocked")});
  EXPECT_EQ(close(result, {}).exit_code, 0);
}

TEST(WaivedReport, TellsReasonAndLinkApartFromWhatIsNew) {
  auto result = result_of({clause("env.old", "required", "fail"), clause("env.mended", "required", "pass")});
  waive(result, std::vector{expects("env.old"), expects("env.mended")});
  const auto text = render_terminal(result);
  EXPECT_THAT(text, HasSubstr("KNOWN DEVIATIONS"));
  EXPECT_THAT(text, HasSubstr("known not yet"));
  EXPECT_THAT(text, HasSubstr("https://bug"));
  EXPECT_THAT(text, HasSubstr("NO LONGER DEVIATES"));
  EXPECT_THAT(text, Not(HasSubstr("VIOLATED")));
}

TEST(WaivedResult, StandsInTheJson) {
  auto result = result_with("required", "fail");
  waive(result, std::vector{expects("env.other")});
  EXPECT_THAT(to_json(result), HasSubstr("\"waived\": true,\n   \"waived_because\": \"not yet\""));
  EXPECT_EQ(result_from_json(to_json(result)), result);
}

}  // namespace
}  // namespace conformance::reports
