// SPDX-License-Identifier: Apache-2.0
#include "reports/json.h"

#include "evidence/json_convert.h"
#include "reports/percent_json.h"
#include "reports/score.h"

#include <initializer_list>
#include <set>
#include <utility>

namespace conformance::reports {

namespace {

namespace convert = evidence::convert;
using convert::Json;
using Words = std::initializer_list<const char*>;

constexpr Words verdicts = {"conformant", "not-conformant", "undecided", "not-measured"};
constexpr Words levels = {"required", "recommended", "optional"};
constexpr Words origins = {"documented", "derived"};
constexpr Words own_origins = {"own"};
constexpr Words outcomes = {"pass", "fail", "not-applicable", "blocked", "unknown", "flaky"};
constexpr Words states = {"reported", "not-started", "silent", "incomplete", "malformed", "flooded", "interrupted"};

void check_word(const std::string& word, Words words, const std::string& path) {
  for (const char* known : words)
    if (word == known) return;
  throw convert::Mismatch(path, "\"" + word.substr(0, 100) + "\" is not a word of this schema");
}

void check_clauses(const std::vector<ClauseResult>& clauses, Words known_origins, const std::string& path) {
  std::set<std::string_view> ids;
  for (std::size_t i = 0; i < clauses.size(); ++i) {
    const auto& clause = clauses[i];
    const std::string here = path + "/" + std::to_string(i);
    check_word(clause.level, levels, here + "/level");
    check_word(clause.origin, known_origins, here + "/origin");
    check_word(clause.outcome, outcomes, here + "/outcome");
    if (!ids.insert(clause.id).second) throw convert::Mismatch(here + "/id", "it stands there twice");
  }
}

/// Whoever edits a result by hand makes it say what nobody saw.
void check_figures(const Result& result) {
  Result again{.partial = result.partial, .clauses = result.clauses};
  set_figures(again);
  const auto check = [](bool same, const char* path) {
    if (!same) throw convert::Mismatch(path, edited);
  };
  check(again.verdict == result.verdict, "/verdict");
  check(again.score == result.score, "/score");
  check(again.coverage == result.coverage, "/coverage");
  check(again.counts == result.counts, "/counts");
  check(again.areas == result.areas, "/areas");
}

Json one_of(Words words) {
  Json values = Json::array();
  for (const char* word : words) values.push_back(word);
  return {{"enum", values}};
}

}  // namespace

std::string to_json(const Result& result) {
  return convert::write(result).dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result result_from_json(std::string_view text) {
  try {
    const Json json = convert::parse(text);
    convert::check_schema(json, result_schema_name, "result");
    auto result = convert::read<Result>(json, "");
    check_word(result.verdict, verdicts, "/verdict");
    check_clauses(result.clauses, origins, "/clauses");
    check_clauses(result.own, own_origins, "/own");
    if (result.runs < 1) throw convert::Mismatch("/runs", "a number from 1 on is expected");
    check_figures(result);
    return result;
  } catch (const convert::Mismatch& mismatch) {
    throw UnreadableResult(mismatch.what());
  }
}

std::string result_json_schema() {
  Json schema = {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                 {"title", "The result of judging one piece of evidence"}};
  schema.update(convert::schema_of<Result>());
  schema["properties"]["schema"] = {{"const", result_schema_name}};
  schema["properties"]["verdict"] = one_of(verdicts);
  schema["properties"]["runs"]["minimum"] = 1;
  schema["properties"]["state"]["examples"] = one_of(states)["enum"];
  for (const auto& [list, origins_of] : {std::pair("clauses", origins), std::pair("own", own_origins)}) {
    auto& clause = schema["properties"][list]["items"]["properties"];
    clause["level"] = one_of(levels);
    clause["origin"] = one_of(origins_of);
    clause["outcome"] = one_of(outcomes);
  }
  return schema.dump(1) + "\n";
}

}  // namespace conformance::reports
