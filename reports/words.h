// SPDX-License-Identifier: Apache-2.0
// What several formats say of a result in the same words. Texts are harmless and of one line each, unless said.
#pragma once

#include "reports/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace conformance::reports {

/// "CONTAINER_INTERFACE, Execution Environment, 3 (systemd 262)", of a result or of the catalogue; not made harmless.
std::string citation(std::string_view document, std::string_view section, std::string_view item,
                     std::string_view revision);
template <class Source>
std::string citation(const Source& source) {
  return citation(source.document, source.section, source.item, source.revision);
}

/// "nspawn 252, profile nspawn:private-network"
std::string title_of(const Result& result);

/// "not conformant", "94.9 of 100", "94.9 to 96.1 of 100", "none"
std::string verdict_words(const Result& result);
std::string score_words(const Result& result);

/// What a clause asks, what was seen, what mends it.
struct Told {
  std::string label;  ///< "asks" "where" "saw" "fix" "known"
  std::string text;
};
/// Without those that are empty.
std::vector<Told> told(const ClauseResult& clause);

/// The clauses of one area, in the order of the result.
struct AreaClauses {
  std::string area;
  std::vector<const ClauseResult*> clauses;
};
std::vector<AreaClauses> by_area(const Result& result);

/// Those with a verdict to act on: violated first, then undecided, the required ones first among each; not the known
/// deviations.
std::vector<const ClauseResult*> worst_first(const Result& result);

}  // namespace conformance::reports
