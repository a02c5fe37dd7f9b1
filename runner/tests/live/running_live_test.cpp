// SPDX-License-Identifier: Apache-2.0
// A machine that somebody else started, looked at from the host and from within. $PAYLOAD names an OS tree.
#include "runner/tests/live/program.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace {

using conformance::live::beside;
using conformance::live::execute;
using conformance::live::with_outcome;
using testing::Contains;
using testing::HasSubstr;
using testing::IsSupersetOf;
using testing::Not;
namespace fs = std::filesystem;

/// systemd in a container of nspawn, in a unit of its own.
class Running : public testing::Test {
 protected:
  void SetUp() override {
    const char* tree = std::getenv("PAYLOAD");
    if (tree == nullptr) GTEST_SKIP() << "PAYLOAD names no OS tree";
    const auto inside = beside("conformance-inside").string();
    const auto started = execute(
        "systemd-run --quiet --collect --unit=adopted --property=Type=notify --property=Delegate=yes "
        "--property=KillMode=mixed systemd-nspawn --quiet --keep-unit --notify-ready=yes --volatile=overlay --boot "
        "--machine=adopted --directory=" +
        std::string(tree) + " --bind-ro=" + inside + ":/conformance-inside");
    ASSERT_EQ(started.exit_code, 0) << started.text << execute("journalctl --no-pager -u adopted | tail -n 30").text;
  }
  void TearDown() override { execute("systemctl stop adopted"); }

  static std::string leader() {
    auto text = execute("machinectl show --property=Leader --value adopted").text;
    return text.substr(0, text.find('\n'));
  }
};

TEST_F(Running, IsJudgedFromTheHostAndGoesOn) {
  const auto before = leader();
  for (const std::string& which : {std::string("adopted"), before}) {
    const auto finished = conformance::live::run("--adopt " + which + " --gate none");
    ASSERT_TRUE(finished.result.is_object()) << finished.text;
    EXPECT_EQ(finished.result["state"], "adopted");
    EXPECT_THAT(with_outcome(finished, "pass"),
                IsSupersetOf({"host.registered", "host.leader-correct", "host.payload-in-subcgroup"}))
        << finished.text;
    EXPECT_THAT(with_outcome(finished, "blocked"), Contains("exec.sys-read-only"));
  }
  EXPECT_EQ(leader(), before);
  EXPECT_EQ(execute("systemctl is-active adopted").text, "active\n");
}

TEST_F(Running, IsJudgedFromWithin) {
  char directory[] = "/tmp/running-live-XXXXXX";
  ASSERT_NE(mkdtemp(directory), nullptr);
  const fs::path evidence = fs::path(directory) / "evidence.json";
  const auto looked = execute("nsenter --all --target " + leader() + " /conformance-inside > " + evidence.string());
  ASSERT_EQ(looked.exit_code, 0) << looked.text;
  const auto evaluated = execute(beside("conformance").string() + " eval " + evidence.string() +
                                 " --gate none -o json=" + evidence.string() + ".result");
  conformance::live::Finished finished{evaluated.exit_code, nullptr, evaluated.text};
  std::ifstream(evidence.string() + ".result") >> finished.result;
  EXPECT_EQ(finished.result["state"], "inside");
  EXPECT_THAT(with_outcome(finished, "pass"), IsSupersetOf({"env.container", "env.container-uuid"})) << evaluated.text;
  EXPECT_THAT(with_outcome(finished, "fail"), Contains("caps.no-audit-control"));
  EXPECT_THAT(with_outcome(finished, "pass"), Not(Contains("exec.sys-premounted")));  // systemd would have mounted it
  fs::remove_all(directory);
}

TEST(NobodyRunning, IsAUsageError) {
  const auto finished = conformance::live::run("--adopt no-such-machine");
  EXPECT_EQ(finished.exit_code, 2) << finished.text;
  EXPECT_THAT(finished.text, HasSubstr("no-such-machine"));
}

}  // namespace
