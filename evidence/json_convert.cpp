// SPDX-License-Identifier: Apache-2.0
#include "evidence/json_convert.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace conformance::evidence::convert {

namespace {

constexpr std::size_t max_bytes = std::size_t{64} << 20;
constexpr int max_depth = 64;

/// What the text says of itself is for people: it may be anything, so little of it is shown.
std::string shortened(std::string text) {
  if (text.size() > 100) text = text.substr(0, 100) + "…";
  return text;
}

/// "[json.exception.parse_error.101] parse error at …": the tag is for programmers.
std::string without_tag(const std::string& what) {
  const auto end = what.find("] ");
  return end == std::string::npos ? what : what.substr(end + 2);
}

/// "conformance-result/4" → "result", 4; nothing for what is none of ours.
struct Schema {
  std::string kind;
  int version = 0;
};

std::optional<Schema> parsed(std::string_view name) {
  constexpr std::string_view ours = "conformance-";
  const auto slash = name.find('/');
  if (!name.starts_with(ours) || slash == std::string_view::npos) return std::nullopt;
  Schema schema{std::string(name.substr(ours.size(), slash - ours.size()))};
  const auto [end, error] = std::from_chars(name.data() + slash + 1, name.data() + name.size(), schema.version);
  if (error != std::errc{} || end != name.data() + name.size()) return std::nullopt;
  return schema;
}

}  // namespace

std::string why_not_json(std::string_view text, std::size_t byte, const std::string& error) {
  const std::string problem = "no valid JSON: ";
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) return problem + "the file is empty";
  return problem + (byte > text.size() ? "it is cut off at its end: " : "") + without_tag(error);
}

std::string why_not_schema(std::string_view found, std::string_view wanted) {
  if (found == wanted) return "";
  const auto other = parsed(found);
  const auto own = parsed(wanted).value();
  const std::string name = shortened(std::string(found));
  if (!other) return "this is no " + own.kind + " file: its schema is \"" + name + "\"";
  if (other->kind != own.kind) return "this is no " + own.kind + " file but a file of kind \"" + name + "\"";
  const std::string reads =
      "the " + own.kind + " is of schema \"" + name + "\"; this program reads \"" + std::string(wanted) + "\": ";
  if (other->version > own.version) return reads + "a newer version of the program wrote it";
  return reads +
         (own.kind == "result" ? "an older version wrote it; judge its evidence again" : "an older version wrote it");
}

Json parse(std::string_view text) {
  if (text.size() > max_bytes) throw Mismatch("the file is larger than 64 MiB");
  const Json::parser_callback_t bounded = [](int depth, Json::parse_event_t, Json&) {
    if (depth > max_depth) throw Mismatch("nested deeper than 64 levels");
    return true;
  };
  try {
    return Json::parse(text, bounded);
  } catch (const Json::parse_error& error) {
    throw Mismatch(why_not_json(text, error.byte, error.what()));
  } catch (const Json::exception& error) {
    throw Mismatch(why_not_json(text, 0, error.what()));
  }
}

void check_schema(const Json& json, std::string_view schema, std::string_view kind) {
  const std::string what(kind);
  if (!json.is_object() || !json.contains("schema") || !json["schema"].is_string())
    throw Mismatch("this is no " + what + " file: it does not name its schema");
  const auto problem = why_not_schema(json["schema"].get<std::string>(), schema);
  if (!problem.empty()) throw Mismatch(problem);
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
