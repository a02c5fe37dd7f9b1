// SPDX-License-Identifier: Apache-2.0
#include "runner/host/identity.h"

#include "runner/host/file.h"
#include "runner/host/parse.h"

#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <tuple>

namespace conformance::runner::host {

namespace {

bool is_directory(const char* path) {
  struct stat status {};
  return ::lstat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

bool is_of_type(const char* path, long type) {
  struct statfs system {};
  return ::statfs(path, &system) == 0 && system.f_type == type;
}

std::string cgroup_mode() {
  if (is_of_type("/sys/fs/cgroup", CGROUP2_SUPER_MAGIC)) return "unified";
  if (!is_of_type("/sys/fs/cgroup", TMPFS_MAGIC)) return "none";
  return is_of_type("/sys/fs/cgroup/unified", CGROUP2_SUPER_MAGIC) ? "hybrid" : "legacy";
}

bool selinux(const std::vector<evidence::Mount>& mounts) {
  const bool known = read_file("/proc/filesystems").value_or("").find("\tselinuxfs\n") != std::string::npos;
  return known && std::any_of(mounts.begin(), mounts.end(),
                              [](const evidence::Mount& mount) { return mount.type == "selinuxfs"; });
}

std::string kind_of_local_time() {
  struct stat status {};
  if (::lstat("/etc/localtime", &status) < 0) return "absent";
  return S_ISLNK(status.st_mode) ? "symlink" : "file";
}

}  // namespace

std::string zone_in(std::string_view target) {
  constexpr std::string_view directory = "/zoneinfo/";
  const auto at = target.find(directory);
  const auto zone = at == std::string_view::npos ? std::string_view() : target.substr(at + directory.size());
  return zone.find("..") == std::string_view::npos ? std::string(zone) : std::string();
}

std::string time_zone() { return zone_in(read_link("/etc/localtime")); }

evidence::Identity identity(const std::vector<evidence::Mount>& mounts) {
  evidence::Identity found;
  utsname names{};
  if (::uname(&names) == 0) {
    found.hostname = valid_utf8(names.nodename);
    found.kernel = valid_utf8(names.release);
  }
  found.machine_id = read_line("/etc/machine-id");
  if (found.machine_id.size() != 32) found.machine_id.clear();  // "uninitialized" is no id
  found.product_uuid = read_line("/sys/class/dmi/id/product_uuid");
  found.cgroup_mode = cgroup_mode();
  const auto release = read_file("/etc/os-release");
  const std::string text = release ? *release : read_file("/usr/lib/os-release").value_or("");
  found.os_release = parse_os_release(text);
  found.os_release_text = valid_utf8(text);
  found.selinux = selinux(mounts);
  found.service_manager = is_directory("/run/systemd/system");  // the test of sd_booted(3)
  found.dev_device = inode_of("/dev").value_or(Inode{}).device;
  found.security_modules = read_line("/sys/kernel/security/lsm");
  found.persistent_journal = is_directory("/var/log/journal");
  found.local_time = kind_of_local_time();
  found.time_zone = time_zone();
  found.vhost_vsock = inode_of("/dev/vhost-vsock").has_value();
  return found;
}

std::vector<evidence::Mount> mount_table() {
  return parse_mountinfo(read_file("/proc/self/mountinfo", 16u << 20).value_or(""));
}

std::vector<evidence::Mount> new_mounts(const std::vector<evidence::Mount>& before,
                                        const std::vector<evidence::Mount>& now) {
  const auto key = [](const evidence::Mount& mount) {
    return std::tie(mount.point, mount.root, mount.type, mount.source, mount.major, mount.minor);
  };
  std::map<decltype(key(evidence::Mount{})), int> old;
  for (const evidence::Mount& mount : before) ++old[key(mount)];
  std::vector<evidence::Mount> found;
  for (const evidence::Mount& mount : now)
    if (const auto same = old.find(key(mount)); same == old.end() || same->second-- <= 0) found.push_back(mount);
  return found;
}

}  // namespace conformance::runner::host
