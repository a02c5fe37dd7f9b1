// SPDX-License-Identifier: Apache-2.0
#include "runner/machine/clean.h"

#include "runner/machine/remains.h"
#include "runner/machine/step.h"
#include "runner/machine/work_directory.h"

#include <fmt/format.h>

namespace conformance::machine {
namespace {

using namespace std::chrono_literals;

constexpr auto step_deadline = 5s;

void run_steps(Loop& loop, const char* phase, const std::vector<Command>& commands) {
  for (const auto& command : commands)
    if (!command.arguments.empty()) run_step(loop, phase, command, in(step_deadline));
}

Cleaned clean(Loop& loop, const Orphan& orphan) {
  const auto& state = orphan.state;
  Cleaned cleaned{orphan.path.string(), state.profile, state.machine, {}};
  if (state.phase != "prepare") run_steps(loop, "kill", state.kill);
  kill_processes(loop, state, in(step_deadline));
  if (state.phase != "prepare") run_steps(loop, "teardown", state.teardown);
  if (!kill_processes(loop, state, in(step_deadline)))
    for (const pid_t pid : processes_of(state)) cleaned.left_behind.push_back(fmt::format("process {}", pid));
  for (auto& left : remove_remains(state, orphan.path)) cleaned.left_behind.push_back(std::move(left));
  remove_empty_base(orphan.path.parent_path());
  return cleaned;
}

}  // namespace

std::vector<Cleaned> clean_orphans(Loop& loop, bool kept) {
  const Loop::Shield shield(loop);
  std::vector<Cleaned> all;
  for (const auto& orphan : find_orphans())
    if (kept || !orphan.state.keep) all.push_back(clean(loop, orphan));
  return all;
}

}  // namespace conformance::machine
