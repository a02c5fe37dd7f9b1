// SPDX-License-Identifier: Apache-2.0
#include "runner/profile/units.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <csignal>
#include <cstdint>
#include <utility>

namespace conformance::runner::profiles {

namespace {

constexpr std::array<std::pair<std::string_view, int>, 31> names{
    {{"SIGHUP", SIGHUP},       {"SIGINT", SIGINT},   {"SIGQUIT", SIGQUIT},   {"SIGILL", SIGILL},   {"SIGTRAP", SIGTRAP},
     {"SIGABRT", SIGABRT},     {"SIGBUS", SIGBUS},   {"SIGFPE", SIGFPE},     {"SIGKILL", SIGKILL}, {"SIGUSR1", SIGUSR1},
     {"SIGSEGV", SIGSEGV},     {"SIGUSR2", SIGUSR2}, {"SIGPIPE", SIGPIPE},   {"SIGALRM", SIGALRM}, {"SIGTERM", SIGTERM},
     {"SIGSTKFLT", 16},        {"SIGCHLD", SIGCHLD}, {"SIGCONT", SIGCONT},   {"SIGSTOP", SIGSTOP}, {"SIGTSTP", SIGTSTP},
     {"SIGTTIN", SIGTTIN},     {"SIGTTOU", SIGTTOU}, {"SIGURG", SIGURG},     {"SIGXCPU", SIGXCPU}, {"SIGXFSZ", SIGXFSZ},
     {"SIGVTALRM", SIGVTALRM}, {"SIGPROF", SIGPROF}, {"SIGWINCH", SIGWINCH}, {"SIGIO", SIGIO},     {"SIGPWR", SIGPWR},
     {"SIGSYS", SIGSYS}}};

constexpr int first_realtime = 34;
constexpr int last_realtime = 64;

/// A whole number and nothing else.
template <class Number>
std::optional<Number> number_in(std::string_view text, int base = 10) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<int> realtime(int from, std::string_view offset) {
  if (offset.empty()) return from;
  const char sign = from == first_realtime ? '+' : '-';
  if (offset.front() != sign) return std::nullopt;
  const auto distance = number_in<unsigned>(offset.substr(1));
  if (!distance || *distance > last_realtime - first_realtime) return std::nullopt;
  return sign == '+' ? from + static_cast<int>(*distance) : from - static_cast<int>(*distance);
}

}  // namespace

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, std::int64_t>, 4> units{
      {{"ms", 1}, {"s", 1000}, {"min", 60'000}, {"h", 3'600'000}}};
  constexpr std::int64_t day = 24 * units[3].second;
  const std::size_t digits = text.find_first_not_of("0123456789");
  if (digits == 0 || digits == std::string_view::npos) return std::nullopt;
  const auto count = number_in<std::int64_t>(text.substr(0, digits));
  if (!count || *count == 0) return std::nullopt;
  for (const auto& [unit, factor] : units)
    if (text.substr(digits) == unit && *count <= day / factor) return std::chrono::milliseconds(*count * factor);
  return std::nullopt;
}

std::optional<int> parse_signal(std::string_view text) {
  for (const auto& [name, number] : names)
    if (name == text) return number;
  constexpr std::string_view min = "SIGRTMIN";
  constexpr std::string_view max = "SIGRTMAX";
  if (text.starts_with(min)) return realtime(first_realtime, text.substr(min.size()));
  if (text.starts_with(max)) return realtime(last_realtime, text.substr(max.size()));
  return std::nullopt;
}

bool is_signal(std::int64_t number) {
  return (number > 0 && number < 32) || (number >= first_realtime && number <= last_realtime);
}

std::string signal_name(int number) {
  for (const auto& [name, value] : names)
    if (value == number) return std::string(name);
  if (number == first_realtime) return "SIGRTMIN";
  if (number > first_realtime && number <= last_realtime) return fmt::format("SIGRTMIN+{}", number - first_realtime);
  return fmt::format("signal {}", number);
}

const std::vector<std::string_view>& signal_names() {
  static const std::vector<std::string_view> all = [] {
    std::vector<std::string_view> list;
    for (const auto& [name, number] : names) list.push_back(name);
    list.insert(list.end(), {"SIGRTMIN", "SIGRTMIN+3", "SIGRTMIN+4", "SIGRTMAX"});
    return list;
  }();
  return all;
}

std::optional<unsigned> parse_mode(std::string_view text) {
  const auto mode = number_in<unsigned>(text, 8);
  if (text.size() < 3 || text.size() > 4 || !mode) return std::nullopt;
  return mode;
}

}  // namespace conformance::runner::profiles
