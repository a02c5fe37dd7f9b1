// SPDX-License-Identifier: Apache-2.0
// The evidence of a whole examination: of one machine, or of several starts under different conditions.
#pragma once

#include "evidence/evidence.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace conformance::evidence {

/// Changes whenever a file written by one version cannot be read by the other.
inline constexpr const char* schema_name = "conformance-evidence/3";

/// A condition under which the machine was to be started (checks/scenarios.h). Each is either served by a start, or
/// there is none for it, and then the reason stands here.
struct Planned {
  std::string scenario;
  std::string claim;    ///< what the profile says why its manager cannot do this; empty: it says no such thing
  std::string problem;  ///< why it could not be started here; empty: it was to be started
  EVIDENCE_FIELDS(Planned, scenario, claim, problem)
};

struct Document {
  std::string schema = schema_name;
  /// How many scenarios were planned: a file that lost one of them can be told from one that never had it.
  std::int64_t scenarios = 0;
  std::vector<Planned> planned;
  std::vector<Evidence> starts;  ///< in the order in which they began; Run::scenarios says what each is for
  EVIDENCE_FIELDS(Document, schema, scenarios, planned, starts)
};

/// The evidence of one start, as a document.
Document document_of(Evidence evidence);

/// nullptr: nobody planned it.
const Planned* find_planned(const Document& document, std::string_view scenario);
/// The start that serves a scenario; nullptr: there is none.
const Evidence* find_start(const Document& document, std::string_view scenario);

/// What contradicts itself: a scenario that is lost, stands twice, or was never planned. Empty: nothing.
std::string contradiction_in(const Document& document);

}  // namespace conformance::evidence
