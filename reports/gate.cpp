// SPDX-License-Identifier: Apache-2.0
#include "reports/gate.h"

#include "checks/judge.h"
#include "reports/score.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <csignal>
#include <iterator>
#include <vector>

namespace conformance::reports {

namespace {

/// Worst first.
constexpr int priority[] = {exit_code::internal,           exit_code::usage,      exit_code::hung_up,
                            exit_code::interrupted,        exit_code::terminated, exit_code::lost,
                            exit_code::violated,           exit_code::undecided,  exit_code::left_behind,
                            exit_code::nothing_applicable, exit_code::passed};

/// What is no code of ours is worse than all: nobody knows what happened.
std::ptrdiff_t rank(int code) {
  const auto* const at = std::find(std::begin(priority), std::end(priority), code);
  return at == std::end(priority) ? -1 : at - std::begin(priority);
}

/// Derived clauses advise; no gate ever asks for them.
bool guarded(const ClauseResult& clause, GateLevel level) {
  if (level == GateLevel::none || clause.origin != "documented") return false;
  return level == GateLevel::strict || clause.level == "required";
}

struct Tally {
  std::vector<std::string_view> violated;
  std::int64_t undecided = 0;
  std::int64_t known = 0;                  ///< violated, and nobody is surprised
  std::vector<std::string_view> improved;  ///< a known deviation that is none any more
};

/// Somebody wrote down that this clause deviates, so it counts whatever its level.
bool improved(const ClauseResult& clause, GateLevel level) {
  return clause.outcome == "pass" && clause.waived && clause.origin != "derived" && level != GateLevel::none;
}

Tally tally(const Result& result, GateLevel level) {
  Tally tally;
  for (const auto& clause : result.clauses) {
    if (improved(clause, level)) tally.improved.push_back(clause.id);
    if (!guarded(clause, level)) continue;
    if (clause.outcome == "fail" && !clause.waived) tally.violated.push_back(clause.id);
    if (clause.outcome == "fail" && clause.waived) ++tally.known;
    if (unsettled(clause.outcome) && !clause.waived) ++tally.undecided;
  }
  return tally;
}

std::string amount(std::int64_t number, std::string_view what) {
  return fmt::format("{} {}{}", number, what, number == 1 ? "" : "s");
}

std::string_view kind(GateLevel level) { return level == GateLevel::required ? "required clause" : "clause"; }

std::string with_detail(std::string line, const std::string& detail) {
  return detail.empty() ? line : line + ": " + detail;
}

std::optional<Closing> interrupted(const Result& result, const Gate& gate) {
  if (gate.interrupted_by == 0 && result.state != "interrupted") return std::nullopt;
  const int signal = gate.interrupted_by == 0 ? SIGINT : gate.interrupted_by;
  return Closing{128 + signal, with_detail("interrupted; the report shows what was seen until then", result.detail)};
}

std::optional<Closing> lost(const Result& result) {
  if (!checks::is_lost(result.state)) return std::nullopt;
  return Closing{exit_code::lost, with_detail("the machine did not report (" + result.state + ")", result.detail)};
}

std::optional<Closing> unfit(const Result& result, const Gate& gate) {
  if (!gate.min_floor || !result.partial) return std::nullopt;
  return Closing{exit_code::usage, "--min-floor needs the score of a whole run; a partial one has none"};
}

std::string new_violations(const Gate& gate, const Tally& tally) {
  const std::string violated = amount(std::ssize(tally.violated), kind(gate.level)) + " violated";
  if (tally.known == 0) return violated;
  return fmt::format("{} beside {}: {}", violated, amount(tally.known, "known deviation"),
                     fmt::join(tally.violated, ", "));
}

std::string no_longer(const std::vector<std::string_view>& improved) {
  return fmt::format("{} passed, take {} out of the expectations: {}", amount(std::ssize(improved), "known deviation"),
                     improved.size() == 1 ? "it" : "them", fmt::join(improved, ", "));
}

std::optional<Closing> violated(const Result& result, const Gate& gate, const Tally& tally) {
  std::vector<std::string> reasons;
  if (!tally.violated.empty()) reasons.push_back(new_violations(gate, tally));
  if (!tally.improved.empty()) reasons.push_back(no_longer(tally.improved));
  if (!reasons.empty()) return Closing{exit_code::violated, fmt::format("{}", fmt::join(reasons, "; "))};
  if (gate.min_floor && result.score && result.score->floor < *gate.min_floor)
    return Closing{exit_code::violated,
                   fmt::format("the score's floor {} is below {}", result.score->floor.text(), gate.min_floor->text())};
  return std::nullopt;
}

std::optional<Closing> open(const Result& result, const Gate& gate, const Tally& tally) {
  if (tally.undecided > 0)
    return Closing{exit_code::undecided,
                   "nothing violated, but " + amount(tally.undecided, kind(gate.level)) + " undecided"};
  const bool applicable = sum(result.clauses).weight > 0;
  if (applicable && gate.min_floor && !result.score)
    return Closing{exit_code::undecided, "nothing was decided, so there is no score"};
  return std::nullopt;
}

/// The site's own clauses have no part in the verdict, but whoever wrote them down wants to be told.
std::optional<Closing> own(const Result& result, const Gate& gate) {
  std::vector<std::string_view> violated;
  std::int64_t open = 0;
  std::vector<std::string_view> better;
  for (const auto& clause : result.own) {
    if (improved(clause, gate.level)) better.push_back(clause.id);
    const bool asked =
        gate.level == GateLevel::strict || (gate.level == GateLevel::required && clause.level == "required");
    if (!asked || clause.waived) continue;
    if (clause.outcome == "fail") violated.push_back(clause.id);
    if (unsettled(clause.outcome)) ++open;
  }
  if (!violated.empty())
    return Closing{exit_code::violated, fmt::format("{} of the site violated: {}",
                                                    amount(std::ssize(violated), "clause"), fmt::join(violated, ", "))};
  if (!better.empty()) return Closing{exit_code::violated, "of the site " + no_longer(better)};
  if (open == 0) return std::nullopt;
  return Closing{exit_code::undecided, "nothing violated, but " + amount(open, "clause") + " of the site undecided"};
}

std::optional<Closing> left(const Result& result) {
  if (result.left_behind.empty()) return std::nullopt;
  return Closing{exit_code::left_behind, amount(std::ssize(result.left_behind), "thing") +
                                             " left behind on the host: " + result.left_behind.front()};
}

/// A run that decided nothing is never a success.
std::optional<Closing> nothing(const Result& result) {
  if (sum(result.clauses).decided > 0) return std::nullopt;
  return Closing{exit_code::nothing_applicable, "no clause could be decided here"};
}

std::string passed_line(const Result& result, const Gate& gate) {
  if (gate.level == GateLevel::none) return "measured; no gate was asked for";
  const auto is_known = [](const auto& clause) { return clause.waived && clause.outcome != "pass"; };
  const auto known = std::ranges::count_if(result.clauses, is_known) + std::ranges::count_if(result.own, is_known);
  return fmt::format("gate \"{}\" passed{}{}", gate.level == GateLevel::strict ? "strict" : "required",
                     result.partial ? " by the selected clauses" : "",
                     known == 0 ? "" : " but for " + amount(known, "known deviation"));
}

}  // namespace

Closing close(const Result& result, const Gate& gate) {
  const Tally counted = tally(result, gate.level);
  std::vector<Closing> closings{{exit_code::passed, passed_line(result, gate)}};
  for (auto&& found : {unfit(result, gate), interrupted(result, gate), lost(result), violated(result, gate, counted),
                       open(result, gate, counted), own(result, gate), left(result), nothing(result)})
    if (found) closings.push_back(*found);
  return worst_of(closings);
}

Closing worst_of(std::span<const Closing> closings) {
  if (closings.empty()) return {exit_code::internal, "there is no result"};
  return *std::ranges::min_element(closings, {}, [](const Closing& closing) { return rank(closing.exit_code); });
}

std::string_view exit_code_help() {
  return "Exit codes:\n"
         "  0   the gate passed\n"
         "  1   a clause is violated, a known deviation passed, or the score is below --min-floor\n"
         "  2   usage or profile error, or a selector that matches nothing\n"
         "  3   undecided: nothing is violated, but something the gate asks for is undecided\n"
         "  4   the machine did not start or was lost\n"
         "  5   something was left behind on the host\n"
         "  70  internal error, or an output cannot be written\n"
         "  77  nothing applicable here, or what the manager takes is missing\n"
         "  129, 130, 143  interrupted; a partial report is written\n"
         "If several apply: 70, 2, 129 to 143, 4, 1, 3, 5, 77, 0.";
}

}  // namespace conformance::reports
