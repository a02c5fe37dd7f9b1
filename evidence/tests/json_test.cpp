// SPDX-License-Identifier: Apache-2.0
#include "evidence/json.h"

#include <gmock/gmock.h>

namespace conformance::evidence {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

Document some_evidence() {
  Evidence evidence;
  evidence.run.manager = "nspawn";
  evidence.guest.mounts = std::vector<Mount>{{.id = 3, .point = "/sys", .options = {"ro"}, .type = "sysfs"}};
  evidence.guest.firmware = Group<Firmware>::absent("a container has no firmware");
  evidence.host.registration = Registration{.machines = {{.name = "m", .supervisor = 7}}};
  return document_of(evidence);
}

TEST(EvidenceJson, ComesBackEqual) { EXPECT_EQ(from_json(to_json(some_evidence())), some_evidence()); }

TEST(EvidenceJson, EqualEvidenceGivesEqualBytes) { EXPECT_EQ(to_json(some_evidence()), to_json(some_evidence())); }

TEST(EvidenceJson, AnUnknownFieldIsNamedWithItsPlace) {
  auto text = to_json(some_evidence());
  text.replace(text.find("\"manager\""), 9, "\"menager\"");
  EXPECT_THAT([&] { from_json(text); }, ThrowsMessage<Unreadable>(HasSubstr("/starts/0/run")));
}

TEST(EvidenceJson, AWrongTypeIsNamedWithItsPlace) {
  auto text = to_json(some_evidence());
  text.replace(text.find("\"nspawn\""), 8, "12");
  EXPECT_THAT([&] { from_json(text); },
              ThrowsMessage<Unreadable>(HasSubstr("/starts/0/run/manager: a string is expected")));
}

TEST(EvidenceJson, AnotherSchemaVersionIsRefusedByName) {
  auto text = to_json(some_evidence());
  text.replace(text.find("conformance-evidence/3"), 22, "conformance-evidence/9");
  EXPECT_THAT([&] { from_json(text); }, ThrowsMessage<Unreadable>(HasSubstr("conformance-evidence/9")));
}

TEST(EvidenceJson, AScenarioThatWasLostIsMissed) {
  auto document = some_evidence();
  document.planned.pop_back();
  EXPECT_THAT([&] { from_json(to_json(document)); }, ThrowsMessage<Unreadable>(HasSubstr("were planned")));
  --document.scenarios;
  EXPECT_THAT([&] { from_json(to_json(document)); }, ThrowsMessage<Unreadable>(HasSubstr("stop was not planned")));
}

TEST(EvidenceJson, AScenarioStandsOnce) {
  auto document = some_evidence();
  document.planned.push_back(document.planned.front());
  ++document.scenarios;
  EXPECT_THAT([&] { from_json(to_json(document)); }, ThrowsMessage<Unreadable>(HasSubstr("boot stands there twice")));
}

TEST(EvidenceJson, WhatWasStartedIsNotImpossible) {
  auto document = some_evidence();
  document.planned.front().claim = "it cannot";
  EXPECT_THAT([&] { from_json(to_json(document)); },
              ThrowsMessage<Unreadable>(HasSubstr("boot is said to be impossible")));
}

TEST(EvidenceJson, NestingIsBounded) {
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  EXPECT_THAT([&] { from_json(deep); }, ThrowsMessage<Unreadable>(HasSubstr("64 levels")));
}

TEST(EvidenceJson, NoJsonAtAll) {
  EXPECT_THAT([] { from_json("[profile]"); }, ThrowsMessage<Unreadable>(HasSubstr("no valid JSON")));
}

TEST(EvidenceGroup, AbsentFactsSayWhy) {
  const auto group = Group<Leader>::absent("nobody reported");
  EXPECT_THAT([&] { (void)group->pid; }, ThrowsMessage<Absent>("nobody reported"));
}

}  // namespace
}  // namespace conformance::evidence
