// SPDX-License-Identifier: Apache-2.0
#include "checks/life_facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <utility>

namespace conformance::checks {

const evidence::End& end_by(const evidence::Evidence& evidence, std::string_view how) {
  const evidence::End& end = *evidence.run.end;
  if (end.how != how) throw evidence::Absent(fmt::format("the machine was to end by {}, not by {}", end.how, how));
  if (!end.error.empty()) throw evidence::Absent("the machine could not be asked to end: " + end.error);
  return end;
}

const evidence::GuestEvent* find_event(const evidence::Run& run, std::string_view kind) {
  const auto found = std::ranges::find(run.events, kind, &evidence::GuestEvent::kind);
  return found == run.events.end() ? nullptr : &*found;
}

const evidence::GuestEvent* stop_signal(const evidence::Run& run) {
  // A terminal that goes away or changes its size, and the SIGCONT that systemd sends along, ask for no end.
  constexpr std::int64_t others[] = {SIGHUP, SIGCHLD, SIGCONT, SIGWINCH, SIGUSR1, SIGUSR2, SIGPIPE, SIGALRM, SIGURG};
  const auto found = std::ranges::find_if(run.events, [&](const auto& event) {
    return event.kind == "signal" && std::ranges::count(others, event.number) == 0;
  });
  return found == run.events.end() ? nullptr : &*found;
}

bool is_orderly(std::int64_t signal) { return signal == halt_signal || signal == power_off_signal; }

bool is_heard(const evidence::Run& run) {
  const auto done = [](const evidence::Request& request) { return request.done_us != 0; };
  return !run.events.empty() || std::ranges::any_of(run.requests, done);
}

std::string signal_name(std::int64_t signal) {
  constexpr std::pair<std::int64_t, const char*> names[] = {
      {SIGINT, "SIGINT"}, {SIGQUIT, "SIGQUIT"}, {SIGTERM, "SIGTERM"}, {SIGPWR, "SIGPWR"}, {SIGHUP, "SIGHUP"}};
  for (const auto& [number, name] : names)
    if (number == signal) return name;
  constexpr std::int64_t first = 34;
  if (signal < first || signal > 64) return fmt::format("signal {}", signal);
  return signal == first ? "SIGRTMIN" : fmt::format("SIGRTMIN+{}", signal - first);
}

std::string seconds(std::int64_t microseconds) {
  return fmt::format("{:.1f} s", static_cast<double>(microseconds) / 1e6);
}

bool may_reboot(const evidence::Evidence& evidence) {
  constexpr int sys_boot = 22;  // CAP_SYS_BOOT
  return (evidence.guest.capabilities->effective >> sys_boot & 1) != 0;
}

}  // namespace conformance::checks
