// SPDX-License-Identifier: Apache-2.0
#include "reports/repeat.h"

#include "reports/score.h"
#include "reports/text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <stdexcept>
#include <utility>

namespace conformance::reports {

namespace {

constexpr std::size_t longest = 4096;  // as long as what is seen may be anywhere

std::string in_run(const std::string& start, std::size_t number) { return fmt::format("{} (run {})", start, number); }

/// "pass in run 1, 3; fail in run 2: what was seen there first"
std::string all_outcomes(const std::vector<const ClauseResult*>& seen) {
  std::vector<std::string> parts;
  std::vector<std::string_view> told;
  for (const auto* clause : seen) {
    if (std::ranges::find(told, clause->outcome) != told.end()) continue;
    told.push_back(clause->outcome);
    std::vector<std::size_t> numbers;
    for (std::size_t i = 0; i < seen.size(); ++i)
      if (seen[i]->outcome == clause->outcome) numbers.push_back(i + 1);
    parts.push_back(fmt::format("{} in run {}: {}", clause->outcome, fmt::join(numbers, ", "),
                                shortened(clause->saw, longest / 8)));
  }
  return fmt::format("{}", fmt::join(parts, "; "));
}

/// The run that the clause's outcome is taken from; nullptr: it is flaky.
const ClauseResult* deciding(const std::vector<const ClauseResult*>& seen) {
  const ClauseResult* decided = nullptr;
  const ClauseResult* open = nullptr;
  for (const auto* clause : seen) {
    if (undecided(clause->outcome)) {
      if (open == nullptr) open = clause;
    } else if (decided == nullptr) {
      decided = clause;
    } else if (decided->outcome != clause->outcome) {
      return nullptr;
    }
  }
  if (open == nullptr || (decided != nullptr && decided->outcome == "fail")) return decided;
  return open;
}

using List = std::vector<ClauseResult> Result::*;

ClauseResult merged_clause(const std::vector<Result>& runs, List list, std::size_t index) {
  std::vector<const ClauseResult*> seen;
  for (const auto& run : runs) seen.push_back(&(run.*list)[index]);
  const auto* from = deciding(seen);
  const bool alike =
      std::ranges::all_of(seen, [&](const auto* clause) { return clause->outcome == seen.front()->outcome; });
  ClauseResult clause = from == nullptr ? *seen.front() : *from;
  if (from == nullptr) clause.outcome = "flaky";
  if (!alike) clause.saw = all_outcomes(seen);
  clause.seen_in.clear();
  for (std::size_t i = 0; i < seen.size(); ++i)
    if (from == nullptr || seen[i] == from)
      for (const auto& start : seen[i]->seen_in) clause.seen_in.push_back(in_run(start, i + 1));
  return clause;
}

void take_starts(Result& result, Result run, std::size_t number) {
  for (auto& start : run.scenarios) start.name = in_run(start.name, number);
  for (auto& phase : run.phases) phase.start = in_run(phase.start, number);
  std::ranges::move(run.scenarios, std::back_inserter(result.scenarios));
  std::ranges::move(run.phases, std::back_inserter(result.phases));
  std::ranges::move(run.left_behind, std::back_inserter(result.left_behind));
  result.starts += run.starts;
  if (result.state != "reported" || run.state == "reported") return;
  result.state = run.state;
  result.detail = fmt::format("run {}: {}", number, run.detail);
}

bool same_clauses(const Result& one, const Result& other) {
  const auto alike = [&](List list) {
    return std::ranges::equal(one.*list, other.*list, {}, &ClauseResult::id, &ClauseResult::id);
  };
  return alike(&Result::clauses) && alike(&Result::own);
}

/// A run that was lost does not know everything.
bool same_if_known(const std::string& one, const std::string& other) {
  return one.empty() || other.empty() || one == other;
}

}  // namespace

std::string why_not_one(const std::vector<Result>& runs) {
  for (std::size_t i = 1; i < runs.size(); ++i) {
    const auto& first = runs.front();
    const auto& other = runs[i];
    const auto say = [&](std::string_view what) { return fmt::format("run {} is of {}", i + 1, what); };
    if (other.manager.profile != first.manager.profile) return say("another profile: " + other.manager.profile);
    if (!same_if_known(other.manager.version, first.manager.version))
      return say("another version: " + other.manager.version);
    if (other.conditions.subject != first.conditions.subject) return say("another kind of machine");
    if (!same_if_known(other.conditions.host, first.conditions.host))
      return say("another host: " + other.conditions.host);
    if (other.catalogue != first.catalogue || !same_clauses(first, other)) return say("other clauses");
  }
  return "";
}

Result merged(std::vector<Result> runs) {
  if (runs.size() == 1) return std::move(runs.front());
  for (const auto& run : runs)
    if (!same_clauses(runs.front(), run)) throw std::invalid_argument("the runs are of different clauses");
  Result result = runs.front();
  result.runs = std::ssize(runs);
  for (const auto list : {&Result::clauses, &Result::own})
    for (std::size_t i = 0; i < (result.*list).size(); ++i) (result.*list)[i] = merged_clause(runs, list, i);
  result.scenarios.clear();
  result.phases.clear();
  result.left_behind.clear();
  result.starts = 0;
  if (result.state != "reported") result.detail = "run 1: " + result.detail;
  for (std::size_t i = 0; i < runs.size(); ++i) take_starts(result, std::move(runs[i]), i + 1);
  set_figures(result);
  return result;
}

}  // namespace conformance::reports
