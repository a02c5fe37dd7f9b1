// SPDX-License-Identifier: Apache-2.0
#include "reports/tap.h"

#include "reports/text.h"
#include "reports/words.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace conformance::reports {

namespace {

/// A directive ends its line; "#" and "\" in what stands before would begin one.
std::string description(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '\\' || c == '#') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

/// JSON's strings are YAML's, too.
std::string quoted(const std::string& text) { return nlohmann::json(text).dump(); }

bool good(const ClauseResult& clause) { return clause.outcome == "pass" || clause.outcome == "not-applicable"; }

/// What the harness counts against the area: a passed TODO does not.
bool breaks(const ClauseResult& clause) { return !good(clause) && !clause.waived; }

std::string directive(const ClauseResult& clause) {
  if (clause.outcome == "not-applicable") return " # SKIP " + description(printable(clause.saw));
  return clause.waived ? " # TODO " + description(printable("known deviation: " + clause.waived_because)) : "";
}

std::string point(const ClauseResult& clause, std::size_t number) {
  std::string text = fmt::format("    {} {} - {}{}\n", good(clause) ? "ok" : "not ok", number,
                                 description(printable(clause.id)), directive(clause));
  if (good(clause)) return text;
  text += "      ---\n";
  text += fmt::format("      outcome: {}\n      level: {}\n", quoted(clause.outcome), quoted(clause.level));
  for (const auto& [label, words] : told(clause)) text += fmt::format("      {}: {}\n", label, quoted(words));
  return text + "      ...\n";
}

}  // namespace

std::string render_tap(const Result& result) {
  const auto areas = by_area_and_own(result);
  std::string text = fmt::format("TAP version 14\n1..{}\n", areas.size());
  text += fmt::format("# {}: {}, score {}\n", title_of(result), verdict_words(result), score_words(result));
  std::size_t number = 0;
  for (const auto& [area, clauses] : areas) {
    text += fmt::format("# Subtest: {}\n    1..{}\n", printable(area), clauses.size());
    std::size_t inner = 0;
    bool broken = false;
    for (const auto* clause : clauses) {
      text += point(*clause, ++inner);
      broken = broken || breaks(*clause);
    }
    text += fmt::format("{} {} - {}\n", broken ? "not ok" : "ok", ++number, description(printable(area)));
  }
  return text;
}

}  // namespace conformance::reports
