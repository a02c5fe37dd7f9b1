// SPDX-License-Identifier: Apache-2.0
#include "runner/machine/ticker.h"

#include <sys/timerfd.h>
#include <unistd.h>

#include <cstdint>
#include <utility>

namespace conformance::machine {

Ticker::Ticker(Loop& loop, std::chrono::milliseconds interval, std::function<void()> action) {
  Descriptor timer(checked(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK), "timerfd"));
  const timespec time{interval.count() / 1000, interval.count() % 1000 * 1'000'000};
  const itimerspec times{time, time};
  checked(::timerfd_settime(timer.get(), 0, &times, nullptr), "timerfd");
  watch_ = Watch(loop, std::move(timer), [this, action = std::move(action)] {
    std::uint64_t count = 0;
    if (::read(watch_.get(), &count, sizeof count) > 0) action();
    return true;
  });
}

}  // namespace conformance::machine
