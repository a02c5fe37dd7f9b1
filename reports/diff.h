// SPDX-License-Identifier: Apache-2.0
// What changed between two results.
#pragma once

#include "reports/result.h"
#include "reports/terminal.h"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace conformance::reports {

/// What became of a clause, in the order of a report:
inline constexpr std::array<std::string_view, 8> change_kinds = {
    "regressed", "fixed", "newly-undecided", "newly-decided", "otherwise", "catalogue-changed", "added", "gone"};

struct Change {
  /// "regressed"          violated now, and was not: it was kept, or did not apply
  /// "fixed"              was violated, and is kept now
  /// "newly-undecided"    was decided, and is blocked, unknown or flaky now
  /// "newly-decided"      the other way round
  /// "otherwise"          applies now or no longer does, or is undecided in another way
  /// "catalogue-changed"  another level, origin or sentence: its outcomes are of two clauses, and are not compared
  /// "added", "gone"      judged in one of the results only
  std::string_view kind;
  const ClauseResult* before = nullptr;  ///< nullptr: added
  const ClauseResult* after = nullptr;   ///< nullptr: gone

  const ClauseResult& clause() const { return after != nullptr ? *after : *before; }
};

/// Something about the runs that is not the same in both, and what it was.
struct Condition {
  std::string_view name;
  std::string before;
  std::string after;
};

/// Looks into the two results, which have to outlive it.
struct Diff {
  const Result* before = nullptr;
  const Result* after = nullptr;
  std::vector<Condition> conditions;
  std::vector<Change> changes;  ///< by kind, as they stand above; within it the weightiest first
  std::vector<Change> own;      ///< the same of the site's clauses, which are in no score
  std::string not_subtracted;   ///< why the scores cannot be subtracted; empty: they can
  bool common = false;          ///< a clause at least was judged in both
};

std::vector<const Change*> of_kind(const std::vector<Change>& changes, std::string_view kind);

Diff diff(const Result& before, const Result& after);

/// 1: something regressed; 3: something is no longer decided, or no longer judged by the same catalogue or for the
/// site; 77: nothing of the contract was judged in both; 0. Advice ("derived") never counts, as with every gate.
int exit_code_of(const Diff& diff);
/// One sentence for people.
std::string closing_of(const Diff& diff);

std::string render_diff(const Diff& diff, const TerminalOptions& options = {});
std::string render_diff_json(const Diff& diff);

/// The JSON Schema (draft 2020-12) of what render_diff_json() writes.
std::string diff_json_schema();

}  // namespace conformance::reports
