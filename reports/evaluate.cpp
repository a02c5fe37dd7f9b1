// SPDX-License-Identifier: Apache-2.0
#include "checks/catalogue.h"
#include "checks/judge.h"
#include "reports/result.h"
#include "reports/score.h"
#include "reports/selection.h"
#include "reports/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace conformance::reports {

namespace {

using checks::Clause;
using evidence::Document;
using evidence::Evidence;

/// The guest decides what its strings are. From here on they are one harmless line of bounded length, whatever they
/// end up in: a terminal, JSON, XML or HTML.
std::string harmless(std::string_view text) {
  constexpr std::size_t longest = 4096;
  return shortened(printable(text), longest);
}

std::vector<std::string> starts_for(const Clause& clause, const Document& document) {
  std::vector<std::string> names;
  for (const auto scenario : {clause.compared_with, clause.scenario})
    if (const Evidence* start = evidence::find_start(document, scenario); start != nullptr)
      names.push_back(harmless(start->run.start));
  return names;
}

ClauseResult judged(const Clause& clause, const Document& document) {
  const checks::Finding finding = checks::judge(clause, document);
  return {.id = std::string(clause.id),
          .area = std::string(clause.area()),
          .level = std::string(checks::name(clause.level)),
          .origin = std::string(checks::name(clause.origin)),
          .outcome = std::string(checks::name(finding.outcome)),
          .says = std::string(clause.says),
          .saw = harmless(finding.saw),
          .remedy = std::string(clause.remedy),
          .seen_in = starts_for(clause, document),
          .source = {std::string(clause.source.document), std::string(clause.source.section),
                     std::string(clause.source.item), std::string(clause.source.revision)}};
}

bool binds(const Clause& clause, const std::string& subject) {
  return clause.subject == checks::Subject::both || subject.empty() || checks::name(clause.subject) == subject;
}

Manager manager_of(const evidence::Run& run) {
  const std::string profile = run.variant.empty() ? run.manager : run.manager + ":" + run.variant;
  const auto tested = run.claims.find("tested");
  const std::string untested = tested != run.claims.end() && tested->second.value == "no" ? tested->second.reason : "";
  return {harmless(run.manager), harmless(run.manager_version), harmless(profile), harmless(untested)};
}

/// Whether the leader lives in a namespace of its own; empty when nobody could compare.
std::string namespace_of(const evidence::Host& host, std::string_view name) {
  if (!host.leader || !host.launcher) return "";
  const auto& inside = host.leader->namespaces;
  const auto& outside = host.launcher->namespaces;
  const auto ours = std::ranges::find(inside, name, &evidence::Namespace::name);
  const auto theirs = std::ranges::find(outside, name, &evidence::Namespace::name);
  if (ours == inside.end() || theirs == outside.end()) return "";
  return ours->inode == theirs->inode ? "shared" : "own";
}

/// "debian trixie"; a system without code names has numbers: "fedora 42". Empty: it does not tell.
std::string host_of(const evidence::Identity& identity) {
  const auto field = [&](const char* name) {
    const auto found = identity.os_release.find(name);
    return found == identity.os_release.end() ? std::string() : found->second;
  };
  std::string host = field("ID");
  const std::string release = field("VERSION_CODENAME").empty() ? field("VERSION_ID") : field("VERSION_CODENAME");
  if (!host.empty() && !release.empty()) host += " " + release;
  return harmless(host);
}

/// In UTC, to the second.
std::string date_of(std::uint64_t microseconds) {
  constexpr std::uint64_t year_9999 = 253'370'764'800;
  if (microseconds == 0 || microseconds / 1'000'000 >= year_9999) return "";
  const std::chrono::sys_seconds when{std::chrono::seconds(microseconds / 1'000'000)};
  const auto day = std::chrono::floor<std::chrono::days>(when);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss time{when - day};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), time.hours().count(),
                     time.minutes().count(), time.seconds().count());
}

Conditions conditions_of(const Evidence& evidence) {
  Conditions conditions{.subject = harmless(evidence.run.subject)};
  if (evidence.host.identity) {
    conditions.host = host_of(*evidence.host.identity);
    conditions.kernel = harmless(evidence.host.identity->kernel);
    conditions.systemd = harmless(evidence.host.identity->systemd_version);
    conditions.cgroup_mode = harmless(evidence.host.identity->cgroup_mode);
  }
  if (evidence.run.subject == "container") {
    conditions.user_namespace = namespace_of(evidence.host, "user");
    conditions.network_namespace = namespace_of(evidence.host, "net");
  }
  return conditions;
}

void take_start(Result& result, const evidence::Run& run) {
  auto& start = result.scenarios.emplace_back(
      StartResult{.name = harmless(run.start), .state = harmless(run.state), .detail = harmless(run.detail)});
  for (const auto& scenario : run.scenarios) start.scenarios.push_back(harmless(scenario));
  for (const auto& thing : run.left_behind) result.left_behind.push_back(harmless(thing));
  for (const auto& step : run.steps) {
    result.starts += step.phase == "start" ? 1 : 0;
    result.phases.push_back({start.name, harmless(step.phase), step.elapsed_us});
  }
}

void take_starts(Result& result, const Document& document) {
  for (const auto& start : document.starts) take_start(result, start.run);
  if (document.starts.empty()) return;
  const Evidence& first = document.starts.front();
  result.manager = manager_of(first.run);
  result.measured = date_of(first.run.started_us != 0 ? first.run.started_us : first.run.reported_us);
  result.state = harmless(first.run.state);
  result.detail = harmless(first.run.detail);
  result.conditions = conditions_of(first);
}

}  // namespace

Result evaluate(const Document& document, const Selection& selection, Clauses clauses) {
  Result result;
  result.catalogue = checks::catalogue_version();
  take_starts(result, document);
  for (const Clause* clause : clauses) {
    const bool bound = binds(*clause, result.conditions.subject);
    if (!clause->has_check()) {
      result.unchecked += bound ? 1 : 0;
    } else if (evidence::find_planned(document, clause->scenario) == nullptr) {
      result.not_asked += bound && selected(selection, *clause) ? 1 : 0;
    } else if (selected(selection, *clause)) {
      result.clauses.push_back(judged(*clause, document));
    } else {
      result.partial = true;
    }
  }
  set_figures(result);
  return result;
}

Result evaluate(const Document& document, const Selection& selection) {
  return evaluate(document, selection, checks::catalogue());
}

}  // namespace conformance::reports
