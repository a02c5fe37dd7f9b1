// SPDX-License-Identifier: Apache-2.0
#include "runner/tests/live/defect_expectations.h"

#include <gmock/gmock.h>

namespace conformance::live {

void expect_diagonal(const Row& row) {
  keep(row);
  if (!row.not_shown.empty()) GTEST_SKIP() << row.not_shown;
  EXPECT_THAT(row.unexpected(), testing::IsEmpty());
}

void expect_nothing_violated(const Outcomes& outcomes) {
  Outcomes violated;
  for (const auto& [clause, outcome] : outcomes)
    if (outcome == "fail" || outcome == "unknown") violated[clause] = outcome;
  EXPECT_THAT(violated, testing::IsEmpty());
}

void expect_each_clause_broken(const std::vector<std::string>& broken, bool vm) {
  std::set<std::string> without;
  const auto list = nlohmann::json::parse(execute(beside("conformance").string() + " list --json").text);
  for (const auto& clause : list)
    if (clause["check"].get<bool>() && (clause["subject"] == "vm") == vm) without.insert(clause["id"]);
  for (const auto& id : broken) without.erase(id);
  for (const auto& id : impossible()) without.erase(id);
  EXPECT_THAT(without, testing::IsEmpty());
}

}  // namespace conformance::live
