// SPDX-License-Identifier: Apache-2.0
#include "runner/own/own_file.h"

#include "checks/scenarios.h"
#include "runner/profile/file.h"
#include "runner/profile/load.h"
#include "runner/profile/section.h"
#include "runner/profile/suggest.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <set>

namespace conformance::runner {

using namespace profiles;
using reports::OwnClause;
using reports::OwnValue;

namespace {

constexpr std::size_t most_clauses = 1'000;

const std::vector<std::string_view> levels = {"required", "recommended", "optional"};
const std::vector<std::string_view> subjects = {"both", "container", "vm"};

std::vector<std::string_view> comparisons() {
  return {std::begin(reports::own_comparisons), std::end(reports::own_comparisons)};
}

std::vector<std::string_view> scenario_names() {
  std::vector<std::string_view> names;
  for (const auto& scenario : checks::scenarios()) names.push_back(scenario.name);
  return names;
}

std::string id_in(const Section& section, std::set<std::string>& taken) {
  const auto id = section.required_text("id");
  if (id.empty()) return id;
  const auto place = section.find("id")->value;
  if (const auto why = reports::why_no_own_id(id); !why.empty())
    section.error_at(place, fmt::format("\"{}\" is no id", id), why);
  if (!taken.insert(id).second) section.error_at(place, fmt::format("the clause \"{}\" stands there twice", id));
  return id;
}

std::string path_in(const Section& section) {
  const auto path = section.required_text("path");
  if (path.empty()) return path;
  const auto [segment, problem, candidates] = reports::check_path(path);
  const auto place = section.find("path")->value;
  if (!problem.empty())
    section.error_at(section.diagnostics().inside(place, segment), fmt::format("\"{}\": {}", segment, problem),
                     suggestion(segment, {candidates.begin(), candidates.end()}, "fields"));
  return path;
}

OwnValue value_of(const Section& section, std::string_view key, const Section::Entry& entry) {
  if (const auto* flag = entry.node->as_boolean()) return flag->get();
  if (const auto* number = entry.node->as_integer()) return number->get();
  if (const auto* text = entry.node->as_string()) return text->get();
  section.wrong_type(key, entry, "true or false, a whole number or a text");
  return false;
}

/// Exactly one of the comparisons, with its value.
void read_comparison(const Section& section, OwnClause& clause) {
  std::vector<std::string_view> there;
  for (const auto comparison : comparisons())
    if (section.find(comparison)) there.push_back(comparison);
  if (there.size() != 1) {
    section.error_at(section.place(),
                     there.empty()
                         ? "this clause compares nothing"
                         : fmt::format("this clause compares {} times: {}", there.size(), fmt::join(there, ", ")),
                     fmt::format("take one of: {}", fmt::join(comparisons(), ", ")));
    return;
  }
  const auto entry = *section.find(there.front());
  clause.comparison = there.front();
  clause.value = value_of(section, there.front(), entry);
  if (clause.path.empty()) return;
  if (const auto why = reports::why_not_comparable(clause); !why.empty()) section.error_at(entry.value, why);
}

OwnClause clause_in(const Section& section, std::string_view file, std::set<std::string>& taken) {
  std::vector<std::string_view> keys = {"id", "sentence", "path", "level", "remedy", "scenario", "subject"};
  std::ranges::copy(comparisons(), std::back_inserter(keys));
  section.allow(keys);
  OwnClause clause;
  clause.id = id_in(section, taken);
  clause.sentence = section.required_text("sentence");
  clause.path = path_in(section);
  clause.level = levels.at(section.choice("level", levels, 0));
  clause.remedy = section.text("remedy").value_or("");
  clause.subject = subjects.at(section.choice("subject", subjects, 0));
  const auto scenarios = scenario_names();
  const auto boot = std::ranges::find(scenarios, "boot") - scenarios.begin();
  clause.scenario = scenarios.at(section.choice("scenario", scenarios, static_cast<std::size_t>(boot)));
  clause.source = {std::filesystem::path(file).filename().string(), "", fmt::format("line {}", section.place().line),
                   "own"};
  read_comparison(section, clause);
  return clause;
}

}  // namespace

std::vector<OwnClause> parse_own_clauses(std::string_view text, std::string_view name) {
  Diagnostics diagnostics(text, std::string(name));
  const toml::table table = parse(diagnostics, text, name);
  const Section whole(diagnostics, "", {&table});
  whole.allow({"clause"});
  std::set<std::string> taken;
  std::vector<OwnClause> clauses;
  for (const auto& section : whole.list("clause", most_clauses)) clauses.push_back(clause_in(section, name, taken));
  if (clauses.empty()) whole.error_at({}, "there is no [[clause]] in this file");
  diagnostics.throw_if_any();
  return clauses;
}

std::vector<OwnClause> load_own_clauses(const std::filesystem::path& file) {
  return parse_own_clauses(contents(file), file.native());
}

}  // namespace conformance::runner
