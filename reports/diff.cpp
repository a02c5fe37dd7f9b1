// SPDX-License-Identifier: Apache-2.0
#include "reports/diff.h"

#include "reports/gate.h"
#include "reports/score.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>

namespace conformance::reports {

namespace {

constexpr std::array<std::string_view, 8> kinds = {
    "regressed", "fixed", "newly-undecided", "newly-decided", "otherwise", "catalogue-changed", "added", "gone"};

bool same_clause(const ClauseResult& before, const ClauseResult& after) {
  return before.level == after.level && before.origin == after.origin && before.says == after.says;
}

/// "": nothing changed.
std::string_view kind_of(const ClauseResult& before, const ClauseResult& after) {
  if (!same_clause(before, after)) return "catalogue-changed";
  if (before.outcome == after.outcome) return "";
  const bool was_open = unsettled(before.outcome);
  const bool is_open = unsettled(after.outcome);
  if (was_open != is_open) return is_open ? "newly-undecided" : "newly-decided";
  if (is_open) return "otherwise";
  if (after.outcome == "fail") return "regressed";
  return before.outcome == "fail" && after.outcome == "pass" ? "fixed" : "otherwise";
}

using ById = std::map<std::string_view, const ClauseResult*>;

ById by_id(const Result& result) {
  ById clauses;
  for (const auto& clause : result.clauses) clauses.emplace(clause.id, &clause);
  return clauses;
}

std::vector<Change> changes_of(const Result& before, const Result& after) {
  std::vector<Change> changes;
  const auto old = by_id(before);
  for (const auto& clause : after.clauses) {
    const auto found = old.find(clause.id);
    if (found == old.end()) {
      changes.push_back({"added", nullptr, &clause});
    } else if (const auto kind = kind_of(*found->second, clause); !kind.empty()) {
      changes.push_back({kind, found->second, &clause});
    }
  }
  const auto now = by_id(after);
  for (const auto& clause : before.clauses)
    if (!now.contains(clause.id)) changes.push_back({"gone", &clause, nullptr});
  std::ranges::stable_sort(changes, {}, [](const Change& change) {
    return std::pair(std::ranges::find(kinds, change.kind), -weight_of(change.clause().level));
  });
  return changes;
}

std::vector<Condition> conditions_of(const Result& before, const Result& after) {
  std::vector<Condition> different;
  const auto add = [&](std::string_view name, const std::string& old, const std::string& now) {
    if (old != now) different.push_back({name, old, now});
  };
  add("manager", before.manager.name, after.manager.name);
  add("version", before.manager.version, after.manager.version);
  add("profile", before.manager.profile, after.manager.profile);
  Conditions::each_field(
      [&](std::string_view name, auto member) { add(name, before.conditions.*member, after.conditions.*member); });
  add("catalogue", before.catalogue, after.catalogue);
  add("state", before.state, after.state);
  return different;
}

std::string why_not_subtracted(const Result& before, const Result& after, const std::vector<Change>& changes) {
  if (before.catalogue != after.catalogue) return "the catalogues differ";
  if (!before.score || !after.score) return "a result without a score is among them";
  const auto other_clauses = [](const Change& change) {
    return change.kind == "catalogue-changed" || change.kind == "added" || change.kind == "gone";
  };
  return std::ranges::any_of(changes, other_clauses) ? "they are of different clauses" : "";
}

/// Those that no gate leaves out.
std::int64_t count_documented(const Diff& diff, std::string_view kind) {
  return std::ranges::count_if(diff.changes, [&](const Change& change) {
    return change.kind == kind && change.clause().origin == "documented";
  });
}

/// With one catalogue, what is gone was left out or could not be started: nobody knows whether it is kept.
std::int64_t count_lost(const Diff& diff) {
  const bool one_catalogue = diff.before->catalogue == diff.after->catalogue;
  return count_documented(diff, "newly-undecided") + (one_catalogue ? count_documented(diff, "gone") : 0);
}

std::string amount(std::int64_t number) { return fmt::format("{} clause{}", number, number == 1 ? "" : "s"); }

}  // namespace

std::vector<const Change*> Diff::of(std::string_view kind) const {
  std::vector<const Change*> found;
  for (const auto& change : changes)
    if (change.kind == kind) found.push_back(&change);
  return found;
}

Diff diff(const Result& before, const Result& after) {
  Diff diff{.before = &before, .after = &after, .conditions = conditions_of(before, after)};
  diff.changes = changes_of(before, after);
  diff.not_subtracted = why_not_subtracted(before, after, diff.changes);
  diff.common = diff.of("gone").size() < before.clauses.size();
  return diff;
}

int exit_code_of(const Diff& diff) {
  if (!diff.common) return exit_code::nothing_applicable;
  if (count_documented(diff, "regressed") > 0) return exit_code::violated;
  return count_lost(diff) > 0 ? exit_code::undecided : exit_code::passed;
}

std::string closing_of(const Diff& diff) {
  if (!diff.common) return "no clause was judged in both";
  if (const auto number = count_documented(diff, "regressed"); number > 0) return amount(number) + " regressed";
  if (const auto number = count_lost(diff); number > 0)
    return "nothing regressed, but " + amount(number) + " decided before cannot be compared now";
  const auto number = std::ssize(diff.of("fixed"));
  return number == 0 ? "nothing regressed" : fmt::format("nothing regressed, {} fixed", amount(number));
}

}  // namespace conformance::reports
