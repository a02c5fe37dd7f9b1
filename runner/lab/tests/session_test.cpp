// SPDX-License-Identifier: Apache-2.0
// A group of profiles for which there can be no host.
#include "runner/lab/session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace conformance::lab {
namespace {

TEST(Session, WithoutAHostSaysWhyOfEachProfileAndEndsNoOtherGroup) {
  Profile box;
  box.id = "box";
  box.file = "/no/such/box.toml";
  Profile crate = box;
  crate.id = "crate";
  machine::Loop loop;
  const Image image("/nowhere", "trixie");
  const Group group{LabBackend::nspawn, "", jobs_for({box, crate})};
  const Voice voice{[](std::string_view) {}, [](std::string_view) {}};
  Account account;
  run_group(loop, image, group, {}, {.output = testing::TempDir()}, voice, account);
  ASSERT_EQ(account.outcomes.size(), 2u);
  for (const auto& outcome : account.outcomes) {
    EXPECT_THAT(outcome.exit_code, testing::AnyOf(2, 70));  // 2: not root, or there is no systemd-nspawn
    EXPECT_THAT(outcome.line,
                testing::AnyOf(testing::HasSubstr("/no/such/box.toml"), testing::HasSubstr("cannot be mounted"),
                               testing::HasSubstr("is not installed")));
  }
  EXPECT_EQ(account.outcomes[1].profile, "crate");
  EXPECT_THAT(account.left_behind, testing::IsEmpty());
}

}  // namespace
}  // namespace conformance::lab
