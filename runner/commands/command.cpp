// SPDX-License-Identifier: Apache-2.0
#include "runner/commands/command.h"

#include <map>
#include <utility>

namespace conformance::runner {

namespace {

/// A function's variable, so that it is there before the first command registers itself.
std::multimap<int, Registration>& commands() {
  static std::multimap<int, Registration> all;
  return all;
}

}  // namespace

Registered::Registered(Summary summary, Command (*make)()) {
  const int order = summary.order;
  commands().emplace(order, Registration{std::move(summary), make});
}

std::vector<Registration> registered_commands() {
  std::vector<Registration> ordered;
  for (const auto& [order, registration] : commands()) ordered.push_back(registration);
  return ordered;
}

}  // namespace conformance::runner
