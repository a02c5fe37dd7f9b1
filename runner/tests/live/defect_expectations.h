// SPDX-License-Identifier: Apache-2.0
// What a live test demands of the defect matrix.
#pragma once

#include "runner/tests/live/defect_matrix.h"

namespace conformance::live {

/// The defect breaks its clause and changes no other; skips where it cannot be shown here. The row is kept.
void expect_diagonal(const Row& row);

/// The exemplar without a defect violates nothing.
void expect_nothing_violated(const Outcomes& outcomes);

/// A check without a defect has never been seen to fail on a real machine. `broken`: by the defects there are; `vm`: of
/// the clauses about VMs, or of all others.
void expect_each_clause_broken(const std::vector<std::string>& broken, bool vm);

}  // namespace conformance::live
