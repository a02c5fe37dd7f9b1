// SPDX-License-Identifier: Apache-2.0
// Evidence of machines that nobody started: what could not be seen is blocked, and nothing is guessed.
#include "checks/catalogue.h"
#include "reports/gate.h"
#include "reports/result.h"
#include "reports/terminal.h"

#include <gmock/gmock.h>

#include <algorithm>

namespace conformance::reports {
namespace {

using ::testing::HasSubstr;

evidence::Evidence looked_at(const char* state) {
  evidence::Evidence start;
  start.run.subject = "container";
  start.run.state = state;
  start.run.detail = "its start was not seen";
  start.run.scenarios = {"boot"};
  start.run.reported_us = 1'777'630'830'000'000;
  start.guest.environment = std::vector<evidence::Variable>{{.name = "container", .value = "toy"}};
  start.guest.capabilities = evidence::Capabilities{};
  return start;
}

const ClauseResult& of(const Result& result, std::string_view id) {
  return *std::ranges::find(result.clauses, id, &ClauseResult::id);
}

TEST(LookedAt, WhatWasNotSeenIsBlocked) {
  for (const char* state : {"adopted", "inside"}) {
    const auto result = evaluate(evidence::document_of(looked_at(state)));
    EXPECT_EQ(of(result, "exec.init-is-pid1").outcome, "blocked") << state;
    EXPECT_EQ(of(result, "host.registered").outcome, "blocked") << state;
  }
}

TEST(LookedAt, WhatTheManagerWasGivenIsNotGuessed) {
  const auto result = evaluate(evidence::document_of(looked_at("adopted")));
  EXPECT_EQ(of(result, "env.no-supervisor-leak").outcome, "blocked");
}

TEST(LookedAt, ClausesOfVmsDoNotBindAContainer) {
  auto document = evidence::document_of(looked_at("adopted"));
  document.planned.push_back({.scenario = "notify", .problem = "nothing was asked of it"});
  document.scenarios = 2;
  EXPECT_EQ(of(evaluate(document), "vm.notify-ready").outcome, "not-applicable");
}

TEST(LookedAt, FromInsideOnlyWhatNoInitMakesUpForIsJudged) {
  auto start = looked_at("inside");
  start.guest.capabilities.edit().bounding = ~std::uint64_t{0};
  const auto inside = evaluate(evidence::document_of(start));
  EXPECT_EQ(of(inside, "env.container").outcome, "pass");
  EXPECT_EQ(of(inside, "caps.no-audit-control").outcome, "fail");
  start.guest.file_systems = std::vector<evidence::FileSystem>{};
  for (const auto& clause : evaluate(evidence::document_of(start)).clauses)
    if (clause.id.ends_with("premounted")) {
      EXPECT_EQ(clause.outcome, "blocked");
    }
}

TEST(LookedAt, TheMachineIsNotLost) {
  const auto result = evaluate(evidence::document_of(looked_at("inside")));
  EXPECT_NE(close(result, {}).exit_code, exit_code::lost);
  EXPECT_EQ(result.measured, "2026-05-01T10:20:30Z");
}

TEST(LookedAt, TheReportSaysSoOnTop) {
  for (const char* state : {"adopted", "inside"}) {
    const auto text = render_terminal(evaluate(evidence::document_of(looked_at(state))));
    EXPECT_THAT(text.substr(0, 500), HasSubstr(std::string(state) + ": its start was not seen"));
  }
}

}  // namespace
}  // namespace conformance::reports
