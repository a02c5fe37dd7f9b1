// SPDX-License-Identifier: Apache-2.0
// The one list of a struct's fields, from which JSON out, JSON in and the JSON Schema are made.
//
//     struct Mount {
//       std::string point;
//       bool read_only = false;
//       EVIDENCE_FIELDS(Mount, point, read_only)
//     };
//
//     Mount::each_field([&](std::string_view name, auto member) { … value.*member … });
//
// The JSON name of a field is its C++ name.
#pragma once

#include <boost/preprocessor/seq/for_each.hpp>
#include <boost/preprocessor/stringize.hpp>
#include <boost/preprocessor/variadic/to_seq.hpp>

#include <string_view>

namespace conformance::evidence {

/// A struct that lists its fields: its each_field(visit) calls visit(name, pointer to member) for each, in order.
template <class T>
concept Described = requires {
  T::each_field([](std::string_view, auto) {});
};

}  // namespace conformance::evidence

#define EVIDENCE_FIELD_(r, Self, member) visit(std::string_view(BOOST_PP_STRINGIZE(member)), &Self::member);

// Self is a parameter so that only the few files that go through the fields pay for it.
#define EVIDENCE_FIELDS(Type, ...)                                                      \
  template <class Visit, class Self = Type>                                             \
  static void each_field(Visit&& visit) {                                               \
    BOOST_PP_SEQ_FOR_EACH(EVIDENCE_FIELD_, Self, BOOST_PP_VARIADIC_TO_SEQ(__VA_ARGS__)) \
  }                                                                                     \
  friend bool operator==(const Type&, const Type&) = default;

// For the large structs: copying them is much code, which would stand in every file that copies one.
#define EVIDENCE_COPIES_ELSEWHERE(Type) \
  Type();                               \
  Type(const Type&);                    \
  Type(Type&&) noexcept;                \
  Type& operator=(const Type&);         \
  Type& operator=(Type&&) noexcept;     \
  ~Type();

// … and this is where: once, in a .cpp.
#define EVIDENCE_COPIES_HERE(Type)                  \
  Type::Type() = default;                           \
  Type::Type(const Type&) = default;                \
  Type::Type(Type&&) noexcept = default;            \
  Type& Type::operator=(const Type&) = default;     \
  Type& Type::operator=(Type&&) noexcept = default; \
  Type::~Type() = default;
