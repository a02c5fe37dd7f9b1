// SPDX-License-Identifier: Apache-2.0
#include "runner/commands/system/progress.h"

#include <unistd.h>

#include <utility>

namespace conformance::runner {

namespace {

constexpr const char* clear_line = "\r\033[K";

}  // namespace

Progress::Progress(std::string title) : title_(std::move(title)), terminal_(isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() { write(clear_line); }

void Progress::show(std::string_view what) const { write(clear_line + title_ + ": " + std::string(what) + " …"); }

void Progress::write(const std::string& text) const {
  // Nobody needs it: an error is no reason to stop.
  if (terminal_ && ::write(STDERR_FILENO, text.data(), text.size()) < 0) return;
}

}  // namespace conformance::runner
