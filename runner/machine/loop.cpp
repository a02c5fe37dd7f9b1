// SPDX-License-Identifier: Apache-2.0
#include "runner/machine/loop.h"

#include <sys/prctl.h>
#include <sys/wait.h>

#include <csignal>

namespace conformance::runner {

Loop::Loop() {
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGCHLD}) signals_.add(number);
  // Daemons of a detached start stay our descendants, so none of them can be lost.
  ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
  await_signal();
}

Loop::~Loop() { ::prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0); }

void Loop::await_signal() {
  signals_.async_wait([this](const boost::system::error_code& error, int number) {
    if (error) return;
    if (number == SIGCHLD) {
      reap();
    } else if (signal_ == 0) {
      signal_ = number;
      signalled_ = Clock::now();
    }
    await_signal();
  });
}

void Loop::drain() {
  constexpr int bound = 8192;
  for (int i = 0; i < bound && context_.poll_one() > 0; ++i) {
  }
}

void Loop::reap() {
  for (;;) {
    int status = 0;
    const pid_t pid = ::waitpid(-1, &status, WNOHANG);
    if (pid <= 0) return;
    const auto found = children_.find(pid);
    if (found == children_.end()) continue;
    const auto ended = std::move(found->second);
    children_.erase(found);
    ended(status);
  }
}

}  // namespace conformance::runner
