// SPDX-License-Identifier: Apache-2.0
// The conversion of described structs to and from JSON, and their schema. Private to this room and to reports/, which
// writes its result document the same way.
#pragma once

#include "evidence/describe.h"
#include "evidence/group.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace conformance::evidence::convert {

using Json = nlohmann::ordered_json;

/// A value has the wrong shape; `path` is a JSON pointer to it.
class Mismatch : public std::runtime_error {
 public:
  Mismatch(const std::string& path, const std::string& problem)
      : std::runtime_error((path.empty() ? "/" : path) + ": " + problem) {}
  /// Of the text as a whole.
  explicit Mismatch(const std::string& problem) : std::runtime_error(problem) {}
};

/// Specialised for types with a JSON shape of their own: static write(value), read(json, path) and schema().
template <class T>
struct Codec;
template <class T>
concept Coded = requires(const T& value) { Codec<T>::write(value); };

/// At most 64 MiB and 64 levels of nesting. Throws Mismatch.
Json parse(std::string_view text);

/// Throws Mismatch unless `json` says that it is of that schema; `kind` is the word for such a file ("evidence").
void check_schema(const Json& json, std::string_view schema, std::string_view kind);

template <class T>
struct IsVector : std::false_type {};
template <class T>
struct IsVector<std::vector<T>> : std::true_type {};
template <class T>
struct IsMap : std::false_type {};
template <class T>
struct IsMap<std::map<std::string, T>> : std::true_type {};
template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};
template <class T>
struct IsGroup : std::false_type {};
template <class T>
struct IsGroup<Group<T>> : std::true_type {};

template <class T>
Json write(const T& value) {
  if constexpr (Coded<T>) {
    return Codec<T>::write(value);
  } else if constexpr (Described<T>) {
    Json json = Json::object();
    std::apply([&](auto... field) { ((json[std::string(field.name)] = write(value.*field.member)), ...); },
               T::fields());
    return json;
  } else if constexpr (IsGroup<T>::value) {
    return value.present() ? Json{{"facts", write(*value)}} : Json{{"absent", value.reason()}};
  } else if constexpr (IsVector<T>::value) {
    Json json = Json::array();
    for (const auto& element : value) json.push_back(write(element));
    return json;
  } else if constexpr (IsMap<T>::value) {
    Json json = Json::object();
    for (const auto& [key, element] : value) json[key] = write(element);
    return json;
  } else if constexpr (IsOptional<T>::value) {
    return value ? write(*value) : Json(nullptr);
  } else {
    return Json(value);
  }
}

inline void expect_object(const Json& json, const std::string& path) {
  if (!json.is_object()) throw Mismatch(path, "an object is expected");
}

template <class T>
T read(const Json& json, const std::string& path);

template <class T>
T read_described(const Json& json, const std::string& path) {
  expect_object(json, path);
  T value;
  std::size_t known = 0;
  const auto one = [&](auto field) {
    const std::string name(field.name);
    const auto found = json.find(name);
    if (found == json.end()) throw Mismatch(path, "the field \"" + name + "\" is missing");
    using Member = std::remove_reference_t<decltype(value.*field.member)>;
    value.*field.member = read<Member>(*found, path + "/" + name);
    ++known;
  };
  std::apply([&](auto... field) { (one(field), ...); }, T::fields());
  if (json.size() == known) return value;
  for (const auto& [key, ignored] : json.items()) {
    const bool named = std::apply([&](auto... field) { return ((field.name == key) || ...); }, T::fields());
    if (!named) throw Mismatch(path + "/" + key, "unknown field");
  }
  return value;
}

template <class T>
Group<T> read_group(const Json& json, const std::string& path) {
  expect_object(json, path);
  if (json.size() == 1 && json.contains("facts")) return read<T>(json["facts"], path + "/facts");
  if (json.size() == 1 && json.contains("absent")) return Group<T>::absent(read<std::string>(json["absent"], path));
  throw Mismatch(path, "either \"facts\" or \"absent\" is expected");
}

