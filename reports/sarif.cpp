// SPDX-License-Identifier: Apache-2.0
#include "reports/sarif.h"

#include "reports/score.h"
#include "reports/text.h"
#include "reports/words.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#ifndef CONFORMANCE_VERSION
#define CONFORMANCE_VERSION "unknown"
#endif

namespace conformance::reports {

namespace {

using Json = nlohmann::ordered_json;

/// Only what fails may have a level (SARIF 3.27.10).
const char* level_of(const ClauseResult& clause) {
  if (clause.outcome != "fail") return "none";
  return decisive(clause) ? "error" : "warning";
}

/// What violates the contract fails; what nobody could see is to be looked at.
const char* kind_of(const ClauseResult& clause) { return clause.outcome == "fail" ? "fail" : "review"; }

Json rule_of(const ClauseResult& clause) {
  Json rule{{"id", clause.id},
            {"shortDescription", {{"text", printable(clause.says)}}},
            {"fullDescription", {{"text", printable(citation(clause.source))}}},
            {"help", {{"text", printable(clause.remedy.empty() ? clause.says : clause.remedy)}}},
            {"properties", {{"tags", Json::array({clause.area, clause.level, clause.origin})}}}};
  if (const auto url = url_of(clause.source); !url.empty()) rule["helpUri"] = url;
  return rule;
}

std::string message_of(const ClauseResult& clause) {
  std::string text;
  for (const auto& [label, words] : told(clause)) text += (text.empty() ? "" : "\n") + label + ": " + words;
  return text;
}

Json location_of(const Anchor& anchor) {
  return {
      {"physicalLocation", {{"artifactLocation", {{"uri", anchor.uri}}}, {"region", {{"startLine", anchor.line}}}}}};
}

Json result_of(const Result& result, const ClauseResult& clause, const Anchor& anchor, std::size_t index) {
  Json found{{"ruleId", clause.id},
             {"ruleIndex", index},
             {"kind", kind_of(clause)},
             {"level", level_of(clause)},
             {"message", {{"text", message_of(clause)}}},
             {"locations", Json::array({location_of(anchor)})},
             {"partialFingerprints", {{"conformance/v1", result.manager.profile + "/" + clause.id}}}};
  if (clause.waived)
    found["suppressions"] =
        Json::array({Json{{"kind", "external"}, {"justification", printable(clause.waived_because)}}});
  return found;
}

bool told_of(const ClauseResult& clause) { return clause.outcome == "fail" || unsettled(clause.outcome); }

}  // namespace

Anchor anchor_of(const Result& result) {
  const auto name = result.manager.profile.substr(0, result.manager.profile.find(':'));
  return {"profiles/" + (plain_name(name) ? name : "unnamed") + ".toml", 1};
}

std::string render_sarif(const Result& result, const Anchor& anchor) {
  Json rules = Json::array();
  Json results = Json::array();
  for (const auto* clauses : {&result.clauses, &result.own}) {
    for (const auto& clause : *clauses) {
      if (!told_of(clause)) continue;
      results.push_back(result_of(result, clause, anchor, rules.size()));
      rules.push_back(rule_of(clause));
    }
  }
  const Json driver{{"name", "conformance"},
                    {"version", CONFORMANCE_VERSION},
                    {"informationUri", "https://systemd.io/CONTAINER_INTERFACE/"},
                    {"rules", rules}};
  const Json run{{"tool", {{"driver", driver}}},
                 {"automationDetails", {{"id", "conformance/" + result.manager.profile}}},
                 {"results", results}};
  const Json document{
      {"$schema", "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"},
      {"version", "2.1.0"},
      {"runs", Json::array({run})}};
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace conformance::reports
