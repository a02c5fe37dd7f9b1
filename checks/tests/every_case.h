// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "checks/tests/exec_cases.h"

#include <vector>

namespace conformance::checks::testing {

/// The cases of every clause.
std::vector<Case> every_case();

}  // namespace conformance::checks::testing
