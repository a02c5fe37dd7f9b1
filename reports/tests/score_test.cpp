// SPDX-License-Identifier: Apache-2.0
#include "reports/score.h"

#include "reports/explanation.h"
#include "reports/next_steps.h"
#include "reports/tests/build.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <array>
#include <random>

namespace conformance::reports {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Clauses = std::vector<ClauseResult>;

void add(Clauses& clauses, int number, std::string_view level, std::string_view outcome) {
  for (int i = 0; i < number; ++i) clauses.push_back(clause("area.clause", level, outcome));
}

/// 20 required, 30 recommended and 10 optional clauses: weight 80 + 60 + 10 = 150.
Clauses worked_example() {
  Clauses clauses;
  add(clauses, 18, "required", "pass");
  add(clauses, 1, "required", "fail");
  add(clauses, 1, "required", "blocked");
  add(clauses, 25, "recommended", "pass");
  add(clauses, 3, "recommended", "fail");
  add(clauses, 2, "recommended", "unknown");
  add(clauses, 9, "optional", "pass");
  add(clauses, 1, "optional", "fail");
  return clauses;
}

TEST(Score, WorkedExample) {
  const auto clauses = worked_example();
  const auto score = score_of(sum(clauses));
  ASSERT_TRUE(score);
  EXPECT_EQ(score->floor.text(), "87.3");                // 131 / 150
  EXPECT_EQ(score->ceiling.text(), "92.6");              // 139 / 150
  EXPECT_EQ(coverage_of(sum(clauses))->text(), "94.6");  // 142 / 150
  EXPECT_EQ(verdict_of(clauses), "not-conformant");
}

TEST(Score, TheExplanationEndsInThePrintedNumbers) {
  const auto text = explain_score(result_of(worked_example()));
  EXPECT_THAT(text, HasSubstr("floor    131 / 150 = 87.3 %"));
  EXPECT_THAT(text, HasSubstr("ceiling  139 / 150 = 92.6 %"));
}

TEST(Score, EveryColumnOfTheExplanationAddsUpToItsSum) {
  const auto document = nlohmann::json::parse(explain_score_json(result_of(worked_example())));
  for (const char* column : {"weight", "floor", "ceiling", "decided"}) {
    std::int64_t sum = 0;
    for (const auto& clause : document["clauses"]) sum += clause[column].get<std::int64_t>();
    EXPECT_EQ(document["sum"][column], sum) << column;
  }
  EXPECT_EQ(document["score"]["floor"], 87.3);
}

TEST(Score, WithoutEveryClauseTheExplanationIsOfTheAreas) {
  const auto text = explain_score(result_of(worked_example()), false);
  EXPECT_THAT(text, HasSubstr("area             150    131      139      142\n"));
  EXPECT_THAT(text, HasSubstr("floor    131 / 150 = 87.3 %"));
}

TEST(Score, OnlyAllIsAHundred) {
  Clauses clauses;
  add(clauses, 1'000, "required", "pass");
  EXPECT_EQ(score_of(sum(clauses))->floor.text(), "100.0");
  add(clauses, 1, "optional", "fail");
  EXPECT_EQ(score_of(sum(clauses))->floor.text(), "99.9");
}

TEST(Score, NothingIsNeitherZeroNorAHundred) {
  EXPECT_EQ(score_of(sum({})), std::nullopt);
  EXPECT_EQ(coverage_of(sum({})), std::nullopt);
  EXPECT_EQ(verdict_of({}), "not-measured");
}

TEST(Score, AllNotApplicableIsNotMeasured) {
  Clauses clauses;
  add(clauses, 3, "required", "not-applicable");
  EXPECT_EQ(score_of(sum(clauses)), std::nullopt);
  EXPECT_EQ(verdict_of(clauses), "not-measured");
}

TEST(Score, AllBlockedIsNotMeasuredAndCoversNothing) {
  Clauses clauses;
  add(clauses, 3, "required", "blocked");
  EXPECT_EQ(score_of(sum(clauses)), std::nullopt);
  EXPECT_EQ(coverage_of(sum(clauses))->text(), "0.0");
  EXPECT_EQ(verdict_of(clauses), "not-measured");
}

TEST(Score, FlakyCountsAsViolatedInTheScoreAndLeavesTheVerdictOpen) {
  const Clauses clauses = {clause("a.a", "required", "pass"), clause("a.b", "required", "flaky")};
  EXPECT_EQ(*score_of(sum(clauses)), (Score{{500}, {500}}));
  EXPECT_EQ(verdict_of(clauses), "undecided");
}

TEST(Verdict, OnlyRequiredClausesOfTheDocumentsDecide) {
  Clauses clauses = {clause("a.a", "required", "pass"), clause("a.b", "recommended", "fail"),
                     clause("a.c", "optional", "blocked"), clause("a.d", "required", "fail")};
  clauses.back().origin = "derived";
  EXPECT_EQ(verdict_of(clauses), "conformant");
}

TEST(Areas, EachHasItsOwnSums) {
  const Clauses clauses = {clause("env.a", "required", "pass"), clause("vm.a", "required", "not-applicable"),
                           clause("env.b", "optional", "blocked"), clause("host.a", "optional", "blocked")};
  const auto areas = areas_of(clauses, false);
  ASSERT_EQ(areas.size(), 3U);
  EXPECT_EQ(areas[0].area, "env");
  EXPECT_EQ(areas[0].counts, (Counts{.pass = 1, .blocked = 1}));
  EXPECT_EQ(*areas[0].score, (Score{{800}, {1000}}));
  EXPECT_EQ(areas[1].score, std::nullopt);  // nothing applies
  EXPECT_EQ(areas[2].score, std::nullopt);  // nothing was decided
}

TEST(NextSteps, OneRemedyForSeveralClausesIsOneStepAndTheGreatestGainComesFirst) {
  Clauses clauses = {clause("a.a", "optional", "fail"), clause("a.b", "required", "fail"),
                     clause("a.c", "recommended", "fail"), clause("a.d", "optional", "pass")};
  clauses[0].remedy = "little";
  const auto steps = next_steps(result_of(clauses));
  ASSERT_EQ(steps.size(), 2U);
  EXPECT_THAT(steps[0].clauses, ElementsAre("a.b", "a.c"));
  EXPECT_EQ(steps[0].gain.text(), "75.0");
  EXPECT_EQ(steps[1].gain.text(), "12.5");
}

/// Ten thousand random sets of clauses must keep what the score promises.
class RandomClauses : public ::testing::Test {
 protected:
  static constexpr int cases = 10'000;
  static constexpr std::array<std::string_view, 3> levels = {"required", "recommended", "optional"};
  static constexpr std::array<std::string_view, 6> outcomes = {"pass",    "fail",    "not-applicable",
                                                               "blocked", "unknown", "flaky"};

  std::string_view any(auto& words) { return words[random_() % words.size()]; }

  Clauses some() {
    Clauses clauses(random_() % 12);
    for (auto& one : clauses)
      one = {.id = "a.a", .level = std::string(any(levels)), .outcome = std::string(any(outcomes))};
    return clauses;
  }

  template <class Property>
  void for_all(Property property) {
    for (int i = 0; i < cases && !HasFailure(); ++i) property(some());
  }

  std::mt19937 random_{42};  // NOLINT: the same cases every time
};

TEST_F(RandomClauses, FloorIsAtMostCeilingAndEqualIfAndOnlyIfNothingIsUndecided) {
  for_all([](const Clauses& clauses) {
    const auto sums = sum(clauses);
    const bool any = std::any_of(clauses.begin(), clauses.end(), [](auto& one) { return undecided(one.outcome); });
    EXPECT_LE(sums.floor, sums.ceiling);
    EXPECT_LE(sums.ceiling, sums.weight);
    EXPECT_EQ(sums.floor == sums.ceiling, !any);
  });
}

TEST_F(RandomClauses, APassThatBecomesAnythingElseNeverRaisesTheScore) {
  for_all([this](Clauses clauses) {
    const auto before = score_of(sum(clauses));
    for (auto& one : clauses) {
      if (one.outcome != "pass") continue;
      one.outcome = any(outcomes);
      break;
    }
    const auto after = score_of(sum(clauses));
    if (!before || !after) return;
    EXPECT_LE(after->floor, before->floor);
    EXPECT_LE(after->ceiling, before->ceiling);
  });
}

TEST_F(RandomClauses, AFailThatBecomesAPassNeverLowersTheScore) {
  for_all([](Clauses clauses) {
    const auto before = score_of(sum(clauses));
    const auto failed = std::find_if(clauses.begin(), clauses.end(), [](auto& one) { return one.outcome == "fail"; });
    if (failed == clauses.end()) return;
    failed->outcome = "pass";
    const auto after = score_of(sum(clauses));
    EXPECT_GE(after->floor, before->floor);
    EXPECT_GE(after->ceiling, before->ceiling);
  });
}

TEST_F(RandomClauses, EvidenceThatIsLostNeverRaisesTheFloor) {
  for_all([this](Clauses clauses) {
    const auto before = score_of(sum(clauses));
    for (auto& one : clauses)
      if (random_() % 4 == 0) one.outcome = "blocked";  // what a check says of absent facts
    const auto after = score_of(sum(clauses));
    if (!before || !after) return;
    EXPECT_LE(after->floor, before->floor);
  });
}

TEST_F(RandomClauses, WaiversAndOrderChangeNothing) {
  for_all([this](Clauses clauses) {
    const auto before = score_of(sum(clauses));
    for (auto& one : clauses) one.waived = random_() % 2 == 0;
    std::shuffle(clauses.begin(), clauses.end(), random_);
    EXPECT_EQ(score_of(sum(clauses)), before);
  });
}

}  // namespace
}  // namespace conformance::reports
