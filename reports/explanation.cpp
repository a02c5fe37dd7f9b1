// SPDX-License-Identifier: Apache-2.0
#include "reports/explanation.h"

#include "reports/score.h"
#include "reports/text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace conformance::reports {

namespace {

std::string row(std::string_view id, std::size_t id_width, std::string_view level, std::string_view outcome,
                const Contribution& one) {
  return fmt::format("{}  {:<11}  {:<14}  {:>6}  {:>5}  {:>7}\n", padded(id, id_width), level, outcome, one.weight,
                     one.floor, one.ceiling);
}

std::string conclusion(const Result& result, const Contribution& sums) {
  if (result.partial) return "A partial run has no score.\n";
  const auto score = score_of(sums);
  if (!score) return "Nothing was decided, so there is no score.\n";
  return fmt::format("floor    {} / {} = {} %\nceiling  {} / {} = {} %\n", sums.floor, sums.weight, score->floor.text(),
                     sums.ceiling, sums.weight, score->ceiling.text());
}

}  // namespace

std::string explain_score(const Result& result) {
  std::size_t width = 6;
  for (const auto& clause : result.clauses) width = std::max(width, columns(printable(clause.id)));
  std::string out = fmt::format("{}  {:<11}  {:<14}  {:>6}  {:>5}  {:>7}\n", padded("clause", width), "level",
                                "outcome", "weight", "floor", "ceiling");
  for (const auto& clause : result.clauses)
    out += row(printable(clause.id), width, clause.level, clause.outcome, contribution_of(clause));
  const Contribution sums = sum(result.clauses);
  out += row("sum", width, "", "", sums);
  out +=
      "\nA required clause weighs 4, a recommended one 2, an optional one 1; one that does not apply weighs nothing.\n"
      "The floor counts the undecided as violated, the ceiling as kept. Both are rounded down to one decimal.\n\n";
  return out + conclusion(result, sums);
}

std::string explain_score_json(const Result& result) {
  using Json = nlohmann::ordered_json;
  const auto entry = [](const Contribution& one) {
    return Json{{"weight", one.weight}, {"floor", one.floor}, {"ceiling", one.ceiling}};
  };
  Json clauses = Json::array();
  for (const auto& clause : result.clauses) {
    Json json = {{"id", clause.id}, {"level", clause.level}, {"outcome", clause.outcome}};
    json.update(entry(contribution_of(clause)));
    clauses.push_back(std::move(json));
  }
  return Json{{"clauses", clauses}, {"sum", entry(sum(result.clauses))}}.dump(1, ' ', false,
                                                                              Json::error_handler_t::replace) +
         "\n";
}

}  // namespace conformance::reports