template <class T>
T read_integer(const Json& json, const std::string& path) {
  if (!json.is_number_integer()) throw Mismatch(path, "an integer is expected");
  if (std::is_unsigned_v<T> && !json.is_number_unsigned()) throw Mismatch(path, "a number from 0 on is expected");
  if (!std::is_unsigned_v<T> && json.is_number_unsigned() && json.get<std::uint64_t>() > INT64_MAX)
    throw Mismatch(path, "the number is too large");
  return json.get<T>();
}

template <class T>
T read(const Json& json, const std::string& path) {
  if constexpr (Coded<T>) {
    return Codec<T>::read(json, path);
  } else if constexpr (Described<T>) {
    return read_described<T>(json, path);
  } else if constexpr (IsGroup<T>::value) {
    return read_group<std::remove_cvref_t<decltype(*std::declval<T>())>>(json, path);
  } else if constexpr (IsVector<T>::value) {
    if (!json.is_array()) throw Mismatch(path, "an array is expected");
    T value;
    for (const auto& element : json)
      value.push_back(read<typename T::value_type>(element, path + "/" + std::to_string(value.size())));
    return value;
  } else if constexpr (IsMap<T>::value) {
    expect_object(json, path);
    T value;
    for (const auto& [key, element] : json.items())
      value[key] = read<typename T::mapped_type>(element, path + "/" + key);
    return value;
  } else if constexpr (IsOptional<T>::value) {
    if (json.is_null()) return std::nullopt;
    return read<typename T::value_type>(json, path);
  } else if constexpr (std::is_same_v<T, bool>) {
    if (!json.is_boolean()) throw Mismatch(path, "true or false is expected");
    return json.get<bool>();
  } else if constexpr (std::is_same_v<T, std::string>) {
    if (!json.is_string()) throw Mismatch(path, "a string is expected");
    return json.get<std::string>();
  } else {
    static_assert(std::is_integral_v<T>);
    return read_integer<T>(json, path);
  }
}

template <class T>
Json schema_of() {
  if constexpr (Coded<T>) {
    return Codec<T>::schema();
  } else if constexpr (Described<T>) {
    Json properties = Json::object();
    Json required = Json::array();
    const auto one = [&](auto field) {
      T value;
      using Member = std::remove_reference_t<decltype(value.*field.member)>;
      properties[std::string(field.name)] = schema_of<Member>();
      required.push_back(std::string(field.name));
    };
    std::apply([&](auto... field) { (one(field), ...); }, T::fields());
    return {{"type", "object"},
            {"properties", properties},
            {"required", required},
            {"additionalProperties", false}};
  } else if constexpr (IsGroup<T>::value) {
    using Facts = std::remove_cvref_t<decltype(*std::declval<T>())>;
    const auto only = [](const char* name, Json schema) {
      return Json{{"type", "object"},
                  {"properties", {{name, std::move(schema)}}},
                  {"required", Json::array({name})},
                  {"additionalProperties", false}};
    };
    return {{"oneOf", Json::array({only("facts", schema_of<Facts>()), only("absent", schema_of<std::string>())})}};
  } else if constexpr (IsVector<T>::value) {
    return {{"type", "array"}, {"items", schema_of<typename T::value_type>()}};
  } else if constexpr (IsMap<T>::value) {
    return {{"type", "object"}, {"additionalProperties", schema_of<typename T::mapped_type>()}};
  } else if constexpr (IsOptional<T>::value) {
    return {{"anyOf", Json::array({schema_of<typename T::value_type>(), Json{{"type", "null"}}})}};
  } else if constexpr (std::is_same_v<T, bool>) {
    return {{"type", "boolean"}};
  } else if constexpr (std::is_same_v<T, std::string>) {
    return {{"type", "string"}};
  } else if constexpr (std::is_unsigned_v<T>) {
    return {{"type", "integer"}, {"minimum", 0}};
  } else {
    return {{"type", "integer"}};
  }
}

}  // namespace conformance::evidence::convert
