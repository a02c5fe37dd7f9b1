// SPDX-License-Identifier: Apache-2.0
#include "runner/commands/system/progress.h"

#include "reports/text.h"
#include "runner/commands/io.h"
#include "runner/machine/text.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <utility>

namespace conformance::runner {

namespace {

constexpr const char* clear_line = "\r\033[K";

bool has_live_line() {
  const char* terminal = std::getenv("TERM");
  return isatty(STDERR_FILENO) == 1 && (terminal == nullptr || std::string_view(terminal) != "dumb");
}

std::size_t width_of_terminal() {
  constexpr std::size_t usual = 80;
  winsize size{};
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : usual;
}

}  // namespace

std::string progress_line(std::string_view activity, std::chrono::seconds elapsed, std::string_view heard,
                          std::size_t width) {
  std::string line = reports::printable(activity);
  if (elapsed.count() > 0) line += fmt::format(", {} s", elapsed.count());
  if (!heard.empty()) line += " | " + reports::printable(heard);
  if (reports::columns(line) < width) return line;
  std::size_t end = 0;
  for (std::size_t shown = 0; end < line.size(); ++end)
    if ((static_cast<unsigned char>(line[end]) & 0xC0U) != 0x80U && ++shown == width - 1) break;
  return line.substr(0, end) + "…";
}

Progress::Progress(std::string title, Talk otherwise)
    : title_(std::move(title)), terminal_(has_live_line()), lines_(!terminal_ && otherwise == Talk::lines) {}

Progress::~Progress() { write(clear_line); }

void Progress::hush() { terminal_ = lines_ = false; }

void Progress::begin(std::string_view where) { where_ = where; }

std::string Progress::activity() const { return title_ + (where_.empty() ? "" : ": " + where_) + ": " + what_ + " …"; }

void Progress::show(std::string_view what) {
  what_ = what;
  if (lines_) tell(reports::printable(activity()));
  redraw();
}

void Progress::heard(std::string_view bytes) {
  constexpr std::size_t bound = 512;
  constexpr auto seldom = std::chrono::milliseconds(100);
  if (!terminal_) return;
  heard_ += bytes.substr(bytes.size() - std::min(bytes.size(), bound));
  if (heard_.size() > bound) heard_.erase(0, heard_.size() - bound);
  if (Clock::now() - drawn_ >= seldom) redraw();
}

void Progress::redraw() {
  if (!terminal_) return;
  drawn_ = Clock::now();
  const auto elapsed = std::chrono::duration_cast<std::chrono::seconds>(drawn_ - began_);
  const auto last = machine::last_line(machine::printable(heard_));
  write(clear_line + progress_line(activity(), elapsed, last, width_of_terminal()));
}

void Progress::write(const std::string& text) const {
  // Nobody needs it: an error is no reason to stop.
  if (terminal_ && ::write(STDERR_FILENO, text.data(), text.size()) < 0) return;
}

}  // namespace conformance::runner
