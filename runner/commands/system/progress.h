// SPDX-License-Identifier: Apache-2.0
// What a command is doing, on standard error: one line that changes where that is a terminal; elsewhere a line for each
// phase, or nothing.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace conformance::runner {

enum class Talk { silent, lines };

/// "title: where: what, 12 s | the last line that was heard", in at most `width` columns. Harmless, whatever it is of.
std::string progress_line(std::string_view activity, std::chrono::seconds elapsed, std::string_view heard,
                          std::size_t width);

class Progress {
 public:
  /// `otherwise`: where there is no terminal.
  explicit Progress(std::string title, Talk otherwise = Talk::silent);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  bool live() const { return terminal_; }
  /// Nothing at all from now on.
  void hush();
  /// Which start of which machine it is about from now on.
  void begin(std::string_view where);
  /// A phase begins.
  void show(std::string_view what);
  /// What a machine said; of it the last line is shown.
  void heard(std::string_view bytes);
  /// For the time that has passed.
  void redraw();

 private:
  using Clock = std::chrono::steady_clock;
  std::string activity() const;
  void write(const std::string& text) const;

  std::string title_;
  std::string where_;
  std::string what_;
  std::string heard_;  ///< its end
  bool terminal_;
  bool lines_;
  Clock::time_point began_ = Clock::now();
  Clock::time_point drawn_;
};

}  // namespace conformance::runner
