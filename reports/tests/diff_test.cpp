// SPDX-License-Identifier: Apache-2.0
#include "reports/diff.h"

#include "reports/tests/build.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <string>
#include <utility>
#include <vector>

namespace conformance::reports {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

using Outcomes = std::vector<std::pair<const char*, const char*>>;  // id, outcome

Result with(const Outcomes& outcomes) {
  std::vector<ClauseResult> clauses;
  for (const auto& [id, outcome] : outcomes) clauses.push_back(clause(id, "required", outcome));
  return result_of(std::move(clauses));
}

std::vector<std::string> kinds(const Diff& diff) {
  std::vector<std::string> all;
  for (const auto& change : diff.changes) all.push_back(change.clause().id + " " + std::string(change.kind));
  return all;
}

/// What became of one clause beside another that stays kept.
struct Case {
  const char* before;
  const char* after;
  const char* kind;
  int exit_code;
};

class Change : public ::testing::TestWithParam<Case> {};

TEST_P(Change, IsOfItsKind) {
  const auto [before, after, kind, exit_code] = GetParam();
  const auto one = with({{"env.a", before}, {"env.b", "pass"}});
  const auto other = with({{"env.a", after}, {"env.b", "pass"}});
  const auto found = diff(one, other);
  EXPECT_THAT(kinds(found), ElementsAre(std::string("env.a ") + kind));
  EXPECT_EQ(exit_code_of(found), exit_code);
}

INSTANTIATE_TEST_SUITE_P(
    Diff, Change,
    ::testing::Values(Case{"pass", "fail", "regressed", 1}, Case{"not-applicable", "fail", "regressed", 1},
                      Case{"fail", "pass", "fixed", 0}, Case{"fail", "not-applicable", "otherwise", 0},
                      Case{"pass", "blocked", "newly-undecided", 3}, Case{"pass", "flaky", "newly-undecided", 3},
                      Case{"fail", "unknown", "newly-undecided", 3}, Case{"blocked", "fail", "newly-decided", 0},
                      Case{"unknown", "pass", "newly-decided", 0}, Case{"blocked", "unknown", "otherwise", 0},
                      Case{"pass", "not-applicable", "otherwise", 0}));

TEST(Diff, OfTheSameIsEmpty) {
  const auto one = with({{"env.a", "pass"}, {"env.b", "fail"}});
  const auto found = diff(one, one);
  EXPECT_THAT(found.changes, IsEmpty());
  EXPECT_EQ(exit_code_of(found), 0);
  EXPECT_THAT(render_diff(found), HasSubstr("same outcome in both"));
}

TEST(Diff, ScoresOfOneCatalogueAreSubtracted) {
  const auto one = with({{"env.a", "pass"}, {"env.b", "fail"}});
  const auto other = with({{"env.a", "pass"}, {"env.b", "pass"}});
  EXPECT_THAT(render_diff(diff(one, other)), HasSubstr("50.0 of 100 → 100.0 of 100 (floor +50.0)"));
  EXPECT_THAT(render_diff(diff(other, one)), HasSubstr("(floor -50.0)"));
}

TEST(Diff, ScoresOfTwoCataloguesAreNot) {
  const auto one = with({{"env.a", "pass"}, {"env.b", "fail"}});
  auto other = with({{"env.a", "pass"}, {"env.b", "pass"}});
  other.catalogue = "newer";
  const auto found = diff(one, other);
  EXPECT_THAT(render_diff(found), HasSubstr("not to be subtracted: the catalogues differ"));
  EXPECT_TRUE(nlohmann::json::parse(render_diff_json(found))["floor_change"].is_null());
}

TEST(Diff, AClauseThatBecameAnotherOneIsNotCompared) {
  const auto one = with({{"env.a", "pass"}, {"env.b", "pass"}});
  auto other = with({{"env.a", "fail"}, {"env.b", "pass"}});
  other.catalogue = "newer";
  other.clauses[0].says = "More is asked.";
  const auto found = diff(one, other);
  EXPECT_THAT(kinds(found), ElementsAre("env.a catalogue-changed"));
  EXPECT_EQ(exit_code_of(found), 0);
}

TEST(Diff, AnotherCatalogueHidesNoRegression) {
  const auto one = with({{"env.a", "pass"}});
  auto other = with({{"env.a", "fail"}});
  other.catalogue = "newer";
  EXPECT_EQ(exit_code_of(diff(one, other)), 1);
}

TEST(Diff, ClausesOfOneResultOnlyAreAddedOrGone) {
  const auto one = with({{"env.a", "pass"}, {"env.b", "pass"}});
  const auto other = with({{"env.b", "pass"}, {"env.c", "fail"}});
  const auto found = diff(one, other);
  EXPECT_THAT(kinds(found), ElementsAre("env.c added", "env.a gone"));
  EXPECT_EQ(exit_code_of(found), 3) << "the same catalogue asks for it, and nobody looked";
}

TEST(Diff, WhatTheNewerCatalogueDroppedIsNoLoss) {
  const auto one = with({{"env.a", "pass"}, {"env.b", "pass"}});
  auto other = with({{"env.b", "pass"}});
  other.catalogue = "newer";
  EXPECT_EQ(exit_code_of(diff(one, other)), 0);
}

TEST(Diff, NothingInCommonIsNoSuccess) {
  EXPECT_EQ(exit_code_of(diff(with({{"env.a", "pass"}}), with({{"vm.a", "pass"}}))), 77);
  EXPECT_EQ(exit_code_of(diff(with({}), with({}))), 77);
}

TEST(Diff, AdviceNeverCounts) {
  auto one = with({{"env.a", "pass"}, {"env.b", "pass"}});
  auto other = with({{"env.a", "fail"}, {"env.b", "pass"}});
  one.clauses[0].origin = other.clauses[0].origin = "derived";
  const auto found = diff(one, other);
  EXPECT_THAT(kinds(found), ElementsAre("env.a regressed"));
  EXPECT_EQ(exit_code_of(found), 0);
}

Result with_own(const char* outcome) {
  auto result = with({{"env.a", "pass"}});
  result.own = {clause("site.a", "recommended", outcome)};
  result.own[0].origin = "own";
  return result;
}

TEST(Diff, ClausesOfTheSiteAreToldApartAndCountForTheExitCode) {
  const auto kept = with_own("pass");
  const auto violated = with_own("fail");
  const auto found = diff(kept, violated);
  EXPECT_THAT(found.changes, IsEmpty());
  EXPECT_EQ(exit_code_of(found), 1);
  EXPECT_EQ(closing_of(found), "1 clause of the site regressed");
  const auto text = render_diff(found);
  EXPECT_THAT(text, HasSubstr("Every clause has the same outcome in both"));
  EXPECT_THAT(text, HasSubstr("OWN CLAUSES"));
  EXPECT_THAT(text, HasSubstr("site.a  recommended, pass → fail"));
  const auto json = nlohmann::json::parse(render_diff_json(found));
  EXPECT_TRUE(json["changes"].empty());
  EXPECT_EQ(json["own"][0]["kind"], "regressed");
  EXPECT_EQ(json["floor_change"], 0.0);
  EXPECT_EQ(closing_of(diff(violated, kept)), "nothing regressed, 1 clause of the site fixed");
}

TEST(Diff, AClauseOfTheSiteThatIsNoLongerDecidedIsOpen) {
  const auto kept = with_own("pass");
  EXPECT_EQ(exit_code_of(diff(kept, with_own("blocked"))), 3);
  EXPECT_EQ(exit_code_of(diff(kept, with({{"env.a", "pass"}}))), 3) << "its file was not given, and nobody looked";
  EXPECT_EQ(exit_code_of(diff(with({{"env.a", "pass"}}), with_own("fail"))), 0) << "it is new";
}

TEST(Diff, WithoutClausesOfASiteThereIsNoWordOfThem) {
  const auto one = with({{"env.a", "pass"}});
  EXPECT_THAT(render_diff(diff(one, one)), Not(HasSubstr("OWN")));
}

TEST(Diff, TheWeightiestComesFirst) {
  const auto made = [](const char* outcome) {
    return result_of({clause("env.a", "optional", outcome), clause("env.b", "required", outcome)});
  };
  const auto one = made("pass");
  const auto other = made("fail");
  EXPECT_THAT(kinds(diff(one, other)), ElementsAre("env.b regressed", "env.a regressed"));
}

TEST(Diff, SaysWhatElseIsNotTheSame) {
  const auto one = with({{"env.a", "pass"}});
  auto other = one;
  other.conditions.kernel = "7.0";
  other.manager.version = "2.0";
  const auto text = render_diff(diff(one, other));
  EXPECT_THAT(text, HasSubstr("version           1.0 → 2.0"));
  EXPECT_THAT(text, HasSubstr("kernel"));
}

TEST(Diff, TextFromTheGuestIsText) {
  const auto one = with({{"env.a", "pass"}});
  auto other = with({{"env.a", "fail"}});
  other.clauses[0].saw = "\x1b[2J";
  EXPECT_THAT(render_diff(diff(one, other)), Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace conformance::reports
