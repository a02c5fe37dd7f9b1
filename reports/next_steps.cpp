// SPDX-License-Identifier: Apache-2.0
#include "reports/next_steps.h"

#include "reports/score.h"

#include <algorithm>

namespace conformance::reports {

std::vector<NextStep> next_steps(const Result& result) {
  std::vector<NextStep> steps;
  for (const auto& clause : result.clauses) {
    if (clause.outcome != "fail" && clause.outcome != "flaky") continue;
    auto step = std::ranges::find(steps, clause.remedy, &NextStep::remedy);
    if (step == steps.end() || clause.remedy.empty()) step = steps.insert(steps.end(), NextStep{clause.remedy});
    step->clauses.push_back(clause.id);
    step->weight += weight_of(clause.level);
  }
  const std::int64_t whole = sum(result.clauses).weight;
  for (auto& step : steps) step.gain = Percent::of(step.weight, whole);
  std::ranges::stable_sort(steps, std::ranges::greater{}, &NextStep::weight);
  return steps;
}

}  // namespace conformance::reports
