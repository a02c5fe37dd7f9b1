// SPDX-License-Identifier: Apache-2.0
#include "runner/machine/remains.h"

#include "fixtures/guest/protocol.h"
#include "runner/machine/descriptor.h"
#include "runner/machine/files.h"
#include "runner/machine/network_links.h"
#include "runner/machine/watch.h"

#include <fmt/format.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <csignal>
#include <memory>
#include <sstream>
#include <system_error>

namespace conformance::machine {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t max_environment = 64 * 1024;
constexpr std::size_t max_mountinfo = 16u << 20;

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

bool belongs(pid_t pid, const State& state) {
  const fs::path directory = fmt::format("/proc/{}", pid);
  const auto comm = first_line(read_file(directory / "comm", 64));
  if (comm == guest::probe_comm(state.nonce) || comm == guest::exec_comm(state.nonce) ||
      comm == guest::look_comm(state.nonce))
    return true;
  const auto named = std::find_if(state.processes.begin(), state.processes.end(),
                                  [&](const ProcessId& known) { return known.pid == pid; });
  if (named != state.processes.end() && named->start != 0 && named->start == start_time(pid)) return true;
  if (state.invocation_id.empty()) return false;
  const auto environment = '\0' + read_file(directory / "environ", max_environment);
  return environment.find('\0' + ("INVOCATION_ID=" + state.invocation_id)) != std::string::npos;
}

bool is_zombie(pid_t pid) { return run_state(pid) == 'Z'; }

bool is_child(pid_t pid) {
  siginfo_t any{};
  return ::waitid(P_PID, static_cast<id_t>(pid), &any, WEXITED | WNOHANG | WNOWAIT) == 0;
}

/// Whatever a step or the manager started and did not wait for: this program is their subreaper. Older children are of
/// a machine that was kept.
std::vector<pid_t> children(const State& state) {
  std::vector<pid_t> found;
  std::istringstream text(read_file(fmt::format("/proc/self/task/{}/children", ::getpid()), max_environment));
  for (pid_t pid = 0; text >> pid;)
    if (!is_zombie(pid) && start_time(pid) >= state.started) found.push_back(pid);
  return found;
}

/// All in the control groups that were made for the machine, whoever their parent is by now.
std::vector<pid_t> members(const State& state) {
  std::vector<pid_t> found;
  const auto add = [&](const fs::path& group) {
    std::istringstream text(read_file(group / "cgroup.procs", max_environment));
    for (pid_t pid = 0; text >> pid;)
      if (pid != 0 && pid != ::getpid()) found.push_back(pid);
  };
  std::error_code ignored;
  for (const auto& group : state.cgroups) {
    add(group);
    for (const auto& entry : fs::recursive_directory_iterator(group, ignored))
      if (entry.is_directory(ignored) && !entry.is_symlink(ignored)) add(entry.path());
  }
  return found;
}

bool is_member(pid_t pid, const State& state) {
  const auto all = members(state);
  return std::find(all.begin(), all.end(), pid) != all.end();
}

// The pidfd is opened first and the process looked at again, so the signal cannot reach a stranger.
Descriptor kill_one(pid_t pid, const State& state) {
  Descriptor handle(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  if (!handle || !(is_child(pid) || belongs(pid, state) || is_member(pid, state))) return {};
  ::syscall(SYS_pidfd_send_signal, handle.get(), SIGKILL, nullptr, 0);
  return handle;
}

std::string unescape_octal(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned code = 0;
    if (text[i] == '\\' && i + 3 < text.size() &&
        std::from_chars(text.data() + i + 1, text.data() + i + 4, code, 8).ec == std::errc()) {
      result += static_cast<char>(code);
      i += 3;
    } else {
      result += text[i];
    }
  }
  return result;
}

/// As systemd writes a name in that of a unit, see systemd-escape(1); machine names have no other special characters.
std::string unit_escaped(const std::string& name) {
  std::string escaped;
  for (const char letter : name) escaped += letter == '-' ? std::string("\\x2d") : std::string(1, letter);
  return escaped;
}

bool is_below(const std::string& path, const std::string& directory) {
  return path == directory || path.starts_with(directory + "/");
}

class Remover {
 public:
  Remover(const State& state, const fs::path& work) : state_(state), work_(work) {}

  std::vector<std::string> run(Cgroups known) {
    mounts();
    if (known == Cgroups::look) cgroups();
    for (const auto& link : links_named(state_.machine))
      if (!delete_link(link)) left("network interface", link);
    journal();
    for (const auto& file : state_.files) remove(file);
    if (!state_.machine.empty()) named("/run", 4);
    work();
    return std::move(left_);
  }

 private:
  void left(std::string_view kind, const std::string& what, const std::string& why = "") {
    left_.push_back(fmt::format("{} {}{}{}", kind, what, why.empty() ? "" : ": ", why));
  }

  static std::string mountinfo() { return read_file("/proc/self/mountinfo", max_mountinfo); }

  void mounts() {
    for (const auto& point : mounts_below(mountinfo(), work_))
      if (::umount2(point.c_str(), MNT_DETACH | UMOUNT_NOFOLLOW) != 0)
        left("mount", point, std::generic_category().message(errno));
  }

