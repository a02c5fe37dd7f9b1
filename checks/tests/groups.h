// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "evidence/evidence.h"

#include <functional>
#include <string_view>
#include <type_traits>
#include <utility>

namespace conformance::checks::testing {

/// Takes away one group of facts after the other, guest's and host's, and calls `look` with the name of the missing
/// one.
inline void without_each_group(evidence::Evidence& evidence, const std::function<void(std::string_view)>& look) {
  const auto of = [&look](auto& part) {
    std::remove_cvref_t<decltype(part)>::each_field([&](std::string_view name, auto member) {
      auto& group = part.*member;
      const auto kept = std::exchange(group, std::remove_cvref_t<decltype(group)>::absent("taken away"));
      look(name);
      group = kept;
    });
  };
  of(evidence.guest);
  of(evidence.host);
}

}  // namespace conformance::checks::testing
