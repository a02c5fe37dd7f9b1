// SPDX-License-Identifier: Apache-2.0
// `conformance lab run` as a user runs it: real managers on throw-away hosts of both kinds. Of each manager one clause
// that it is known to keep and one that it is known to violate; docs/findings.md and docs/decisions/ say why.
#include "runner/tests/live/program.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace {

using conformance::live::beside;
using conformance::live::execute;
using testing::AnyOf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
namespace fs = std::filesystem;

constexpr const char* suite = "trixie";

struct Known {
  std::string profile;
  std::string kept;
  std::string violated;
};

class Lab : public testing::Test {
 protected:
  Lab() {
    char directory[] = "/tmp/lab-live-XXXXXX";
    if (mkdtemp(directory) == nullptr) throw std::runtime_error("no temporary directory");
    results = directory;
  }
  ~Lab() override { fs::remove_all(results); }

  conformance::live::Output lab_run(const std::string& words) const {
    return execute(beside("conformance").string() + " lab run --suite " + suite + " --output " + results.string() +
                   " " + words);
  }

  void expect(const Known& known) const {
    SCOPED_TRACE(known.profile);
    auto name = known.profile;
    std::replace(name.begin(), name.end(), ':', '-');
    conformance::live::Finished finished;
    std::ifstream file(results / name / "result.json");
    ASSERT_TRUE(file.good()) << "there is no result";
    finished.result = nlohmann::json::parse(file);
    EXPECT_THAT(conformance::live::with_outcome(finished, "pass"), Contains(known.kept));
    EXPECT_THAT(conformance::live::with_outcome(finished, "fail"), Contains(known.violated));
    EXPECT_THAT(finished.result["left_behind"], IsEmpty());
    EXPECT_TRUE(fs::exists(results / name / "evidence.json"));
  }

  void judges(const std::string& words, const std::vector<Known>& all) const {
    std::string profiles;
    for (const auto& known : all) profiles += " --profile " + known.profile;
    const auto output = lab_run(words + profiles);
    RecordProperty("exit_code", output.exit_code);
    // All that they violate is known (profiles/expected/), and all that is known they violate.
    EXPECT_THAT(output.exit_code, AnyOf(0, 3)) << output.text;
    EXPECT_THAT(output.text, Not(HasSubstr("could not be removed")));
    for (const auto& known : all) expect(known);
    if (HasFailure()) ADD_FAILURE() << output.text;
    EXPECT_EQ(execute("find /sys/fs/cgroup -depth -type d -name 'lab-*[0-9a-f]' -newer " + results.string()).text, "");
  }

  /// A file of a manager that is started with these words (as TOML).
  std::string profile_that(const std::string& id, const std::string& words) const {
    const auto file = results / (id + ".toml");
    std::ofstream(file) << "[profile]\nid = \"" << id << "\"\ntitle = \"Does harm\"\nsubject = \"container\"\n\n"
                        << "[start]\nargv = [" << words << "]\n\n"
                        << "[stop]\nargv = [\"true\"]\n\n[kill]\nargv = [\"true\"]\n";
    return file.string();
  }

  fs::path results;
};

TEST_F(Lab, JudgesTheManagersThatRunInAContainer) {
  judges("--backend nspawn", {{"lxc", "env.container", "host.registered"},
                              {"lxc:scope", "host.unit-in-machine-slice", "host.registered"},
                              {"lxc:unprivileged", "env.container", "host.registered"},
                              {"incus", "env.container", "host.registered"},
                              {"incus:best", "env.container", "host.registered"},
                              {"lxd", "env.container", "host.registered"},
                              {"docker", "exec.sys-read-only", "env.container"},
                              {"docker:best", "env.container", "host.registered"},
                              {"runc", "exec.sys-read-only", "env.container"},
                              {"runc:best", "env.container", "host.registered"},
                              {"nspawn", "host.registered", "caps.no-audit-control"},
                              {"nspawn:user-namespace", "host.registered", "caps.no-audit-control"},
                              {"nspawn-service", "host.registered", "caps.no-audit-control"},
                              {"mkosi", "host.registered", "caps.no-audit-control"},
                              {"bwrap", "exec.init-is-pid1", "env.container"},
                              {"schroot", "fs.var-writable", "exec.init-is-pid1"},
                              {"runsc", "env.container", "exec.console-present"},
                              {"qemu:microvm", "vm.virtio-rng", "host.registered"}});
}

TEST_F(Lab, JudgesTheManagersThatTakeAKernelOfTheirOwn) {
  judges("--backend qemu", {{"podman", "env.container", "host.registered"},
                            {"docker", "exec.sys-read-only", "env.container"},
                            {"libvirt-lxc", "host.registered", "caps.no-audit-write"},
                            {"incus", "env.container", "host.registered"}});
}

/// Ends its host in the middle of a run; what was judged before stays, and what comes after is judged on a new host.
TEST_F(Lab, SurvivesAManagerThatEndsItsHost) {
  const auto output =
      lab_run("--profile lxc --profile " + profile_that("deadly", R"("systemctl", "poweroff", "--force", "--force")") +
              " --profile nspawn");
  EXPECT_EQ(output.exit_code, 4) << output.text;
  EXPECT_THAT(output.text, HasSubstr("once more on a new host"));
  expect({"lxc", "env.container", "host.registered"});
  expect({"nspawn", "host.registered", "caps.no-audit-control"});
}

/// Its PID 1 is still there, and stops all that runs on it: nobody on the host can tell of its end.
TEST_F(Lab, SurvivesAManagerThatHaltsItsHost) {
  constexpr const char* halt = R"("sh", "-c", "kill -47 1; sleep 30")";  // SIGRTMIN+13
  const auto output = lab_run("--profile lxc --profile " + profile_that("halting", halt) + " --profile nspawn");
  EXPECT_EQ(output.exit_code, 4) << output.text;
  EXPECT_THAT(output.text, HasSubstr("once more on a new host"));
  EXPECT_THAT(output.text, HasSubstr("halting: the host "));
  expect({"lxc", "env.container", "host.registered"});
  expect({"nspawn", "host.registered", "caps.no-audit-control"});
}

/// Neither the disks of this host nor the results of others are harmed.
TEST_F(Lab, SurvivesAManagerThatFillsItsResults) {
  constexpr const char* fill = R"("sh", "-c", "head -c 200000000 /dev/zero > /run/lab/out/filling/zeros")";
  const auto output = lab_run("--profile lxc --profile " + profile_that("filling", fill) + " --profile nspawn");
  EXPECT_EQ(output.exit_code, 70) << output.text;
  EXPECT_THAT(output.text, HasSubstr("filling: it left more than the 64 MiB that the results of a run may take"));
  EXPECT_FALSE(fs::exists(results / "filling/zeros"));
  expect({"lxc", "env.container", "host.registered"});
  expect({"nspawn", "host.registered", "caps.no-audit-control"});
}

}  // namespace
