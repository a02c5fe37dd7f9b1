// SPDX-License-Identifier: Apache-2.0
#include "runner/machine/conditions.h"

#include <fmt/format.h>

#include <iterator>

namespace conformance::machine {
namespace {

/// A file that every control group has, in both versions: as the name of a child it is taken.
constexpr const char* awkward_name = "cgroup.procs";

/// How long the guest takes to end where it is slow: more than a manager needs that does not wait at all, less than
/// the shortest patience that could be called one.
constexpr std::chrono::seconds slow_end{2};

void put_before(std::vector<std::string>& argv, std::vector<std::string> words) {
  argv.insert(argv.begin(), std::make_move_iterator(words.begin()), std::make_move_iterator(words.end()));
}

/// The manager gets a scope of its own, in a slice nobody would guess, and what is below it is left to it.
void stack(Plan& plan) {
  put_before(plan.profile.start.step.argv,
             {"systemd-run", "--quiet", "--scope", "--collect", "--slice=conformance-stacked.slice",
              "--unit=" + plan.machine + "-stacked", "-p", "Delegate=yes", "--"});
}

/// systemd listens, and starts the manager as a service when a connection comes. The command that sets this up returns
/// at once, as that of a detached start.
void start_by_socket_unit(Plan& plan) {
  auto& start = plan.profile.start;
  std::vector<std::string> words{"systemd-run",
                                 "--quiet",
                                 "--collect",
                                 "--unit=" + plan.machine + "-activated",
                                 "--socket-property=ListenStream={work}/activation",
                                 "--socket-property=FileDescriptorName=conformance-unix",
                                 "--socket-property=RemoveOnStop=yes",
                                 "-p",
                                 "Delegate=yes",
                                 "-p",
                                 "KillMode=mixed",
                                 "-p",
                                 "StandardOutput=file:{work}/activated",
                                 "-p",
                                 "StandardError=inherit"};
  for (const auto& [name, value] : start.step.environment) words.push_back("--setenv=" + name + "=" + value);
  start.step.environment.clear();
  words.emplace_back("--");
  put_before(start.step.argv, std::move(words));
  start.mode = StartMode::detached;
  if (start.console != ConsoleKind::file) start.console_file = "{work}/activated";
  start.console = ConsoleKind::file;
  Step stop;
  stop.argv = {"systemctl", "stop", plan.machine + "-activated.socket", plan.machine + "-activated.service"};
  plan.profile.stop = stop;
  plan.profile.teardown.insert(plan.profile.teardown.begin(), stop);
}

void start_copy(Plan& plan) {
  const auto& clone = *plan.profile.clone;
  if (clone.start) plan.profile.start.step.argv = clone.start->argv;
  if (!clone.tree.empty()) plan.tree = expand(clone.tree, plan.values());
}

}  // namespace

void apply_conditions(Plan& plan) {
  const auto& start = plan.start;
  if (plan.is_slow()) plan.end_takes = slow_end;
  if (start.is_for("names")) plan.machine = awkward_name;
  if (start.is_for("sandbox")) plan.profile.start.step = *plan.profile.sandbox;
  if (start.is_for("clone")) start_copy(plan);
  if (start.is_for("stacked")) stack(plan);
  if (start.is_for("socket-unit")) start_by_socket_unit(plan);
}

}  // namespace conformance::machine
