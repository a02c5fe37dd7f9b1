// SPDX-License-Identifier: Apache-2.0
#include "runner/host/roles.h"

#include <gmock/gmock.h>

namespace conformance::runner::host {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

constexpr std::uint64_t host_namespace = 1;
constexpr std::uint64_t guest_namespace = 2;

Cast cast(pid_t leader, pid_t manager, const std::string& subject = "container") {
  Cast made{leader, manager, 100, subject, "cfxNONCE", {}, {}};
  made.in_guest = [](const Entry& entry) { return entry.pid_namespace == guest_namespace; };
  return made;
}

const Entry init{1, 0, "systemd", host_namespace};
const Entry shell{50, 1, "bash", host_namespace};
const Entry program{100, 50, "conformance", host_namespace};

TEST(Roles, OfAForegroundContainer) {
  const std::vector<Entry> entries = {init,
                                      shell,
                                      program,
                                      {200, 100, "nspawn", host_namespace},
                                      {201, 200, "(sd-helper)", host_namespace},
                                      {210, 200, "cfm", guest_namespace},
                                      {211, 210, "child", guest_namespace},
                                      {300, 1, "cron", host_namespace}};
  EXPECT_THAT(roles(entries, cast(210, 200)),
              ElementsAre(Pair(200, "manager"), Pair(201, "manager"), Pair(210, "payload"), Pair(211, "payload")));
}

TEST(Roles, TheMonitorOfADetachedContainerIsItsManager) {
  const std::vector<Entry> entries = {
      init, shell, program, {400, 1, "[lxc monitor]", host_namespace}, {410, 400, "cfm", guest_namespace}};
  EXPECT_THAT(roles(entries, cast(410, 0)), ElementsAre(Pair(400, "manager"), Pair(410, "payload")));
}

TEST(Roles, WeAndThoseAboveUsAreNobody) {
  const std::vector<Entry> entries = {init, shell, program, {210, 100, "cfm", guest_namespace}};
  EXPECT_THAT(roles(entries, cast(210, 0)), ElementsAre(Pair(210, "payload")));
}

TEST(Roles, AnInjectedProcessIsExecWhereverItIs) {
  const std::vector<Entry> entries = {init,
                                      program,
                                      {210, 1, "cfm", guest_namespace},
                                      {500, 100, "cfxNONCE", host_namespace},
                                      {501, 210, "cfxNONCE", guest_namespace}};
  EXPECT_THAT(roles(entries, cast(210, 0)), ElementsAre(Pair(210, "payload"), Pair(500, "exec"), Pair(501, "exec")));
}

TEST(Roles, OfAVm) {
  Cast vm = cast(220, 200, "vm");
  vm.named.insert(230);
  const std::vector<Entry> entries = {init,
                                      program,
                                      {2, 0, "kthreadd", host_namespace},
                                      {200, 100, "launcher", host_namespace},
                                      {210, 200, "virtiofsd", host_namespace},
                                      {220, 200, "qemu", host_namespace},
                                      {221, 220, "passt", host_namespace},
                                      {230, 1, "swtpm", host_namespace},
                                      {240, 2, "vhost-220", host_namespace},
                                      {241, 2, "vhost-999", host_namespace}};
  EXPECT_THAT(roles(entries, vm), ElementsAre(Pair(200, "manager"), Pair(210, "helper"), Pair(220, "payload"),
                                              Pair(221, "helper"), Pair(230, "helper"), Pair(240, "helper")));
}

TEST(Roles, ALoopOfParentsEnds) {
  const std::vector<Entry> entries = {{10, 11, "a", host_namespace}, {11, 10, "b", host_namespace}};
  EXPECT_THAT(roles(entries, cast(10, 0)), ElementsAre(Pair(10, "payload"), Pair(11, "manager")));
}

}  // namespace
}  // namespace conformance::runner::host
