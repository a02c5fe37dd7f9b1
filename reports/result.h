// SPDX-License-Identifier: Apache-2.0
// The result of judging one piece of evidence. Made from evidence and catalogue alone, so the same evidence gives the
// same bytes anywhere.
#pragma once

#include "evidence/describe.h"
#include "evidence/evidence.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace conformance::reports {

inline constexpr const char* result_schema_name = "conformance-result/1";

struct SourceRef {
  std::string document;
  std::string section;
  std::string item;
  std::string revision;
  EVIDENCE_FIELDS(SourceRef, document, section, item, revision)
};

struct ClauseResult {
  std::string id;
  std::string area;
  std::string level;
  std::string origin;
  std::string outcome;  ///< "pass" "fail" "not-applicable" "blocked" "unknown" "flaky"
  bool waived = false;
  std::string says;
  std::string saw;
  std::string remedy;
  SourceRef source;
  EVIDENCE_FIELDS(ClauseResult, id, area, level, origin, outcome, waived, says, saw, remedy, source)
};

/// Tenths of a percent, rounded down, so that 1000 means all. JSON shows them as "87.3".
struct Score {
  std::string floor;
  std::string ceiling;
  EVIDENCE_FIELDS(Score, floor, ceiling)
};

struct Counts {
  std::int64_t pass = 0;
  std::int64_t fail = 0;
  std::int64_t not_applicable = 0;
  std::int64_t blocked = 0;
  std::int64_t unknown = 0;
  EVIDENCE_FIELDS(Counts, pass, fail, not_applicable, blocked, unknown)
};

struct AreaResult {
  std::string area;
  Counts counts;
  std::optional<Score> score;  ///< null when nothing applies, or nothing was decided
  EVIDENCE_FIELDS(AreaResult, area, counts, score)
};

struct Manager {
  std::string name;
  std::string version;
  std::string profile;  ///< "lxc" or "nspawn:private-network"
  EVIDENCE_FIELDS(Manager, name, version, profile)
};

struct Phase {
  std::string name;
  std::int64_t elapsed_us = 0;
  EVIDENCE_FIELDS(Phase, name, elapsed_us)
};

struct Result {
  std::string schema = result_schema_name;
  std::string catalogue;  ///< its version
  std::string verdict;    ///< "conformant" "not-conformant" "undecided" "not-measured"
  std::optional<Score> score;  ///< null for a partial run or when nothing was measured
  std::string coverage;        ///< decided weight / applicable weight, percent
  bool partial = false;        ///< --only, --skip or --level left clauses out
  Manager manager;
  std::string state;   ///< Run::state
  std::string detail;  ///< Run::detail
  Counts counts;
  std::vector<AreaResult> areas;
  std::vector<ClauseResult> clauses;
  std::int64_t starts = 1;
  std::vector<Phase> phases;
  std::vector<std::string> left_behind;
  EVIDENCE_FIELDS(Result, schema, catalogue, verdict, score, coverage, partial, manager, state, detail, counts, areas,
                  clauses, starts, phases, left_behind)
};

/// Which clauses are judged. Globs match whole ids; an empty `only` means all.
struct Selection {
  std::vector<std::string> only;
  std::vector<std::string> skip;
  std::string level = "optional";  ///< lowest level that is judged: "required" "recommended" "optional"
};

Result evaluate(const evidence::Evidence& evidence, const Selection& selection = {});

}  // namespace conformance::reports
