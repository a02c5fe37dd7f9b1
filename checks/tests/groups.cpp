// SPDX-License-Identifier: Apache-2.0
#include "checks/tests/groups.h"

#include <type_traits>
#include <utility>

namespace conformance::checks::testing {

void without_each_group(evidence::Evidence& evidence, const std::function<void(std::string_view)>& look) {
  const auto take_away = [&look](auto& group, std::string_view name) {
    auto kept = std::exchange(group, std::remove_cvref_t<decltype(group)>::absent("taken away"));
    look(name);
    group = std::move(kept);
  };
  const auto of = [&take_away](auto& part) {
    std::remove_cvref_t<decltype(part)>::each_field(
        [&](std::string_view name, auto member) { take_away(part.*member, name); });
  };
  of(evidence.guest);
  of(evidence.host);
  take_away(evidence.run.end, "end");
  take_away(evidence.run.activation, "activation");
}

}  // namespace conformance::checks::testing
