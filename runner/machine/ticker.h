// SPDX-License-Identifier: Apache-2.0
// Something done again and again while the loop waits for something else: for people who watch, never to find out
// whether something has happened.
#pragma once

#include "runner/machine/watch.h"

#include <chrono>
#include <functional>

namespace conformance::machine {

class Ticker {
 public:
  Ticker(Loop& loop, std::chrono::milliseconds interval, std::function<void()> action);

 private:
  Watch watch_;
};

}  // namespace conformance::machine
