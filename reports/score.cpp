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

Contribution& Contribution::operator+=(const Contribution& other) {
  weight += other.weight;
  floor += other.floor;
  ceiling += other.ceiling;
  decided += other.decided;
  return *this;
}

Contribution sum(std::span<const ClauseResult> clauses) {
  Contribution sums;
  for (const auto& clause : clauses) sums += contribution_of(clause);
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

void set_figures(Result& result) {
  result.counts = {};
  for (const auto& clause : result.clauses) count(result.counts, clause.outcome);
  const Contribution sums = sum(result.clauses);
  result.verdict = verdict_of(result.clauses);
  result.coverage = coverage_of(sums);
  result.score = result.partial ? std::nullopt : score_of(sums);
  result.areas = areas_of(result.clauses, result.partial);
}

}  // namespace conformance::reports
