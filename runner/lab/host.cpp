// SPDX-License-Identifier: Apache-2.0
#include "runner/lab/host.h"

#include "runner/machine/remains.h"
#include "runner/machine/step.h"
#include "runner/machine/text.h"

#include <fmt/format.h>

namespace conformance::lab {

using namespace std::chrono_literals;

Host::Host(machine::Loop& loop, const Order& order, const Voice& voice, std::string backend)
    : loop_(loop),
      order_(order),
      voice_(voice),
      state_{.nonce = machine::random_hex16()},
      work_(machine::WorkDirectory::create(state_.nonce)) {
  state_.profile = fmt::format("lab {} ({})", order.image.suite(), backend);
  state_.machine = name();
  state_.started = machine::ticks_now();
  work_.save(state_);
  std::filesystem::create_directories(work_.path() / "out");
}

Host::~Host() {
  for (const auto& left : end()) voice_.say("could not be removed: " + machine::printable(left));
}

std::vector<std::string> Host::end() {
  if (ended_) return {};
  ended_ = true;
  const machine::Loop::Shield shield(loop_);
  std::vector<std::string> left;
  if (!machine::kill_processes(loop_, state_, machine::in(20s)))
    for (const auto pid : machine::processes_of(state_)) left.push_back(fmt::format("process {}", pid));
  for (auto& rest : machine::remove_remains(state_, work_.path())) left.push_back(std::move(rest));
  machine::remove_empty_base(work_.path().parent_path());
  return left;
}

void Host::owns(pid_t pid) {
  state_.processes.push_back({pid, machine::start_time(pid)});
  state_.phase = "run";
  work_.save(state_);
}

bool Host::wait(const std::string& what, const std::function<bool()>& holds, std::chrono::milliseconds deadline) {
  const auto start = machine::Clock::now();
  const auto latest = start + deadline;
  while (!loop_.until(holds, std::min(latest, machine::in(1s)))) {
    if (machine::Clock::now() >= latest) return false;
    voice_.show(fmt::format("{} ({} s)", what, machine::microseconds_since(start) / 1'000'000));
  }
  return true;
}

}  // namespace conformance::lab
