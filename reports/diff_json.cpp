// SPDX-License-Identifier: Apache-2.0
#include "evidence/json_convert.h"
#include "reports/diff.h"
#include "reports/gate.h"
#include "reports/percent_json.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace conformance::reports {

namespace {

/// By how many points something changed.
struct Points {
  std::int64_t tenths = 0;
  friend bool operator==(const Points&, const Points&) = default;
};

}  // namespace

}  // namespace conformance::reports

namespace conformance::evidence::convert {

template <>
struct Codec<reports::Points> {
  static Json write(const reports::Points& value) { return static_cast<double>(value.tenths) / 10.0; }
  static Json schema() { return {{"type", "number"}, {"minimum", -100}, {"maximum", 100}}; }
};

}  // namespace conformance::evidence::convert

namespace conformance::reports {

namespace {

namespace convert = evidence::convert;
using convert::Json;

constexpr const char* schema_name = "conformance-diff/1";

struct SideView {
  std::string manager;
  std::string version;
  std::string profile;
  std::string measured;
  std::string catalogue;
  std::string verdict;
  std::optional<Score> score;
  EVIDENCE_FIELDS(SideView, manager, version, profile, measured, catalogue, verdict, score)
};

struct ConditionView {
  std::string name;
  std::string before;
  std::string after;
  EVIDENCE_FIELDS(ConditionView, name, before, after)
};

struct JudgedView {
  std::string level;
  std::string outcome;
  bool waived = false;
  std::string says;
  std::string saw;
  EVIDENCE_FIELDS(JudgedView, level, outcome, waived, says, saw)
};

struct ChangeView {
  std::string kind;
  std::string id;
  std::string area;
  std::string origin;
  std::optional<JudgedView> before;  ///< null: added
  std::optional<JudgedView> after;   ///< null: gone
  std::string remedy;
  EVIDENCE_FIELDS(ChangeView, kind, id, area, origin, before, after, remedy)
};

struct Document {
  std::string schema = schema_name;
  SideView before;
  SideView after;
  std::vector<ConditionView> conditions;
  std::optional<Points> floor_change;  ///< null where the scores cannot be subtracted
  std::string not_subtracted;
  std::vector<ChangeView> changes;
  std::vector<ChangeView> own;
  std::int64_t exit_code = 0;
  EVIDENCE_FIELDS(Document, schema, before, after, conditions, floor_change, not_subtracted, changes, own, exit_code)
};

SideView side_of(const Result& result) {
  const auto& manager = result.manager;
  return {manager.name,     manager.version, manager.profile, result.measured,
          result.catalogue, result.verdict,  result.score};
}

std::optional<JudgedView> judged(const ClauseResult* clause) {
  if (clause == nullptr) return std::nullopt;
  return JudgedView{clause->level, clause->outcome, clause->waived, clause->says, clause->saw};
}

std::vector<ChangeView> views_of(const std::vector<Change>& changes) {
  std::vector<ChangeView> views;
  for (const auto& change : changes) {
    const auto& clause = change.clause();
    views.push_back({std::string(change.kind), clause.id, clause.area, clause.origin, judged(change.before),
                     judged(change.after), clause.remedy});
  }
  return views;
}

}  // namespace

std::string render_diff_json(const Diff& diff) {
  Document document{.before = side_of(*diff.before),
                    .after = side_of(*diff.after),
                    .not_subtracted = diff.not_subtracted,
                    .changes = views_of(diff.changes),
                    .own = views_of(diff.own),
                    .exit_code = exit_code_of(diff)};
  for (const auto& [name, before, after] : diff.conditions)
    document.conditions.push_back({std::string(name), before, after});
  if (diff.not_subtracted.empty())
    document.floor_change = Points{diff.after->score->floor.tenths - diff.before->score->floor.tenths};
  return convert::write(document).dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string diff_json_schema() {
  Json schema = {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                 {"title", "What changed between two results"}};
  schema.update(convert::schema_of<Document>());
  schema["properties"]["schema"] = {{"const", schema_name}};
  for (const char* list : {"changes", "own"})
    schema["properties"][list]["items"]["properties"]["kind"] = {{"enum", change_kinds}};
  return schema.dump(1) + "\n";
}

}  // namespace conformance::reports
