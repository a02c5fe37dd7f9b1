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
checks::Finding never_both(const evidence::Evidence&, const evidence::Evidence&) { return checks::unknown(""); }

const checks::Clause boot{.id = "a.boot", .scenario = "boot", .judge = never};
const checks::Clause stop{.id = "a.stop", .scenario = "stop", .judge = never};
const checks::Clause again{.id = "a.again", .scenario = "restart", .compare = never_both, .compared_with = "boot"};
const checks::Clause reboot{.id = "a.reboot", .scenario = "reboot", .judge = never};
const checks::Clause clone{.id = "a.clone", .scenario = "clone", .compare = never_both, .compared_with = "boot"};
const checks::Clause terminate{.id = "a.terminate", .scenario = "terminate", .judge = never};
const checks::Clause pending{.id = "a.pending", .scenario = "twin", .reason = "later"};
const checks::Clause of_vm{.id = "a.vm", .subject = checks::Subject::vm, .judge = never};

WantedStarts all(std::string set) {
  return {.set = std::move(set), .clauses = {&boot, &stop, &again, &reboot, &clone, &terminate, &pending, &of_vm}};
}

std::vector<std::string> names(const Starts& starts) {
  std::vector<std::string> list;
  for (const auto& start : starts.starts) list.push_back(start.name);
  return list;
}

TEST(Starts, OneForTheDefaultSet) {
  const Starts starts = starts_for({.subject = "container"}, all("default"));
  ASSERT_THAT(names(starts), ElementsAre("boot"));
  EXPECT_THAT(starts.starts[0].scenarios, ElementsAre("boot", "stop"));
  EXPECT_THAT(starts.not_asked, ElementsAre(&again, &reboot, &clone, &terminate));
  EXPECT_THAT(starts.unchecked, ElementsAre(&pending));
}

TEST(Starts, ScenariosOfTheFullSetShareThem) {
  const Starts starts = starts_for({.subject = "container", .clone = Clone{}}, all("full"));
  ASSERT_THAT(names(starts), ElementsAre("boot", "restart", "clone"));
  EXPECT_THAT(starts.starts[1].scenarios, ElementsAre("restart", "reboot"));
  EXPECT_THAT(starts.not_asked, IsEmpty());
}

TEST(Starts, WhatTheManagerCannotDoIsNotStarted) {
  const Profile profile{.subject = "container", .claims = {{"clone", {"no", "there is no such command"}}}};
  const Starts starts = starts_for(profile, all("full"));
  ASSERT_THAT(names(starts), ElementsAre("boot", "restart", "clone"));
  EXPECT_THAT(starts.starts[2].scenarios, ElementsAre("terminate"));
  EXPECT_EQ(evidence::find_planned({.planned = starts.planned()}, "clone")->claim, "there is no such command");
}

TEST(Starts, WhatTheProfileDoesNotSayIsNotStarted) {
  const Starts starts = starts_for({.subject = "container"}, all("full"));
  EXPECT_THAT(starts.starts[2].scenarios, ElementsAre("terminate"));
  EXPECT_NE(evidence::find_planned({.planned = starts.planned()}, "clone")->problem, "");
}

TEST(Starts, WhatTheHostCannotDoIsNotStarted) {
  WantedStarts wanted = all("full");
  wanted.systemd = false;
  const Starts starts = starts_for({.subject = "container", .clone = Clone{}}, wanted);
  EXPECT_THAT(starts.starts[2].scenarios, ElementsAre("clone"));
  EXPECT_NE(evidence::find_planned({.planned = starts.planned()}, "terminate")->problem, "");
}

TEST(Starts, ChosenClausesBringTheirStartsAlong) {
  const Starts starts = starts_for({.subject = "container"}, {.chosen = true, .clauses = {&again}});
  ASSERT_THAT(names(starts), ElementsAre("boot", "restart"));
  EXPECT_THAT(starts.starts[0].scenarios, ElementsAre("boot"));
}

TEST(Starts, AScenarioCanBeNamed) {
  const Starts starts = starts_for({.subject = "container"}, all("stop,reboot"));
  ASSERT_THAT(names(starts), ElementsAre("boot", "restart"));
  EXPECT_THROW(starts_for({.subject = "container"}, all("stop,rebot")), std::invalid_argument);
}

TEST(Starts, NoneIfNothingBinds) {
  EXPECT_THAT(starts_for({.subject = "container"}, {.clauses = {&of_vm}}).starts, IsEmpty());
}

TEST(Starts, AreFewForTheCatalogueOfThisBuild) {
  for (const char* subject : {"container", "vm"})
    for (const bool guest : {false, true}) {
      const Profile able{.subject = subject, .sandbox = Step{}, .clone = Clone{}};
      const auto count = [&](const char* set) {
        return starts_for(able, {.set = set, .guest = guest, .clauses = checks::catalogue()}).starts.size();
      };
      EXPECT_LE(count("default"), 3u) << subject;
      EXPECT_LE(count("full"), 8u) << subject;
    }
}

const checks::Clause twin{.id = "a.twin", .scenario = "twin", .judge = never};
const checks::Clause payload{.id = "a.payload", .scenario = "payload", .judge = never};

TEST(Starts, AnOsIsBootedWhereThereIsOne) {
  WantedStarts wanted{.clauses = {&boot, &twin, &payload}};
  EXPECT_THAT(names(starts_for({.subject = "container"}, wanted)), ElementsAre("boot"));
  wanted.guest = true;
  EXPECT_THAT(names(starts_for({.subject = "container"}, wanted)), ElementsAre("boot", "payload"));
}

TEST(Starts, AnOsIsBootedInTheSecondMachineWhereOneIsStartedAnyhow) {
  WantedStarts wanted{.set = "full", .guest = true, .clauses = {&boot, &twin, &payload}};
  const Starts starts = starts_for({.subject = "container"}, wanted);
  ASSERT_THAT(names(starts), ElementsAre("boot", "twin"));
  EXPECT_THAT(starts.starts[1].scenarios, ElementsAre("twin", "payload"));
  EXPECT_EQ(starts.scenarios[2].start, "twin");
  const Profile alone{.subject = "container", .claims = {{"second_instance", {"no", "it can only be there once"}}}};
  EXPECT_THAT(names(starts_for(alone, wanted)), ElementsAre("boot", "payload"));
}

TEST(Starts, AnOsThatWasAskedForAndNotGivenIsNotStarted) {
  const Starts starts = starts_for({.subject = "container"}, {.set = "payload", .clauses = {&payload}});
  EXPECT_THAT(starts.starts, IsEmpty());
  EXPECT_THAT(starts.planned().at(0).problem, testing::HasSubstr("--guest"));
}

}  // namespace
}  // namespace conformance::runner
