// SPDX-License-Identifier: Apache-2.0
// How a machine came to its end, and what its init heard of that.
#pragma once

#include "evidence/evidence.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace conformance::checks {

// Numbers of glibc, which are systemd's.
inline constexpr std::int64_t halt_signal = 34 + 3;
inline constexpr std::int64_t power_off_signal = 34 + 4;

/// The end of the machine. Throws Absent when it was to end in another way, or could not be asked to.
const evidence::End& end_by(const evidence::Evidence& evidence, std::string_view how);

/// The first event of that kind; nullptr: there is none.
const evidence::GuestEvent* find_event(const evidence::Run& run, std::string_view kind);

/// The first signal that asks an init to end, or that some manager means so; nullptr: none came.
const evidence::GuestEvent* stop_signal(const evidence::Run& run);

/// systemd answers to it with an orderly shutdown.
bool is_orderly(std::int64_t signal);

/// Something the guest said after its report arrived: only then its silence means anything.
bool is_heard(const evidence::Run& run);

/// "SIGRTMIN+3", "SIGTERM", "signal 64"
std::string signal_name(std::int64_t signal);

/// "2.5 s"
std::string seconds(std::int64_t microseconds);

/// The kernel lets PID 1 of the container call reboot(2). Throws Absent when nobody saw its capabilities.
bool may_reboot(const evidence::Evidence& evidence);

}  // namespace conformance::checks
