// SPDX-License-Identifier: Apache-2.0
#include "reports/html.h"

#include "reports/html_clauses.h"
#include "reports/html_page.h"
#include "reports/html_tree.h"
#include "reports/next_steps.h"
#include "reports/score.h"
#include "reports/text.h"
#include "reports/words.h"
#include "reports/xml.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace conformance::reports {

namespace {

pugi::xml_node add_section(pugi::xml_node main, const char* title, const char* id) {
  auto section = set(add(main, "section"), "aria-labelledby", id);
  set(add(section, "h2", title), "id", id);
  return section;
}

void add_header(pugi::xml_node body, const Result& result) {
  auto header = add(body, "header");
  add(header, "p", "conformance to systemd's Container and VM Interface", "faint");
  add(header, "h1", title_of(result));
  std::string text = result.conditions.subject.empty() ? "machine" : result.conditions.subject;
  if (!result.conditions.host.empty()) text += ", on " + result.conditions.host;
  if (!result.measured.empty()) text += ", measured " + result.measured;
  add(header, "p", text, "faint");
  auto list = add(set(add(body, "nav"), "aria-label", "Contents"), "ul");
  for (const auto& [word, target] : {std::pair("Verdict", "#verdict"), std::pair("Next steps", "#next-steps"),
                                     std::pair("Clauses", "#clauses"), std::pair("Environment", "#environment")})
    add_link(add(list, "li"), word, target);
}

/// The widths are shares of the applicable weight.
void add_bar(pugi::xml_node section, const Score& score) {
  auto bar = set(add(section, "div", "", "bar"), "role", "img");
  set(bar, "aria-label",
      fmt::format("{} kept, {} undecided, the rest violated, of 100", score.floor.text(),
                  Percent{score.ceiling.tenths - score.floor.tenths}.text()));
  const auto part = [&](const char* kind, Percent width) {
    set(add(bar, "span", "", kind), "style", fmt::format("width:{}%", width.text()));
  };
  part("kept", score.floor);
  part("open", {score.ceiling.tenths - score.floor.tenths});
  part("lost", {1000 - score.ceiling.tenths});
}

void add_weights(pugi::xml_node row, const Contribution& sums) {
  for (const auto number : {sums.floor, sums.ceiling - sums.floor, sums.weight - sums.ceiling, sums.weight})
    add(row, "td", std::to_string(number), "num");
}

/// The sums of the clauses of one level, as anybody can do them again.
void add_arithmetic(pugi::xml_node section, const Result& result) {
  auto table = add_table(section, "The score's arithmetic: clauses that apply, and the sums of their weights");
  auto heads = add_head_row(table);
  add_heads(heads, {"level"});
  add_heads(heads, {"weight", "clauses", "kept", "undecided", "violated", "in all"}, "num");
  auto rows = add(table, "tbody");
  for (const char* level : {"required", "recommended", "optional"}) {
    std::vector<ClauseResult> clauses;
    std::ranges::copy_if(result.clauses, std::back_inserter(clauses), [&](const ClauseResult& clause) {
      return clause.level == level && clause.outcome != "not-applicable";
    });
    auto row = add(rows, "tr");
    set(add(row, "th", level), "scope", "row");
    for (const auto number : {weight_of(level), std::ssize(clauses)}) add(row, "td", std::to_string(number), "num");
    add_weights(row, sum(clauses));
  }
  auto row = add(add(table, "tfoot"), "tr");
  set(set(add(row, "th", "sum of the weights"), "scope", "row"), "colspan", "3");
  add_weights(row, sum(result.clauses));
}

void add_score(pugi::xml_node section, const Result& result) {
  if (!result.score) {
    add(section, "p", result.partial ? "A partial run has no score." : "Nothing was decided, so there is no score.");
    return;
  }
  auto line = add(section, "p", "score ", "score");
  add(line, "strong", score_words(result));
  if (result.coverage) add_words(line, fmt::format(", {} % decided by weight", result.coverage->text()));
  add_bar(section, *result.score);
  const auto sums = sum(result.clauses);
  auto text = fmt::format("{} / {} = {}", sums.floor, sums.weight, result.score->floor.text());
  if (sums.ceiling != sums.floor)
    text = fmt::format("From {}, were everything undecided violated, to ({} + {}) / {} = {}, were it kept", text,
                       sums.floor, sums.ceiling - sums.floor, sums.weight, result.score->ceiling.text());
  add(section, "p",
      text + ", in percent, rounded down. What does not apply weighs nothing; what is flaky counts as violated.",
      "faint");
  add_arithmetic(section, result);
}

void add_verdict(pugi::xml_node main, const Result& result) {
  auto section = add_section(main, "Verdict", "verdict");
  auto verdict = add(section, "p", "", ("verdict " + anchor_of(result.verdict)).c_str());
  add(verdict, "strong", verdict_words(result));
  add_words(verdict, because(result));
  for (const auto& remark : remarks(result)) add(section, "p", remark, "remark");
  const auto known = std::ranges::count_if(result.clauses, [](const auto& clause) { return clause.waived; });
  if (known > 0)
    add(section, "p",
        fmt::format("{} known deviation{}: the score counts them all the same.", known, known == 1 ? "" : "s"));
  add_score(section, result);
}

pugi::xml_node add_step(pugi::xml_node list, const std::string& gain, const char* kind, std::string_view text) {
  auto item = add(list, "li");
  add(item, "span", gain, kind);
  auto what = add(item, "div");
  add(what, "p", shortened(text, 1000));
  return add(what, "p");
}

void add_steps(pugi::xml_node main, const Result& result) {
  auto section = add_section(main, "Next steps", "next-steps");
  const auto steps = next_steps(result);
  const auto undecided = undecided_by_reason(result);
  if (steps.empty() && undecided.empty()) add(section, "p", "Nothing is violated and nothing undecided.");
  if (!steps.empty()) {
    add(section, "p", result.score ? "What each change gains, in points of the score." : "What to change.", "faint");
    auto list = add(section, "ol", "", "steps");
    for (const auto& step : steps)
      add_clause_links(add_step(list, result.score ? "+" + step.gain.text() : "", "gain",
                                step.remedy.empty() ? "See the clause." : step.remedy),
                       step.clauses);
  }
  if (undecided.empty()) return;
  add(section, "p", "What could not be seen, or does not tell, and why.", "faint");
  auto list = add(section, "ul", "", "steps");
  for (const auto& [reason, clauses] : undecided) {
    std::vector<std::string> ids;
    for (const auto* clause : clauses) ids.push_back(clause->id);
    add_clause_links(add_step(list, "?", "open", reason), ids);
  }
}

std::string duration(std::int64_t microseconds) {
  const auto milliseconds = static_cast<double>(microseconds) / 1000;
  return milliseconds < 1000 ? fmt::format("{:.1f} ms", milliseconds) : fmt::format("{:.2f} s", milliseconds / 1000);
}

void add_starts(pugi::xml_node section, const Result& result) {
  if (result.scenarios.empty()) return;
  add(section, "h3", "Starts");
  auto table = add_table(section, "Starts");
  add_heads(add_head_row(table), {"start", "made for", "state", "detail"});
  auto rows = add(table, "tbody");
  for (const auto& start : result.scenarios) {
    auto row = add(rows, "tr");
    set(add(row, "th", start.name), "scope", "row");
    for (const auto& text : {fmt::format("{}", fmt::join(start.scenarios, ", ")), start.state, start.detail})
      add(row, "td", shortened(text, 1000));
  }
}

void add_phases(pugi::xml_node section, const Result& result) {
  if (result.phases.empty()) return;
  add(section, "h3", "Phases");
  auto table = add_table(section, "Phases");
  auto heads = add_head_row(table);
  add_heads(heads, {"start", "phase"});
  add_heads(heads, {"time"}, "num");
  auto rows = add(table, "tbody");
  for (const auto& phase : result.phases) {
    auto row = add(rows, "tr");
    set(add(row, "th", phase.start), "scope", "row");
    add(row, "td", phase.name);
    add(row, "td", duration(phase.elapsed_us), "num");
  }
}

void add_environment(pugi::xml_node main, const Result& result) {
  auto section = add_section(main, "Environment", "environment");
  auto list = add(section, "dl", "", "facts");
  const auto fact = [&](std::string_view label, std::string_view text) {
    if (text.empty()) return;
    add(list, "dt", label);
    add(list, "dd", text);
  };
  fact("manager", result.manager.name);
  fact("version", result.manager.version);
  fact("machine", result.conditions.subject);
  for (const auto& [label, text] : circumstances(result)) fact(label, text);
  fact("measured", result.measured);
  fact("catalogue", result.catalogue);
  if (result.not_asked > 0)
    fact("not asked", fmt::format("{} more clauses with --scenarios full or --guest", result.not_asked));
  if (result.unchecked > 0) fact("no check yet", fmt::format("{} clauses that may apply", result.unchecked));
  add_starts(section, result);
  add_phases(section, result);
}

void add_footer(pugi::xml_node body) {
  add(add(body, "footer"), "p",
      "The score measures those clauses that apply to this machine; it does not measure security, speed or features "
      "beyond them.");
}

}  // namespace

std::string render_html(const Result& result) {
  pugi::xml_document document;
  auto html = add_html(document, title_of(result) + ": " + verdict_words(result), html_page_style, html_script_hash);
  auto body = add(html, "body");
  set(add_link(body, "Skip to the clauses", "#clauses"), "class", "skip");
  add_header(body, result);
  auto main = add(body, "main");
  add_verdict(main, result);
  add_steps(main, result);
  add_clauses(main, result);
  add_environment(main, result);
  add_footer(body);
  add_text(add(body, "script"), html_script);
  return "<!DOCTYPE html>\n" + html_of(document) + "\n";
}

}  // namespace conformance::reports
