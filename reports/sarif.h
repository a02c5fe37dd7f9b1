// SPDX-License-Identifier: Apache-2.0
// SARIF 2.1.0, which code scanning services take.
#pragma once

#include "reports/result.h"

#include <cstdint>
#include <string>

namespace conformance::reports {

/// The line all results of a run point at, as services refuse results without a file.
struct Anchor {
  std::string uri;
  std::int64_t line = 1;
};
/// The profile, of which a result knows the name only: "profiles/NAME.toml".
Anchor anchor_of(const Result& result);

/// Violated and undecided clauses.
std::string render_sarif(const Result& result, const Anchor& anchor);

}  // namespace conformance::reports
