// SPDX-License-Identifier: Apache-2.0
#include "reports/catalogue_text.h"

#include "checks/catalogue.h"
#include "reports/text.h"
#include "reports/words.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace conformance::reports {

namespace {

using checks::Clause;
using Json = nlohmann::ordered_json;

std::string reason_of(const Clause& clause) {
  if (clause.has_check()) return "";
  return clause.reason.empty() ? "nobody has written it yet" : std::string(clause.reason);
}

Json json_of(const Clause& clause) {
  return {{"id", clause.id},
          {"title", clause.says},
          {"level", checks::name(clause.level)},
          {"origin", checks::name(clause.origin)},
          {"subject", checks::name(clause.subject)},
          {"area", clause.area()},
          {"source",
           {{"document", clause.source.document},
            {"section", clause.source.section},
            {"item", clause.source.item},
            {"revision", clause.source.revision}}},
          {"scenarios", Json::array({clause.scenario})},
          {"check", clause.has_check()},
          {"reason", reason_of(clause)}};
}

void add_field(std::string& out, std::string_view label, std::string_view text, std::size_t width) {
  if (text.empty()) return;
  constexpr std::size_t left = 11;
  bool first = true;
  for (const auto& part : wrapped(text, std::max<std::size_t>(width, 40) - left)) {
    out += padded(first ? label : "", left) + part + "\n";
    first = false;
  }
}

}  // namespace

std::string list_text(Clauses clauses, std::size_t width) {
  std::size_t longest = 0;
  for (const auto* clause : clauses) longest = std::max(longest, clause->id.size());
  const std::size_t left = longest + 2 + 13 + 10;
  const std::size_t room = width == 0 ? std::string_view::npos : std::max<std::size_t>(width, left + 30) - left - 2;
  std::string out;
  bool some_derived = false;
  for (const auto* clause : clauses) {
    const bool derived = clause->origin == checks::Origin::derived;
    const auto level = fmt::format("{}{}", checks::name(clause->level), derived ? "*" : "");
    out += fmt::format("{}  {:<13}{:<10}", padded(clause->id, longest), level, clause->has_check() ? "" : "no check");
    const auto lines = wrapped(clause->says, room);
    out += lines.front() + (lines.size() > 1 ? " …" : "") + "\n";
    some_derived = some_derived || derived;
  }
  if (some_derived) out += "\n* follows from code or a protocol; it advises and never decides the verdict\n";
  return out;
}

std::string list_json(Clauses clauses) {
  Json json = Json::array();
  for (const auto* clause : clauses) json.push_back(json_of(*clause));
  return json.dump(1) + "\n";
}

std::string list_markdown(Clauses clauses) {
  std::string out = "| clause | level | subject | source | check | asks |\n|---|---|---|---|---|---|\n";
  const auto cell = [](std::string_view text) {
    std::string safe;
    for (const char letter : text) (letter == '|' ? safe += '\\' : safe) += letter;
    return safe;
  };
  for (const auto* clause : clauses)
    out += fmt::format("| `{}` | {} | {} | {} | {} | {} |\n", clause->id, checks::name(clause->level),
                       checks::name(clause->subject), cell(citation(clause->source)),
                       clause->has_check() ? "yes" : "no", cell(clause->says));
  return out;
}

std::string explain_text(const Clause& clause, std::size_t width) {
  std::string out = fmt::format("{}\n\n", clause.id);
  add_field(out, "asks", clause.says, width);
  const auto advice =
      clause.origin == checks::Origin::derived ? ", derived from code or a protocol: it advises only" : "";
  add_field(out, "level", fmt::format("{}{}", checks::name(clause.level), advice), width);
  add_field(out, "binds",
            clause.subject == checks::Subject::both ? "containers and VMs"
            : checks::name(clause.subject) == "vm"  ? "VMs"
                                                    : "containers",
            width);
  add_field(out, "when", clause.preconditions, width);
  add_field(out, "source", citation(clause.source), width);
  if (clause.since != "all") add_field(out, "since", clause.since, width);
  add_field(out, "seen by", clause.observe, width);
  add_field(out, "scenario", clause.scenario, width);
  add_field(out, "fix", clause.remedy, width);
  if (!clause.has_check()) add_field(out, "no check", reason_of(clause), width);
  return out;
}

}  // namespace conformance::reports
