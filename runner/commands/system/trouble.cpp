// SPDX-License-Identifier: Apache-2.0
#include "runner/commands/system/trouble.h"

#include "reports/text.h"
#include "runner/machine/step.h"
#include "runner/machine/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace conformance::runner {

namespace {

constexpr std::size_t most_lines = 10;

/// The last lines that are not empty.
std::vector<std::string> last_lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = text.substr(0, end);
    if (line.find_first_not_of(" \t\r") != std::string_view::npos) lines.push_back(reports::printable(line));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  if (lines.size() > most_lines) lines.erase(lines.begin(), lines.end() - most_lines);
  return lines;
}

bool failed(const evidence::Step& step) { return step.timed_out || step.signal != 0 || step.exit_code > 0; }

/// Where it began to go wrong: set-up and start come before what the clean-up made of it. nullptr: no step tells.
const evidence::Step* failing_step(const evidence::Run& run) {
  const auto first = std::ranges::find_if(run.steps, failed);
  if (first != run.steps.end()) return &*first;
  const auto start = std::ranges::find(run.steps, "start", &evidence::Step::phase);
  return start == run.steps.end() ? nullptr : &*start;
}

std::string line(std::string_view label, std::string_view text) {
  return fmt::format("  {:<9}{}\n", label, reports::printable(text));
}

std::string described(const evidence::Step& step) {
  std::string text = line("step", fmt::format("{}, {:.1f} s", step.phase, static_cast<double>(step.elapsed_us) / 1e6));
  if (!step.arguments.empty()) text += line("command", machine::shell_line(step.arguments));
  text += line("ended", step.exit_code == 0 && !failed(step) ? "exit code 0" : machine::outcome_of(step));
  std::string_view label = "said";
  for (const auto& each : last_lines(step.output)) {
    text += line(label, each);
    label = "";
  }
  return text;
}

}  // namespace

std::string trouble_of(const evidence::Run& run, std::string_view again) {
  if (run.state == "reported" || run.state == "adopted" || run.state == "interrupted") return "";
  std::string text = reports::printable(fmt::format("the start \"{}\" went wrong ({})", run.start, run.state)) + "\n";
  if (!run.detail.empty()) text += line("what", run.detail);
  if (const auto* step = failing_step(run)) text += described(*step);
  return text + line("again", again);
}

}  // namespace conformance::runner
