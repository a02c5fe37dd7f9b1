// SPDX-License-Identifier: Apache-2.0
// Runs the tables of cases, and sees to it that they leave no clause out.
#include "checks/tests/exec_cases.h"

#include "checks/catalogue.h"
#include "checks/judge.h"
#include "checks/sections.h"
#include "checks/tests/groups.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cctype>
#include <ostream>
#include <set>
#include <utility>

namespace conformance::checks {

void PrintTo(Outcome outcome, std::ostream* out) { *out << name(outcome); }

}  // namespace conformance::checks

namespace conformance::checks::testing {

void PrintTo(const Case& one, std::ostream* out) { *out << one.clause << " when " << one.when; }

std::vector<Case> exec_cases() {
  std::vector<Case> all;
  for (const auto table : {process_cases, mount_cases, proc_sys_cases, device_cases, device_policy_cases, console_cases,
                           cgroup_cases, capability_cases, prohibition_cases})
    for (const Case& one : table()) all.push_back(one);
  return all;
}

namespace {

const Clause& clause_of(const Case& one) {
  const Clause* clause = find_clause(one.clause);
  if (clause == nullptr) throw std::logic_error("no clause " + std::string(one.clause));
  return *clause;
}

Evidence evidence_of(const Case& one) {
  Evidence evidence = conforming_container();
  one.alter(evidence);
  return evidence;
}

class ClauseCase : public ::testing::TestWithParam<Case> {};

TEST_P(ClauseCase, IsJudged) {
  const Finding finding = judge(clause_of(GetParam()), evidence_of(GetParam()));
  EXPECT_EQ(finding.outcome, GetParam().expected) << finding.saw;
  EXPECT_FALSE(finding.saw.empty());
  EXPECT_LT(finding.saw.size(), 500u);
}

std::vector<Case> unfavourable_cases() {
  std::vector<Case> cases = exec_cases();
  std::erase_if(
      cases, [](const Case& one) { return one.expected == Outcome::pass || one.expected == Outcome::not_applicable; });
  return cases;
}

class UnfavourableCase : public ::testing::TestWithParam<Case> {};

// Otherwise a manager would look better the less is seen of it.
TEST_P(UnfavourableCase, LooksNoBetterWithoutSomeFacts) {
  Evidence evidence = evidence_of(GetParam());
  without_each_group(evidence, [&](std::string_view group) {
    const Finding finding = judge(clause_of(GetParam()), evidence);
    EXPECT_NE(finding.outcome, Outcome::pass) << "without " << group << ": " << finding.saw;
    EXPECT_NE(finding.outcome, Outcome::not_applicable) << "without " << group << ": " << finding.saw;
  });
}

std::string test_name(const ::testing::TestParamInfo<Case>& info) {
  std::string text = std::string(info.param.clause) + "_" + std::string(info.param.when);
  for (char& letter : text)
    if (std::isalnum(static_cast<unsigned char>(letter)) == 0) letter = '_';
  return text;
}

INSTANTIATE_TEST_SUITE_P(, ClauseCase, ::testing::ValuesIn(exec_cases()), test_name);
INSTANTIATE_TEST_SUITE_P(, UnfavourableCase, ::testing::ValuesIn(unfavourable_cases()), test_name);

std::vector<const Clause*> our_clauses() {
  std::vector<const Clause*> ours;
  for (const auto section : {exec_process, exec_mounts, exec_proc_sys, exec_devices, exec_device_policy, exec_console,
                             exec_cgroups, caps, dont})
    for (const Clause& clause : section()) ours.push_back(&clause);
  return ours;
}

TEST(ExecClauses, HaveAPassingAndAFailingCaseEach) {
  std::set<std::pair<std::string_view, Outcome>> shown;
  for (const Case& one : exec_cases()) shown.emplace(one.clause, one.expected);
  for (const Clause* clause : our_clauses()) {
    EXPECT_TRUE(shown.contains({clause->id, Outcome::pass})) << clause->id;
    EXPECT_TRUE(shown.contains({clause->id, Outcome::fail})) << clause->id;
  }
}

TEST(ExecClauses, AreBlockedWhenNothingWasSeen) {
  Evidence evidence;
  evidence.run.subject = "container";
  evidence.run.asked.hostname = std::string("first");
  for (const Clause* clause : our_clauses())
    EXPECT_EQ(judge(*clause, evidence).outcome, Outcome::blocked) << clause->id;
}

TEST(ExecClauses, DoNotBindVirtualMachines) {
  Evidence evidence = conforming_container();
  evidence.run.subject = "vm";
  for (const Clause* clause : our_clauses())
    EXPECT_EQ(judge(*clause, evidence).outcome, Outcome::not_applicable) << clause->id;
}

TEST(ExecClauses, SayEverythingAMaintainerNeeds) {
  for (const Clause* clause : our_clauses()) {
    EXPECT_FALSE(clause->says.empty()) << clause->id;
    EXPECT_FALSE(clause->observe.empty()) << clause->id;
    EXPECT_FALSE(clause->remedy.empty()) << clause->id;
    EXPECT_FALSE(clause->source.section.empty()) << clause->id;
  }
}

}  // namespace

}  // namespace conformance::checks::testing
