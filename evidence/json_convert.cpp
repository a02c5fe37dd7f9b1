// SPDX-License-Identifier: Apache-2.0
#include "evidence/json_convert.h"

#include <algorithm>

namespace conformance::evidence::convert {

namespace {

constexpr std::size_t max_bytes = std::size_t{64} << 20;
constexpr int max_depth = 64;

/// What the text says of itself is for people: it may be anything, so little of it is shown.
std::string shortened(std::string text) {
  if (text.size() > 100) text = text.substr(0, 100) + "…";
  return text;
}

}  // namespace

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

void add(Json& object, std::string_view name, Json value) { object[std::string(name)] = std::move(value); }

Json absent(const std::string& reason) { return Json{{"absent", reason}}; }

Json facts(Json value) { return Json{{"facts", std::move(value)}}; }

const Json& field_of(const Json& object, std::string_view name, const std::string& path) {
  const auto found = object.find(std::string(name));
  if (found == object.end()) throw Mismatch(path, "the field \"" + std::string(name) + "\" is missing");
  return *found;
}

void expect_object(const Json& json, const std::string& path) {
  if (!json.is_object()) throw Mismatch(path, "an object is expected");
}

void expect_array(const Json& json, const std::string& path) {
  if (!json.is_array()) throw Mismatch(path, "an array is expected");
}

void expect_no_others(const Json& object, const std::vector<std::string_view>& names, const std::string& path) {
  if (object.size() == names.size()) return;
  for (const auto& [key, ignored] : object.items())
    if (std::find(names.begin(), names.end(), key) == names.end()) throw Mismatch(path + "/" + key, "unknown field");
}

bool read_boolean(const Json& json, const std::string& path) {
  if (!json.is_boolean()) throw Mismatch(path, "true or false is expected");
  return json.get<bool>();
}

std::string read_string(const Json& json, const std::string& path) {
  if (!json.is_string()) throw Mismatch(path, "a string is expected");
  return json.get<std::string>();
}

std::int64_t read_signed(const Json& json, const std::string& path) {
  if (!json.is_number_integer()) throw Mismatch(path, "an integer is expected");
  if (json.is_number_unsigned() && json.get<std::uint64_t>() > INT64_MAX)
    throw Mismatch(path, "the number is too large");
  return json.get<std::int64_t>();
}

std::uint64_t read_unsigned(const Json& json, const std::string& path) {
  if (!json.is_number_integer()) throw Mismatch(path, "an integer is expected");
  if (!json.is_number_unsigned()) throw Mismatch(path, "a number from 0 on is expected");
  return json.get<std::uint64_t>();
}

const Json* read_facts(const Json& json, const std::string& path, std::string& reason) {
  expect_object(json, path);
  if (json.size() == 1 && json.contains("facts")) return &json["facts"];
  if (json.size() != 1 || !json.contains("absent")) throw Mismatch(path, "either \"facts\" or \"absent\" is expected");
  reason = read_string(json["absent"], path);
  return nullptr;
}

std::string below(const std::string& path, std::string_view name) { return path + "/" + std::string(name); }

std::string below(const std::string& path, std::size_t index) { return path + "/" + std::to_string(index); }

Json schema_of_type(const char* name) { return {{"type", name}}; }

Json schema_of_count() { return {{"type", "integer"}, {"minimum", 0}}; }

Json schema_of_object(Json properties) {
  Json required = Json::array();
  for (const auto& [name, ignored] : properties.items()) required.push_back(name);
  return {{"type", "object"},
          {"properties", std::move(properties)},
          {"required", std::move(required)},
          {"additionalProperties", false}};
}

Json schema_of_group(Json facts) {
  const auto only = [](const char* name, Json schema) {
    return Json{{"type", "object"},
                {"properties", {{name, std::move(schema)}}},
                {"required", Json::array({name})},
                {"additionalProperties", false}};
  };
  return {{"oneOf", Json::array({only("facts", std::move(facts)), only("absent", schema_of_type("string"))})}};
}

Json schema_of_array(Json items) { return {{"type", "array"}, {"items", std::move(items)}}; }

Json schema_of_map(Json values) { return {{"type", "object"}, {"additionalProperties", std::move(values)}}; }

Json schema_of_optional(Json value) { return {{"anyOf", Json::array({std::move(value), schema_of_type("null")})}}; }

}  // namespace conformance::evidence::convert
