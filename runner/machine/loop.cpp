// SPDX-License-Identifier: Apache-2.0
#include "runner/machine/loop.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <sys/prctl.h>
#include <sys/wait.h>

#include <cerrno>
#include <csignal>
#include <map>

namespace conformance::machine {

struct Loop::Asio {
  explicit Asio(Loop& loop) : owner(loop) {
    for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGCHLD}) signals.add(number);
    await_signal();
  }

  void await_signal() {
    signals.async_wait([this](const boost::system::error_code& error, int number) {
      if (error) return;
      if (number == SIGCHLD) {
        reap();
      } else if (owner.signal_ == 0) {
        owner.signal_ = number;
        owner.signalled_ = Clock::now();
      }
      await_signal();
    });
  }

  void reap() {
    for (;;) {
      int status = 0;
      const pid_t pid = ::waitpid(-1, &status, WNOHANG);
      if (pid <= 0) return;
      const auto found = children.find(pid);
      if (found == children.end()) continue;
      const auto ended = std::move(found->second);
      children.erase(found);
      ended(status);
    }
  }

  Loop& owner;
  boost::asio::io_context context{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work{context.get_executor()};
  boost::asio::signal_set signals{context};
  std::map<pid_t, std::function<void(int)>> children;
};

Loop::Loop() : asio_(std::make_unique<Asio>(*this)) {
  // Daemons of a detached start stay our descendants, so none of them can be lost.
  ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
}

Loop::~Loop() { ::prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0); }

boost::asio::io_context& Loop::context() { return asio_->context; }

void Loop::adopt(pid_t pid, std::function<void(int)> ended) { asio_->children[pid] = std::move(ended); }
void Loop::disown(pid_t pid) { asio_->children.erase(pid); }

bool Loop::childless() const {
  siginfo_t any{};
  return ::waitid(P_ALL, 0, &any, WEXITED | WNOHANG | WNOWAIT) != 0 && errno == ECHILD;
}

void Loop::handle_one(Deadline latest) { asio_->context.run_one_until(latest); }

void Loop::drain() {
  constexpr int bound = 8192;
  for (int i = 0; i < bound && asio_->context.poll_one() > 0; ++i) {
  }
}

}  // namespace conformance::machine
