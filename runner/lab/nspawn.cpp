// SPDX-License-Identifier: Apache-2.0
// The host as a container: the tree of the image below an overlay that is gone with it.
#include "runner/lab/build.h"
#include "runner/lab/controllers.h"
#include "runner/lab/host.h"
#include "runner/lab/results.h"
#include "runner/lab/room.h"
#include "runner/machine/files.h"
#include "runner/machine/process.h"
#include "runner/machine/step.h"
#include "runner/machine/text.h"
#include "runner/machine/watch.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <sstream>

namespace conformance::lab {

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr auto boot_deadline = 60s;
constexpr auto job_deadline = 30min;

/// What engines store: overlay file systems cannot be stacked on one another, but on a tmpfs they can.
constexpr std::array stores{"/var/lib/docker",   "/var/lib/containerd", "/var/lib/containers",
                            "/var/lib/machines", "/var/lib/lxd",        "/var/lib/incus"};

/// Colons separate the parts of --bind.
std::string escaped(const fs::path& path) {
  std::string text;
  for (const char letter : path.string())
    text += letter == ':' || letter == '\\' ? fmt::format("\\{}", letter) : std::string(1, letter);
  return text;
}

std::vector<std::string> devices_here(bool kvm) {
  std::vector<std::string> found;
  for (const char* device : {"/dev/fuse", "/dev/net/tun", "/dev/vhost-net", "/dev/vhost-vsock", "/dev/vsock"})
    if (fs::exists(device)) found.emplace_back(device);
  if (kvm) found.emplace_back("/dev/kvm");
  return found;
}

/// The unified tree of a host without systemd; empty where there is none.
fs::path cgroup_top() {
  for (const fs::path top : {"/sys/fs/cgroup", "/sys/fs/cgroup/unified"})
    if (fs::exists(top / "cgroup.controllers")) return top;
  return {};
}

std::string without_colours(const std::string& text) {
  std::string plain;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text.compare(at, 2, "\x1b[") == 0)
      at = text.find_first_not_of("0123456789;", at + 2);
    else
      plain += text[at];
    if (at == std::string::npos) break;
  }
  return plain;
}

/// A host that halts stops all in it, and nsenter stops with what it started; nobody would ever continue it.
bool is_stopped(pid_t pid) { return machine::run_state(pid) == 'T'; }

std::vector<std::string> names_of(const std::vector<Job>& jobs) {
  std::vector<std::string> names;
  for (const auto& job : jobs) names.push_back(job.name);
  return names;
}

pid_t first_child(pid_t pid) {
  std::istringstream text(machine::read_file(fmt::format("/proc/{}/task/{}/children", pid, pid), 4096));
  pid_t child = 0;
  text >> child;
  return child;
}

class NspawnHost : public Host {
 public:
  NspawnHost(machine::Loop& loop, const Order& order, const Voice& voice) : Host(loop, order, voice, "nspawn") {
    for (const char* program : {"systemd-nspawn", "nsenter", "setpriv"})
      if (machine::find_command(program).empty()) throw Trouble(missing_program(program));
    fs::create_directories(work_.path() / "job");
    for (const auto& job : order.jobs) make_room(results(job), max_results);
    stage(loop, order.jobs, order.words, order.image.tree(), work_.path() / "job");
  }
  ~NspawnHost() override { process_.reset(); }

  void boot() override {
    watch_fifo();
    launch();
    const bool told = wait(
        "booting", [this] { return up_ || process_->ended(); }, boot_deadline);
    if (!up_)
      throw HostLost(fmt::format("the host of {} {}:\n{}", order_.image.suite(),
                                 told ? "ended while it booted" : "did not come up within 60 s",
                                 machine::printable(console())));
    // nspawn is the reaper of what it starts, so its only child is the init of the host.
    leader_ = first_child(process_->pid());
    if (leader_ == 0) throw HostLost("the host ended as soon as it was up");
    owns(leader_);
    if (!state_.cgroups.empty()) {
      state_.controllers = controllers_lacking(fs::path(state_.cgroups.front()).parent_path());
      work_.save(state_);
      give_controllers(state_.cgroups.front());
    }
  }

  void run(const Job& job, const std::function<void(std::string_view)>& output) override {
    const machine::Command command{
        .arguments = enter_command(leader_,
                                   {"/bin/sh", fmt::format("{}/{}.sh", job_directory, job.name),
                                    fmt::format("{}/{}", out_directory, job.name)},
                                   false),
        .environment = machine::clean_environment()};
    machine::RunningStep step(loop_, "job", command);
    step.on_output(output);
    const bool ended = wait(
        job.profile.name(), [&] { return step.ended() || process_->ended() || is_stopped(step.pid()); }, job_deadline);
    if (!ended) throw HostLost("the run took longer than 30 minutes");
    const bool halted = is_stopped(step.pid());
    step.finish();
    if (halted) throw HostLost("the host halted during the run\n" + machine::printable(console()));
    // The end of the host is not seen at the same moment as that of what ran in it.
    if (!fs::exists(results(job) / "exit-code"))
      wait(
          "the end of the host", [&] { return process_->ended(); }, 5s);
    if (process_->ended()) throw HostLost("the host ended during the run\n" + machine::printable(console()));
    if (is_full(results(job))) throw ResultsLost(too_much());
  }

  int shell() override {
    const bool terminal = ::isatty(STDIN_FILENO) != 0;
    const machine::Process shell(loop_, {.arguments = enter_command(leader_, {"/bin/bash", "-l"}, terminal),
                                         .environment = machine::clean_environment(),
                                         .input = STDIN_FILENO,
                                         .output = STDOUT_FILENO,
                                         .error = STDERR_FILENO});
    while (!shell.ended() && !process_->ended() && !is_stopped(shell.pid()))
      loop_.until([&] { return shell.ended() || process_->ended(); }, machine::in(1s));
    return shell.exit_code();
  }

