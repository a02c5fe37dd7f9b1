// SPDX-License-Identifier: Apache-2.0
#include "runner/machine/plan.h"

#include <gmock/gmock.h>

namespace conformance::machine {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr const char* nonce = "0123456789abcdef";

Profile profile() {
  Profile profile;
  profile.id = "fake";
  profile.subject = "container";
  profile.start.step.argv = {"fake-start", "--directory={tree}", "--name={name}", "two words"};
  profile.stop.signal = 15;
  return profile;
}

Plan plan_of(const Profile& profile) {
  return make_plan(profile, nonce, "/run/conformance/x", {.probe = "/probe"}, plain_start());
}

TEST(Plan, NamesFitAnInterface) {
  const auto plan = plan_of(profile());
  EXPECT_EQ(plan.machine, "cf-01234567");
  EXPECT_LE(("ve-" + plan.machine).size(), 15u);
}

TEST(Plan, UuidIsARandomOne) {
  const auto plan = plan_of(profile());
  ASSERT_EQ(plan.uuid_hex.size(), 32u);
  ASSERT_EQ(plan.uuid.size(), 36u);
  EXPECT_EQ(plan.uuid_hex[12], '4');
  EXPECT_THAT(std::string("89ab"), HasSubstr(std::string(1, plan.uuid_hex[16])));
  EXPECT_NE(plan.uuid, plan_of(profile()).uuid);
}

TEST(Plan, InvocationIdCarriesTheNonce) {
  const auto id = plan_of(profile()).invocation_id();
  EXPECT_EQ(id.size(), 32u);
  EXPECT_EQ(id.substr(0, 16), nonce);
}

TEST(Plan, FillsInTheCommand) {
  const auto plan = plan_of(profile());
  const auto command = plan.command(plan.profile.start.step, plan.values());
  EXPECT_THAT(command.arguments, ElementsAre("fake-start", "--directory=/run/conformance/x/cf-01234567-tree",
                                             "--name=cf-01234567", "two words"));
  EXPECT_THAT(command.environment, Contains("LANG=C.UTF-8"));
  EXPECT_THAT(command.environment, Contains(HasSubstr("INVOCATION_ID=0123456789abcdef")));
}

TEST(Plan, LeaderHasNoValueUntilItIsKnown) {
  const auto plan = plan_of(profile());
  EXPECT_FALSE(plan.values().single.contains("leader"));
  EXPECT_EQ(plan.values(17).single.at("leader"), "17");
}

TEST(Plan, DescriptionCanBeCopiedIntoAShell) {
  const auto text = describe(make_dry_plan(profile(), {.probe = "/probe"}));
  EXPECT_THAT(text, HasSubstr("'two words'"));
  EXPECT_THAT(text, HasSubstr("descriptors 3 and 4"));
  EXPECT_THAT(text, HasSubstr("signal 15"));
}

TEST(Plan, PassesNoSocketsToWhoTakesNone) {
  auto without = profile();
  without.claims["listen"] = {"no", "it closes them"};
  EXPECT_THAT(describe(make_dry_plan(without, {.probe = "/probe"})), Not(HasSubstr("descriptors 3 and 4")));
}

}  // namespace
}  // namespace conformance::machine
