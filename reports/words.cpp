// SPDX-License-Identifier: Apache-2.0
#include "reports/words.h"

#include "reports/score.h"
#include "reports/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace conformance::reports {

std::string citation(std::string_view document, std::string_view section, std::string_view item,
                     std::string_view revision) {
  std::string text(document);
  for (const auto part : {section, item})
    if (!part.empty()) (text += ", ") += part;
  return fmt::format("{} ({})", text, revision);
}

std::string title_of(const Result& result) {
  std::string text = result.manager.name.empty() ? "unnamed manager" : result.manager.name;
  if (!result.manager.version.empty()) text += " " + result.manager.version;
  if (!result.manager.profile.empty()) text += ", profile " + result.manager.profile;
  return printable(text);
}

std::string verdict_words(const Result& result) {
  std::string text = printable(result.verdict);
  std::ranges::replace(text, '-', ' ');
  return text;
}

std::string score_words(const Result& result) {
  if (!result.score) return "none";
  const auto floor = result.score->floor.text();
  const auto ceiling = result.score->ceiling.text();
  return floor == ceiling ? floor + " of 100" : fmt::format("{} to {} of 100", floor, ceiling);
}

std::vector<Told> told(const ClauseResult& clause) {
  std::vector<Told> lines;
  const auto add = [&](const char* label, const std::string& text) {
    if (!text.empty()) lines.push_back({label, printable(text)});
  };
  add("asks", clause.says);
  add("where", citation(clause.source));
  add("saw", clause.saw);
  add("fix", clause.outcome == "fail" ? clause.remedy : "");
  add("known", clause.waived_because + (clause.waived_link.empty() ? "" : ", " + clause.waived_link));
  return lines;
}

std::vector<AreaClauses> by_area(const Result& result) {
  std::vector<AreaClauses> areas;
  for (const auto& clause : result.clauses) {
    auto area = std::ranges::find(areas, clause.area, &AreaClauses::area);
    if (area == areas.end()) area = areas.insert(areas.end(), AreaClauses{clause.area, {}});
    area->clauses.push_back(&clause);
  }
  return areas;
}

std::vector<const ClauseResult*> worst_first(const Result& result) {
  std::vector<const ClauseResult*> worst;
  for (const auto& clause : result.clauses)
    if ((clause.outcome == "fail" || unsettled(clause.outcome)) && !clause.waived) worst.push_back(&clause);
  std::ranges::stable_sort(worst, std::ranges::greater{}, [](const ClauseResult* clause) {
    return std::tuple(clause->outcome == "fail", decisive(*clause), weight_of(clause->level));
  });
  return worst;
}

}  // namespace conformance::reports
