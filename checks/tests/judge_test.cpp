// SPDX-License-Identifier: Apache-2.0
#include "checks/judge.h"

#include "checks/catalogue.h"
#include "checks/tests/conforming_starts.h"
#include "checks/tests/host_cases.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

namespace conformance::checks::testing {

namespace {

Finding always_passes(const Evidence&) { return pass("seen"); }
Finding needs_console(const Evidence& evidence) { return pass(evidence.guest.console->path); }
Finding goes_wrong(const Evidence&) { throw std::out_of_range("a bug"); }

Clause a_clause(Judge judge) { return {.id = "test.clause", .subject = Subject::container, .judge = judge}; }

Evidence of_container() {
  Evidence evidence;
  evidence.run.subject = "container";
  return evidence;
}

TEST(Judge, GivesWhatTheCheckSays) {
  const Finding finding = judge(a_clause(always_passes), of_container());
  EXPECT_EQ(finding.outcome, Outcome::pass);
  EXPECT_EQ(finding.saw, "seen");
}

TEST(Judge, AClauseOfTheOtherKindOfMachineDoesNotBind) {
  Evidence evidence = of_container();
  evidence.run.subject = "vm";
  const Finding finding = judge(a_clause(always_passes), evidence);
  EXPECT_EQ(finding.outcome, Outcome::not_applicable);
  EXPECT_EQ(finding.saw, "the machine is a vm");
}

TEST(Judge, NothingIsSaidOfAMachineOfUnknownKind) {
  EXPECT_EQ(judge(a_clause(always_passes), Evidence()).outcome, Outcome::blocked);
}

TEST(Judge, AClauseWithoutACheckIsBlockedWithItsReason) {
  Clause clause = a_clause(nullptr);
  clause.reason = "needs a second start";
  const Finding finding = judge(clause, of_container());
  EXPECT_EQ(finding.outcome, Outcome::blocked);
  EXPECT_EQ(finding.saw, "needs a second start");
}

TEST(Judge, AbsentFactsBlockWithTheirReason) {
  Evidence evidence = of_container();
  evidence.guest.console = evidence::Group<evidence::Terminal>::absent("the stream broke off");
  const Finding finding = judge(a_clause(needs_console), evidence);
  EXPECT_EQ(finding.outcome, Outcome::blocked);
  EXPECT_EQ(finding.saw, "the stream broke off");
}

TEST(Judge, ACheckThatThrowsIsBlockedAndEndsNothing) {
  const Finding finding = judge(a_clause(goes_wrong), of_container());
  EXPECT_EQ(finding.outcome, Outcome::blocked);
  EXPECT_EQ(finding.saw, "the check itself failed: a bug");
}

/// A run that never reported shows nothing, whatever the manager was told.
TEST(Judge, NothingIsDecidedOfAnEmptyRun) {
  for (const char* subject : {"container", "vm"}) {
    Evidence evidence;
    evidence.run.subject = subject;
    evidence.run.state = "silent";
    for (const Clause* clause : catalogue()) {
      const Finding finding = judge(*clause, evidence);
      EXPECT_NE(finding.outcome, Outcome::pass) << clause->id << ": " << finding.saw;
      EXPECT_NE(finding.outcome, Outcome::fail) << clause->id << ": " << finding.saw;
    }
  }
}

/// As the program leaves it: the command was run, and nobody reported.
void not_started(Evidence& evidence) {
  never_report(evidence, "not-started");
  evidence.host = evidence::Host();
  evidence.run.requests.clear();
  evidence.run.end = decltype(evidence.run.end)();
  if (evidence.run.activation) evidence.run.activation.edit().answer.clear();
}

// Whatever kept the machine from starting is told on top of the report; no clause is violated or kept by it, but for
// those that ask whether it starts.
TEST(Judge, NothingIsDecidedByAStartThatShowedNothing) {
  for (const Clause* clause : catalogue()) {
    if (clause->judge == nullptr) continue;
    auto start = conforming_start(clause->scenario, clause->subject == Subject::vm);
    not_started(start);
    const auto [outcome, saw] = judge(*clause, start);
    EXPECT_TRUE(outcome != Outcome::pass && outcome != Outcome::fail) << clause->id << ": " << saw;
  }
}

}  // namespace

}  // namespace conformance::checks::testing
