// SPDX-License-Identifier: Apache-2.0
// The clauses about virtual machines: each is broken once by the exemplar, with a real start of QEMU, and that clause
// turns to fail and no other changes, but for the pairs in falls-together.toml.
#include "runner/tests/live/defect_expectations.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cstdlib>
#include <future>
#include <map>

namespace {

using namespace conformance::live;

const char* kernel() { return std::getenv("VM_KERNEL"); }

/// $VSOCK_DEVICE names a program that plays the vsock device where the kernel has none.
std::string words() {
  const char* device = std::getenv("VSOCK_DEVICE");
  const std::string setting = device ? " --set vsock_device=" + std::string(device) : "";
  return "--profile exemplar-vm --kernel " + std::string(kernel()) + setting;
}

const std::vector<std::string>& vm_defects() {
  static const auto found = [] {
    auto ids = defects(true);
    ids.emplace_back("life.machinectl-poweroff");  // nothing a container's manager could break
    return ids;
  }();
  return found;
}

/// An emulated machine keeps one processor busy: while a test looks at one row, the next one is being made.
Row row_of(const std::string& defect) {
  static std::map<std::string, std::shared_future<Row>> rows;
  const auto begin = [](const std::string& id) {
    auto& row = rows[id];
    if (!row.valid()) row = std::async(std::launch::async, make_row, words(), id).share();
    return row;
  };
  const auto mine = begin(defect);
  const auto next = std::ranges::find(vm_defects(), defect) + 1;
  if (next != vm_defects().end()) begin(*next);
  return mine.get();
}

class VmDefect : public testing::TestWithParam<std::string> {};

TEST_P(VmDefect, IsCaughtAndNothingElseChanges) {
  if (!kernel()) GTEST_SKIP() << "VM_KERNEL names no kernel";
  expect_diagonal(row_of(GetParam()));
}

INSTANTIATE_TEST_SUITE_P(ExemplarVm, VmDefect, testing::ValuesIn(vm_defects()),
                         [](const auto& each) { return test_name(each.param); });

TEST(ExemplarVm, ViolatesNothing) {
  if (!kernel()) GTEST_SKIP() << "VM_KERNEL names no kernel";
  const auto& outcomes = baseline(words(), standard_scenarios);
  expect_nothing_violated(outcomes);
  for (const char* clause :
       {"vm.cred-smbios-text", "vm.cred-smbios-binary", "vm.cred-smbios-multiple", "vm.cred-fwcfg",
        "vm.smbios-strings-verbatim", "vm.boot-entries-extra", "vm.virtio-rng", "vm.product-uuid-spelling"})
    EXPECT_EQ(outcomes.at(clause), "pass") << clause;
}

TEST(ExemplarVm, BreaksEveryClauseThatIsChecked) { expect_each_clause_broken(vm_defects(), true); }

}  // namespace
