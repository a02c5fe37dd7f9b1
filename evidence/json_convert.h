// SPDX-License-Identifier: Apache-2.0
// The conversion of described structs to and from JSON, and their schema. Private to this room, to reports/, which
// writes its result document the same way, and to tests that walk through every field.
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
concept Coded = requires(const T& value) {
  Codec<T>::write(value);
};

/// At most 64 MiB and 64 levels of nesting. Throws Mismatch.
Json parse(std::string_view text);

/// What to tell of a text that the library of JSON stopped reading at `byte` (from 1 on) with this error.
std::string why_not_json(std::string_view text, std::size_t byte, const std::string& error);

/// What to tell of a file of another schema than the wanted one; empty: it is that.
std::string why_not_schema(std::string_view found, std::string_view wanted);

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

// Steps that do not depend on the type, so that they are compiled once and not for every field of every struct.

void add(Json& object, std::string_view name, Json value);
Json absent(const std::string& reason);
Json facts(Json value);

/// Throws Mismatch where the field is missing, or where the value is of another kind than the name says.
const Json& field_of(const Json& object, std::string_view name, const std::string& path);
void expect_object(const Json& json, const std::string& path);
void expect_array(const Json& json, const std::string& path);
/// Throws Mismatch for a field that is not among `names`.
void expect_no_others(const Json& object, const std::vector<std::string_view>& names, const std::string& path);
bool read_boolean(const Json& json, const std::string& path);
std::string read_string(const Json& json, const std::string& path);
std::int64_t read_signed(const Json& json, const std::string& path);
std::uint64_t read_unsigned(const Json& json, const std::string& path);
/// The value of {"facts": …}; nullptr, and the reason, for {"absent": …}.
const Json* read_facts(const Json& json, const std::string& path, std::string& reason);

std::string below(const std::string& path, std::string_view name);
std::string below(const std::string& path, std::size_t index);

Json schema_of_type(const char* name);
Json schema_of_count();
Json schema_of_object(Json properties);
Json schema_of_group(Json facts);
Json schema_of_array(Json items);
Json schema_of_map(Json values);
Json schema_of_optional(Json value);

template <class T>
Json write(const T& value) {
  if constexpr (Coded<T>) {
    return Codec<T>::write(value);
  } else if constexpr (Described<T>) {
    Json json = Json::object();
    T::each_field([&](std::string_view name, auto member) { add(json, name, write(value.*member)); });
    return json;
  } else if constexpr (IsGroup<T>::value) {
    return value.present() ? facts(write(*value)) : absent(value.reason());
  } else if constexpr (IsVector<T>::value) {
    Json json = Json::array();
    for (const auto& element : value) json.push_back(write(element));
    return json;
  } else if constexpr (IsMap<T>::value) {
    Json json = Json::object();
    for (const auto& [key, element] : value) add(json, key, write(element));
    return json;
  } else if constexpr (IsOptional<T>::value) {
    return value ? write(*value) : Json(nullptr);
  } else {
    return Json(value);
  }
}

template <class T>
T read(const Json& json, const std::string& path);

template <class T>
T read_described(const Json& json, const std::string& path) {
  expect_object(json, path);
  T value;
  std::vector<std::string_view> names;
  T::each_field([&](std::string_view name, auto member) {
    using Member = std::remove_reference_t<decltype(value.*member)>;
    value.*member = read<Member>(field_of(json, name, path), below(path, name));
    names.push_back(name);
  });
  expect_no_others(json, names, path);
  return value;
}

template <class T>
Group<T> read_group(const Json& json, const std::string& path) {
  std::string reason;
  const Json* found = read_facts(json, path, reason);
  return found ? Group<T>(read<T>(*found, path + "/facts")) : Group<T>::absent(reason);
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
    expect_array(json, path);
    T value;
    for (const auto& element : json) value.push_back(read<typename T::value_type>(element, below(path, value.size())));
    return value;
  } else if constexpr (IsMap<T>::value) {
    expect_object(json, path);
    T value;
    for (const auto& [key, element] : json.items())
      value[key] = read<typename T::mapped_type>(element, below(path, key));
    return value;
  } else if constexpr (IsOptional<T>::value) {
    if (json.is_null()) return std::nullopt;
    return read<typename T::value_type>(json, path);
  } else if constexpr (std::is_same_v<T, bool>) {
    return read_boolean(json, path);
  } else if constexpr (std::is_same_v<T, std::string>) {
    return read_string(json, path);
  } else if constexpr (std::is_same_v<T, std::uint64_t>) {
    return read_unsigned(json, path);
  } else {
    static_assert(std::is_same_v<T, std::int64_t>);
    return read_signed(json, path);
  }
}

template <class T>
Json schema_of() {
  if constexpr (Coded<T>) {
    return Codec<T>::schema();
  } else if constexpr (Described<T>) {
    Json properties = Json::object();
    T::each_field([&](std::string_view name, auto member) {
      using Member = std::remove_reference_t<decltype(std::declval<T&>().*member)>;
      add(properties, name, schema_of<Member>());
    });
    return schema_of_object(std::move(properties));
  } else if constexpr (IsGroup<T>::value) {
    return schema_of_group(schema_of<std::remove_cvref_t<decltype(*std::declval<T>())>>());
  } else if constexpr (IsVector<T>::value) {
    return schema_of_array(schema_of<typename T::value_type>());
  } else if constexpr (IsMap<T>::value) {
    return schema_of_map(schema_of<typename T::mapped_type>());
  } else if constexpr (IsOptional<T>::value) {
    return schema_of_optional(schema_of<typename T::value_type>());
  } else if constexpr (std::is_same_v<T, bool>) {
    return schema_of_type("boolean");
  } else if constexpr (std::is_same_v<T, std::string>) {
    return schema_of_type("string");
  } else if constexpr (std::is_unsigned_v<T>) {
    return schema_of_count();
  } else {
    return schema_of_type("integer");
  }
}

}  // namespace conformance::evidence::convert
