// SPDX-License-Identifier: Apache-2.0
#include "runner/host/running.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <string>

namespace conformance::runner {
namespace {

using host::Stranger;
using host::why_no_machine;
using ::testing::AnyOf;
using ::testing::HasSubstr;

Stranger init_of_a_container() { return {.pid = 4711, .name = "systemd", .exists = true, .namespace_seen = true}; }

std::string refusal(const std::string& wanted) {
  try {
    find_running(wanted, "");
  } catch (const NoMachine& why) {
    return why.what();
  }
  return "";
}

TEST(Running, AnInitOfAnotherNamespaceIsAMachine) { EXPECT_EQ(why_no_machine(init_of_a_container(), ""), ""); }

TEST(Running, AProcessBesideUsIsNoContainer) {
  auto stranger = init_of_a_container();
  stranger.beside_us = true;
  EXPECT_THAT(why_no_machine(stranger, ""), HasSubstr("lives in the PID namespace of this program"));
  EXPECT_THAT(why_no_machine(stranger, "container"), HasSubstr("lives in the PID namespace of this program"));
}

TEST(Running, AVmLivesBesideUs) {
  auto stranger = init_of_a_container();
  stranger.beside_us = true;
  EXPECT_EQ(why_no_machine(stranger, "vm"), "");
  stranger.runs_a_vm = true;
  EXPECT_EQ(why_no_machine(stranger, ""), "");
}

TEST(Running, WhatMayNotBeLookedAtIsNotGuessed) {
  auto stranger = init_of_a_container();
  stranger.namespace_seen = false;
  EXPECT_THAT(why_no_machine(stranger, ""), HasSubstr("takes root"));
}

TEST(Running, OurOwnAreRefused) {
  EXPECT_THAT(refusal("1"), HasSubstr("PID 1 is the init of this host"));
  EXPECT_THAT(refusal(std::to_string(::getpid())), HasSubstr("this program"));
  const auto parent = std::to_string(::getppid());
  EXPECT_THAT(refusal(parent), AnyOf(HasSubstr("one that started it"), HasSubstr("PID 1 is the init")));
}

TEST(Running, NobodyIsRefused) { EXPECT_THAT(refusal("2147483000"), HasSubstr("there is no process")); }

}  // namespace
}  // namespace conformance::runner
