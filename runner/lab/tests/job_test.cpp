// SPDX-License-Identifier: Apache-2.0
#include "runner/lab/job.h"
#include "runner/lab/recipe.h"
#include "runner/lab/session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace conformance::lab {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

Profile profile(const std::string& id, const std::string& variant = "") {
  Profile profile;
  profile.file = "/home/me/" + id + ".toml";
  profile.id = id;
  profile.variant = variant;
  return profile;
}

TEST(Jobs, AreCalledAfterProfileAndVariant) {
  const auto jobs = jobs_for({profile("podman"), profile("podman", "rootless")});
  EXPECT_EQ(jobs[0].name, "podman");
  EXPECT_EQ(jobs[1].name, "podman-rootless");
  EXPECT_THROW(jobs_for({profile("podman"), profile("podman")}), Trouble);
}

TEST(Script, RunsTheProfileWithTheWords) {
  EXPECT_EQ(script_of({"box-b", profile("box", "b")}, {.inside = {"--only", "env.*"}}),
            "out=$1\n"
            "[ -d /run/lab/job/libraries ] && ldconfig /run/lab/job/libraries\n"
            "ls /sys/class/net > /run/links-before\n"
            "systemctl start systemd-machined.service\n"
            "/run/lab/job/bin/conformance run --profile '/run/lab/job/profiles/box-b/box.toml:b' "
            "-o json=\"$out/result.json\" -o evidence=\"$out/evidence.json\" -o terminal=\"$out/report.txt\" "
            "'--only' 'env.*'\n"
            "code=$?\n"
            "ls /sys/class/net | comm -13 /run/links-before - | xargs -r -n 1 ip link delete\n"
            "echo $code > \"$out/exit-code\"\n"
            "exit $code\n");
}

TEST(Script, OfARepeatedRunAsksForItsOneResult) {
  const auto script = script_of({"box", profile("box")}, words_for({"--repeat=3"}));
  EXPECT_THAT(script, HasSubstr("'--repeat' '3'"));
  EXPECT_THAT(script, Not(HasSubstr("evidence")));
}

TEST(Script, StartsTheServicesBeforeAndStopsThemAfterwards) {
  auto docker = profile("docker");
  docker.lab.services = {"containerd.service", "docker.service"};
  const auto script = script_of({"docker", docker}, {});
  EXPECT_THAT(script, HasSubstr("systemctl start 'containerd.service' 'docker.service' ||"));
  EXPECT_LT(script.find("systemctl start"), script.find("conformance run"));
  EXPECT_LT(script.find("conformance run"), script.find("systemctl stop 'containerd.service'"));
}

TEST(FurtherWords, NameFilesOfTheHostOfTheLab) {
  const auto words = words_for({"--guest=/usr", "--kernel", "/etc/passwd", "--only", "env.*"});
  EXPECT_THAT(words.inside,
              ElementsAre("--guest", "/run/lab/guest", "--kernel", "/run/lab/job/files/0", "--only", "env.*"));
  EXPECT_EQ(words.guest, "/usr");
  EXPECT_THAT(words.files, ElementsAre("/etc/passwd"));
}

TEST(FurtherWords, ThatMakeNoSenseAreRefused) {
  EXPECT_THROW(words_for({"--profile", "x"}), Trouble);
  EXPECT_THROW(words_for({"--keep"}), Trouble);
  EXPECT_THROW(words_for({"--kernel", "/no/such/file"}), Trouble);
}

TEST(Libraries, AreTakenAlongWhereTheTreeHasNone) {
  std::string name = testing::TempDir() + "tree-XXXXXX";
  ASSERT_NE(mkdtemp(name.data()), nullptr);
  fs::create_directories(name + "/usr/lib/x86_64-linux-gnu");
  std::ofstream(name + "/usr/lib/x86_64-linux-gnu/libc.so.6") << "";
  const std::string ldd =
      "\tlinux-vdso.so.1 (0x00007fff)\n"
      "\tlibfmt.so.9 => /lib/x86_64-linux-gnu/libfmt.so.9 (0x00007f00)\n"
      "\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f00)\n"
      "\tlibgone.so.1 => not found\n"
      "\t/lib64/ld-linux-x86-64.so.2 (0x00007f00)\n";
  EXPECT_THAT(libraries_missing(ldd, name), ElementsAre("/lib/x86_64-linux-gnu/libfmt.so.9"));
  fs::remove_all(name);
}

TEST(Groups, GoWhereTheProfilesNeedThem) {
  auto docker = profile("docker");
  docker.lab = {.backend = LabBackend::qemu, .reason = "it needs controllers"};
  auto podman = profile("podman");
  podman.lab = docker.lab;
  const auto jobs = jobs_for({docker, podman, profile("lxc")});
  const auto groups = groups_of(jobs, {});
  ASSERT_EQ(groups.size(), 2u);
  EXPECT_EQ(groups[0].backend, LabBackend::nspawn);
  EXPECT_EQ(groups[0].jobs[0].name, "lxc");
  EXPECT_EQ(groups[1].jobs[0].name, "docker");
  EXPECT_EQ(groups[1].why, "docker, podman: it needs controllers");
  const auto asked = groups_of(jobs, {.backend = "qemu"});
  ASSERT_EQ(asked.size(), 1u);
  EXPECT_EQ(asked[0].jobs.size(), 3u);
}

TEST(ExitCode, IsTheWorstOfAllThatHappened) {
  Account account{{{"lxc", 0, ""}, {"box", 77, ""}}, {}};
  EXPECT_EQ(exit_code_of(account, 0), 77);
  account.left_behind = {"process 5"};
  EXPECT_EQ(exit_code_of(account, 0), 5);
  account.outcomes.push_back({"docker", 3, ""});
  EXPECT_EQ(exit_code_of(account, 0), 3);
  EXPECT_EQ(exit_code_of(account, 2), 130);  // as that of `run`
  account.outcomes.push_back({"podman", 70, ""});
  EXPECT_EQ(exit_code_of(account, 2), 70);
}

TEST(Interrupted, ProfilesAreNamed) {
  Account account{{{"lxc", 0, "gate passed"}}, {}};
  add_unfinished(jobs_for({profile("lxc"), profile("docker")}), 15, account);
  ASSERT_EQ(account.outcomes.size(), 2u);
  EXPECT_EQ(account.outcomes[0].exit_code, 0);
  EXPECT_EQ(account.outcomes[1].profile, "docker");
  EXPECT_EQ(account.outcomes[1].exit_code, 143);
}

TEST(Suites, ThatDoNotPackageTheManagerAreSaidSo) {
  auto incus = profile("incus");
  EXPECT_EQ(why_not_in(incus, "bookworm"), "");
  incus.lab.suites = {"trixie", "sid"};
  EXPECT_EQ(why_not_in(incus, "sid"), "");
  EXPECT_EQ(why_not_in(incus, "bookworm"), "bookworm does not package it (trixie and sid do)");
}

}  // namespace
}  // namespace conformance::lab
