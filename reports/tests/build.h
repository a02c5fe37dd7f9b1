// SPDX-License-Identifier: Apache-2.0
// Small results and clauses for tests.
#pragma once

#include "checks/clause.h"
#include "reports/gate.h"
#include "reports/result.h"
#include "reports/score.h"

#include <string>
#include <string_view>
#include <vector>

namespace conformance::reports {

inline ClauseResult clause(std::string id, std::string_view level, std::string_view outcome) {
  const std::string area = id.substr(0, id.find('.'));
  return {.id = std::move(id),
          .area = area,
          .level = std::string(level),
          .origin = "documented",
          .outcome = std::string(outcome),
          .says = "It is asked.",
          .saw = "it was seen",
          .remedy = "Change it.",
          .source = {"CONTAINER_INTERFACE", "Execution Environment", "1", "systemd 262"}};
}

/// A whole run that reported, with the figures evaluate() would give.
inline Result result_of(std::vector<ClauseResult> clauses) {
  Result result;
  result.catalogue = "test";
  result.manager = {"toy", "1.0", "toy"};
  result.conditions = {.subject = "container"};
  result.state = "reported";
  result.starts = 1;
  result.scenarios = {{.name = "boot", .scenarios = {"boot", "stop"}, .state = "reported"}};
  result.clauses = std::move(clauses);
  set_figures(result);
  return result;
}

/// Every text that a guest, a manager or somebody's editor could have had a hand in says `words`.
inline Result result_saying(const std::string& words) {
  auto result = result_of({clause("env.a", "required", "fail"), clause("env.b", "required", "blocked"),
                           clause("env.c", "required", "pass"), clause("env.d", "required", "not-applicable")});
  for (auto& clause : result.clauses) {
    clause.id = clause.area = clause.says = clause.saw = clause.remedy = words;
    clause.seen_in = {words};
    clause.source = {words, words, words, words};
  }
  result.clauses.front().waived = true;
  result.clauses.front().waived_because = result.clauses.front().waived_link = words;
  result.catalogue = result.measured = result.state = result.detail = words;
  result.manager = {words, words, words, words};
  result.conditions = {words, words, words, words, words, words, words};
  for (auto& area : result.areas) area.area = words;
  result.scenarios = {{words, {words}, words, words}, {words, {words}, words, words}};
  result.phases = {{words, words, 1}};
  result.left_behind = {words};
  return result;
}

inline Result result_with(std::string_view level, std::string_view outcome) {
  return result_of({clause("env.kept", "required", "pass"), clause("env.other", level, outcome)});
}

}  // namespace conformance::reports
