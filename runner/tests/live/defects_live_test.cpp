// SPDX-License-Identifier: Apache-2.0
// Every check is worth something only if a manager that breaks its clause is caught. For each defect the exemplar
// offers, a real run: that clause turns to fail and no other clause changes, but for the pairs in falls-together.toml.
#include "runner/tests/live/defect_matrix.h"

#include <gmock/gmock.h>

#include <cstdlib>

namespace {

using namespace conformance::live;

constexpr const char* exemplar = "--profile exemplar";

class Defect : public testing::TestWithParam<std::string> {};

TEST_P(Defect, IsCaughtAndNothingElseChanges) {
  const Row row = make_row(exemplar, GetParam());
  keep(row);
  if (!row.not_shown.empty()) GTEST_SKIP() << row.not_shown;
  EXPECT_THAT(row.unexpected(), testing::IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Exemplar, Defect, testing::ValuesIn(defects(false)),
                         [](const auto& each) { return test_name(each.param); });

class PayloadDefect : public testing::TestWithParam<std::string> {};

// $PAYLOAD names the OS tree.
TEST_P(PayloadDefect, IsCaughtAndNothingElseChanges) {
  const char* tree = std::getenv("PAYLOAD");
  if (tree == nullptr) GTEST_SKIP() << "PAYLOAD names no OS tree";
  const Row row = make_row("--profile exemplar:private-network --guest " + std::string(tree), GetParam());
  keep(row);
  if (!row.not_shown.empty()) GTEST_SKIP() << row.not_shown;
  EXPECT_THAT(row.unexpected(), testing::IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Exemplar, PayloadDefect, testing::ValuesIn(defects(false, true)),
                         [](const auto& each) { return test_name(each.param); });

TEST(Exemplar, ViolatesNothing) {
  Outcomes violated;
  for (const auto& [clause, outcome] : baseline(exemplar, standard_scenarios))
    if (outcome == "fail" || outcome == "unknown") violated[clause] = outcome;
  EXPECT_THAT(violated, testing::IsEmpty());
}

// A check without a defect has never been seen to fail on a real machine.
TEST(Exemplar, BreaksEveryClauseThatIsChecked) {
  std::set<std::string> without;
  const auto list = nlohmann::json::parse(execute(beside("conformance").string() + " list --json").text);
  for (const auto& clause : list)
    if (clause["check"].get<bool>() && clause["subject"] != "vm") without.insert(clause["id"].get<std::string>());
  for (const bool payload : {false, true})
    for (const auto& id : defects(false, payload)) without.erase(id);
  for (const auto& id : impossible()) without.erase(id);
  EXPECT_THAT(without, testing::IsEmpty());
}

}  // namespace
