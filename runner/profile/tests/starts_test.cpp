// SPDX-License-Identifier: Apache-2.0
#include "runner/profile/starts.h"

#include "checks/catalogue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace conformance::runner {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

checks::Finding never(const evidence::Evidence&) { return checks::unknown(""); }

TEST(Starts, OneAnswersEveryCheckOfAnyScenario) {
  const checks::Clause boot{.id = "a.boot", .scenario = "boot", .judge = never};
  const checks::Clause stop{.id = "a.stop", .scenario = "stop", .judge = never};
  const checks::Clause twin{.id = "a.twin", .scenario = "twin"};
  const checks::Clause vm{.id = "a.vm", .subject = checks::Subject::vm, .judge = never};
  const Starts starts = starts_for({.subject = "container"}, {&boot, &stop, &twin, &vm});
  EXPECT_EQ(starts.count, 1);
  EXPECT_THAT(starts.answered.at("boot"), ElementsAre(&boot));
  EXPECT_THAT(starts.answered.at("stop"), ElementsAre(&stop));
  EXPECT_THAT(starts.left_out.at("twin"), ElementsAre(&twin));
}

TEST(Starts, NoneIfNothingBinds) {
  const checks::Clause vm{.id = "a.vm", .subject = checks::Subject::vm, .judge = never};
  const Starts starts = starts_for({.subject = "container"}, {&vm});
  EXPECT_EQ(starts.count, 0);
  EXPECT_THAT(starts.answered, IsEmpty());
}

TEST(Starts, OneForTheCatalogueOfThisBuild) {
  EXPECT_EQ(starts_for({.subject = "container"}, checks::catalogue()).count, 1);
  EXPECT_EQ(starts_for({.subject = "vm"}, checks::catalogue()).count, 1);
}

}  // namespace
}  // namespace conformance::runner
