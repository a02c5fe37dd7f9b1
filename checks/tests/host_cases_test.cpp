// SPDX-License-Identifier: Apache-2.0
// Runs the tables of cases about environment, sockets, host and virtual machines.
#include "checks/tests/host_cases.h"

#include "checks/catalogue.h"

#include <gtest/gtest.h>

#include <cctype>
#include <ostream>
#include <stdexcept>
#include <string>

namespace conformance::checks::testing {

void PrintTo(const Case& one, std::ostream* out);

std::vector<Case> host_cases() {
  std::vector<Case> all;
  for (const auto table : {env_cases,
                           env_terminal_cases,
                           listen_cases,
                           adv_cases,
                           registration_cases,
                           machine_cases,
                           operation_cases,
                           unit_cases,
                           group_cases,
                           change_cases,
                           vm_cases,
                           stop_cases,
                           end_cases,
                           restart_cases,
                           several_machines_cases,
                           several_networks_cases,
                           host_end_cases,
                           stacked_cases,
                           activation_cases,
                           file_system_cases,
                           credential_cases,
                           notify_cases,
                           run_host_cases,
                           run_host_exchange_cases,
                           network_cases,
                           unchanged_cases,
                           vm_credential_cases,
                           vm_notify_cases,
                           vm_vsock_cases,
                           vm_twin_cases,
                           vm_device_cases,
                           payload_guest_cases,
                           payload_identity_cases,
                           payload_service_cases})
    for (const Case& one : table()) all.push_back(one);
  return all;
}

Starts starts_of(const Case& one) {
  const Clause* clause = find_clause(one.clause);
  if (clause == nullptr) throw std::logic_error("no clause " + std::string(one.clause));
  Starts starts = conforming_starts(*clause, one.clause.starts_with("vm.") || one.clause == "net.vm-tap-prefix");
  one.alter(starts.start);
  one.alter_first(starts.first);
  return starts;
}

namespace {

class HostCase : public ::testing::TestWithParam<Case> {};

TEST_P(HostCase, IsJudged) {
  const Clause* clause = find_clause(GetParam().clause);
  ASSERT_NE(clause, nullptr);
  const Finding finding = judge(*clause, starts_of(GetParam()));
  EXPECT_EQ(finding.outcome, GetParam().expected) << finding.saw;
  EXPECT_FALSE(finding.saw.empty());
  EXPECT_LT(finding.saw.size(), 500u);
}

// Otherwise a manager would look better the less is seen of it.
TEST_P(HostCase, LooksNoBetterWithoutSomeFacts) {
  const Clause* clause = find_clause(GetParam().clause);
  ASSERT_NE(clause, nullptr);
  Starts starts = starts_of(GetParam());
  without_each_group(starts, [&](std::string_view group) {
    const Finding finding = judge(*clause, starts);
    EXPECT_TRUE(finding.outcome == GetParam().expected || finding.outcome == Outcome::blocked ||
                finding.outcome == Outcome::unknown)
        << "without " << group << ": " << name(finding.outcome) << ", " << finding.saw;
    EXPECT_EQ(finding.saw.find("the check itself failed"), std::string::npos) << finding.saw;
  });
}

std::string test_name(const ::testing::TestParamInfo<Case>& info) {
  std::string text = std::string(info.param.clause) + "_" + std::string(info.param.when);
  for (char& letter : text)
    if (std::isalnum(static_cast<unsigned char>(letter)) == 0) letter = '_';
  return text;
}

INSTANTIATE_TEST_SUITE_P(, HostCase, ::testing::ValuesIn(host_cases()), test_name);

}  // namespace

}  // namespace conformance::checks::testing
