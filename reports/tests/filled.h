// SPDX-License-Identifier: Apache-2.0
// A described struct with every field set, whatever fields it has: for tests that must not miss a new one.
#pragma once

#include "evidence/json_convert.h"

#include <string>
#include <type_traits>

namespace conformance::reports {

template <class T>
T filled() {
  namespace convert = evidence::convert;
  if constexpr (evidence::Described<T>) {
    T value;
    T::each_field(
        [&](std::string_view, auto member) { value.*member = filled<std::remove_cvref_t<decltype(value.*member)>>(); });
    return value;
  } else if constexpr (convert::IsGroup<T>::value) {
    return T(filled<std::remove_cvref_t<decltype(*std::declval<const T&>())>>());
  } else if constexpr (convert::IsVector<T>::value || convert::IsOptional<T>::value) {
    return T{filled<typename T::value_type>()};
  } else if constexpr (convert::IsMap<T>::value) {
    return T{{"key", filled<typename T::mapped_type>()}};
  } else if constexpr (std::is_same_v<T, std::string>) {
    return "words";
  } else {
    return T{1};
  }
}

}  // namespace conformance::reports
