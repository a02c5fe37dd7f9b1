// SPDX-License-Identifier: Apache-2.0
// Known deviations. What is expected is marked after the judging, and changes neither outcome nor score, only the gate.
#pragma once

#include "reports/result.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace conformance::reports {

/// The reason of an entry that was written by the program and that nobody has explained yet.
inline constexpr std::string_view unexplained = "to be explained";

/// Compares versions number by number: "5.0.2" < "5.0.10", "252" = "252.0". What stands before the first digit, and
/// from a "~", "-", "+" or blank on, does not count.
int compare_versions(std::string_view one, std::string_view other);

/// ">=1.0 <2": every condition has to hold. Operators: < <= = >= >.
class VersionRange {
 public:
  /// nullopt: that is none.
  static std::optional<VersionRange> parse(std::string_view text);

  /// An unknown version ("") is in no range but the one without conditions.
  bool holds(std::string_view version) const;

  /// A version can be in it.
  bool possible() const;
  /// A version, or an unknown one, can be in both.
  bool meets(const VersionRange& other) const;

 private:
  struct Condition {
    std::string comparison;
    std::string version;
  };
  static bool meet(const Condition& low, const Condition& high);
  std::vector<Condition> conditions_;
};

struct Expectation {
  std::string clause;
  std::string outcome = "fail";  ///< "fail", "blocked", "unknown" or "flaky"
  std::string reason;
  std::string link;
  std::vector<std::string> variants;  ///< of the profile, "plain" for the one without a name; empty: all
  std::vector<std::string> hosts;     ///< Conditions::host, or its first word; empty: all
  VersionRange versions;              ///< of the manager
  VersionRange systemd;               ///< of the host
};

/// The variant of a result as Expectation::variants has it.
std::string variant_of(const Result& result);

/// It speaks of results like this one.
bool applies(const Expectation& expectation, const Result& result);

/// The outcome is the one that is expected; a flaky clause may be violated in any single run.
bool expects(const Expectation& expectation, std::string_view outcome);

/// There can be a result in which both speak of one outcome.
bool overlap(const Expectation& one, const Expectation& other);

/// Marks what is expected, the site's own clauses as well, and nothing else. Marks from before are gone.
void waive(Result& result, std::span<const Expectation> expectations);

}  // namespace conformance::reports
