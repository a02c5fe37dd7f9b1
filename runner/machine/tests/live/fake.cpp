// SPDX-License-Identifier: Apache-2.0
#include "runner/machine/tests/live/fake.h"

#include "runner/machine/remains.h"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <filesystem>

namespace conformance::machine::live {
namespace {

using namespace std::chrono_literals;

class CountingObserver : public Observer {
 public:
  explicit CountingObserver(Ran& ran) : ran_(ran) {}
  int bus_descriptor() const override { return -1; }
  void dispatch_bus() override {}
  void while_up(const Watched&, evidence::Host&) override { ++ran_.observed_up; }
  void exec_session(const Watched&, evidence::Host&) override {}
  void after(evidence::Host&) override { ++ran_.observed_after; }

 private:
  Ran& ran_;
};

std::string variable(const evidence::Run& run, const std::string& name) {
  for (const auto& variable : run.manager_environment)
    if (variable.name == name) return variable.value;
  return {};
}

}  // namespace

Profile shell_manager(const std::string& script) {
  Profile profile;
  profile.id = "fake";
  profile.subject = "container";
  profile.start.step.argv = {"sh", "-c", script, "fake-manager", "{tree}", "{nonce}"};
  profile.stop.signal = SIGTERM;
  profile.stop.deadline = 10s;
  profile.report_deadline = 10s;
  return profile;
}

Profile bare_manager() {
  auto profile = shell_manager("");
  profile.start.step.argv = {"unshare", "--pid",  "--fork", "--mount",   "--uts",
                             "--ipc",   "chroot", "{tree}", "/sbin/init"};
  profile.stop.signal.reset();
  profile.stop.argv = {"kill", "-RTMIN+3", "{leader}"};
  return profile;
}

const evidence::Step* Ran::step(const std::string& phase) const {
  const auto found =
      std::find_if(run().steps.begin(), run().steps.end(), [&](const auto& step) { return step.phase == phase; });
  return found == run().steps.end() ? nullptr : &*found;
}

Ran run(const Profile& profile, const RunOptions& options, const std::function<void(std::string_view)>& on_progress) {
  Ran ran;
  auto surroundings = real_surroundings();
  surroundings.observe = [&ran](runner::Look) { return std::make_unique<CountingObserver>(ran); };
  surroundings.progress = on_progress;
  auto with_probe = options;
  with_probe.probe = PROBE;
  const auto begun = Clock::now();
  Loop loop;
  Site site(loop, profile, with_probe, plain_start(), surroundings);
  Scenario scenario(loop, site, surroundings, {});
  ran.evidence = scenario.run().front();
  ran.signal = loop.signal();
  ran.took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun);
  return ran;
}

std::vector<std::string> left_of(const Ran& ran) {
  auto left = ran.run().left_behind;
  const std::filesystem::path notify = variable(ran.run(), "NOTIFY_SOCKET");
  if (!notify.empty() && std::filesystem::exists(notify.parent_path())) left.push_back(notify.parent_path().string());
  State state;
  state.invocation_id = variable(ran.run(), "INVOCATION_ID");
  state.nonce = state.invocation_id.substr(0, 16);
  if (state.nonce.empty()) return left;
  for (const pid_t pid : processes_of(state)) left.push_back(fmt::format("process {}", pid));
  return left;
}

}  // namespace conformance::machine::live
