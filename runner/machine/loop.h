// SPDX-License-Identifier: Apache-2.0
// The one event loop of a run. A phase reads as straight code: `loop.until(condition, deadline)` handles events, one at
// a time, until the condition holds. Nothing here sleeps or asks twice.
#pragma once

#include <sys/types.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>

namespace boost::asio {
class io_context;
}

namespace conformance::machine {

using Clock = std::chrono::steady_clock;
using Deadline = Clock::time_point;

inline Deadline in(std::chrono::milliseconds duration) { return Clock::now() + duration; }

/// SIGINT, SIGTERM or SIGHUP came; what() is for nobody, the scenario catches it.
struct Interrupted {
  int signal = 0;
};

class Loop {
 public:
  Loop();
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  boost::asio::io_context& context();

  /// Handles events until `holds()`; false when the deadline came first. Throws Interrupted, except under a Shield.
  template <class Condition>
  bool until(Condition&& holds, Deadline deadline) {
    const auto entered = Clock::now();
    for (;;) {
      throw_if_interrupted();
      if (holds()) return true;
      const auto latest = shortened(deadline, entered);
      // Events that never cease must not put the deadline off.
      if (Clock::now() >= latest) return false;
      handle_one(latest);
    }
  }

  /// Handles what has already happened, without waiting; a bounded amount of it, for there may be no end.
  void drain();

  /// The first terminating signal, or 0.
  int signal() const { return signal_; }

  /// `ended` gets the wait status of the child `pid`. Children nobody adopted are reaped and forgotten.
  void adopt(pid_t pid, std::function<void(int status)> ended);
  void disown(pid_t pid);
  /// No descendant is left, not even one that was detached: as the subreaper the program would have got it.
  bool childless() const;

  /// While one exists, a terminating signal is noted but does not break into the phase: clean-up is not skipped.
  class Shield {
   public:
    explicit Shield(Loop& loop) : loop_(loop) { ++loop_.shields_; }
    ~Shield() { --loop_.shields_; }
    Shield(const Shield&) = delete;
    Shield& operator=(const Shield&) = delete;

   private:
    Loop& loop_;
  };

 private:
  void throw_if_interrupted() const {
    if (signal_ != 0 && shields_ == 0) throw Interrupted{signal_};
  }
  // Once a terminating signal came, the clean-up as a whole has a good second; each wait at least a moment.
  Deadline shortened(Deadline deadline, Deadline entered) const {
    using std::chrono::milliseconds;
    if (signal_ == 0) return deadline;
    return std::min(deadline, std::max(signalled_ + milliseconds(1200), entered + milliseconds(100)));
  }
  void handle_one(Deadline latest);

  struct Asio;
  std::unique_ptr<Asio> asio_;
  int signal_ = 0;
  Deadline signalled_;
  int shields_ = 0;
};

}  // namespace conformance::machine
