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

/// Where the document stands on the web; empty for one that is not known to be there.
std::string url_of(const SourceRef& source);

/// Letters, digits, "_", "." and "-": nothing that means something in a URL.
bool plain_name(std::string_view name);

/// "✓ pass": a mark and a word, so that nothing depends on a colour.
std::string_view mark(std::string_view outcome);

/// "not conformant", "94.9 of 100", "94.9 to 96.1 of 100", "none"
std::string verdict_words(const Result& result);
std::string score_words(const Result& result);

/// What the verdict rests on: "2 required clauses violated, 1 undecided".
std::string because(const Result& result);

/// What has to be known before a verdict is believed: an untested profile, a machine that did not report or was only
/// looked at from one side, a partial run, things left behind. Whole sentences.
std::vector<std::string> remarks(const Result& result);

struct Told {
  std::string label;
  std::string text;
};
/// What a clause asks, what was seen, what mends it: "asks" "where" "saw" "fix" "known". Without those that are empty.
std::vector<Told> told(const ClauseResult& clause);
/// What the machine was examined under: "profile", "host", … Without those that are not known.
std::vector<Told> circumstances(const Result& result);

/// The clauses of one area, in the order of the result.
struct AreaClauses {
  std::string area;
  std::vector<const ClauseResult*> clauses;
};
std::vector<AreaClauses> by_area(const Result& result);
/// And after them those of the site, as one area "own".
std::vector<AreaClauses> by_area_and_own(const Result& result);

/// Undecided clauses that share a reason, the required ones first; not the known deviations.
struct Undecided {
  std::string reason;  ///< not made harmless
  std::vector<const ClauseResult*> clauses;
};
std::vector<Undecided> undecided_by_reason(const Result& result);

/// The site's own that are not kept and not known to deviate.
std::vector<const ClauseResult*> own_to_act_on(const Result& result);

/// Those with a verdict to act on: violated first, then undecided, the required ones first among each; not the known
/// deviations.
std::vector<const ClauseResult*> worst_first(const Result& result);

}  // namespace conformance::reports
