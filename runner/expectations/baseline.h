// SPDX-License-Identifier: Apache-2.0
// Writes what results deviate in into the file of expectations. Only whole entries are added or taken out; every other
// byte of the file, comments and reasons above all, stays.
#pragma once

#include "reports/result.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace conformance::runner {

struct BaselineOptions {
  bool prune = false;      ///< take out what no longer deviates
  bool undecided = false;  ///< blocked, unknown and flaky are written down, too
};

struct Baseline {
  std::string text;
  std::vector<std::string> added;      ///< "caps.no-audit-control (plain, veth)"
  std::vector<std::string> removed;    ///< no longer deviate, and were taken out
  std::vector<std::string> outdated;   ///< no longer deviate, and still stand there
  std::vector<std::string> ambiguous;  ///< deviate in some of the results only: the entry has to be narrowed by hand
};

/// `text` is the file as it is ("" for a new one), `name` stands for it in messages. The results are all of one
/// profile. Throws ProfileError when the text is no such file.
Baseline update_baseline(std::string_view text, std::string_view name, std::span<const reports::Result> results,
                         const BaselineOptions& options);

}  // namespace conformance::runner
