// SPDX-License-Identifier: Apache-2.0
#include "reports/repeat.h"

#include "reports/expectations.h"
#include "reports/formats.h"
#include "reports/tests/build.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace conformance::reports {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// One run for each outcome of the clause "env.a", beside one that is always kept.
std::vector<Result> runs_with(const std::vector<const char*>& outcomes) {
  std::vector<Result> runs;
  for (const auto* outcome : outcomes) {
    auto changing = clause("env.a", "required", outcome);
    changing.saw = "saw " + std::string(outcome);
    changing.seen_in = {"boot"};
    runs.push_back(result_of({changing, clause("env.b", "required", "pass")}));
  }
  return runs;
}

struct Case {
  std::vector<const char*> outcomes;
  const char* merged;
};

class Outcome : public ::testing::TestWithParam<Case> {};

TEST_P(Outcome, OfSeveralRuns) {
  EXPECT_EQ(merged(runs_with(GetParam().outcomes)).clauses[0].outcome, GetParam().merged);
}

INSTANTIATE_TEST_SUITE_P(Merged, Outcome,
                         ::testing::Values(Case{{"pass", "pass"}, "pass"}, Case{{"fail", "fail"}, "fail"},
                                           Case{{"pass", "fail"}, "flaky"}, Case{{"pass", "not-applicable"}, "flaky"},
                                           Case{{"pass", "blocked", "fail"}, "flaky"},
                                           Case{{"pass", "blocked"}, "blocked"},
                                           Case{{"not-applicable", "unknown"}, "unknown"},
                                           Case{{"blocked", "fail"}, "fail"}, Case{{"blocked", "unknown"}, "blocked"}));

TEST(Merged, AFlakyClauseTellsAllOutcomes) {
  const auto result = merged(runs_with({"pass", "fail", "pass"}));
  EXPECT_EQ(result.clauses[0].saw, "pass in run 1, 3: saw pass; fail in run 2: saw fail");
  EXPECT_THAT(result.clauses[0].seen_in, ElementsAre("boot (run 1)", "boot (run 2)", "boot (run 3)"));
}

TEST(Merged, AFlakyClauseIsKeptNeitherInFloorNorInCeiling) {
  const auto result = merged(runs_with({"pass", "fail"}));
  EXPECT_EQ(*result.score, (Score{{500}, {500}}));
  EXPECT_EQ(result.coverage->text(), "100.0");
  EXPECT_EQ(result.verdict, "undecided");
  EXPECT_EQ(result.counts.flaky, 1);
  EXPECT_EQ(close(result, {}).exit_code, exit_code::undecided);
}

TEST(Merged, ALostRunIsALostResult) {
  auto runs = runs_with({"pass", "blocked"});
  runs[1].state = "silent";
  runs[1].detail = "no report";
  const auto result = merged(runs);
  EXPECT_EQ(result.state, "silent");
  EXPECT_EQ(result.detail, "run 2: no report");
  EXPECT_EQ(close(result, {}).exit_code, exit_code::lost);
}

TEST(Merged, HoldsTheStartsOfEachRun) {
  auto runs = runs_with({"pass", "pass"});
  for (auto& run : runs) run.phases = {{"boot", "start", 5}};
  runs[1].left_behind = {"a mount"};
  const auto result = merged(runs);
  EXPECT_EQ(result.runs, 2);
  EXPECT_EQ(result.starts, 2);
  EXPECT_EQ(result.scenarios[1].name, "boot (run 2)");
  EXPECT_EQ(result.phases[1].start, "boot (run 2)");
  EXPECT_THAT(result.left_behind, ElementsAre("a mount"));
}

TEST(Merged, OneRunStaysAsItIs) {
  const auto runs = runs_with({"pass"});
  EXPECT_EQ(merged(runs), runs[0]);
}

TEST(Merged, RunsOfDifferentThingsAreNoRuns) {
  auto runs = runs_with({"pass", "pass"});
  EXPECT_EQ(why_not_one(runs), "");
  runs[1].manager.profile = "other";
  EXPECT_EQ(why_not_one(runs), "run 2 is of another profile: other");
  runs = runs_with({"pass", "pass"});
  runs[1].clauses.pop_back();
  EXPECT_EQ(why_not_one(runs), "run 2 is of other clauses");
}

TEST(Merged, EveryReportForPeopleSaysFlaky) {
  const auto result = merged(runs_with({"pass", "fail"}));
  EXPECT_THAT(find_format("terminal")->render(result), HasSubstr("FLAKY"));
  EXPECT_THAT(find_format("markdown")->render(result), HasSubstr("## Flaky\n\n### env.a"));
  EXPECT_THAT(find_format("junit")->render(result), HasSubstr("type=\"flaky\""));
  EXPECT_THAT(find_format("tap")->render(result), HasSubstr("outcome: \"flaky\""));
  EXPECT_THAT(find_format("github")->render(result), HasSubstr("(flaky%2C required)"));
}

TEST(Merged, AnExpectedFlakyClauseMayBeViolatedOrKeptInASingleRun) {
  const Expectation flaky{.clause = "env.a", .outcome = "flaky", .reason = "a race"};
  const auto waived = [&](const std::vector<const char*>& outcomes) {
    auto result = merged(runs_with(outcomes));
    waive(result, std::vector{flaky});
    return result;
  };
  EXPECT_EQ(close(waived({"pass", "fail"}), {}).exit_code, exit_code::passed);
  EXPECT_EQ(close(waived({"fail"}), {}).exit_code, exit_code::passed);
  EXPECT_EQ(close(waived({"pass"}), {}).exit_code, exit_code::passed);
  EXPECT_EQ(close(waived({"pass", "pass"}), {}).exit_code, exit_code::violated) << "it is flaky no more";
}

}  // namespace
}  // namespace conformance::reports
