// SPDX-License-Identifier: Apache-2.0
#include "runner/host/shared_mount.h"

#include "runner/host/file.h"
#include "runner/host/identity.h"
#include "runner/host/parse.h"
#include "runner/host/proc.h"

namespace conformance::runner::host {

std::string shared_mount(pid_t pid, const std::string& point) {
  constexpr std::size_t longest = 4u << 20;
  const auto inside = parse_mountinfo(read_file(proc_path(pid, "mountinfo"), longest).value_or(""));
  const auto outside = mount_table();
  for (auto one = inside.rbegin(); one != inside.rend(); ++one) {
    if (one->point != point) continue;
    for (const auto& other : outside)
      if (other.major == one->major && other.minor == one->minor && other.root == one->root) return other.point;
    return "";
  }
  return "";
}

}  // namespace conformance::runner::host
