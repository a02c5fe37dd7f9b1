// SPDX-License-Identifier: Apache-2.0
#include "checks/judge.h"

#include "checks/inside.h"

#include <exception>
#include <string>
#include <utility>

namespace conformance::checks {

namespace {

std::string_view kind_of_machine(Subject subject) { return subject == Subject::vm ? "vm" : "container"; }

/// Runs a check; what it misses and what goes wrong in it becomes `blocked`.
template <class Check>
Finding guarded(const Clause& clause, const Evidence& evidence, Check check) {
  const std::string& machine = evidence.run.subject;
  if (machine != "container" && machine != "vm")
    return blocked("the evidence does not say whether the machine is a container or a vm");
  if (clause.subject != Subject::both && kind_of_machine(clause.subject) != machine)
    return not_applicable("the machine is a " + machine);
  if (!clause.has_check()) return blocked(std::string(clause.reason));
  try {
    return check();
  } catch (const evidence::Absent& absent) {
    const auto& run = evidence.run;
    const bool lost = !run.state.empty() && is_lost(run.state) && !run.detail.empty();
    return blocked(lost ? "the start \"" + run.start + "\" showed nothing: " + run.detail : absent.what());
  } catch (const std::exception& error) {
    return blocked(std::string("the check itself failed: ") + error.what());
  }
}

/// A look from inside comes after the machine's own init, which may have made up for what is missing.
Finding seen_in_time(const Clause& clause, const Evidence& evidence, Finding finding) {
  const bool decided = finding.outcome != Outcome::blocked && finding.outcome != Outcome::unknown;
  if (evidence.run.state != "inside" || !decided || shows_from_inside(clause.id)) return finding;
  return blocked("it shows only before the machine's own init runs, or from the host");
}

std::string missing(std::string_view scenario) {
  return "there is no evidence of the scenario " + std::string(scenario);
}

}  // namespace

bool is_lost(std::string_view state) { return state != "reported" && !is_only_looked_at(state); }

bool is_only_looked_at(std::string_view state) { return state == "adopted" || state == "inside"; }

Finding judge(const Clause& clause, const Evidence& evidence) {
  return guarded(clause, evidence, [&] {
    if (clause.judge == nullptr) return blocked(missing(clause.scenario));
    return seen_in_time(clause, evidence, clause.judge(evidence));
  });
}

Finding judge(const Clause& clause, const Evidence& first, const Evidence& second) {
  return guarded(clause, second, [&] { return clause.compare(first, second); });
}

namespace {

bool binds_another_kind(const Clause& clause, const Document& document) {
  if (clause.subject == Subject::both || document.starts.empty()) return false;
  const std::string& machine = document.starts.front().run.subject;
  return (machine == "container" || machine == "vm") && kind_of_machine(clause.subject) != machine;
}

}  // namespace

std::variant<const Evidence*, Finding> start_for(std::string_view scenario, const Document& document) {
  const auto* planned = evidence::find_planned(document, scenario);
  if (planned != nullptr && !planned->claim.empty())
    return not_applicable("the profile says that the manager cannot: " + planned->claim);
  if (planned != nullptr && !planned->problem.empty()) return blocked(planned->problem);
  const Evidence* start = evidence::find_start(document, scenario);
  if (start == nullptr) return blocked(missing(scenario));
  return start;
}

Finding judge(const Clause& clause, const Document& document) {
  if (binds_another_kind(clause, document))
    return not_applicable("the machine is a " + document.starts.front().run.subject);
  const auto found = start_for(clause.scenario, document);
  if (const auto* instead = std::get_if<Finding>(&found)) return *instead;
  const Evidence& start = *std::get<const Evidence*>(found);
  if (clause.compare == nullptr) return judge(clause, start);
  const Evidence* first = evidence::find_start(document, clause.compared_with);
  return guarded(clause, start, [&] {
    return first != nullptr ? clause.compare(*first, start) : blocked(missing(clause.compared_with));
  });
}

}  // namespace conformance::checks
