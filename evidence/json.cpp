// SPDX-License-Identifier: Apache-2.0
#include "evidence/json.h"

#include "evidence/json_convert.h"

namespace conformance::evidence {

namespace {

constexpr std::size_t max_bytes = std::size_t{64} << 20;
constexpr int max_depth = 64;

/// What the text says of itself is for people: it may be anything, so little of it is shown.
std::string shortened(std::string text) {
  if (text.size() > 100) text = text.substr(0, 100) + "…";
  return text;
}

}  // namespace

namespace convert {

Json parse(std::string_view text) {
  if (text.size() > max_bytes) throw Mismatch("the file is larger than 64 MiB");
  const Json::parser_callback_t bounded = [](int depth, Json::parse_event_t, Json&) {
    if (depth > max_depth) throw Mismatch("nested deeper than 64 levels");
    return true;
  };
  try {
    return Json::parse(text, bounded);
  } catch (const Json::exception& error) {
    throw Mismatch(std::string("no valid JSON: ") + error.what());
  }
}

void check_schema(const Json& json, std::string_view schema, std::string_view kind) {
  const std::string what(kind);
  if (!json.is_object() || !json.contains("schema") || !json["schema"].is_string())
    throw Mismatch("this is no " + what + " file: it does not name its schema");
  const auto found = json["schema"].get<std::string>();
  if (found == schema) return;
  throw Mismatch("the " + what + " is of schema \"" + shortened(found) + "\"; this program reads \"" +
                 std::string(schema) + "\"");
}

}  // namespace convert

using convert::Json;

std::string to_json(const Evidence& evidence) {
  return convert::write(evidence).dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Evidence from_json(std::string_view text) {
  try {
    const Json json = convert::parse(text);
    convert::check_schema(json, schema_name, "evidence");
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
