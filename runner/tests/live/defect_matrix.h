// SPDX-License-Identifier: Apache-2.0
// The defect matrix: what every check says of the exemplar with every defect. A row is one defect; a live test makes it
// and demands that it is diagonal but for the pairs in falls-together.toml.
#pragma once

#include "runner/tests/live/program.h"

#include <set>
#include <string>
#include <vector>

namespace conformance::live {

struct Row {
  std::string defect;     ///< the clause it breaks
  std::string host;       ///< "lab" (systemd and machined) or "bare"
  std::string scenarios;  ///< under which the exemplar ran
  Outcomes without;       ///< of the exemplar without a defect
  Outcomes seen;          ///< with it
  Outcomes allowed;       ///< what may change beside the defect's own clause
  std::string not_shown;  ///< why the defect changes nothing here; empty: it does

  /// Clauses whose outcome is another than the table allows: "was X instead of Y".
  Outcomes unexpected() const;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Row, defect, host, scenarios, without, seen, allowed, not_shown)

/// The defects of the exemplar that are about this kind of machine, as the probe or as an OS in it sees it, and that
/// falls-together.toml does not call impossible.
std::vector<std::string> defects(bool vm, bool payload = false);
/// Those it does.
std::set<std::string> impossible();

/// Runs the exemplar with and (once for each set of scenarios) without the defect. `words`: profile and kernel.
Row make_row(const std::string& words, const std::string& defect);

/// The outcomes of the exemplar without a defect; one after the other, also where several rows are made at a time.
const Outcomes& baseline(const std::string& words, const std::string& scenarios);

/// A start that asks for nothing special.
inline constexpr const char* standard_scenarios =
    "boot,credentials,vm-credentials,boot-loader,notify,fdstore,activation,stop";

/// One in which an OS is booted.
inline constexpr const char* payload_scenario = "payload";

/// Keeps the row beside the program, in defect-matrix.rows/, of which the program `defect-matrix` makes the matrix.
void keep(const Row& row);

/// A defect's id as the name of a test.
std::string test_name(const std::string& defect);

}  // namespace conformance::live
