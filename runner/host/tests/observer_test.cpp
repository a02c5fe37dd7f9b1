// SPDX-License-Identifier: Apache-2.0
// The observer on the host the tests run on, with nothing to observe; needs no rights.
#include "runner/host/observer.h"

#include "evidence/json.h"
#include "fixtures/guest/protocol.h"
#include "runner/host/proc.h"

#include <gmock/gmock.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include <csignal>

namespace conformance::runner {
namespace {

using ::testing::HasSubstr;

const std::string nonce = "00c0ffee00c0ffee";

TEST(Observer, SaysThatNobodyIsThere) {
  HostObserver observer;
  evidence::Evidence evidence;
  const Watched watched{.nonce = nonce, .subject = "container"};
  observer.while_up(watched, evidence.host);
  observer.after(evidence.host);
  EXPECT_TRUE(evidence.host.changes) << evidence.host.changes.reason();
  EXPECT_TRUE(evidence.host.identity);
  EXPECT_FALSE(evidence.host.identity->kernel.empty());
  EXPECT_TRUE(evidence.host.launcher);
  EXPECT_THAT(evidence.host.leader.reason(), HasSubstr("nonce"));
  EXPECT_FALSE(evidence.host.unit);
  EXPECT_NE(evidence.host.unit.reason(), "nobody looked");
  const auto document = evidence::document_of(evidence);
  EXPECT_EQ(evidence::from_json(evidence::to_json(document)), document);
}

// Something may stand in front of the init. It is found all the same: exec.init-is-pid1 is what says that its PID is
// wrong.
TEST(FindLeader, AnInitThatIsNotPid1IsFoundToo) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::prctl(PR_SET_NAME, guest::probe_comm(nonce).c_str());
    ::kill(::getpid(), SIGSTOP);
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, WUNTRACED);
  EXPECT_EQ(host::command_name(child), guest::probe_comm(nonce));
  EXPECT_EQ(find_leader(nonce, "container"), child);
  EXPECT_FALSE(find_leader("ffffffffffffffff", "container")) << "of another run";
  ::kill(child, SIGKILL);
  ::waitpid(child, &status, 0);
}

TEST(FindLeader, WithoutANonceThereIsNone) {
  EXPECT_FALSE(find_leader("", "container"));
  EXPECT_FALSE(find_leader("", "vm"));
}

}  // namespace
}  // namespace conformance::runner
