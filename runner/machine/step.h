// SPDX-License-Identifier: Apache-2.0
// A command of the profile while it runs, and what is told of it afterwards.
#pragma once

#include "evidence/run.h"
#include "runner/machine/process.h"
#include "runner/machine/state.h"
#include "runner/machine/text.h"
#include "runner/machine/watch.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace conformance::machine {

/// Stdin is /dev/null or a pipe, stdout and stderr a pipe that is read as it fills. A command that cannot be run has
/// ended, with the reason as its output.
class RunningStep {
 public:
  enum class Input { none, pipe };

  RunningStep(Loop& loop, std::string phase, const Command& command, Input input = Input::none);

  bool ended() const { return !process_ || process_->ended(); }
  /// Whether it ended with one of the exit codes the profile calls success.
  bool succeeded() const;
  const std::string& output() const { return output_.bytes(); }
  /// Called with what it prints, as it comes.
  void on_output(std::function<void(std::string_view)> use) { use_ = std::move(use); }
  void close_input() { input_.reset(); }
  pid_t pid() const { return process_ ? process_->pid() : 0; }

  /// Ends it if it still runs, and says how it went.
  evidence::Step finish();

 private:
  bool read();

  Loop& loop_;
  Command command_;
  evidence::Step told_;
  Clock::time_point started_ = Clock::now();
  Tail output_;
  std::function<void(std::string_view)> use_;
  Descriptor input_;
  Watch pipe_;
  std::unique_ptr<Process> process_;
};

/// Runs a command to its end, or to the earlier of its own deadline and `latest`.
evidence::Step run_step(Loop& loop, const std::string& phase, const Command& command, Deadline latest);

/// "lxc-start ended with exit code 1", in words.
std::string outcome_of(const evidence::Step& step);

std::int64_t microseconds_since(Clock::time_point start);

}  // namespace conformance::machine
