// SPDX-License-Identifier: Apache-2.0
// The observer against systemd-nspawn, as root. Registered with machined where systemd is PID 1, alone elsewhere.
// HOST_LIVE_PRINT=1 prints
// the evidence; HOST_LIVE_LAB=1 allows what leaves traces on the host.
#include "evidence/json.h"
#include "fixtures/guest/protocol.h"
#include "runner/host/file.h"
#include "runner/host/observer.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace conformance::runner {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const std::string nonce = fmt::format("{:016x}", ::getpid());
const std::string machine_id = "0123456789abcdef0123456789abcdef";

bool has_systemd() { return fs::is_directory("/run/systemd/system"); }

/// A tree with a shell and nothing else.
class Tree {
 public:
  Tree() {
    std::string pattern = fs::temp_directory_path() / "host-live-XXXXXX";
    path = ::mkdtemp(pattern.data());
    for (const char* directory : {"bin", "usr", "etc", "proc", "sys", "dev", "run", "tmp"})
      fs::create_directories(path / directory);
    fs::create_directories(path / "var/log/journal" / machine_id);
    const char* busybox = std::getenv("HOST_LIVE_BUSYBOX");
    fs::copy_file(busybox ? busybox : "/bin/busybox", path / "bin/busybox");
    fs::create_symlink("busybox", path / "bin/sh");
    std::ofstream(path / "etc/machine-id") << machine_id << "\n";
    std::ofstream(path / "etc/os-release") << "ID=shell-only\n";
  }
  ~Tree() { fs::remove_all(path); }
  fs::path path;
};

