// SPDX-License-Identifier: Apache-2.0
#include "reports/html_clauses.h"

#include "reports/html_tree.h"
#include "reports/score.h"
#include "reports/text.h"
#include "reports/words.h"
#include "reports/xml.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <tuple>

namespace conformance::reports {

namespace {

constexpr std::size_t longest_text = 1000;
constexpr std::array<std::string_view, 6> outcomes = {"fail", "flaky", "blocked", "unknown", "pass", "not-applicable"};
constexpr std::array<std::string_view, 3> levels = {"required", "recommended", "optional"};

/// What somebody may want to act on.
bool notable(const ClauseResult& clause) {
  return clause.outcome == "fail" || unsettled(clause.outcome) || clause.waived;
}

std::string area_anchor(const std::string& area) { return "area-" + anchor_of(area); }

bool is_web_link(std::string_view link) { return link.starts_with("https://") || link.starts_with("http://"); }

pugi::xml_node add_entry(pugi::xml_node list, std::string_view label, std::string_view text = "") {
  add(list, "dt", label);
  return add(list, "dd", shortened(text, longest_text));
}

void add_citation(pugi::xml_node list, const ClauseResult& clause) {
  const auto url = url_of(clause.source);
  if (url.empty()) {
    add_entry(list, "where", citation(clause.source));
  } else {
    add_link(add_entry(list, "where"), citation(clause.source), url);
  }
}

void add_reason(pugi::xml_node list, const ClauseResult& clause) {
  auto entry = add_entry(list, "known", clause.waived_because + (clause.waived_link.empty() ? "" : ", "));
  if (is_web_link(clause.waived_link))
    add_link(entry, clause.waived_link, clause.waived_link);
  else
    add_words(entry, clause.waived_link);
}

void add_head(pugi::xml_node summary, const ClauseResult& clause) {
  add(summary, "span", mark(clause.outcome), ("mark " + anchor_of(clause.outcome)).c_str());
  auto name = add(summary, "span", "", "name");
  add(name, "code", clause.id);
  add_words(name, " ");
  add(name, "span",
      clause.level + (clause.origin == "derived" ? ", advice" : "") + (clause.waived ? ", known deviation" : ""),
      "level");
  add(summary, "span", clause.says, "says");
}

void add_clause(pugi::xml_node area, const ClauseResult& clause, bool several_starts) {
  auto more = set(add(area, "details", "", "clause"), "id", anchor_of(clause.id));
  set(set(set(more, "data-outcome", clause.outcome), "data-level", clause.level), "data-area", clause.area);
  if (notable(clause)) set(more, "open", "");
  add_head(add(more, "summary"), clause);
  auto list = add(more, "dl");
  for (const auto& [label, text] : told(clause)) {
    if (label == "where")
      add_citation(list, clause);
    else if (label == "known")
      add_reason(list, clause);
    else if (label != "asks")
      add_entry(list, label, text);
  }
  if (clause.waived && clause.outcome == "pass")
    add_entry(list, "known", "It is kept now: take it out of the expectations.");
  if (several_starts && !clause.seen_in.empty())
    add_entry(list, "seen in", fmt::format("{}", fmt::join(clause.seen_in, ", ")));
  add_link(add_entry(list, "link"), "#" + clause.id, "#" + anchor_of(clause.id));
}

/// "7 kept, 2 violated"
std::string figures(const Counts& counts) {
  const std::pair<std::int64_t, const char*> all[] = {{counts.fail, "violated"},
                                                      {counts.blocked + counts.unknown + counts.flaky, "undecided"},
                                                      {counts.pass, "kept"},
                                                      {counts.not_applicable, "not applicable"}};
  std::string text;
  for (const auto& [number, word] : all)
    if (number > 0) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", number, word);
  return text;
}

void add_area(pugi::xml_node main, const AreaClauses& area, bool several_starts) {
  auto section = set(set(add(main, "section", "", "area"), "id", area_anchor(area.area)), "aria-labelledby",
                     "head-" + anchor_of(area.area));
  set(add(section, "h3", area.area), "id", "head-" + anchor_of(area.area));
  Counts counts;
  for (const auto* clause : area.clauses) count(counts, clause->outcome);
  add(section, "p", figures(counts), "faint");
  auto clauses = area.clauses;
  std::ranges::stable_sort(clauses, {}, [](const ClauseResult* clause) {
    return std::tuple(!notable(*clause), std::ranges::find(outcomes, clause->outcome), -weight_of(clause->level));
  });
  for (const auto* clause : clauses) add_clause(section, *clause, several_starts);
}

void add_areas(pugi::xml_node main, const Result& result) {
  auto table = add_table(main, "Areas");
  auto heads = add_head_row(table);
  add_heads(heads, {"area"});
  add_heads(heads, {"kept", "violated", "undecided", "n/a", "score"}, "num");
  auto rows = add(table, "tbody");
  for (const auto& area : result.areas) {
    const auto& counts = area.counts;
    auto row = add(rows, "tr");
    add_link(set(add(row, "th"), "scope", "row"), area.area, "#" + area_anchor(area.area));
    const auto cell = [&](std::int64_t number, const char* kind) {
      add(row, "td", std::to_string(number), number > 0 ? kind : "num zero");
    };
    cell(counts.pass, "num pass");
    cell(counts.fail, "num fail");
    cell(counts.blocked + counts.unknown + counts.flaky, "num undecided");
    cell(counts.not_applicable, "num");
    const bool whole = area.score && area.score->floor == area.score->ceiling;
    add(row, "td",
        !area.score ? "–"
        : whole     ? area.score->floor.text()
                    : area.score->floor.text() + " to " + area.score->ceiling.text(),
        "num");
  }
}

void add_choice(pugi::xml_node group, const char* name, std::string_view value, std::string_view text) {
  auto label = add(group, "label");
  auto box = set(set(set(add_void(label, "input"), "type", "checkbox"), "name", name), "value", value);
  set(box, "checked", "");
  add_words(label, text);
}

pugi::xml_node add_choices(pugi::xml_node form, const char* title) {
  auto group = add(form, "fieldset");
  add(group, "legend", title);
  return group;
}

void add_area_choice(pugi::xml_node form, const Result& result) {
  auto label = add(form, "label", "area ");
  auto choice = set(add(label, "select"), "name", "area");
  set(add(choice, "option", "all"), "value", "");
  for (const auto& area : result.areas) set(add(choice, "option", area.area), "value", area.area);
}

/// Hidden until the script has it work.
void add_filter(pugi::xml_node main, const Result& result) {
  auto form = set(set(add(main, "form"), "id", "filter"), "aria-label", "Which clauses are shown");
  set(form, "hidden", "");
  auto group = add_choices(form, "outcome");
  for (const auto outcome : outcomes) {
    const auto number = std::ranges::count(result.clauses, outcome, &ClauseResult::outcome);
    if (number > 0) add_choice(group, "outcome", outcome, fmt::format(" {} ({})", mark(outcome), number));
  }
  group = add_choices(form, "level");
  for (const auto level : levels) add_choice(group, "level", level, fmt::format(" {}", level));
  auto rest = add(form, "p");
  add_area_choice(rest, result);
  set(set(add(rest, "button", "open all"), "type", "button"), "id", "open");
  set(set(add(rest, "button", "close all"), "type", "button"), "id", "close");
  set(add(rest, "output"), "id", "shown");
}

void add_own(pugi::xml_node main, const Result& result) {
  if (result.own.empty()) return;
  set(add(main, "h2", "Own clauses"), "id", "own-clauses");
  add(main, "p", "Of this site; they count for neither verdict nor score.", "faint");
  for (const auto& clause : result.own) add_clause(main, clause, result.scenarios.size() > 1);
}

}  // namespace

void add_clause_links(pugi::xml_node parent, const std::vector<std::string>& ids) {
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (i > 0) add_words(parent, ", ");
    add(add_link(parent, "", "#" + anchor_of(ids[i])), "code", ids[i]);
  }
}

void add_clauses(pugi::xml_node main, const Result& result) {
  set(add(main, "h2", "Clauses"), "id", "clauses");
  add_areas(main, result);
  add_filter(main, result);
  for (const auto& area : by_area(result)) add_area(main, area, result.scenarios.size() > 1);
  add_own(main, result);
}

}  // namespace conformance::reports
