// SPDX-License-Identifier: Apache-2.0
#include "checks/tests/groups.h"

#include <type_traits>
#include <utility>

namespace conformance::checks::testing {

void without_each_group(evidence::Evidence& evidence, const std::function<void(std::string_view)>& look) {
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
