// SPDX-License-Identifier: Apache-2.0
#include "runner/profile/starts.h"

#include <algorithm>
#include <set>
#include <stdexcept>

namespace conformance::runner {

namespace {

std::set<std::string> words_of(const std::string& list) {
  std::set<std::string> words;
  for (std::size_t at = 0; at <= list.size();) {
    const auto comma = std::min(list.find(',', at), list.size());
    words.insert(list.substr(at, comma - at));
    at = comma + 1;
  }
  return words;
}

bool is_list(const WantedStarts& wanted) { return wanted.set != "default" && wanted.set != "full"; }

/// Whether the set holds the scenario.
bool is_in_set(const checks::Scenario& scenario, const WantedStarts& wanted) {
  if (wanted.set == "full" || (wanted.set == "default" && wanted.chosen)) return !scenario.needs_guest || wanted.guest;
  if (wanted.set == "default") return scenario.standard || (scenario.needs_guest && wanted.guest);
  return words_of(wanted.set).contains(std::string(scenario.name));
}

std::string claim_against(const Profile& profile, const checks::Scenario& scenario) {
  const std::string capability(scenario.claim);
  return profile.claims_no(capability) ? profile.claims.at(capability).reason : "";
}

std::string problem_with(const Profile& profile, const checks::Scenario& scenario, const WantedStarts& wanted) {
  if (scenario.name == "clone" && !profile.clone)
    return "the profile does not say how the manager copies a machine: [clone]";
  if (scenario.name == "sandbox" && !profile.sandbox)
    return "the profile does not say how the manager starts a program that is no init: [sandbox]";
  if (scenario.needs_guest && !wanted.guest) return "it takes an operating system tree: give one with --guest";
  if (scenario.needs_systemd && !wanted.systemd) return "it takes a host with systemd and machined";
  return "";
}

void check_names(const WantedStarts& wanted) {
  if (!is_list(wanted)) return;
  for (const auto& word : words_of(wanted.set))
    if (checks::find_scenario(word) == nullptr) throw std::invalid_argument(word);
}

StartPlan* find_start(Starts& starts, std::string_view name) {
  const auto found = std::ranges::find(starts.starts, name, &StartPlan::name);
  return found == starts.starts.end() ? nullptr : &*found;
}

/// The name of the start the scenario is given.
std::string place(Starts& starts, const checks::Scenario& scenario) {
  auto* start = find_start(starts, scenario.joins);
  if (start == nullptr) start = find_start(starts, scenario.start);
  if (start == nullptr) start = &starts.starts.emplace_back(StartPlan{.name = std::string(scenario.start)});
  start->scenarios.emplace_back(scenario.name);
  return start->name;
}

bool binds(const checks::Clause& clause, const Profile& profile) {
  return clause.subject == checks::Subject::both ||
         (clause.subject == checks::Subject::vm) == (profile.subject == "vm");
}

}  // namespace

bool StartPlan::is_for(std::string_view scenario) const {
  return std::find(scenarios.begin(), scenarios.end(), scenario) != scenarios.end();
}

std::vector<evidence::Planned> Starts::planned() const {
  std::vector<evidence::Planned> planned;
  for (const auto& one : scenarios)
    planned.push_back({.scenario = std::string(one.scenario->name), .claim = one.claim, .problem = one.problem});
  return planned;
}

Starts starts_for(const Profile& profile, const WantedStarts& wanted) {
  check_names(wanted);
  Starts starts;
  std::set<std::string_view> needed;  // as the other side of a comparison
  for (const checks::Clause* clause : wanted.clauses) {
    if (!binds(*clause, profile)) continue;
    const auto* scenario = checks::find_scenario(clause->scenario);
    if (!clause->has_check()) {
      starts.unchecked.push_back(clause);
    } else if (scenario == nullptr || !is_in_set(*scenario, wanted)) {
      starts.not_asked.push_back(clause);
    } else if (clause->compare != nullptr && claim_against(profile, *scenario).empty()) {
      needed.insert(clause->compared_with);
    }
  }
  for (const checks::Scenario& scenario : checks::scenarios()) {
    if (!checks::concerns(scenario, profile.subject)) continue;
    ScenarioPlan plan{.scenario = &scenario};
    for (const checks::Clause* clause : wanted.clauses)
      if (clause->scenario == scenario.name && clause->has_check() && binds(*clause, profile) &&
          is_in_set(scenario, wanted))
        plan.clauses.push_back(clause);
    // One that was named is started even if nothing judges it: for its evidence.
    const bool named = is_list(wanted) && is_in_set(scenario, wanted);
    if (plan.clauses.empty() && !named && !needed.contains(scenario.name)) continue;
    plan.claim = claim_against(profile, scenario);
    plan.problem = problem_with(profile, scenario, wanted);
    if (plan.takes_place()) plan.start = place(starts, scenario);
    starts.scenarios.push_back(std::move(plan));
  }
  return starts;
}

}  // namespace conformance::runner
