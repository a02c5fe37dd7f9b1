// SPDX-License-Identifier: Apache-2.0
#include "reports/selection.h"

#include "checks/catalogue.h"
#include "reports/score.h"

#include <fnmatch.h>

#include <algorithm>

namespace conformance::reports {

bool glob_matches(const std::string& glob, std::string_view text) {
  return fnmatch(glob.c_str(), std::string(text).c_str(), 0) == 0;
}

bool selected(const Selection& selection, const checks::Clause& clause) {
  const auto matches = [&](const std::string& glob) { return glob_matches(glob, clause.id); };
  if (weight_of(checks::name(clause.level)) < weight_of(selection.level)) return false;
  if (!selection.only.empty() && std::ranges::none_of(selection.only, matches)) return false;
  return std::ranges::none_of(selection.skip, matches);
}

std::vector<std::string> globs_without_match(const Selection& selection, Clauses clauses) {
  std::vector<std::string> without;
  for (const auto* globs : {&selection.only, &selection.skip})
    for (const auto& glob : *globs)
      if (std::ranges::none_of(clauses, [&](const auto* clause) { return glob_matches(glob, clause->id); }))
        without.push_back(glob);
  return without;
}

}  // namespace conformance::reports
