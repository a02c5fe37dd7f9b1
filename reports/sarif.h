// SPDX-License-Identifier: Apache-2.0
// SARIF 2.1.0, which code scanning services take.
#pragma once

#include "reports/result.h"

#include <string>

namespace conformance::reports {

/// Violated and undecided clauses. Each result is anchored at the profile, as services refuse results without a file.
std::string render_sarif(const Result& result);

}  // namespace conformance::reports
