// SPDX-License-Identifier: Apache-2.0
// Why a clause has no check yet. A clause that gets one moves to the file of its section.
#pragma once

#include <string_view>

namespace conformance::checks::pending {

inline constexpr std::string_view needs_payload = "needs a systemd in the guest (scenario payload)";
inline constexpr std::string_view needs_restart = "needs a second start of the same machine (scenario restart)";
inline constexpr std::string_view needs_twin = "needs two machines at the same time (scenario twin)";
inline constexpr std::string_view needs_notify =
    "needs a notification socket handed to the manager and a guest that uses it (scenario notify)";
inline constexpr std::string_view needs_vm_credentials =
    "needs credentials to be passed to the virtual machine (scenario vm-credentials)";
inline constexpr std::string_view needs_boot_loader =
    "needs a guest that boots through UEFI and systemd-boot or systemd-stub (scenario boot-loader)";
inline constexpr std::string_view not_written =
    "the facts are collected at the first start, but nothing judges them yet";

}  // namespace conformance::checks::pending
