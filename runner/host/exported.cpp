// SPDX-License-Identifier: Apache-2.0
#include "runner/host/exported.h"

#include "fixtures/guest/requests.h"
#include "runner/host/file.h"
#include "runner/host/parse.h"
#include "runner/host/proc.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace conformance::runner::host {

namespace {

/// The directory is written by the guest: what lies there is not followed, and the connection goes to just that socket.
std::string connect_error(const std::string& directory) {
  const std::string path = directory + "/" + std::string(guest::export_name);
  const Descriptor found(::open(path.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
  if (!found) return ::strerrorname_np(errno);
  const Descriptor out(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!out) return ::strerrorname_np(errno);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string itself = "/proc/self/fd/" + std::to_string(found.get());
  std::memcpy(address.sun_path, itself.c_str(), itself.size() + 1);
  const int result = ::connect(out.get(), reinterpret_cast<sockaddr*>(&address), sizeof address);
  return result < 0 ? ::strerrorname_np(errno) : "";
}

}  // namespace

evidence::Group<evidence::UnixExport> unix_export(pid_t leader, const std::vector<evidence::Mount>& mounts) {
  const auto inside = parse_mountinfo(read_file(proc_path(leader, "mountinfo"), 4u << 20).value_or(""));
  const auto own = std::find_if(inside.rbegin(), inside.rend(),
                                [](const evidence::Mount& mount) { return mount.point == guest::export_directory; });
  if (own == inside.rend())
    return evidence::Group<evidence::UnixExport>::absent("nothing is mounted on the guest's /run/host/unix-export");
  const auto same = std::find_if(mounts.begin(), mounts.end(), [&](const evidence::Mount& mount) {
    return mount.major == own->major && mount.minor == own->minor && mount.root == own->root;
  });
  evidence::UnixExport facts;
  if (same == mounts.end()) return facts;
  facts.point = same->point;
  facts.read_only = std::find(same->options.begin(), same->options.end(), "ro") != same->options.end();
  facts.connect_error = connect_error(same->point);
  return facts;
}

std::vector<std::string> mounted_from(const std::vector<evidence::Mount>& mounts, const std::string& source) {
  std::vector<std::string> points;
  for (const evidence::Mount& mount : mounts)
    if (mount.source == source) points.push_back(mount.point);
  return points;
}

}  // namespace conformance::runner::host
