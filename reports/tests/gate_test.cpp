// SPDX-License-Identifier: Apache-2.0
#include "reports/gate.h"

#include "reports/tests/build.h"

#include <gmock/gmock.h>

#include <csignal>

namespace conformance::reports {
namespace {

using ::testing::HasSubstr;

int code(const Result& result, GateLevel level = GateLevel::required) {
  return close(result, {.level = level}).exit_code;
}

struct Row {
  const char* level;
  const char* outcome;
  int required;
  int strict;
  int none;
};

class GateTable : public ::testing::TestWithParam<Row> {};

TEST_P(GateTable, ExitCodes) {
  const auto& row = GetParam();
  const auto result = result_with(row.level, row.outcome);
  EXPECT_EQ(code(result, GateLevel::required), row.required);
  EXPECT_EQ(code(result, GateLevel::strict), row.strict);
  EXPECT_EQ(code(result, GateLevel::none), row.none);
}

INSTANTIATE_TEST_SUITE_P(LevelsAndOutcomes, GateTable,
                         ::testing::Values(Row{"required", "pass", 0, 0, 0}, Row{"required", "fail", 1, 1, 0},
                                           Row{"required", "blocked", 3, 3, 0}, Row{"required", "unknown", 3, 3, 0},
                                           Row{"required", "flaky", 3, 3, 0},
                                           Row{"required", "not-applicable", 0, 0, 0},
                                           Row{"recommended", "fail", 0, 1, 0}, Row{"recommended", "blocked", 0, 3, 0},
                                           Row{"optional", "fail", 0, 1, 0}, Row{"optional", "unknown", 0, 3, 0}));

TEST(Gate, DerivedClausesNeverCount) {
  auto result = result_with("required", "fail");
  result.clauses.back().origin = "derived";
  EXPECT_EQ(code(result, GateLevel::required), 0);
  EXPECT_EQ(code(result, GateLevel::strict), 0);
}

TEST(Gate, AKnownDeviationIsNoFailureAndOneThatPassedIs) {
  auto result = result_with("required", "fail");
  result.clauses.back().waived = true;
  EXPECT_EQ(code(result), 0);
  result.clauses.back().outcome = "pass";
  EXPECT_EQ(code(result), 1);
  EXPECT_THAT(close(result, {}).line, HasSubstr("known deviation"));
}

TEST(Gate, AMachineThatDidNotReportIsLostWhateverTheGate) {
  for (const auto* state : {"not-started", "silent", "incomplete", "malformed", "flooded", ""}) {
    auto result = result_with("required", "fail");
    result.state = state;
    EXPECT_EQ(code(result), 4) << state;
    EXPECT_EQ(code(result, GateLevel::none), 4) << state;
  }
}

TEST(Gate, TheDetailStandsInTheClosingLine) {
  auto result = result_with("required", "blocked");
  result.state = "silent";
  result.detail = "no report within 60 s";
  EXPECT_EQ(close(result, {}).line, "the machine did not report (silent): no report within 60 s");
}

TEST(Gate, InterruptedGivesTheSignal) {
  auto result = result_with("required", "blocked");
  result.state = "interrupted";
  EXPECT_EQ(close(result, {}).exit_code, 130);
  EXPECT_EQ(close(result, {.interrupted_by = SIGTERM}).exit_code, 143);
}

TEST(Gate, TheFloorHasToReachTheLimit) {
  const auto result = result_of({clause("a.a", "recommended", "pass"), clause("a.b", "recommended", "blocked")});
  EXPECT_EQ(close(result, {.min_floor = Percent{500}}).exit_code, 0);
  EXPECT_EQ(close(result, {.min_floor = Percent{501}}).exit_code, 1);
}

TEST(Gate, APartialRunHasNoFloor) {
  auto result = result_with("required", "pass");
  result.partial = true;
  result.score.reset();
  EXPECT_EQ(close(result, {}).exit_code, 0);
  EXPECT_EQ(close(result, {.min_floor = Percent{1}}).exit_code, 2);
}

TEST(Gate, SomethingLeftBehindIsAFailureOfItsOwn) {
  auto result = result_with("required", "pass");
  result.left_behind = {"/run/machine"};
  EXPECT_EQ(code(result), 5);
  EXPECT_EQ(code(result, GateLevel::none), 5);
}

TEST(Gate, DecidingNothingIsNoSuccess) {
  EXPECT_EQ(code(result_of({})), 77);
  EXPECT_EQ(code(result_of({clause("a.a", "required", "not-applicable")}), GateLevel::none), 77);
  EXPECT_EQ(code(result_of({clause("a.a", "optional", "blocked")})), 77);
  EXPECT_EQ(code(result_of({clause("a.a", "required", "blocked")})), 3);
}

TEST(Gate, TheWorstWins) {
  const std::vector<int> worst_first = {70, 2, 129, 130, 143, 4, 1, 3, 5, 77, 0};
  for (std::size_t worse = 0; worse < worst_first.size(); ++worse)
    for (std::size_t better = worse; better < worst_first.size(); ++better) {
      const Closing closings[] = {{worst_first[better], ""}, {worst_first[worse], ""}};
      EXPECT_EQ(worst_of(closings).exit_code, worst_first[worse]);
    }
}

TEST(Worst, IsACodeThatNobodyKnows) {
  const Closing closings[] = {{exit_code::passed, ""}, {127, ""}, {exit_code::internal, ""}};
  EXPECT_EQ(worst_of(closings).exit_code, 127);
}

}  // namespace
}  // namespace conformance::reports
