// SPDX-License-Identifier: Apache-2.0
// An OS tree as guest: what systemd makes of the machine, and that the tree stays as it was. $PAYLOAD names the tree.
#include "runner/tests/live/defect_matrix.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace {

using conformance::live::beside;
using conformance::live::execute;
using conformance::live::with_outcome;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::IsSupersetOf;
namespace fs = std::filesystem;

const std::vector<std::string> judged = {"exec.hostname-survives-boot", "exec.udevd-stays-off",
                                         "env.container-detected", "env.machine-id-initialized-from-uuid"};

std::string run_words(const std::string& profile, const std::string& tree) {
  return "--profile " + profile + " --gate none --scenarios payload --guest " + tree;
}

/// Names, kinds, sizes and times of everything in it.
std::string state_of(const std::string& tree) {
  return execute("find " + tree + " -xdev -printf '%P %y %s %m %U %T@ %C@\\n' | LC_ALL=C sort | sha256sum").text;
}

class Payload : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    const char* named = std::getenv("PAYLOAD");
    if (named == nullptr) GTEST_SKIP() << "PAYLOAD names no OS tree";
    tree = named;
  }
  std::string tree;
};

TEST_P(Payload, FindsWhatTheManagerPromisesAndLeavesTheTreeAlone) {
  const auto before = state_of(tree);
  const auto finished = conformance::live::run(run_words(GetParam(), tree));
  ASSERT_TRUE(finished.result.is_object()) << finished.text;
  EXPECT_THAT(with_outcome(finished, "pass"), IsSupersetOf(judged)) << finished.text;
  EXPECT_THAT(finished.result["left_behind"], IsEmpty());
  EXPECT_EQ(state_of(tree), before);
}

INSTANTIATE_TEST_SUITE_P(Managers, Payload,
                         testing::Values("exemplar:private-users", "exemplar:detached", "nspawn", "lxc"),
                         [](const auto& each) { return conformance::live::test_name(each.param); });

/// Something that passes for an OS, with a program of ours as its systemd.
class OddPayload : public testing::Test {
 protected:
  OddPayload() {
    if (mkdtemp(tree.data()) == nullptr) throw std::runtime_error("no temporary directory");
    for (const char* directory : {"usr/lib/systemd", "usr/sbin", "etc", "dev", "proc", "sys", "run", "tmp", "var"})
      fs::create_directories(fs::path(tree) / directory);
    fs::create_symlink("usr/lib", fs::path(tree) / "lib");
    fs::create_symlink("usr/sbin", fs::path(tree) / "sbin");
    std::ofstream(fs::path(tree) / "usr/lib/os-release") << "ID=odd\n";
  }
  ~OddPayload() override { fs::remove_all(tree); }

  void boots(const fs::path& program) const {
    fs::copy_file(program, fs::path(tree) / "usr/lib/systemd/systemd");
    fs::permissions(fs::path(tree) / "usr/lib/systemd/systemd", fs::perms(0755));
  }

  void expect_blocked(const std::string& words, const std::string& why) const {
    const auto finished = conformance::live::run(run_words("exemplar", tree) + words);
    ASSERT_TRUE(finished.result.is_object()) << finished.text;
    EXPECT_THAT(with_outcome(finished, "blocked"), IsSupersetOf(judged)) << finished.text;
    for (const auto& clause : finished.result.at("clauses")) {
      if (clause.at("id") != "exec.udevd-stays-off") continue;
      EXPECT_THAT(std::string(clause.at("saw")), HasSubstr(why));
    }
    EXPECT_THAT(finished.result["left_behind"], IsEmpty());
  }

  std::string tree = "/tmp/odd-payload-XXXXXX";
};

TEST_F(OddPayload, ThatEndsAtOnce) {
  boots(beside("successor"));
  expect_blocked("", "ended before");
}

TEST_F(OddPayload, ThatNeverReachesItsTarget) {
  boots(beside("conformance-probe"));
  expect_blocked(" --deadline 5", "did not reach its default target within 5 s");
}

TEST_F(OddPayload, ThatFillsItsDisk) {
  boots(beside("successor"));
  std::ofstream(fs::path(tree) / "fill") << "";
  expect_blocked(" --deadline 5", "it has filled its file system");
}

TEST_F(OddPayload, ThatCannotBeExecuted) {
  std::ofstream(fs::path(tree) / "usr/lib/systemd/systemd") << "no program";
  fs::permissions(fs::path(tree) / "usr/lib/systemd/systemd", fs::perms(0755));
  expect_blocked("", "could not be executed");
}

void expect_refused(const std::string& tree, const std::string& why) {
  const auto refused = execute(beside("conformance").string() + " run " + run_words("exemplar", tree));
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.text, AllOf(HasSubstr("cannot be a payload"), HasSubstr(why)));
}

TEST_F(OddPayload, WhoseSystemdIsMissingIsRefused) { expect_refused(tree, "/usr/lib/systemd/systemd"); }

TEST_F(OddPayload, ThatIsNotGivenIsAskedFor) {
  const auto refused = execute(beside("conformance").string() + " run --profile exemplar --scenarios payload");
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.text, HasSubstr("--guest"));
}

TEST_F(OddPayload, ThatIsNoTreeIsRefused) {
  expect_refused(tree + "/nowhere", "no such directory");
  expect_refused(tree + "/usr", "os-release");
  expect_refused("/", "the system that runs here");
}

TEST_F(OddPayload, OfAnotherArchitectureIsRefused) {
  boots(beside("successor"));
  std::fstream program(fs::path(tree) / "usr/lib/systemd/systemd", std::ios::in | std::ios::out | std::ios::binary);
  program.seekp(18).put('\x15').put('\0');  // e_machine: a 64-bit PowerPC
  program.close();
  expect_refused(tree, "another architecture");
}

}  // namespace
