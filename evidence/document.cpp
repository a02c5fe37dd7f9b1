// SPDX-License-Identifier: Apache-2.0
#include "evidence/document.h"

#include <algorithm>
#include <set>
#include <utility>

namespace conformance::evidence {

Document document_of(Evidence evidence) {
  Document document;
  for (const auto& scenario : evidence.run.scenarios) document.planned.push_back({.scenario = scenario});
  document.scenarios = static_cast<std::int64_t>(document.planned.size());
  document.starts.push_back(std::move(evidence));
  return document;
}

const Planned* find_planned(const Document& document, std::string_view scenario) {
  const auto found = std::ranges::find(document.planned, scenario, &Planned::scenario);
  return found == document.planned.end() ? nullptr : &*found;
}

const Evidence* find_start(const Document& document, std::string_view scenario) {
  const auto serves = [&](const Evidence& start) {
    return std::ranges::find(start.run.scenarios, scenario) != start.run.scenarios.end();
  };
  const auto found = std::ranges::find_if(document.starts, serves);
  return found == document.starts.end() ? nullptr : &*found;
}

std::string contradiction_in(const Document& document) {
  if (document.scenarios != static_cast<std::int64_t>(document.planned.size()))
    return "/planned: it holds " + std::to_string(document.planned.size()) + " scenarios, and " +
           std::to_string(document.scenarios) + " were planned";
  std::set<std::string_view> planned;
  for (const auto& one : document.planned)
    if (!planned.insert(one.scenario).second) return "/planned: " + one.scenario + " stands there twice";
  std::set<std::string_view> served;
  for (const auto& start : document.starts) {
    for (const auto& scenario : start.run.scenarios) {
      if (!planned.contains(scenario)) return "/starts: " + scenario + " was not planned";
      if (!served.insert(scenario).second) return "/starts: " + scenario + " was started twice";
    }
  }
  for (const auto& one : document.planned)
    if (served.contains(one.scenario) && !(one.claim.empty() && one.problem.empty()))
      return "/planned: " + one.scenario + " is said to be impossible, and was started";
  return "";
}

}  // namespace conformance::evidence
