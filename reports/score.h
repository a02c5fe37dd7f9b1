// SPDX-License-Identifier: Apache-2.0
// The arithmetic of the score. It sees only judged clauses, so a saved result gives the same numbers again.
#pragma once

#include "reports/result.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace conformance::reports {

/// required 4, recommended 2, optional 1
std::int64_t weight_of(std::string_view level);

/// blocked or unknown: it could still turn out either way.
bool undecided(std::string_view outcome);
/// undecided, or flaky: nothing to rely on.
bool unsettled(std::string_view outcome);

/// What one clause adds to the sums. A clause that does not apply adds nothing anywhere.
struct Contribution {
  std::int64_t weight = 0;   ///< to the denominator
  std::int64_t floor = 0;    ///< undecided counts as failed
  std::int64_t ceiling = 0;  ///< undecided counts as passed
  std::int64_t decided = 0;  ///< to the coverage

  Contribution& operator+=(const Contribution& other);
};

Contribution contribution_of(const ClauseResult& clause);
Contribution sum(std::span<const ClauseResult> clauses);

/// nullopt when nothing applies or nothing was decided.
std::optional<Score> score_of(const Contribution& sums);
/// nullopt when nothing applies.
std::optional<Percent> coverage_of(const Contribution& sums);

void count(Counts& counts, std::string_view outcome);

/// Only required clauses of origin "documented" decide between conformant, not conformant and undecided.
std::string verdict_of(std::span<const ClauseResult> clauses);

/// Score and counts per area, in the order in which the areas turn up.
std::vector<AreaResult> areas_of(std::span<const ClauseResult> clauses, bool partial);

/// All figures of a result, as they follow from its clauses.
void set_figures(Result& result);

/// True for the clauses that decide the verdict.
bool decisive(const ClauseResult& clause);

}  // namespace conformance::reports
