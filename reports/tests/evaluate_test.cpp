// SPDX-License-Identifier: Apache-2.0
#include "checks/finding.h"
#include "evidence/json.h"
#include "evidence/json_convert.h"
#include "reports/json.h"
#include "reports/percent_json.h"
#include "reports/selection.h"
#include "reports/tests/build.h"

#include <gmock/gmock.h>

namespace conformance::reports {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::ThrowsMessage;

checks::Finding passes(const evidence::Evidence&) { return checks::pass("fine"); }
checks::Finding fails(const evidence::Evidence&) { return checks::fail("bad \x1b[2J\xff thing"); }
checks::Finding needs_a_leader(const evidence::Evidence& evidence) {
  return checks::pass(std::to_string(evidence.host.leader->pid));
}

const std::vector<checks::Clause> clauses = {
    {.id = "env.good", .says = "Good.", .judge = passes},
    {.id = "env.bad", .says = "Bad.", .level = checks::Level::recommended, .remedy = "Mend it.", .judge = fails},
    {.id = "host.leader", .level = checks::Level::optional, .judge = needs_a_leader},
    {.id = "vm.thing", .subject = checks::Subject::vm, .judge = passes},
    {.id = "host.unchecked", .reason = "later"},
    {.id = "vm.unchecked", .subject = checks::Subject::vm, .reason = "later"},
};

std::vector<const checks::Clause*> pointers() {
  std::vector<const checks::Clause*> all;
  for (const auto& clause : clauses) all.push_back(&clause);
  return all;
}

evidence::Evidence some_evidence() {
  evidence::Evidence evidence;
  evidence.run.manager = "toy";
  evidence.run.variant = "quick";
  evidence.run.subject = "container";
  evidence.run.state = "reported";
  evidence.run.steps = {{.phase = "start", .elapsed_us = 12}, {.phase = "stop", .elapsed_us = 3}};
  evidence.guest.start = evidence::Start{.pid = 1};
  return evidence;
}

Result evaluated(const Selection& selection = {}, const evidence::Evidence& evidence = some_evidence()) {
  return evaluate(evidence::document_of(evidence), selection, pointers());
}

std::vector<std::string> outcomes(const Result& result) {
  std::vector<std::string> words;
  for (const auto& clause : result.clauses) words.push_back(clause.id + " " + clause.outcome);
  return words;
}

TEST(Evaluate, JudgesEveryClauseThatHasACheck) {
  const auto result = evaluated();
  EXPECT_THAT(outcomes(result),
              ElementsAre("env.good pass", "env.bad fail", "host.leader blocked", "vm.thing not-applicable"));
  EXPECT_EQ(result.counts, (Counts{.pass = 1, .fail = 1, .not_applicable = 1, .blocked = 1}));
  EXPECT_EQ(result.verdict, "conformant");
  EXPECT_EQ(*result.score, (Score{{571}, {714}}));  // 4/7, 5/7
  EXPECT_EQ(result.coverage->text(), "85.7");       // 6/7
  EXPECT_FALSE(result.partial);
}

TEST(Evaluate, ClausesWithoutACheckAreCountedForSuchAMachineOnly) { EXPECT_EQ(evaluated().unchecked, 1); }

TEST(Evaluate, SaysWhoWasMeasuredAndHow) {
  const auto result = evaluated();
  EXPECT_EQ(result.manager.profile, "toy:quick");
  EXPECT_EQ(result.starts, 1);
  EXPECT_THAT(result.phases, ElementsAre(Phase{"boot", "start", 12}, Phase{"boot", "stop", 3}));
}

TEST(Evaluate, SaysInWhichStartsAClauseWasSeen) {
  EXPECT_THAT(evaluated().clauses.front().seen_in, ElementsAre("boot"));
  const checks::Clause compared{
      .id = "env.same",
      .scenario = "restart",
      .compare = [](const evidence::Evidence&, const evidence::Evidence&) { return checks::fail("another"); },
      .compared_with = "boot"};
  auto document = evidence::document_of(some_evidence());
  document.planned.push_back({.scenario = "restart"});
  const std::vector<const checks::Clause*> one{&compared};
  EXPECT_THAT(evaluate(document, {}, one).clauses.front().seen_in, ElementsAre("boot"));
  auto& second = document.starts.emplace_back(some_evidence());
  second.run.start = "restart";
  second.run.scenarios = {"restart"};
  EXPECT_THAT(evaluate(document, {}, one).clauses.front().seen_in, ElementsAre("boot", "restart"));
}

TEST(Evaluate, WhatTheGuestSaidIsHarmless) { EXPECT_EQ(evaluated().clauses[1].saw, "bad \\x1b[2J\\xff thing"); }

TEST(Evaluate, WhatTheGuestSaidIsBounded) {
  auto evidence = some_evidence();
  evidence.run.detail = std::string(1'000'000, 'x');
  EXPECT_LT(evaluated({}, evidence).detail.size(), 5000U);
}

TEST(Evaluate, ASelectionMakesItPartialAndTakesTheScoreAway) {
  const auto result = evaluated({.only = {"env.*"}, .skip = {"*.bad"}});
  EXPECT_THAT(outcomes(result), ElementsAre("env.good pass"));
  EXPECT_TRUE(result.partial);
  EXPECT_EQ(result.score, std::nullopt);
  EXPECT_EQ(result.areas.front().score, std::nullopt);
}

TEST(Evaluate, ASelectionThatTakesAllIsAWholeRun) { EXPECT_FALSE(evaluated({.only = {"*"}}).partial); }

TEST(Evaluate, TheLevelIsTheLowestOneJudged) {
  EXPECT_THAT(outcomes(evaluated({.level = "recommended"})),
              ElementsAre("env.good pass", "env.bad fail", "vm.thing not-applicable"));
}

TEST(Evaluate, ClausesOfScenariosNobodyPlannedAreCountedOnly) {
  const checks::Clause elsewhere{.id = "env.elsewhere", .scenario = "twin", .judge = fails};
  const auto result = evaluate(evidence::document_of(some_evidence()), {}, std::vector{&elsewhere});
  EXPECT_THAT(result.clauses, IsEmpty());
  EXPECT_EQ(result.not_asked, 1);
  const Selection others{.only = {"vm.*"}};
  EXPECT_EQ(evaluate(evidence::document_of(some_evidence()), others, std::vector{&elsewhere}).not_asked, 0);
}

TEST(Evaluate, AStartThatIsMissingBlocksWhatItWasToShow) {
  auto document = evidence::document_of(some_evidence());
  document.starts.clear();
  EXPECT_THAT(outcomes(evaluate(document, {}, pointers())),
              ElementsAre("env.good blocked", "env.bad blocked", "host.leader blocked", "vm.thing blocked"));
}

TEST(Evaluate, NoClausesAreNotMeasured) {
  const auto result = evaluate(evidence::document_of(some_evidence()), {}, {});
  EXPECT_EQ(result.verdict, "not-measured");
  EXPECT_EQ(result.score, std::nullopt);
}

TEST(Evaluate, ANamespaceIsOwnOrShared) {
  auto evidence = some_evidence();
  evidence.host.launcher = evidence::Launcher{.namespaces = {{"user", 1}, {"net", 2}}};
  evidence.host.leader = evidence::Leader{.pid = 7, .namespaces = {{"user", 1}, {"net", 3}}};
  const auto result = evaluated({}, evidence);
  EXPECT_EQ(result.conditions.user_namespace, "shared");
  EXPECT_EQ(result.conditions.network_namespace, "own");
}

TEST(Evaluate, SavedEvidenceGivesTheSameBytes) {
  const auto evidence = some_evidence();
  const auto saved = evidence::from_json(evidence::to_json(evidence::document_of(evidence)));
  EXPECT_EQ(to_json(evaluated({}, evidence)), to_json(evaluate(saved, {}, pointers())));
}

TEST(Selection, NamesTheGlobsThatMatchNothing) {
  EXPECT_THAT(globs_without_match({.only = {"env.*", "evn.*"}, .skip = {"x"}}, pointers()), ElementsAre("evn.*", "x"));
  EXPECT_THAT(globs_without_match({}, pointers()), IsEmpty());
}

TEST(ResultJson, ComesBackEqual) {
  const auto result = evaluated();
  EXPECT_EQ(result_from_json(to_json(result)), result);
  const auto partial = evaluated({.only = {"env.*"}});
  EXPECT_EQ(result_from_json(to_json(partial)), partial);
}

TEST(ResultJson, NumbersHaveOneDecimal) {
  EXPECT_THAT(to_json(evaluated()), HasSubstr("\"floor\": 57.1,\n  \"ceiling\": 71.4\n"));
  namespace convert = evidence::convert;
  for (std::int64_t tenths = 0; tenths <= 1000; ++tenths) {
    const Percent percent{tenths};
    const auto text = convert::write(percent).dump();
    EXPECT_EQ(text, percent.text());
    EXPECT_EQ(convert::read<Percent>(convert::parse(text), ""), percent);
  }
}

TEST(ResultJson, OutcomesAreTheNamesOfTheCounts) {
  EXPECT_THAT(to_json(evaluated()), HasSubstr("\"not-applicable\": 1"));
}

void refuse(std::string_view good, std::string_view bad, const std::string& message) {
  auto text = to_json(evaluated());
  const auto at = text.find(good);
  ASSERT_NE(at, std::string::npos);
  text.replace(at, good.size(), bad);
  EXPECT_THAT([&] { result_from_json(text); }, ThrowsMessage<UnreadableResult>(HasSubstr(message)));
}

TEST(ResultJson, IsReadStrictly) {
  refuse("conformance-result/5", "conformance-result/7", "conformance-result/7");
  refuse("\"verdict\"", "\"verdikt\"", "verdict");
  refuse("\"conformant\"", "\"wonderful\"", "/verdict");
  refuse("\"outcome\": \"pass\"", "\"outcome\": \"passed\"", "/clauses/0/outcome");
  refuse("57.1", "57.12", "one decimal");
  refuse("57.1", "571", "0 to 100");
  refuse("{", "[", "no valid JSON");
  refuse("conformance-result/5", "conformance-result/7", "a newer version of the program wrote it");
  refuse("conformance-result/5", "conformance-result/1", "judge its evidence again");
  refuse("conformance-result/5", "conformance-matrix/1", "no result file but");
  refuse("conformance-result/5", "sarif", "no result file");
}

TEST(ResultJson, WhatIsCutOffIsCalledSo) {
  const auto text = to_json(evaluated());
  for (const std::size_t size : {text.size() / 2, text.size() - 3})
    EXPECT_THAT([&] { result_from_json(text.substr(0, size)); },
                ThrowsMessage<UnreadableResult>(HasSubstr("cut off at its end")));
  EXPECT_THAT([] { result_from_json(" \n"); }, ThrowsMessage<UnreadableResult>(HasSubstr("the file is empty")));
}

TEST(ResultJson, WhatWasEditedByHandIsRefused) {
  refuse("\"floor\": 57.1", "\"floor\": 99.1", "/score: it does not follow from the clauses");
  refuse("\"conformant\"", "\"undecided\"", "/verdict: it does not follow");
  refuse("\"outcome\": \"fail\"", "\"outcome\": \"pass\"", "does not follow");
  refuse("\"fail\": 1", "\"fail\": 0", "/counts: it does not follow");
  refuse("\"coverage\": 85.7", "\"coverage\": null", "/coverage: it does not follow");
  refuse("\"id\": \"env.bad\"", "\"id\": \"env.good\"", "twice");
}

}  // namespace
}  // namespace conformance::reports
