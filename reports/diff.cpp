// SPDX-License-Identifier: Apache-2.0
#include "reports/diff.h"

#include "reports/gate.h"
#include "reports/score.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

namespace conformance::reports {

namespace {

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

ById by_id(const std::vector<ClauseResult>& all) {
  ById clauses;
  for (const auto& clause : all) clauses.emplace(clause.id, &clause);
  return clauses;
}

std::vector<Change> changes_of(const std::vector<ClauseResult>& before, const std::vector<ClauseResult>& after) {
  std::vector<Change> changes;
  const auto old = by_id(before);
  for (const auto& clause : after) {
    const auto found = old.find(clause.id);
    if (found == old.end()) {
      changes.push_back({"added", nullptr, &clause});
    } else if (const auto kind = kind_of(*found->second, clause); !kind.empty()) {
      changes.push_back({kind, found->second, &clause});
    }
  }
  const auto now = by_id(after);
  for (const auto& clause : before)
    if (!now.contains(clause.id)) changes.push_back({"gone", &clause, nullptr});
  std::ranges::stable_sort(changes, {}, [](const Change& change) {
    return std::pair(std::ranges::find(change_kinds, change.kind), -weight_of(change.clause().level));
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

/// Advice counts for no gate.
std::int64_t count(const std::vector<Change>& changes, std::string_view kind) {
  return std::ranges::count_if(
      changes, [&](const Change& change) { return change.kind == kind && change.clause().origin != "derived"; });
}

/// Of the contract, and of the site.
struct Amount {
  std::int64_t clauses = 0;
  std::int64_t own = 0;

  bool any() const { return clauses + own > 0; }
};

Amount count(const Diff& diff, std::string_view kind) { return {count(diff.changes, kind), count(diff.own, kind)}; }

/// What is gone was left out or could not be started: nobody knows whether it is kept. Only another catalogue may have
/// dropped it; a site's file has no version.
Amount count_lost(const Diff& diff) {
  auto lost = count(diff, "newly-undecided");
  const auto gone = count(diff, "gone");
  if (diff.before->catalogue == diff.after->catalogue) lost.clauses += gone.clauses;
  lost.own += gone.own;
  return lost;
}

/// "2 clauses and 1 of the site", "1 clause of the site"
std::string text_of(const Amount& amount) {
  const auto clauses = [](std::int64_t number) { return fmt::format("{} clause{}", number, number == 1 ? "" : "s"); };
  if (amount.own == 0) return clauses(amount.clauses);
  if (amount.clauses == 0) return clauses(amount.own) + " of the site";
  return fmt::format("{} and {} of the site", clauses(amount.clauses), amount.own);
}

}  // namespace

std::vector<const Change*> of_kind(const std::vector<Change>& changes, std::string_view kind) {
  std::vector<const Change*> found;
  for (const auto& change : changes)
    if (change.kind == kind) found.push_back(&change);
  return found;
}

Diff diff(const Result& before, const Result& after) {
  Diff diff{.before = &before, .after = &after, .conditions = conditions_of(before, after)};
  diff.changes = changes_of(before.clauses, after.clauses);
  diff.own = changes_of(before.own, after.own);
  diff.not_subtracted = why_not_subtracted(before, after, diff.changes);
  diff.common = of_kind(diff.changes, "gone").size() < before.clauses.size();
  return diff;
}

int exit_code_of(const Diff& diff) {
  if (count(diff, "regressed").any()) return exit_code::violated;
  if (!diff.common) return exit_code::nothing_applicable;
  return count_lost(diff).any() ? exit_code::undecided : exit_code::passed;
}

std::string closing_of(const Diff& diff) {
  if (const auto amount = count(diff, "regressed"); amount.any()) return text_of(amount) + " regressed";
  if (!diff.common) return "no clause was judged in both";
  if (const auto amount = count_lost(diff); amount.any())
    return "nothing regressed, but " + text_of(amount) + " decided before cannot be compared now";
  const Amount fixed{std::ssize(of_kind(diff.changes, "fixed")), std::ssize(of_kind(diff.own, "fixed"))};
  return fixed.any() ? fmt::format("nothing regressed, {} fixed", text_of(fixed)) : "nothing regressed";
}

}  // namespace conformance::reports
