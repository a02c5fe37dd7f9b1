// SPDX-License-Identifier: Apache-2.0
#include "runner/machine/step.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <system_error>

namespace conformance::machine {
namespace {

struct Pipe {
  Descriptor reading;
  Descriptor writing;

  Pipe() {
    std::array<int, 2> ends{};
    checked(::pipe2(ends.data(), O_CLOEXEC), "pipe");
    reading.reset(ends[0]);
    writing.reset(ends[1]);
  }
};

}  // namespace

std::int64_t microseconds_since(Clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - start).count();
}

RunningStep::RunningStep(Loop& loop, std::string phase, const Command& command, Input input)
    : loop_(loop), command_(command) {
  told_.phase = std::move(phase);
  told_.arguments = command.arguments;
  Pipe output;
  Launch launch{.arguments = command.arguments, .environment = command.environment};
  launch.output = launch.error = output.writing.get();
  Descriptor reading_end;
  if (input == Input::pipe) {
    Pipe given;
    launch.input = given.reading.get();
    input_ = std::move(given.writing);
    reading_end = std::move(given.reading);
  }
  try {
    process_ = std::make_unique<Process>(loop, launch);
  } catch (const std::system_error& error) {
    output_.append(fmt::format("cannot run {}: {}", command.arguments.empty() ? "" : command.arguments[0],
                               error.code().message()));
    return;
  }
  pipe_ = Watch(loop, std::move(output.reading), [this] { return read(); });
}

bool RunningStep::read() {
  std::array<char, 16 * 1024> bytes;
  const auto count = ::read(pipe_.get(), bytes.data(), bytes.size());
  if (count <= 0) return count < 0 && errno == EAGAIN;
  const std::string_view text(bytes.data(), static_cast<std::size_t>(count));
  output_.append(text);
  if (use_) use_(text);
  return true;
}

bool RunningStep::succeeded() const {
  if (!process_ || !process_->ended()) return false;
  return std::find(command_.success.begin(), command_.success.end(), process_->exit_code()) != command_.success.end();
}

evidence::Step RunningStep::finish() {
  told_.elapsed_us = microseconds_since(started_);
  told_.timed_out = !ended();
  // Bounded: a daemon may hold the pipe and write for ever.
  for (int i = 0; i < 8 && pipe_.open() && read(); ++i) {
  }
  told_.output = printable(output_.bytes());
  if (!process_) return told_;
  told_.exit_code = process_->exit_code();
  told_.signal = process_->ended_by_signal();
  process_.reset();
  return told_;
}

evidence::Step run_step(Loop& loop, const std::string& phase, const Command& command, Deadline latest) {
  RunningStep step(loop, phase, command);
  loop.until([&] { return step.ended(); }, std::min(in(command.deadline), latest));
  return step.finish();
}

std::string outcome_of(const evidence::Step& step) {
  const auto name = step.arguments.empty() ? step.phase : step.arguments[0];
  if (step.timed_out) return fmt::format("{} did not end within {} s", name, (step.elapsed_us + 500'000) / 1'000'000);
  if (step.signal != 0)
    return fmt::format("{} was ended by SIG{}", name, ::sigabbrev_np(static_cast<int>(step.signal)));
  if (step.exit_code < 0) return one_line(step.output);
  return fmt::format("{} ended with exit code {}", name, step.exit_code);
}

}  // namespace conformance::machine
