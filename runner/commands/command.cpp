// SPDX-License-Identifier: Apache-2.0
#include "runner/commands/command.h"

#include <algorithm>
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

std::vector<std::string> names_of(const Option& option) {
  std::vector<std::string> names;
  for (std::size_t at = 0; at < option.names.size();) {
    const auto end = std::min(option.names.find(',', at), option.names.size());
    names.push_back(option.names.substr(at, end - at));
    at = end + 1;
  }
  return names;
}

bool is_argument(const Option& option) { return !option.names.starts_with('-'); }
bool is_flag(const Option& option) { return std::holds_alternative<bool*>(option.into); }
bool is_repeatable(const Option& option) { return std::holds_alternative<std::vector<std::string>*>(option.into); }

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
