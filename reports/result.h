// SPDX-License-Identifier: Apache-2.0
// The result of judging one piece of evidence. Made from evidence and catalogue alone, so the same evidence gives the
// same bytes anywhere.
#pragma once

#include "evidence/describe.h"
#include "evidence/document.h"
#include "reports/percent.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace conformance::checks {
struct Clause;
}

namespace conformance::reports {

inline constexpr const char* result_schema_name = "conformance-result/5";

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
  std::string outcome;         ///< "pass" "fail" "not-applicable" "blocked" "unknown" "flaky"
  bool waived = false;         ///< an expectation speaks of this outcome, or of one that now turned into a pass
  std::string waived_because;  ///< its reason
  std::string waived_link;     ///< where that is written down; empty: nowhere
  std::string says;
  std::string saw;
  std::string remedy;
  std::vector<std::string> seen_in;  ///< the start it was judged by, or two that were compared; empty: there was none
  SourceRef source;
  EVIDENCE_FIELDS(ClauseResult, id, area, level, origin, outcome, waived, waived_because, waived_link, says, saw,
                  remedy, seen_in, source)
};

/// Floor counts everything undecided as failed, ceiling as passed.
struct Score {
  Percent floor;
  Percent ceiling;
  EVIDENCE_FIELDS(Score, floor, ceiling)
};

/// How many clauses had which outcome; the JSON names are the outcomes.
struct Counts {
  std::int64_t pass = 0;
  std::int64_t fail = 0;
  std::int64_t not_applicable = 0;
  std::int64_t blocked = 0;
  std::int64_t unknown = 0;
  std::int64_t flaky = 0;

  template <class Visit>
  static void each_field(Visit&& visit) {
    visit(std::string_view("pass"), &Counts::pass);
    visit(std::string_view("fail"), &Counts::fail);
    visit(std::string_view("not-applicable"), &Counts::not_applicable);
    visit(std::string_view("blocked"), &Counts::blocked);
    visit(std::string_view("unknown"), &Counts::unknown);
    visit(std::string_view("flaky"), &Counts::flaky);
  }
  friend bool operator==(const Counts&, const Counts&) = default;
};

struct AreaResult {
  std::string area;
  Counts counts;
  std::optional<Score> score;  ///< null when nothing applies or was decided, and in a partial run
  EVIDENCE_FIELDS(AreaResult, area, counts, score)
};

struct Manager {
  std::string name;
  std::string version;
  std::string profile;   ///< "lxc" or "nspawn:private-network"
  std::string untested;  ///< why nobody had run the profile before; empty: it was
  EVIDENCE_FIELDS(Manager, name, version, profile, untested)
};

/// What many clauses depend on. Empty: not known.
struct Conditions {
  std::string subject;  ///< "container" or "vm"
  std::string host;     ///< the system the manager ran on, by its os-release: "debian trixie"
  std::string kernel;
  std::string systemd;  ///< of the host
  std::string cgroup_mode;
  std::string user_namespace;     ///< "own" or "shared" with whoever started the manager
  std::string network_namespace;  ///< "own" or "shared"
  EVIDENCE_FIELDS(Conditions, subject, host, kernel, systemd, cgroup_mode, user_namespace, network_namespace)
};

struct Phase {
  std::string start;  ///< of which start
  std::string name;
  std::int64_t elapsed_us = 0;
  EVIDENCE_FIELDS(Phase, start, name, elapsed_us)
};

/// One start of the machine.
struct StartResult {
  std::string name;
  std::vector<std::string> scenarios;  ///< what it was for
  std::string state;                   ///< Run::state
  std::string detail;                  ///< Run::detail
  EVIDENCE_FIELDS(StartResult, name, scenarios, state, detail)
};

struct Result {
  std::string schema = result_schema_name;
  std::string catalogue;            ///< its version
  std::string verdict;              ///< "conformant" "not-conformant" "undecided" "not-measured"
  std::optional<Score> score;       ///< null for a partial run or when nothing was measured
  std::optional<Percent> coverage;  ///< decided weight / applicable weight; null when nothing applies
  bool partial = false;             ///< --only, --skip or --level left clauses out
  Manager manager;
  Conditions conditions;
  std::int64_t runs = 1;  ///< how many were merged (--repeat)
  std::string measured;   ///< when the first start began (an adopted one was looked at), "2026-05-01T10:20:30Z"
  std::string state;      ///< Run::state of the first start; of several runs: the first that is not "reported"
  std::string detail;     ///< Run::detail of the same
  Counts counts;
  std::int64_t unchecked = 0;  ///< clauses for such a machine that this version has no check for
  std::int64_t not_asked = 0;  ///< selected clauses for such a machine that other scenarios would show
  std::vector<AreaResult> areas;
  std::vector<ClauseResult> clauses;
  std::vector<ClauseResult> own;       ///< of the site, of origin "own"; in no figure and not in the verdict
  std::int64_t starts = 0;             ///< how often the manager was told to start a machine
  std::vector<StartResult> scenarios;  ///< what was started; a guest that came again by itself stands here, too
  std::vector<Phase> phases;
  std::vector<std::string> left_behind;
  EVIDENCE_FIELDS(Result, schema, catalogue, verdict, score, coverage, partial, manager, conditions, runs, measured,
                  state, detail, counts, unchecked, not_asked, areas, clauses, own, starts, scenarios, phases,
                  left_behind)
};

/// Which clauses are judged. Globs match whole ids; an empty `only` means all.
struct Selection {
  std::vector<std::string> only;
  std::vector<std::string> skip;
  std::string level = "optional";  ///< lowest level that is judged: "required" "recommended" "optional"
};

using Clauses = std::span<const checks::Clause* const>;

/// Judges every clause of the catalogue that has a check, is selected, and whose scenario was planned.
Result evaluate(const evidence::Document& document, const Selection& selection = {});

/// The same with other clauses than the catalogue's.
Result evaluate(const evidence::Document& document, const Selection& selection, Clauses clauses);

}  // namespace conformance::reports
