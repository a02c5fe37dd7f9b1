// SPDX-License-Identifier: Apache-2.0
#include "reports/score.h"

#include <algorithm>

namespace conformance::reports {

std::int64_t weight_of(std::string_view level) {
  if (level == "required") return 4;
  if (level == "recommended") return 2;
  return 1;
}

bool undecided(std::string_view outcome) { return outcome == "blocked" || outcome == "unknown"; }

bool unsettled(std::string_view outcome) { return undecided(outcome) || outcome == "flaky"; }

bool decisive(const ClauseResult& clause) { return clause.level == "required" && clause.origin == "documented"; }

Contribution contribution_of(const ClauseResult& clause) {
  if (clause.outcome == "not-applicable") return {};
  const std::int64_t weight = weight_of(clause.level);
  const bool open = undecided(clause.outcome);
  const bool passed = clause.outcome == "pass";
  return {weight, passed ? weight : 0, passed || open ? weight : 0, open ? 0 : weight};
}

Contribution sum(std::span<const ClauseResult> clauses) {
  Contribution sums;
  for (const auto& clause : clauses) {
    const Contribution one = contribution_of(clause);
    sums.weight += one.weight;
    sums.floor += one.floor;
    sums.ceiling += one.ceiling;
    sums.decided += one.decided;
  }
  return sums;
}

std::optional<Score> score_of(const Contribution& sums) {
  if (sums.decided == 0) return std::nullopt;
  return Score{Percent::of(sums.floor, sums.weight), Percent::of(sums.ceiling, sums.weight)};
}

std::optional<Percent> coverage_of(const Contribution& sums) {
  if (sums.weight == 0) return std::nullopt;
  return Percent::of(sums.decided, sums.weight);
}

void count(Counts& counts, std::string_view outcome) {
  Counts::each_field([&](std::string_view name, auto member) {
    if (name == outcome) ++(counts.*member);
  });
}

std::string verdict_of(std::span<const ClauseResult> clauses) {
  if (sum(clauses).decided == 0) return "not-measured";
  const auto any = [&](auto&& holds) {
    return std::ranges::any_of(clauses, [&](const auto& clause) { return decisive(clause) && holds(clause.outcome); });
  };
  if (any([](const auto& outcome) { return outcome == "fail"; })) return "not-conformant";
  if (any(unsettled)) return "undecided";
  return "conformant";
}

std::vector<AreaResult> areas_of(std::span<const ClauseResult> clauses, bool partial) {
  std::vector<AreaResult> areas;
  std::vector<std::vector<ClauseResult>> members;
  for (const auto& clause : clauses) {
    auto area = std::ranges::find(areas, clause.area, &AreaResult::area);
    if (area == areas.end()) {
      area = areas.insert(area, AreaResult{.area = clause.area});
      members.emplace_back();
    }
    count(area->counts, clause.outcome);
    members[static_cast<std::size_t>(area - areas.begin())].push_back(clause);
  }
  for (std::size_t i = 0; i < areas.size(); ++i)
    if (!partial) areas[i].score = score_of(sum(members[i]));
  return areas;
}

}  // namespace conformance::reports
