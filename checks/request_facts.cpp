// SPDX-License-Identifier: Apache-2.0
#include "checks/request_facts.h"

#include <fmt/format.h>

namespace conformance::checks {

using evidence::Evidence;
using evidence::Notification;
using evidence::Request;

const Request* find_request(const Evidence& evidence, std::string_view action) {
  for (const Request& made : evidence.run.requests)
    if (made.action == action) return &made;
  return nullptr;
}

const Request& request(const Evidence& evidence, std::string_view action) {
  const Request* made = find_request(evidence, action);
  if (made == nullptr) throw evidence::Absent(fmt::format("the guest was not asked for \"{}\"", action));
  if (made->done_us == 0) throw evidence::Absent(fmt::format("the guest did not answer when asked for \"{}\"", action));
  return *made;
}

bool succeeded(const Request& request) { return request.detail == "ok" || request.detail.starts_with("ok "); }

bool has_field(std::string_view message, std::string_view field) {
  return fmt::format(" {} ", message).find(fmt::format(" {} ", field)) != std::string::npos;
}

std::string_view field_of(std::string_view message, std::string_view name) {
  for (std::size_t at = 0; at < message.size(); at = message.find_first_not_of(' ', message.find(' ', at))) {
    const auto word = message.substr(at, message.find(' ', at) - at);
    if (word.size() > name.size() && word.starts_with(name) && word[name.size()] == '=')
      return word.substr(name.size() + 1);
    if (message.find(' ', at) == std::string_view::npos) break;
  }
  return {};
}

std::vector<const Notification*> notifications_with(const Evidence& evidence, std::string_view field,
                                                    std::int64_t begin, std::int64_t end) {
  std::vector<const Notification*> found;
  for (const Notification& sent : evidence.run.notifications)
    if (sent.at_us >= begin && sent.at_us < end && has_field(sent.message, field)) found.push_back(&sent);
  return found;
}

}  // namespace conformance::checks
