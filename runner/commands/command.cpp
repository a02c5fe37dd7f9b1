// SPDX-License-Identifier: Apache-2.0
#include "runner/commands/command.h"

#include <map>

namespace conformance::runner {

namespace {

/// A function's variable, so that it is there before the first command registers itself.
std::multimap<int, AddCommand>& commands() {
  static std::multimap<int, AddCommand> all;
  return all;
}

}  // namespace

Registered::Registered(int order, AddCommand add) { commands().emplace(order, add); }

std::vector<AddCommand> registered_commands() {
  std::vector<AddCommand> ordered;
  for (const auto& [order, add] : commands()) ordered.push_back(add);
  return ordered;
}

}  // namespace conformance::runner
