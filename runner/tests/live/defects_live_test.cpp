// SPDX-License-Identifier: Apache-2.0
// Every check is worth something only if a manager that breaks its clause is caught. For each defect the exemplar
// offers, a real run: that clause turns to fail and no other clause changes, but for the pairs in falls-together.toml.
#include "runner/tests/live/defect_expectations.h"

#include <gmock/gmock.h>

#include <cstdlib>

namespace {

using namespace conformance::live;

constexpr const char* exemplar = "--profile exemplar";

class Defect : public testing::TestWithParam<std::string> {};

TEST_P(Defect, IsCaughtAndNothingElseChanges) { expect_diagonal(make_row(exemplar, GetParam())); }

INSTANTIATE_TEST_SUITE_P(Exemplar, Defect, testing::ValuesIn(defects(false)),
                         [](const auto& each) { return test_name(each.param); });

class PayloadDefect : public testing::TestWithParam<std::string> {};

// $PAYLOAD names the OS tree.
TEST_P(PayloadDefect, IsCaughtAndNothingElseChanges) {
  const char* tree = std::getenv("PAYLOAD");
  if (tree == nullptr) GTEST_SKIP() << "PAYLOAD names no OS tree";
  expect_diagonal(make_row("--profile exemplar:private-network --guest " + std::string(tree), GetParam()));
}

INSTANTIATE_TEST_SUITE_P(Exemplar, PayloadDefect, testing::ValuesIn(defects(false, true)),
                         [](const auto& each) { return test_name(each.param); });

TEST(Exemplar, ViolatesNothing) { expect_nothing_violated(baseline(exemplar, standard_scenarios)); }

TEST(Exemplar, BreaksEveryClauseThatIsChecked) {
  auto broken = defects(false);
  for (auto& id : defects(false, true)) broken.push_back(std::move(id));
  expect_each_clause_broken(broken, false);
}

}  // namespace