 private:
  void watch_fifo() {
    const auto path = work_.path() / "up";
    machine::checked(::mkfifo(path.c_str(), 0600), "mkfifo");
    // Both ends: without a writer it would end at once.
    machine::Descriptor fifo(machine::checked(::open(path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC), path.c_str()));
    fifo_ = machine::Watch(loop_, std::move(fifo), [this] {
      char letter = 0;
      up_ = ::read(fifo_.get(), &letter, 1) == 1;
      return false;
    });
  }

  void launch() {
    NspawnPaths paths{.name = name(),
                      .hostname = fmt::format("lab-{}-nspawn", order_.image.suite()),
                      .tree = order_.image.tree(),
                      .work = work_.path(),
                      .jobs = names_of(order_.jobs),
                      .guest = order_.words.guest,
                      .devices = devices_here(order_.kvm),
                      .systemd = fs::is_directory("/run/systemd/system")};
    if (!paths.systemd) paths.cgroup = own_cgroup();
    const auto log = work_.path() / "console";
    const machine::Descriptor console(
        machine::checked(::open(log.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_APPEND, 0600), log.c_str()));
    auto environment = machine::clean_environment();
    for (const char* setting :
         {"SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1", "SYSTEMD_NSPAWN_API_VFS_WRITABLE=1", "SYSTEMD_NSPAWN_LOCK=0"})
      environment.emplace_back(setting);
    process_ = std::make_unique<machine::Process>(loop_, machine::Launch{.arguments = nspawn_command(paths),
                                                                         .environment = environment,
                                                                         .output = console.get(),
                                                                         .error = console.get()});
    owns(process_->pid());
  }

  fs::path own_cgroup() {
    const auto top = cgroup_top();
    if (top.empty()) throw Trouble("the host has no unified control groups: there is no place for the lab's");
    const auto group = top / name();
    fs::create_directory(group);
    // nspawn makes the same group in the tree of systemd's own, where there is one.
    state_.cgroups = {group.string(), "/sys/fs/cgroup/systemd/" + name()};
    work_.save(state_);
    return group;
  }

  /// What it said last; the colours of a boot say nothing here.
  std::string console() const {
    constexpr std::size_t enough = 800;
    const auto text = without_colours(machine::read_file(work_.path() / "console", 1u << 20));
    const auto at = text.size() > enough ? text.find('\n', text.size() - enough) : 0;
    return at == std::string::npos ? text.substr(text.size() - enough) : text.substr(at);
  }

  machine::Watch fifo_;
  std::unique_ptr<machine::Process> process_;
  bool up_ = false;
  pid_t leader_ = 0;
};

}  // namespace

std::vector<std::string> nspawn_command(const NspawnPaths& paths) {
  std::vector<std::string> words{"setpriv", "--pdeathsig", "KILL", "--"};
  if (paths.systemd)
    words.insert(words.end(),
                 {"systemd-run", "--scope", "--quiet", "--collect", "-p", "Delegate=yes", "--unit=" + paths.name});
  if (!paths.cgroup.empty())  // joined before nspawn looks where it is
    words.insert(words.end(), {"sh", "-c", "echo $$ > \"$0\"/cgroup.procs; exec \"$@\"", paths.cgroup.string()});
  words.insert(words.end(), {"systemd-nspawn", "--quiet", "--register=no", "--keep-unit", "--machine=" + paths.name,
                             "--hostname=" + paths.hostname, "--directory=" + paths.tree.string(), "--volatile=overlay",
                             "--boot", "--capability=all", "--system-call-filter=@keyring bpf @mount @module",
                             "--private-network", "--link-journal=no", "--console=passive",
                             // Without the mounts below them: where the tree lies below such a directory, the lab would
                             // get its own root once more, and wait for it at its end.
                             fmt::format("--bind={}:/run/lab/up:norbind", escaped(paths.work / "up")),
                             fmt::format("--bind-ro={}:{}:norbind", escaped(paths.work / "job"), job_directory)});
  for (const auto& job : paths.jobs)
    words.push_back(
        fmt::format("--bind={}:{}:norbind", escaped(paths.work / "out" / job), escaped(fs::path(out_directory) / job)));
  if (!paths.guest.empty())
    words.push_back(fmt::format("--bind-ro={}:{}:norbind", escaped(paths.guest), guest_directory));
  for (const auto& device : paths.devices) words.push_back("--bind=" + device);
  for (const char* store : stores)
    if (fs::is_directory(paths.tree.string() + store)) words.push_back(fmt::format("--tmpfs={}:mode=0711", store));
  return words;
}

std::vector<std::string> enter_command(pid_t leader, const std::vector<std::string>& command, bool terminal) {
  // Bare nsenter would leave it outside of every unit: a manager needs one that is delegated to it.
  std::vector<std::string> words{"nsenter",
                                 "--target",
                                 std::to_string(leader),
                                 "--all",
                                 "--",
                                 "/usr/bin/env",
                                 "-i",
                                 "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                                 "HOME=/root",
                                 "LANG=C.UTF-8"};
  if (terminal) words.emplace_back("TERM=vt220");
  words.insert(words.end(), {"systemd-run", "--quiet", terminal ? "--pty" : "--pipe", "--wait", "--collect", "-p",
                             "Delegate=yes", "-p", "TasksMax=infinity", "--"});
  words.insert(words.end(), command.begin(), command.end());
  return words;
}

std::unique_ptr<Host> nspawn_host(machine::Loop& loop, const Order& order, const Voice& voice) {
  return std::make_unique<NspawnHost>(loop, order, voice);
}

}  // namespace conformance::lab
