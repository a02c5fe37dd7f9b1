// SPDX-License-Identifier: Apache-2.0
#include "runner/host/leader.h"

#include <gmock/gmock.h>

namespace conformance::runner::host {
namespace {

Candidate process(pid_t pid, std::vector<pid_t> ancestors, const std::string& name) {
  return {pid, ancestors.front(), name, name + " NONCE " + std::to_string(pid), false, false, ancestors};
}

TEST(VmLeader, IsNobodyAmongNobody) { EXPECT_FALSE(choose_vm_leader({})); }

TEST(VmLeader, IsNotTheShellAroundIt) {
  EXPECT_EQ(choose_vm_leader({process(10, {1}, "sh"), process(11, {10, 1}, "qemu-system-x86")}), 11);
  EXPECT_FALSE(choose_vm_leader({process(10, {1}, "bash")}));
}

TEST(VmLeader, IsTheOneThatRunsTheKvmMachine) {
  auto vmm = process(11, {10, 1}, "my-vmm");
  vmm.runs_guest = vmm.has_kvm = true;
  auto opener = process(12, {10, 1}, "qemu-system-x86");
  opener.has_kvm = true;
  EXPECT_EQ(choose_vm_leader({process(10, {1}, "launcher"), vmm, opener}), 11);
}

TEST(VmLeader, IsAKnownVmmEvenIfAHelperIsDeeper) {
  EXPECT_EQ(choose_vm_leader({process(10, {1}, "systemd-vmspawn"), process(11, {10, 1}, "qemu-system-x86"),
                              process(12, {11, 10, 1}, "swtpm")}),
            11);
}

TEST(VmLeader, IsOtherwiseTheDeepestThatIsNoHelper) {
  EXPECT_EQ(choose_vm_leader(
                {process(10, {1}, "wrapper"), process(11, {10, 1}, "new-vmm"), process(12, {11, 10, 1}, "virtiofsd")}),
            11);
}

TEST(VmLeader, IsTheFirstOfItsForks) {
  auto first = process(20, {1}, "linux");
  auto fork = process(21, {20, 1}, "linux");
  auto fork_of_fork = process(22, {21, 20, 1}, "linux");
  fork.command_line = fork_of_fork.command_line = first.command_line;
  EXPECT_EQ(choose_vm_leader({first, fork, fork_of_fork}), 20);
}

}  // namespace
}  // namespace conformance::runner::host
