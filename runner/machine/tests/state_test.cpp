// SPDX-License-Identifier: Apache-2.0
#include "runner/machine/state.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <stdexcept>

namespace conformance::machine {
namespace {

using namespace std::chrono_literals;

TEST(State, SurvivesItsFile) {
  State state;
  state.nonce = "0123456789abcdef";
  state.profile = "lxc:detached";
  state.machine = "cf-01234567";
  state.invocation_id = "0123456789abcdef0123456789abcdef";
  state.machine_id = "ffffffffffffffffffffffffffffffff";
  state.started = 4711;
  state.phase = "stop";
  state.keep = true;
  state.kill = {{.arguments = {"lxc-stop", "-k"}, .environment = {"A=b"}, .deadline = 1s, .success = {0, 2}}};
  state.teardown = {{.arguments = {}, .environment = {}, .deadline = 2s, .success = {0}, .signal = 9}};
  state.files = {"/etc/systemd/nspawn/cf-01234567.nspawn"};
  state.processes = {{17, 4711}};
  state.cgroups = {"/sys/fs/cgroup/cf-01234567"};
  state.controllers = {"hugetlb"};
  EXPECT_EQ(state_from_json(to_json(state)), state);
}

TEST(State, IsWrittenWhateverTheProfileHolds) {
  State state;
  state.kill = {{.arguments = {"\xff"}, .environment = {}}};
  EXPECT_NO_THROW(state_from_json(to_json(state)));
}

TEST(State, RefusesOtherText) {
  for (const char* text :
       {"", "{", "[]", "{}", R"({"schema":"conformance-state/0"})", R"({"schema":"conformance-state/1"})"})
    EXPECT_THROW(state_from_json(text), std::runtime_error) << text;
}

TEST(StartTime, TellsProcessesApart) {
  EXPECT_GT(start_time(::getpid()), 0u);
  EXPECT_EQ(start_time(0), 0u);
}

TEST(RunState, IsThatOfTheKernel) {
  EXPECT_EQ(run_state(::getpid()), 'R');
  EXPECT_EQ(run_state(0), 0);
}

}  // namespace
}  // namespace conformance::machine
