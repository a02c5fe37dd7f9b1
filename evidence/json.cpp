// SPDX-License-Identifier: Apache-2.0
#include "evidence/json.h"

#include "evidence/json_convert.h"

namespace conformance::evidence {

namespace {

using convert::Json;

constexpr std::size_t max_bytes = std::size_t{64} << 20;
constexpr int max_depth = 64;

Json parse(std::string_view text) {
  if (text.size() > max_bytes) throw Unreadable("the file is larger than 64 MiB");
  const Json::parser_callback_t bounded = [](int depth, Json::parse_event_t, Json&) {
    if (depth > max_depth) throw Unreadable("nested deeper than 64 levels");
    return true;
  };
  try {
    return Json::parse(text, bounded);
  } catch (const Json::exception& error) {
    throw Unreadable(std::string("no valid JSON: ") + error.what());
  }
}

void check_schema(const Json& json) {
  if (!json.is_object() || !json.contains("schema") || !json["schema"].is_string())
    throw Unreadable("this is no evidence file: it does not name its schema");
  const auto schema = json["schema"].get<std::string>();
  if (schema != schema_name)
    throw Unreadable("the evidence is of schema \"" + schema + "\"; this program reads \"" + schema_name + "\"");
}

}  // namespace

std::string to_json(const Evidence& evidence) {
  return convert::write(evidence).dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Evidence from_json(std::string_view text) {
  const Json json = parse(text);
  check_schema(json);
  try {
    return convert::read<Evidence>(json, "");
  } catch (const convert::Mismatch& mismatch) {
    throw Unreadable(mismatch.what());
  }
}

std::string json_schema() {
  Json schema = {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                 {"title", "Evidence of one start of a machine, as the conformance program saves it"}};
  schema.update(convert::schema_of<Evidence>());
  schema["properties"]["schema"] = {{"const", schema_name}};
  return schema.dump(1) + "\n";
}

}  // namespace conformance::evidence
