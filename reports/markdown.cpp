// SPDX-License-Identifier: Apache-2.0
#include "reports/markdown.h"

#include "reports/next_steps.h"
#include "reports/score.h"
#include "reports/text.h"
#include "reports/words.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace conformance::reports {

namespace {

/// HTML would be taken as such; the rest of `special` means something to Markdown.
std::string escaped(std::string_view text, std::string_view special) {
  std::string out;
  for (const char byte : printable(text)) {
    if (byte == '<' || byte == '>' || byte == '&') {
      out += byte == '<' ? "&lt;" : byte == '>' ? "&gt;" : "&amp;";
      continue;
    }
    if (special.find(byte) != std::string_view::npos) out += '\\';
    out += byte;
  }
  return out;
}

std::string head(const Result& result) {
  std::string text = fmt::format("# {}\n\n", markdown_text(title_of(result)));
  text += fmt::format("**{}**, score {}", verdict_words(result), score_words(result));
  if (result.coverage) text += fmt::format(", {} % decided", result.coverage->text());
  text += fmt::format("; catalogue {}\n", markdown_text(result.catalogue));
  for (const auto& remark : remarks(result)) text += fmt::format("\n> {}\n", markdown_text(remark));
  return text;
}

std::string areas(const Result& result) {
  std::string text = "\n| area | kept | violated | undecided | not applicable | score |\n|---|--:|--:|--:|--:|--:|\n";
  for (const auto& area : result.areas) {
    const auto& counts = area.counts;
    text += fmt::format("| {} | {} | {} | {} | {} | {} |\n", markdown_text(area.area), counts.pass, counts.fail,
                        counts.blocked + counts.unknown + counts.flaky, counts.not_applicable,
                        area.score ? area.score->floor.text() : "");
  }
  return text;
}

std::string steps(const Result& result) {
  const auto all = next_steps(result);
  if (all.empty()) return "";
  std::string text = "\n## What to do next\n\n";
  for (const auto& step : all)
    text += fmt::format("1. {} (+{}): {}\n", markdown_text(fmt::format("{}", fmt::join(step.clauses, ", "))),
                        step.gain.text(), markdown_text(step.remedy.empty() ? "see below" : step.remedy));
  return text;
}

std::string entry(const ClauseResult& clause) {
  std::string text = fmt::format("\n### {}\n\n{}{}\n\n", markdown_text(clause.id), markdown_text(clause.level),
                                 clause.origin == "derived" ? ", advice" : "");
  for (const auto& [label, words] : told(clause)) text += fmt::format("- **{}**: {}\n", label, markdown_text(words));
  return text;
}

template <class Holds>
std::string section(const Result& result, const char* title, Holds holds) {
  std::string text;
  for (const auto& clause : result.clauses)
    if (holds(clause)) text += entry(clause);
  return text.empty() ? "" : fmt::format("\n## {}\n{}", title, text);
}

std::string own_clauses(const Result& result) {
  if (result.own.empty()) return "";
  std::string text = "\n## Own clauses\n\nOf this site; they count for neither verdict nor score.\n\n";
  text += "| clause | level | outcome | saw |\n|---|---|---|---|\n";
  for (const auto& clause : result.own)
    text += fmt::format("| {} | {} | {} | {} |\n", markdown_text(clause.id), markdown_text(clause.level),
                        markdown_text(clause.outcome), markdown_text(shortened(clause.saw, 200)));
  for (const auto* clause : own_to_act_on(result)) text += entry(*clause);
  for (const auto& clause : result.own)
    if (clause.waived) text += entry(clause);
  return text;
}

}  // namespace

std::string markdown_text(std::string_view text) { return escaped(text, "\\`*_{}[]#|~!$@:"); }
std::string markdown_title(std::string_view text) { return escaped(text, "\"\\|"); }

std::string render_markdown(const Result& result) {
  return head(result) + areas(result) + steps(result) +
         section(result, "Violated",
                 [](const ClauseResult& clause) { return clause.outcome == "fail" && !clause.waived; }) +
         section(result, "Known deviations", [](const ClauseResult& clause) { return clause.waived; }) +
         section(result, "Flaky",
                 [](const ClauseResult& clause) { return clause.outcome == "flaky" && !clause.waived; }) +
         section(result, "Undecided",
                 [](const ClauseResult& clause) { return undecided(clause.outcome) && !clause.waived; }) +
         own_clauses(result);
}

}  // namespace conformance::reports