  // Control groups are directories that hold files nobody can remove: only rmdir, innermost first.
  void remove_cgroup(const fs::path& path) {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(path, ignored))
      if (entry.is_directory(ignored) && !entry.is_symlink(ignored)) remove_cgroup(entry.path());
    if (::rmdir(path.c_str()) != 0 && errno != ENOENT)
      left("control group", path.string(), std::generic_category().message(errno));
  }

  void cgroups_below(const fs::path& directory) {
    std::error_code ignored;
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(directory, ignored)) {
      if (entry.is_symlink(ignored) || !entry.is_directory(ignored)) continue;
      if (carries_name(entry.path().filename().native(), state_)) {
        found.push_back(entry.path());
      } else {
        cgroups_below(entry.path());
      }
    }
    for (const auto& path : found) remove_cgroup(path);
  }

  void cgroups() {
    for (const auto& path : state_.cgroups) remove_cgroup(path);
    controllers();
    cgroups_below("/sys/fs/cgroup");
  }

  // Another machine may use one by now: the kernel refuses then, and it goes with that.
  void controllers() {
    if (state_.cgroups.empty()) return;
    const auto above = fs::path(state_.cgroups.front()).parent_path();
    for (const auto& controller : state_.controllers)
      write_attribute(above / "cgroup.subtree_control", "-" + controller);
  }

  // A manager may leave a link to the guest's journal there, or a directory for it; the id is this run's alone.
  void journal() {
    if (!state_.machine_id.empty()) remove(fs::path("/var/log/journal") / state_.machine_id);
  }

  void remove(const fs::path& path) {
    std::error_code error;
    fs::remove_all(path, error);
    if (error) left("file", path.string(), error.message());
  }

  // Run-time directories managers name after the machine.
  void named(const fs::path& directory, int depth) {
    std::error_code ignored;
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(directory, ignored)) {
      if (entry.path() == work_) continue;
      if (entry.path().filename().string().find(state_.machine) != std::string::npos) {
        found.push_back(entry.path());
      } else if (depth > 1 && entry.is_directory(ignored) && !entry.is_symlink(ignored)) {
        named(entry.path(), depth - 1);
      }
    }
    for (const auto& path : found) {
      for (const auto& point : mounts_below(mountinfo(), path)) ::umount2(point.c_str(), MNT_DETACH | UMOUNT_NOFOLLOW);
      remove(path);
    }
  }

  // Last, and only if nothing is mounted below it any more: deleting must not reach into somebody's file system.
  void work() {
    if (!mounts_below(mountinfo(), work_).empty()) return;
    remove(work_);
  }

  const State& state_;
  const fs::path& work_;
  std::vector<std::string> left_;
};

}  // namespace

std::vector<pid_t> processes_of(const State& state) {
  std::vector<pid_t> found = children(state);
  for (const pid_t pid : members(state))
    if (!is_zombie(pid) && std::find(found.begin(), found.end(), pid) == found.end()) found.push_back(pid);
  std::error_code error;
  for (const auto& entry : fs::directory_iterator("/proc", error)) {
    const auto name = entry.path().filename().string();
    pid_t pid = 0;
    const auto [end, problem] = std::from_chars(name.data(), name.data() + name.size(), pid);
    if (problem != std::errc() || end != name.data() + name.size() || pid == ::getpid()) continue;
    if (belongs(pid, state) && !is_zombie(pid) && std::find(found.begin(), found.end(), pid) == found.end())
      found.push_back(pid);
  }
  return found;
}

bool kill_processes(Loop& loop, const State& state, Deadline deadline) {
  for (;;) {
    const auto found = processes_of(state);
    if (found.empty()) return true;
    std::vector<std::unique_ptr<Watch>> ends;
    std::size_t alive = 0;
    for (const pid_t pid : found) {
      auto handle = kill_one(pid, state);
      if (!handle) continue;
      ++alive;
      ends.push_back(std::make_unique<Watch>(loop, std::move(handle), [&alive] {
        --alive;
        return false;
      }));
    }
    // Who forked while being looked for is met in the next round.
    if (!loop.until([&] { return alive == 0; }, deadline)) return false;
  }
}

std::vector<std::string> mounts_below(std::string_view mountinfo, const fs::path& directory) {
  std::vector<std::string> points;
  std::istringstream lines{std::string(mountinfo)};
  for (std::string line; std::getline(lines, line);) {
    std::istringstream fields(line);
    std::string field;
    for (int i = 0; i < 5; ++i) fields >> field;
    auto point = unescape_octal(field);
    if (is_below(point, directory.string())) points.push_back(std::move(point));
  }
  std::reverse(points.begin(), points.end());
  return points;
}

bool carries_name(std::string_view name, const State& state) {
  const auto carries = [&](std::string_view part) {
    return !part.empty() && name.find(part) != std::string_view::npos;
  };
  return carries(state.nonce) || carries(state.machine) || carries(unit_escaped(state.machine));
}

std::vector<std::string> remove_remains(const State& state, const fs::path& work, Cgroups cgroups) {
  return Remover(state, work).run(cgroups);
}

}  // namespace conformance::machine
