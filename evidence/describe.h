// SPDX-License-Identifier: Apache-2.0
// The one list of a struct's fields, from which JSON out, JSON in and the JSON Schema are made.
//
//     struct Mount {
//       std::string point;
//       bool read_only = false;
//       EVIDENCE_FIELDS(Mount, point, read_only)
//     };
//
// The JSON name of a field is its C++ name.
#pragma once

#include <boost/preprocessor/seq/enum.hpp>
#include <boost/preprocessor/seq/transform.hpp>
#include <boost/preprocessor/stringize.hpp>
#include <boost/preprocessor/variadic/to_seq.hpp>

#include <string_view>
#include <tuple>

namespace conformance::evidence {

template <class Struct, class Member>
struct Field {
  std::string_view name;
  Member Struct::*member;
};

template <class Struct, class Member>
constexpr Field<Struct, Member> field(std::string_view name, Member Struct::*member) {
  return {name, member};
}

/// A struct that lists its fields with EVIDENCE_FIELDS.
template <class T>
concept Described = requires { T::fields(); };

}  // namespace conformance::evidence

#define EVIDENCE_FIELD_(r, Type, member) \
  ::conformance::evidence::field(BOOST_PP_STRINGIZE(member), &Type::member)

#define EVIDENCE_FIELDS(Type, ...)                                                              \
  static constexpr auto fields() {                                                              \
    return std::make_tuple(BOOST_PP_SEQ_ENUM(BOOST_PP_SEQ_TRANSFORM(EVIDENCE_FIELD_, Type,      \
                                                                    BOOST_PP_VARIADIC_TO_SEQ(   \
                                                                        __VA_ARGS__))));        \
  }                                                                                             \
  friend bool operator==(const Type&, const Type&) = default;
