// SPDX-License-Identifier: Apache-2.0
// What the two kinds of hosts are started with.
#include "runner/lab/accelerator.h"
#include "runner/lab/build.h"
#include "runner/lab/host.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace conformance::lab {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsSupersetOf;
using testing::Not;

NspawnPaths nspawn() {
  return {.name = "lab-1", .hostname = "lab-trixie-nspawn", .tree = "/cache/trixie/tree", .work = "/run/w"};
}

TEST(Nspawn, BootsTheTreeBelowAnOverlayInANetworkOfItsOwn) {
  const auto command = nspawn_command(nspawn());
  EXPECT_THAT(command,
              IsSupersetOf({"--directory=/cache/trixie/tree", "--volatile=overlay", "--boot", "--private-network",
                            "--hostname=lab-trixie-nspawn", "--bind-ro=/run/w/job:/run/lab/job:norbind"}));
  EXPECT_THAT(command, Not(Contains("systemd-run")));
}

TEST(Nspawn, WritesToNothingOfThisHostButTheRoomOfEachJob) {
  auto paths = nspawn();
  paths.jobs = {"lxc", "podman-rootless"};
  std::vector<std::string> writable;
  for (const auto& word : nspawn_command(paths))
    if (word.starts_with("--bind=")) writable.push_back(word);
  EXPECT_THAT(writable,
              ElementsAre("--bind=/run/w/up:/run/lab/up:norbind", "--bind=/run/w/out/lxc:/run/lab/out/lxc:norbind",
                          "--bind=/run/w/out/podman-rootless:/run/lab/out/podman-rootless:norbind"));
}

TEST(Nspawn, EndsWithTheProgram) {
  const auto command = nspawn_command(nspawn());
  EXPECT_THAT(std::vector(command.begin(), command.begin() + 3), ElementsAre("setpriv", "--pdeathsig", "KILL"));
}

TEST(Nspawn, GetsADelegatedScopeFromASystemdAndAGroupOfItsOwnWithout) {
  auto paths = nspawn();
  paths.systemd = true;
  EXPECT_THAT(nspawn_command(paths), IsSupersetOf({"systemd-run", "--scope", "Delegate=yes", "--unit=lab-1"}));
  paths.systemd = false;
  paths.cgroup = "/sys/fs/cgroup/lab-1";
  EXPECT_THAT(nspawn_command(paths), IsSupersetOf({"sh", "/sys/fs/cgroup/lab-1"}));
}

TEST(Nspawn, GetsTheGuestTreeReadOnlyWhateverItsName) {
  auto paths = nspawn();
  paths.guest = "/trees/a:b";
  EXPECT_THAT(nspawn_command(paths), Contains("--bind-ro=/trees/a\\:b:/run/lab/guest:norbind"));
}

TEST(Nspawn, IsEnteredThroughADelegatedUnit) {
  const auto command = enter_command(42, {"true"}, false);
  EXPECT_THAT(command, IsSupersetOf({"nsenter", "--target", "42", "systemd-run", "--pipe", "Delegate=yes"}));
  EXPECT_THAT(enter_command(42, {"true"}, true), Contains("--pty"));
  EXPECT_EQ(command.back(), "true");
}

QemuPaths qemu() {
  return {.name = "lab-1",
          .hostname = "lab-trixie-qemu",
          .kernel = "/t/boot/vmlinuz-6",
          .initrd = "/t/boot/initrd.img-6",
          .disk = "/cache/a,b/disk",
          .jobs = "/w/lab-job.disk"};
}

TEST(Qemu, NeverWritesToTheImage) {
  EXPECT_THAT(qemu_command(qemu()),
              Contains("file=/cache/a,,b/disk,if=virtio,format=raw,snapshot=on,cache=unsafe,werror=report"));
}

TEST(Qemu, UsesKvmOnlyWhereItIsProven) {
  auto paths = qemu();
  EXPECT_THAT(qemu_command(paths), IsSupersetOf({"tcg,tb-size=1024", "max"}));
  paths.kvm = true;
  EXPECT_THAT(qemu_command(paths), IsSupersetOf({"kvm", "host"}));
}

TEST(Qemu, ProvesKvmByAKernelThatLooksForItsRoot) {
  EXPECT_TRUE(looked_for_root("[ 0.7] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)"));
  EXPECT_FALSE(looked_for_root("[ 0.2] Kernel panic - not syncing: Fatal exception in interrupt"));
  EXPECT_FALSE(looked_for_root(""));
}

TEST(Qemu, KnowsThatKvmCannotGoOn) {
  EXPECT_TRUE(kvm_gave_up("KVM internal error. Suberror: 1\nextra data[0]: 0x0000000000000001\n"));
  EXPECT_FALSE(kvm_gave_up("qemu-system-x86_64: terminating on signal 15\n"));
}

std::string after(const std::string& word, const std::vector<std::string>& command) {
  const auto found = std::ranges::find(command, word);
  return found == command.end() ? "" : *(found + 1);
}

TEST(Qemu, EmulatesOneProcessorOnly) {
  auto paths = qemu();
  paths.processors = 4;
  EXPECT_EQ(after("-smp", qemu_command(paths)), "1");
  paths.kvm = true;
  EXPECT_EQ(after("-smp", qemu_command(paths)), "4");
}

TEST(Qemu, EndsWhenItsKernelPanics) {
  EXPECT_THAT(qemu_command(qemu()), Contains("-no-reboot"));
  EXPECT_THAT(qemu_command(qemu()), Contains(HasSubstr("panic=-1")));
}

TEST(Qemu, WritesToPipesThatAreReadByAndByAndNotToFiles) {
  EXPECT_THAT(qemu_command(qemu()), IsSupersetOf({"file,id=log,path=/dev/fd/3", "file,id=results,path=/dev/fd/4",
                                                  "file,id=console,path=/dev/fd/5", "chardev:console"}));
}

TEST(Qemu, RunsJobsOrAShell) {
  EXPECT_THAT(qemu_command(qemu()), Contains(HasSubstr("lab.jobs")));
  EXPECT_THAT(qemu_command(qemu()), Contains("file=/w/lab-job.disk,if=virtio,format=raw,readonly=on"));
  auto paths = qemu();
  paths.jobs.clear();
  EXPECT_THAT(qemu_command(paths), Contains(HasSubstr("lab.shell")));
  EXPECT_THAT(qemu_command(paths), Contains("chardev:terminal"));
}

TEST(Disks, AreMadeOfATreeWithoutAJournal) {
  const auto command = mke2fs_command("/tree", "/disk", "lab-root", 4096 * 1024);
  EXPECT_THAT(command, IsSupersetOf({"mke2fs", "^has_journal,^metadata_csum", "lab-root", "/tree", "/disk"}));
  EXPECT_EQ(command.back(), "4096k");
}

TEST(MissingPrograms, ComeWithTheirPackage) {
  EXPECT_EQ(missing_program("qemu-system-x86_64"),
            "qemu-system-x86_64 is not installed: it is in Debian's package qemu-system-x86");
}

}  // namespace
}  // namespace conformance::lab
