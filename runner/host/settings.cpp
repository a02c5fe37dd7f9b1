// SPDX-License-Identifier: Apache-2.0
#include "runner/host/settings.h"

#include "runner/host/file.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>

namespace conformance::runner::host {

namespace {

const std::string top = "/proc/sys";
constexpr std::size_t max_settings = 20'000;
constexpr int max_depth = 8;

/// Files in which the kernel counts, or that are new each time they are read (proc_sys_fs(5), proc_sys_kernel(5)).
constexpr std::array<std::string_view, 15> counters = {
    "fs/aio-nr",           "fs/dentry-state",    "fs/file-nr",        "fs/inode-nr",           "fs/inode-state",
    "fs/quota/",           "kernel/ns_last_pid", "kernel/pty/nr",     "kernel/random/",        "kernel/tainted",
    "kernel/sched_domain", "kernel/perf_event_", "net/netfilter/nf_", "net/ipv4/tcp_mem_used", "dev/cdrom/info"};

void collect(const std::string& path, int depth, Settings& found) {
  const std::string directory = top + "/" + path;
  for (const std::string& name : names_in(directory, false)) {
    const std::string inner = path.empty() ? name : path + "/" + name;
    struct stat what {};
    if (::lstat((top + "/" + inner).c_str(), &what) < 0 || found.size() >= max_settings) continue;
    if (S_ISDIR(what.st_mode)) {
      if (depth < max_depth) collect(inner, depth + 1, found);
      continue;
    }
    const bool readable = (what.st_mode & 0444) != 0;
    if (!readable || is_volatile(inner)) continue;
    if (auto value = read_once(top + "/" + inner)) found[inner] = std::move(*value);
  }
}

}  // namespace

bool is_volatile(std::string_view path) {
  return std::any_of(counters.begin(), counters.end(), [&](std::string_view each) { return path.starts_with(each); });
}

Settings settings() {
  Settings found;
  collect("", 0, found);
  return found;
}

std::vector<evidence::SettingChange> changed(const Settings& before, const Settings& after) {
  std::vector<evidence::SettingChange> changes;
  for (const auto& [path, value] : before) {
    const auto now = after.find(path);
    if (now != after.end() && now->second != value)
      changes.push_back({valid_utf8(path), valid_utf8(value), valid_utf8(now->second)});
  }
  return changes;
}

}  // namespace conformance::runner::host
