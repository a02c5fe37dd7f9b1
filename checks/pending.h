// SPDX-License-Identifier: Apache-2.0
// Why a clause has no check yet. A clause that gets one moves to the file of its section.
#pragma once

#include <string_view>

namespace conformance::checks::pending {

inline constexpr std::string_view needs_payload = "needs a systemd in the guest (scenario payload)";
inline constexpr std::string_view not_written =
    "the facts are collected at the first start, but nothing judges them yet";

}  // namespace conformance::checks::pending
