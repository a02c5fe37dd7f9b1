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
  for (const auto& one : clauses) count(result.counts, one.outcome);
  result.verdict = verdict_of(clauses);
  result.score = score_of(sum(clauses));
  result.coverage = coverage_of(sum(clauses));
  result.areas = areas_of(clauses, false);
  result.clauses = std::move(clauses);
  return result;
}

inline Result result_with(std::string_view level, std::string_view outcome) {
  return result_of({clause("env.kept", "required", "pass"), clause("env.other", level, outcome)});
}

}  // namespace conformance::reports
