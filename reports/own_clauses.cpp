// SPDX-License-Identifier: Apache-2.0
#include "reports/own_clauses.h"

#include "checks/catalogue.h"
#include "checks/judge.h"
#include "evidence/json.h"
#include "evidence/json_convert.h"
#include "reports/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <utility>

namespace conformance::reports {

namespace {

using evidence::convert::Json;

/// "/a~1b/c" → "a/b", "c"
std::vector<std::string> segments_of(std::string_view path) {
  std::vector<std::string> segments;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (path[i] == '/') {
      segments.emplace_back();
    } else if (path[i] == '~' && i + 1 < path.size() && (path[i + 1] == '0' || path[i + 1] == '1')) {
      segments.back() += path[++i] == '1' ? '/' : '~';
    } else if (!segments.empty()) {
      segments.back() += path[i];
    }
  }
  return segments;
}

std::optional<std::size_t> index_in(const std::string& segment) {
  std::size_t index = 0;
  const auto* const end = segment.data() + segment.size();
  const auto [rest, error] = std::from_chars(segment.data(), end, index);
  return error == std::errc{} && rest == end ? std::optional(index) : std::nullopt;
}

/// "point=/sys": the first element whose field is that.
std::optional<std::pair<std::string, std::string>> choice_in(const std::string& segment) {
  const auto equals = segment.find('=');
  if (equals == std::string::npos || equals == 0) return std::nullopt;
  return std::pair(segment.substr(0, equals), segment.substr(equals + 1));
}

std::string text_of(const Json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// --- the path in the schema, before there is any evidence ---

/// Without the wrappings of groups and of what may be null.
const Json& unwrapped(const Json& schema) {
  if (schema.contains("oneOf")) return unwrapped(schema["oneOf"][0]["properties"]["facts"]);
  return schema.contains("anyOf") ? unwrapped(schema["anyOf"][0]) : schema;
}

const Json& schema_of_start() {
  static const Json whole = Json::parse(evidence::json_schema());
  return whole["properties"]["starts"]["items"];
}

std::vector<std::string> fields_of(const Json& schema) {
  std::vector<std::string> fields;
  for (const auto& [name, ignored] : schema["properties"].items()) fields.push_back(name);
  return fields;
}

PathProblem step_into_list(const Json*& schema, const std::string& segment) {
  const Json& element = unwrapped((*schema)["items"]);
  if (!index_in(segment)) {
    const auto choice = choice_in(segment);
    if (!choice || !element.contains("properties"))
      return {
          segment, "this is a list: a number from 0 on is expected, or field=value where its elements have fields", {}};
    if (!element["properties"].contains(choice->first))
      return {choice->first, "the elements of this list have no such field", fields_of(element)};
  }
  schema = &element;
  return {};
}

PathProblem step_into(const Json*& schema, const std::string& segment) {
  if (schema->contains("items")) return step_into_list(schema, segment);
  if (schema->contains("properties")) {
    if (!(*schema)["properties"].contains(segment)) return {segment, "there is no such fact", fields_of(*schema)};
    schema = &unwrapped((*schema)["properties"][segment]);
    return {};
  }
  if (schema->value("type", "") != "object") return {segment, "there is nothing below this fact", {}};
  schema = &unwrapped((*schema)["additionalProperties"]);
  return {};
}

/// The schema at the path.
PathProblem follow(const std::string& path, const Json*& schema) {
  if (!path.starts_with('/')) return {path, "a path begins with \"/\"", {}};
  schema = &schema_of_start();
  for (const auto& segment : segments_of(path))
    if (auto problem = step_into(schema, segment); !problem.problem.empty()) return problem;
  return {};
}

std::string_view kind_of(const OwnValue& value) {
  constexpr std::string_view kinds[] = {"boolean", "integer", "string"};
  return kinds[value.index()];
}

// --- the path in the evidence ---

/// A fact, or why nobody knows it (`unseen`), or neither: there is none.
struct Found {
  const Json* fact = nullptr;
  std::string unseen;
};

/// Groups hold facts or the reason why there are none.
Found facts_in(const Json& json) {
  if (!json.is_object() || json.size() != 1) return {&json, ""};
  if (json.contains("facts")) return facts_in(json["facts"]);
  if (json.contains("absent")) return {nullptr, text_of(json["absent"])};
  return {&json, ""};
}

const Json* below(const Json& json, const std::string& segment) {
  if (json.is_object()) {
    const auto found = json.find(segment);
    return found == json.end() ? nullptr : &*found;
  }
  if (!json.is_array()) return nullptr;
  if (const auto index = index_in(segment)) return *index < json.size() ? &json[*index] : nullptr;
  const auto choice = choice_in(segment);
  if (!choice) return nullptr;
  const auto chosen = std::ranges::find_if(json, [&](const Json& element) {
    return element.is_object() && element.contains(choice->first) && text_of(element[choice->first]) == choice->second;
  });
  return chosen == json.end() ? nullptr : &*chosen;
}

Found find(const Json& start, const std::string& path) {
  Found found{&start, ""};
  for (const auto& segment : segments_of(path)) {
    const Json* next = below(*found.fact, segment);
    if (next == nullptr || next->is_null()) return {};
    found = facts_in(*next);
    if (found.fact == nullptr) return found;
  }
  return found;
}

bool equal(const Json& fact, const OwnValue& value) {
  return std::visit([&](const auto& own) { return fact == Json(own); }, value);
}

bool at_least(const Json& fact, std::int64_t number) {
  return fact.is_number_unsigned() ? std::cmp_greater_equal(fact.get<std::uint64_t>(), number)
                                   : fact.get<std::int64_t>() >= number;
}

bool contains(const Json& fact, const OwnValue& value) {
  if (fact.is_string())
    return fact.get_ref<const std::string&>().find(std::get<std::string>(value)) != std::string::npos;
  return std::ranges::any_of(fact, [&](const Json& element) { return equal(element, value); });
}

bool holds(const OwnClause& clause, const Json& fact) {
  if (clause.comparison == "equals") return equal(fact, clause.value);
  if (clause.comparison == "differs") return !equal(fact, clause.value);
  if (clause.comparison == "at-least") return at_least(fact, std::get<std::int64_t>(clause.value));
  if (clause.comparison == "at-most")
    return equal(fact, clause.value) || !at_least(fact, std::get<std::int64_t>(clause.value));
  if (clause.comparison == "begins-with") return text_of(fact).starts_with(std::get<std::string>(clause.value));
  if (clause.comparison == "ends-with") return text_of(fact).ends_with(std::get<std::string>(clause.value));
  if (clause.comparison == "contains") return contains(fact, clause.value);
  if (clause.comparison == "lacks") return !contains(fact, clause.value);
  return std::get<bool>(clause.value);  // exists
}

struct Judged {
  std::string outcome;
  std::string saw;
};

/// Of each start once.
using AsJson = std::map<const evidence::Evidence*, Json>;

Judged judge_start(const OwnClause& clause, const evidence::Evidence& start, AsJson& starts) {
  if (checks::is_lost(start.run.state))
    return {"blocked", fmt::format("the start \"{}\" showed nothing: {}", start.run.start, start.run.detail)};
  auto known = starts.find(&start);
  if (known == starts.end()) known = starts.emplace(&start, evidence::convert::write(start)).first;
  const auto [fact, unseen] = find(known->second, clause.path);
  if (!unseen.empty()) return {"blocked", unseen};
  const bool wants_none = clause.comparison == "exists" && !std::get<bool>(clause.value);
  if (fact == nullptr) return {wants_none ? "pass" : "fail", "there is nothing at " + clause.path};
  return {holds(clause, *fact) ? "pass" : "fail", clause.path + " is " + text_of(*fact)};
}

Judged judge(const OwnClause& clause, const evidence::Document& document, AsJson& starts) {
  const std::string machine = document.starts.empty() ? "" : document.starts.front().run.subject;
  if (clause.subject != "both" && !machine.empty() && clause.subject != machine)
    return {"not-applicable", "the machine is a " + machine};
  const auto found = checks::start_for(clause.scenario, document);
  if (const auto* instead = std::get_if<checks::Finding>(&found))
    return {std::string(checks::name(instead->outcome)), instead->saw};
  return judge_start(clause, *std::get<const evidence::Evidence*>(found), starts);
}

std::string harmless(std::string_view text) {
  constexpr std::size_t longest = 4096;
  return shortened(printable(text), longest);
}

}  // namespace

std::string why_no_own_id(std::string_view id) {
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789-";
  constexpr std::size_t longest = 100;
  const auto dot = id.find('.');
  if (dot == std::string_view::npos || id.size() > longest) return "an id is an area, a dot and a name: \"site.sys\"";
  const auto area = id.substr(0, dot);
  const auto name = id.substr(dot + 1);
  const auto is_word = [&](std::string_view word) {
    return !word.empty() && word.find_first_not_of(allowed) == std::string_view::npos;
  };
  if (!is_word(area) || !is_word(name))
    return "an id is made of small letters, digits and dashes, and one dot: \"site.sys\"";
  if (std::ranges::none_of(checks::catalogue(), [&](const auto* clause) { return clause->area() == area; })) return "";
  return fmt::format("the area \"{}\" is the contract's: take one of your own", area);
}

PathProblem check_path(const std::string& path) {
  const Json* schema = nullptr;
  return follow(path, schema);
}

std::string why_not_comparable(const OwnClause& clause) {
  const Json* schema = nullptr;
  if (!follow(clause.path, schema).problem.empty()) return "";  // that is told already
  const std::string type = schema->value("type", "");
  const auto kind = kind_of(clause.value);
  const auto& how = clause.comparison;
  if (how == "exists") return kind == "boolean" ? "" : "exists takes true or false";
  if (how == "at-least" || how == "at-most") {
    if (type != "integer") return fmt::format("{} compares numbers, and this fact is none ({})", how, type);
    return kind == "integer" ? "" : fmt::format("{} takes a number", how);
  }
  if (how == "begins-with" || how == "ends-with") {
    if (type != "string") return fmt::format("{} is for texts, and this fact is none ({})", how, type);
    return kind == "string" ? "" : fmt::format("{} takes a text", how);
  }
  if (how == "contains" || how == "lacks") {
    const std::string element = type == "array" ? unwrapped((*schema)["items"]).value("type", "") : type;
    if (type != "array" && type != "string") return fmt::format("{} is for lists and texts ({})", how, type);
    return element == kind ? "" : fmt::format("{} takes a value of type {} here", how, element);
  }
  if (type == "array" || type == "object")
    return fmt::format("{} compares single values, and this is of type {}", how, type);
  return type == kind ? "" : fmt::format("{} takes a value of type {} here", how, type);
}

std::vector<ClauseResult> judge_own(const evidence::Document& document, std::span<const OwnClause> clauses) {
  std::vector<ClauseResult> results;
  AsJson starts;
  for (const auto& clause : clauses) {
    const auto [outcome, saw] = judge(clause, document, starts);
    auto& result = results.emplace_back(ClauseResult{.id = clause.id,
                                                     .area = clause.id.substr(0, clause.id.find('.')),
                                                     .level = clause.level,
                                                     .origin = std::string(own_origin),
                                                     .outcome = outcome,
                                                     .says = harmless(clause.sentence),
                                                     .saw = harmless(saw),
                                                     .remedy = harmless(clause.remedy),
                                                     .source = clause.source});
    if (const auto* start = evidence::find_start(document, clause.scenario); start != nullptr)
      result.seen_in.push_back(harmless(start->run.start));
  }
  return results;
}

}  // namespace conformance::reports
