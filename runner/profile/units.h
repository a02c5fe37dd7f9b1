// SPDX-License-Identifier: Apache-2.0
// Durations, signals and file modes as a profile writes them.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace conformance::runner::profiles {

/// "500ms", "30s", "2min", "1h": a positive whole number, a unit, nothing else; at most a day.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

/// "SIGTERM", "SIGRTMIN+3", "SIGRTMAX-1". glibc keeps the first two real-time signals: its SIGRTMIN is 34.
std::optional<int> parse_signal(std::string_view text);
bool is_signal(std::int64_t number);
std::string signal_name(int number);
const std::vector<std::string_view>& signal_names();

/// "0644": octal, as for chmod.
std::optional<unsigned> parse_mode(std::string_view text);

}  // namespace conformance::runner::profiles
