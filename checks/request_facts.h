// SPDX-License-Identifier: Apache-2.0
// What the guest was asked to do after its report, and what it and the manager said afterwards.
#pragma once

#include "evidence/evidence.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace conformance::checks {

/// nullptr: the guest was not asked.
const evidence::Request* find_request(const evidence::Evidence& evidence, std::string_view action);

/// What the guest was asked and has answered; throws evidence::Absent if it was not asked, or never answered.
const evidence::Request& request(const evidence::Evidence& evidence, std::string_view action);

/// "ok", or "ok" and what else there is to say.
bool succeeded(const evidence::Request& request);

/// One of the fields of the message, which stand between blanks, is `field`.
bool has_field(std::string_view message, std::string_view field);

/// The value of "NAME=" in the message; empty if it is not there.
std::string_view field_of(std::string_view message, std::string_view name);

/// What the manager sent to its own manager from `begin` on and before `end`, with that field, in microseconds.
std::vector<const evidence::Notification*> notifications_with(const evidence::Evidence& evidence,
                                                              std::string_view field, std::int64_t begin,
                                                              std::int64_t end);

}  // namespace conformance::checks
