// SPDX-License-Identifier: Apache-2.0
#include "reports/github.h"

#include "reports/score.h"
#include "reports/text.h"
#include "reports/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace conformance::reports {

namespace {

constexpr std::size_t most = 10;  // GitHub shows no more of a kind for each step

/// "%", line ends, and in properties ":" and ",", stand for themselves only like this.
std::string escaped(std::string_view text, bool property) {
  std::string out;
  for (const char c : text) {
    const bool special = c == '%' || c == '\n' || c == '\r' || (property && (c == ':' || c == ','));
    out += special ? fmt::format("%{:02X}", static_cast<unsigned char>(c)) : std::string(1, c);
  }
  return out;
}

std::string annotation(const ClauseResult& clause) {
  const bool error = clause.outcome == "fail" && decisive(clause);
  std::string text;
  for (const auto& [label, words] : told(clause)) text += (text.empty() ? "" : "\n") + label + ": " + words;
  return fmt::format("::{} title={}::{}\n", error ? "error" : "warning",
                     escaped(fmt::format("{} ({}, {})", printable(clause.id), clause.outcome, clause.level), true),
                     escaped(text, false));
}

}  // namespace

std::string render_github(const Result& result) {
  auto worst = worst_first(result);
  for (const auto* clause : own_to_act_on(result)) worst.push_back(clause);
  std::string text;
  for (const auto* clause : std::span(worst).first(std::min(most, worst.size()))) text += annotation(*clause);
  std::string line = fmt::format("{}: {}, score {}", title_of(result), verdict_words(result), score_words(result));
  if (worst.size() > most) line += fmt::format("; {} more clauses are in the report", worst.size() - most);
  return text + fmt::format("::notice title=conformance::{}\n", escaped(line, false));
}

}  // namespace conformance::reports
