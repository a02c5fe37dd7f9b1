// SPDX-License-Identifier: Apache-2.0
// Runs the tables of cases about environment, sockets, host and virtual machines.
#include "checks/tests/host_cases.h"

#include "checks/catalogue.h"
#include "checks/judge.h"

#include <gtest/gtest.h>

#include <cctype>
#include <ostream>
#include <tuple>
#include <type_traits>
#include <utility>

namespace conformance::checks::testing {

void PrintTo(const Case& one, std::ostream* out);

std::vector<Case> host_cases() {
  std::vector<Case> all;
  for (const auto table : {env_cases, env_terminal_cases, listen_cases, adv_cases, registration_cases, machine_cases,
                           operation_cases, unit_cases, group_cases, change_cases, vm_cases})
    for (const Case& one : table()) all.push_back(one);
  return all;
}

Evidence evidence_of(const Case& one) {
  Evidence evidence = one.clause.starts_with("vm.") ? conforming_vm() : conforming_machine();
  one.alter(evidence);
  return evidence;
}

namespace {

class HostCase : public ::testing::TestWithParam<Case> {};

TEST_P(HostCase, IsJudged) {
  const Clause* clause = find_clause(GetParam().clause);
  ASSERT_NE(clause, nullptr);
  const Finding finding = judge(*clause, evidence_of(GetParam()));
  EXPECT_EQ(finding.outcome, GetParam().expected) << finding.saw;
  EXPECT_FALSE(finding.saw.empty());
  EXPECT_LT(finding.saw.size(), 500u);
}

template <class Action>
void for_each_group(Evidence& evidence, Action action) {
  const auto of = [&](auto& part) {
    std::apply([&](auto... field) { (action(field.name, part.*field.member), ...); },
               std::remove_cvref_t<decltype(part)>::fields());
  };
  of(evidence.guest);
  of(evidence.host);
}

// Otherwise a manager would look better the less is seen of it.
TEST_P(HostCase, LooksNoBetterWithoutSomeFacts) {
  const Clause* clause = find_clause(GetParam().clause);
  ASSERT_NE(clause, nullptr);
  Evidence evidence = evidence_of(GetParam());
  for_each_group(evidence, [&](std::string_view group, auto& facts) {
    using Facts = std::remove_cvref_t<decltype(facts)>;
    const Facts kept = std::exchange(facts, Facts::absent("taken away"));
    const Finding finding = judge(*clause, evidence);
    EXPECT_TRUE(finding.outcome == GetParam().expected || finding.outcome == Outcome::blocked ||
                finding.outcome == Outcome::unknown)
        << "without " << group << ": " << name(finding.outcome) << ", " << finding.saw;
    EXPECT_EQ(finding.saw.find("the check itself failed"), std::string::npos) << finding.saw;
    facts = kept;
  });
}

std::string test_name(const ::testing::TestParamInfo<Case>& info) {
  std::string text = std::string(info.param.clause) + "_" + std::string(info.param.when);
  for (char& letter : text)
    if (std::isalnum(static_cast<unsigned char>(letter)) == 0) letter = '_';
  return text;
}

INSTANTIATE_TEST_SUITE_P(, HostCase, ::testing::ValuesIn(host_cases()), test_name);

}  // namespace

}  // namespace conformance::checks::testing
