// SPDX-License-Identifier: Apache-2.0
// Processes that are found by nothing but the control group they are in.
#include "runner/machine/remains.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <limits>
#include <optional>
#include <string>

namespace conformance::machine::live {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

fs::path own_group() {
  for (const fs::path top : {"/sys/fs/cgroup", "/sys/fs/cgroup/unified"})
    if (fs::exists(top / "cgroup.procs")) return top / ("conformance-test-" + std::to_string(::getpid()));
  return {};
}

TEST(Remains, AreEndedWhereverTheyAreInAGroupOfTheMachine) {
  const auto group = own_group();
  if (group.empty()) GTEST_SKIP() << "no unified control groups here";
  fs::create_directories(group / "below");
  State state;
  state.started = std::numeric_limits<std::uint64_t>::max();  // no child of ours counts as the machine's
  state.cgroups = {group.string(), "/sys/fs/cgroup/there-is-none"};
  Loop loop;
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::pause();
    ::_exit(0);
  }
  std::optional<int> status;
  loop.adopt(pid, [&](int ended) { status = ended; });
  EXPECT_THAT(processes_of(state), IsEmpty());
  std::ofstream(group / "below/cgroup.procs") << pid;
  EXPECT_THAT(processes_of(state), ElementsAre(pid));
  EXPECT_TRUE(kill_processes(loop, state, in(10s)));
  EXPECT_TRUE(loop.until([&] { return status.has_value(); }, in(10s)));
  EXPECT_EQ(WTERMSIG(*status), SIGKILL);
  fs::remove(group / "below");
  fs::remove(group);
}

}  // namespace
}  // namespace conformance::machine::live