/// A process with a pipe to its input and from its output. Ended by closing its input.
class Command {
 public:
  explicit Command(std::vector<std::string> command) {
    int input[2], output[2];
    if (::pipe2(input, O_CLOEXEC) < 0 || ::pipe2(output, O_CLOEXEC) < 0) throw std::runtime_error("no pipe");
    input_ = host::Descriptor(input[1]);
    output_ = host::Descriptor(output[0]);
    const host::Descriptor theirs_in(input[0]), theirs_out(output[1]);
    std::vector<char*> arguments;
    for (std::string& argument : command) arguments.push_back(argument.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t files;
    ::posix_spawn_file_actions_init(&files);
    ::posix_spawn_file_actions_adddup2(&files, theirs_in.get(), 0);
    ::posix_spawn_file_actions_adddup2(&files, theirs_out.get(), 1);
    if (::posix_spawnp(&pid, arguments[0], &files, nullptr, arguments.data(), environ) != 0) pid = 0;
    ::posix_spawn_file_actions_destroy(&files);
  }
  ~Command() { end(); }

  /// Waits until it has said that.
  bool says(std::string_view word) {
    std::string said;
    char buffer[256];
    for (pollfd wait{output_.get(), POLLIN, 0}; ::poll(&wait, 1, 20'000) > 0;) {
      const ssize_t count = ::read(output_.get(), buffer, sizeof buffer);
      if (count <= 0) return false;
      said.append(buffer, static_cast<std::size_t>(count));
      if (said.find(word) != std::string::npos) return true;
    }
    return false;
  }

  void tell(std::string_view words) const { (void)!::write(input_.get(), words.data(), words.size()); }

  void end() {
    input_ = host::Descriptor();
    int status = 0;
    if (pid > 0) ::waitpid(pid, &status, 0);
    pid = 0;
  }

  pid_t pid = 0;

 private:
  host::Descriptor input_, output_;
};

/// A shell that takes a name, says "up", and ends with its input; `around` runs it.
class Shell : public Command {
 public:
  Shell(std::vector<std::string> around, const std::string& name) : Command(with_shell(std::move(around), name)) {}
  bool up() { return says("up"); }

 private:
  static std::vector<std::string> with_shell(std::vector<std::string> around, const std::string& name) {
    around.insert(around.end(), {"/bin/sh", "-c", fmt::format("printf {} >/proc/self/comm; echo up; read x", name)});
    return around;
  }
};

std::vector<std::string> nspawn(const Tree& tree, const std::vector<std::string>& options = {}) {
  std::vector<std::string> command = {
      "systemd-nspawn",      "--quiet", "--directory=" + tree.path.string(), "--console=pipe", "--machine=hostlive",
      "--uuid=" + machine_id};
  if (!has_systemd()) command.insert(command.end(), {"--register=no", "--keep-unit"});
  command.insert(command.end(), options.begin(), options.end());
  return command;
}

/// A control group at the top of the tree, where only systemd may make any.
class ForeignCgroup {
 public:
  ForeignCgroup() { fs::create_directory(path); }
  ~ForeignCgroup() { ::rmdir(path.c_str()); }
  void take(std::int64_t pid) const { std::ofstream(path / "cgroup.procs") << pid; }
  fs::path path = "/sys/fs/cgroup/hostlive-foreign";
};

class Live : public ::testing::Test {
 protected:
  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "needs root";
    if (::system("command -v systemd-nspawn >/dev/null") != 0) GTEST_SKIP() << "needs systemd-nspawn";
  }

  Watched watched(const Shell& machine) const {
    return {nonce, "container", "hostlive", machine.pid, machine_id, tree.path};
  }

  void print() const {
    if (std::getenv("HOST_LIVE_PRINT")) fmt::print("{}\n", evidence::to_json(evidence::document_of(evidence)));
  }

  /// One whole run: observed while it is up, with somebody injected, and after its end.
  void observe(const std::vector<std::string>& options) {
    HostObserver observer;
    Shell machine(nspawn(tree, options), guest::probe_comm(nonce));
    ASSERT_TRUE(machine.up());
    const auto begin = std::chrono::steady_clock::now();
    observer.while_up(watched(machine), evidence.host);
    const auto took = std::chrono::steady_clock::now() - begin;
    RecordProperty("while_up_us", static_cast<int>(took / std::chrono::microseconds(1)));
    ASSERT_TRUE(evidence.host.leader) << evidence.host.leader.reason();
    Shell injected({"nsenter", "-t", std::to_string(evidence.host.leader->pid), "-m", "-p"}, guest::exec_comm(nonce));
    ASSERT_TRUE(injected.up());
    observer.exec_session(watched(machine), evidence.host);
    injected.end();
    machine.end();
    observer.after(evidence.host);
    print();
  }

  Tree tree;
  evidence::Evidence evidence;
};

TEST_F(Live, Nspawn) {
  observe({"--private-network", "--network-veth"});
  const evidence::Host& host = evidence.host;
  ASSERT_TRUE(host.leader);
  EXPECT_EQ(host.leader->namespace_pids.back(), 1);
  EXPECT_EQ(host.leader->namespaces.size(), host.launcher->namespaces.size());
  EXPECT_EQ(host.leader->root_inode, host::inode_of(tree.path.string())->inode);
  for (const char* role : {"payload", "manager", "exec"})
    EXPECT_THAT(*host.processes, Contains(Field(&evidence::Process::role, role)));
  ASSERT_TRUE(host.changes) << host.changes.reason();
  EXPECT_THAT(host.changes->links_during, Contains(Field(&evidence::Link::kind, "veth")));
  EXPECT_THAT(host.changes->links_after, IsEmpty());
  EXPECT_THAT(host.changes->mounts_after, IsEmpty());
  EXPECT_TRUE(host.device_filter) << host.device_filter.reason();
  EXPECT_TRUE(host.journal) << host.journal.reason();
  if (!has_systemd()) {
    EXPECT_THAT(host.registration.reason(), HasSubstr("system bus"));
    return;
  }
  ASSERT_TRUE(host.unit) << host.unit.reason();
  EXPECT_THAT(host.unit->name, HasSubstr("hostlive"));
  EXPECT_EQ(host.unit->slice, "machine.slice");
  EXPECT_TRUE(host.unit->delegate);
  EXPECT_EQ(host.unit->limits, host.unit_cgroup->attributes);
  EXPECT_FALSE(host.device_filter->allows_all);
  ASSERT_TRUE(host.registration) << host.registration.reason();
  EXPECT_EQ(host.registration->leader_machine, "hostlive");
  EXPECT_THAT(host.registration->machines, Contains(Field(&evidence::Machine::id, machine_id)));
  EXPECT_THAT(host.registration->signals, testing::ElementsAre(evidence::MachineSignal{"MachineNew", "hostlive"},
                                                               evidence::MachineSignal{"MachineRemoved", "hostlive"}));
  EXPECT_THAT(host.registration->names_after, Not(Contains("hostlive")));
  EXPECT_EQ(host.registration->os_release->result, "shell-only");
  for (const evidence::NewCgroup& group : host.changes->cgroups_during) EXPECT_NE(group.unit, "") << group.path;
}

TEST_F(Live, ANestedPidNamespaceIsPayload) {
  HostObserver observer;
  Shell machine(nspawn(tree), guest::probe_comm(nonce));
  ASSERT_TRUE(machine.up());
  const auto leader = find_leader(nonce, "container");
  ASSERT_TRUE(leader);
  Shell nested({"nsenter", "-t", std::to_string(*leader), "-p", "unshare", "--pid", "--fork"}, "nested");
  Shell beside({"unshare", "--pid", "--fork"}, "beside");
  ASSERT_TRUE(nested.up() && beside.up());
  observer.while_up(watched(machine), evidence.host);
  EXPECT_THAT(*evidence.host.processes, Contains(testing::AllOf(Field(&evidence::Process::name, "nested"),
                                                                Field(&evidence::Process::role, "payload"))));
  EXPECT_THAT(*evidence.host.processes, Not(Contains(Field(&evidence::Process::name, "beside"))));
}

TEST_F(Live, AMachineOutsideOfAnyUnit) {
  if (!has_systemd() || !fs::exists("/sys/fs/cgroup/cgroup.procs")) GTEST_SKIP() << "needs systemd and cgroup v2";
  HostObserver observer;
  const ForeignCgroup foreign;
  Shell machine(nspawn(tree, {"--register=no", "--keep-unit"}), guest::probe_comm(nonce));
  ASSERT_TRUE(machine.up());
  const auto leader = find_leader(nonce, "container");
  ASSERT_TRUE(leader);
  foreign.take(*leader);
  observer.while_up(watched(machine), evidence.host);
  print();
  const evidence::Host& host = evidence.host;
  ASSERT_TRUE(host.unit) << host.unit.reason();
  EXPECT_THAT(host.unit->name, testing::AnyOf("", "-.slice"));
  ASSERT_TRUE(host.slices) << host.slices.reason();
  EXPECT_THAT(*host.slices, IsEmpty());
  EXPECT_THAT(host.changes->cgroups_during,
              Contains(evidence::NewCgroup{"unified", "/hostlive-foreign", "", false, true}));
  EXPECT_FALSE(host.registration->leader_machine);
  EXPECT_THAT(host.registration->open_pty.reason(), HasSubstr("not registered"));
  machine.end();
}

// What the listing after the end would have said is not known then; what changed on the host is.
TEST_F(Live, MachinedThatIsGoneAfterTheEnd) {
  if (!has_systemd() || !std::getenv("HOST_LIVE_LAB")) GTEST_SKIP() << "stops machined: set HOST_LIVE_LAB=1 in a lab";
  HostObserver observer;
  Shell machine(nspawn(tree), guest::probe_comm(nonce));
  ASSERT_TRUE(machine.up());
  observer.while_up(watched(machine), evidence.host);
  ASSERT_TRUE(evidence.host.registration) << evidence.host.registration.reason();
  machine.end();
  ASSERT_EQ(::system("systemctl --quiet --runtime --now mask systemd-machined.service"), 0);
  observer.after(evidence.host);
  EXPECT_EQ(::system("systemctl --quiet --runtime unmask systemd-machined.service"), 0);
  EXPECT_THAT(evidence.host.registration.reason(), HasSubstr("machined did not answer"));
  EXPECT_TRUE(evidence.host.changes) << evidence.host.changes.reason();
}

class LiveJournal : public Live, public ::testing::WithParamInterface<std::pair<const char*, const char*>> {};

TEST_P(LiveJournal, LeadsToTheGuests) {
  const auto [mode, kind] = GetParam();
  if (!std::getenv("HOST_LIVE_LAB")) GTEST_SKIP() << "changes /var/log/journal: set HOST_LIVE_LAB=1 in a lab";
  observe({fmt::format("--link-journal={}", mode)});
  fs::remove_all("/var/log/journal/" + machine_id);  // nspawn leaves it behind
  EXPECT_EQ(evidence.host.journal->kind, kind);
  EXPECT_TRUE(evidence.host.journal->same_directory);
}

INSTANTIATE_TEST_SUITE_P(Modes, LiveJournal,
                         ::testing::Values(std::pair("guest", "symlink"), std::pair("host", "directory")));

TEST(LiveVm, TheLeaderIsQemuAndNotTheShellAroundIt) {
  if (::system("command -v qemu-system-x86_64 >/dev/null") != 0) GTEST_SKIP() << "needs qemu-system-x86_64";
  const std::string command =
      "qemu-system-x86_64 -M none -S -display none -nodefaults -qmp stdio -name " + nonce + "; :";
  Command shell({"sh", "-c", command});
  ASSERT_TRUE(shell.says("QMP"));
  const auto leader = find_leader(nonce, "vm");
  ASSERT_TRUE(leader);
  EXPECT_NE(*leader, shell.pid);
  EXPECT_THAT(host::read_line(fmt::format("/proc/{}/comm", *leader)), testing::StartsWith("qemu-system-"));
  shell.tell("{\"execute\":\"qmp_capabilities\"}{\"execute\":\"quit\"}");
}

}  // namespace
}  // namespace conformance::runner
