// SPDX-License-Identifier: Apache-2.0
// The clauses about virtual machines: each is broken once by the exemplar, with a real start of QEMU, and that clause
// turns to fail and no other changes, but for the pairs in falls-together.toml. What cannot be seen on this host
// (vsock, machined) is not started for.
#include "runner/tests/live/program.h"

#include <gmock/gmock.h>
#include <toml++/toml.h>

#include <cstdlib>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using conformance::live::beside;
using conformance::live::execute;
using conformance::live::Outcomes;

const char* kernel() { return std::getenv("VM_KERNEL"); }

Outcomes run(const std::string& defect) {
  const auto finished = conformance::live::run("--profile exemplar-vm --gate none --kernel " + std::string(kernel()) +
                                               " --set defect=" + defect);
  if (!finished.result.is_object() || finished.result["state"] != "reported")
    throw std::runtime_error("the run did not report:\n" + finished.text);
  return conformance::live::outcomes(finished.result);
}

const Outcomes& baseline() {
  static const Outcomes outcomes = run("none");
  return outcomes;
}

std::vector<std::string> vm_defects() {
  const auto list =
      nlohmann::json::parse(execute(beside("conformance-exemplar").string() + " defects --json").text, nullptr, false);
  std::vector<std::string> ids;
  for (const auto& entry : list)
    if (entry["id"].get<std::string>().starts_with("vm.")) ids.push_back(entry["id"]);
  return ids;
}

/// Clause to outcome.
Outcomes falls_together(const std::string& defect) {
  Outcomes also;
  const auto table = toml::parse_file(FALLS_TOGETHER);
  for (const auto& node : *table["pair"].as_array()) {
    const auto& pair = *node.as_table();
    if (pair["defect"].value_or<std::string>("") != defect) continue;
    also[pair["clause"].value_or<std::string>("")] = pair["outcome"].value_or<std::string>("fail");
  }
  return also;
}

class VmDefect : public testing::TestWithParam<std::string> {};

TEST_P(VmDefect, IsCaughtAndNothingElseChanges) {
  if (!kernel()) GTEST_SKIP() << "VM_KERNEL names no kernel";
  const std::string& defect = GetParam();
  ASSERT_TRUE(baseline().contains(defect)) << "no check of that name";
  if (baseline().at(defect) == "blocked") GTEST_SKIP() << "cannot be seen on this host";
  const Outcomes seen = run(defect);
  const Outcomes also = falls_together(defect);
  Outcomes unexpected;
  for (const auto& [clause, outcome] : seen) {
    const std::string before = baseline().at(clause);
    const bool paired = also.contains(clause) && outcome == also.at(clause);
    const bool expected = clause == defect ? outcome == "fail" : outcome == before || paired;
    if (!expected) unexpected[clause] = outcome + ", before " + before;
  }
  EXPECT_THAT(unexpected, testing::IsEmpty());
}

std::string test_name(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  for (char& c : name)
    if (!isalnum(static_cast<unsigned char>(c))) c = '_';
  return name;
}

INSTANTIATE_TEST_SUITE_P(ExemplarVm, VmDefect, testing::ValuesIn(vm_defects()), test_name);

TEST(ExemplarVm, ViolatesNothing) {
  if (!kernel()) GTEST_SKIP() << "VM_KERNEL names no kernel";
  Outcomes violated;
  for (const auto& [clause, outcome] : baseline())
    if (outcome == "fail" || outcome == "unknown") violated[clause] = outcome;
  EXPECT_THAT(violated, testing::IsEmpty());
  for (const char* clause : {"vm.cred-smbios-text", "vm.cred-smbios-binary", "vm.cred-smbios-multiple", "vm.cred-fwcfg",
                             "vm.smbios-strings-verbatim", "vm.virtio-rng", "vm.product-uuid-spelling"})
    EXPECT_EQ(baseline().at(clause), "pass") << clause;
}

}  // namespace
