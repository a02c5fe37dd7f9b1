// SPDX-License-Identifier: Apache-2.0
#include "runner/commands/ending.h"

#include "reports/gate.h"
#include "reports/text.h"
#include "reports/words.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace conformance::runner {

namespace {

namespace exit_code = reports::exit_code;

/// The saved result as a word of a command.
std::string result_in(const Written& files) {
  const auto json = std::ranges::find(files, "json", &Written::value_type::first);
  return json == files.end() ? "RESULT" : reports::printable(json->second);
}

std::string next_of_violated(const reports::Result& result, const Written& files) {
  const auto better = [](const auto& clause) { return clause.waived && clause.outcome == "pass"; };
  if (std::ranges::any_of(result.clauses, better) || std::ranges::any_of(result.own, better))
    return fmt::format("conformance baseline {} --prune takes out what no longer deviates", result_in(files));
  const auto worst = reports::worst_first(result);
  const auto written = fmt::format("conformance baseline {} writes down what cannot be mended now", result_in(files));
  if (!worst.empty() && worst.front()->outcome == "fail")
    return fmt::format("conformance explain {} says more; {}", reports::printable(worst.front()->id), written);
  const auto own = reports::own_to_act_on(result);
  return std::ranges::any_of(own, [](const auto* clause) { return clause->outcome == "fail"; }) ? written : "";
}

std::string next_of_undecided(const reports::Result& result) {
  if (result.counts.flaky > 0) return "see what differs between the runs of a flaky clause";
  return "conformance doctor says what this host cannot show; conformance lab runs on one that can";
}

std::string next_of_passed(const reports::Result& result) {
  if (!result.score || result.score->floor.tenths == 0) return "";
  return fmt::format("--min-floor {} keeps it that way in CI", result.score->floor.text());
}

}  // namespace

std::string where_it_is(const Written& files) {
  std::vector<std::string> all;
  for (const auto& [format, path] : files) all.push_back(fmt::format("{} to {}", format, reports::printable(path)));
  return all.empty() ? "" : fmt::format("written: {}", fmt::join(all, ", "));
}

std::string what_next(const reports::Result& result, int code, const Written& files) {
  std::string next;
  if (code == exit_code::violated) next = next_of_violated(result, files);
  if (code == exit_code::undecided) next = next_of_undecided(result);
  if (code == exit_code::lost) next = "conformance plan shows every command of a profile, to try what failed by hand";
  if (code == exit_code::left_behind) next = "conformance clean removes what was left";
  if (code == exit_code::nothing_applicable) next = "conformance doctor says what this host cannot show";
  if (code == exit_code::passed) next = next_of_passed(result);
  return next.empty() ? "" : "next: " + next;
}

}  // namespace conformance::runner
