// SPDX-License-Identifier: Apache-2.0
#include "reports/explanation.h"

#include "reports/score.h"
#include "reports/text.h"
#include "reports/words.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace conformance::reports {

namespace {

std::string row(std::string_view name, std::size_t width, std::string_view level, std::string_view outcome,
                const Contribution& one) {
  const std::string words = level.empty() ? "" : fmt::format("{:<11}  {:<14}  ", level, outcome);
  return fmt::format("{}  {}{:>6}  {:>5}  {:>7}  {:>7}\n", padded(name, width), words, one.weight, one.floor,
                     one.ceiling, one.decided);
}

std::string head(std::string_view what, std::size_t width, bool words) {
  return fmt::format("{}  {}{:>6}  {:>5}  {:>7}  {:>7}\n", padded(what, width),
                     words ? fmt::format("{:<11}  {:<14}  ", "level", "outcome") : "", "weight", "floor", "ceiling",
                     "decided");
}

std::string clause_rows(const Result& result) {
  std::size_t width = 6;
  for (const auto& clause : result.clauses) width = std::max(width, columns(printable(clause.id)));
  std::string out = head("clause", width, true);
  for (const auto& clause : result.clauses)
    out += row(printable(clause.id), width, clause.level, clause.outcome, contribution_of(clause));
  return out + row("sum", width, " ", "", sum(result.clauses));
}

std::string area_rows(const Result& result) {
  constexpr std::size_t width = 12;
  std::string out = head("area", width, false);
  for (const auto& [area, clauses] : by_area(result)) {
    Contribution sums;
    for (const auto* clause : clauses) sums += contribution_of(*clause);
    out += row(printable(area), width, "", "", sums);
  }
  return out + row("sum", width, "", "", sum(result.clauses));
}

std::string fraction(std::string_view name, std::int64_t part, std::int64_t whole) {
  return fmt::format("{:<9}{} / {} = {} %\n", name, part, whole, Percent::of(part, whole).text());
}

std::string conclusion(const Result& result, const Contribution& sums) {
  if (result.partial) return "A partial run has no score.\n";
  if (!score_of(sums)) return "Nothing was decided, so there is no score.\n";
  return fraction("floor", sums.floor, sums.weight) + fraction("ceiling", sums.ceiling, sums.weight) +
         fraction("decided", sums.decided, sums.weight);
}

}  // namespace

std::string explain_score(const Result& result, bool every_clause) {
  return (every_clause ? clause_rows(result) : area_rows(result)) +
         "\nA required clause weighs 4, a recommended one 2, an optional one 1; one that does not apply weighs "
         "nothing.\n"
         "The floor counts the undecided as violated, the ceiling as kept; a flaky clause is kept in neither. What is "
         "a\n"
         "known deviation counts like any other. All are rounded down to one decimal.\n\n" +
         conclusion(result, sum(result.clauses));
}

std::string explain_score_json(const Result& result) {
  using Json = nlohmann::ordered_json;
  const auto number = [](const Percent& percent) { return static_cast<double>(percent.tenths) / 10.0; };
  const auto entry = [](const Contribution& one) {
    return Json{{"weight", one.weight}, {"floor", one.floor}, {"ceiling", one.ceiling}, {"decided", one.decided}};
  };
  Json clauses = Json::array();
  for (const auto& clause : result.clauses) {
    Json json = {{"id", clause.id}, {"level", clause.level}, {"outcome", clause.outcome}};
    json.update(entry(contribution_of(clause)));
    clauses.push_back(std::move(json));
  }
  Json score = nullptr;
  if (result.score) score = {{"floor", number(result.score->floor)}, {"ceiling", number(result.score->ceiling)}};
  return Json{{"clauses", clauses}, {"sum", entry(sum(result.clauses))}, {"score", score}}.dump(
             1, ' ', false, Json::error_handler_t::replace) +
         "\n";
}

}  // namespace conformance::reports
