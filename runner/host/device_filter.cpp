// SPDX-License-Identifier: Apache-2.0
#include "runner/host/device_filter.h"

#include "runner/host/file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/bpf.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>

namespace conformance::runner::host {

namespace {

constexpr std::size_t max_lines = 1000;

/// The group's directory in that hierarchy, if both are there.
std::optional<std::string> directory_in(const Hierarchy& hierarchy, const std::vector<evidence::CgroupPath>& paths) {
  for (const evidence::CgroupPath& path : paths) {
    const bool mine = hierarchy.name == "unified" ? path.hierarchy == 0
                                                  : std::find(path.controllers.begin(), path.controllers.end(),
                                                              "devices") != path.controllers.end();
    if (mine) return directory_of(hierarchy, path.path);
  }
  return std::nullopt;
}

const Hierarchy* devices_hierarchy(const std::vector<Hierarchy>& all) {
  for (const Hierarchy& hierarchy : all) {
    const auto names = split(hierarchy.name, ',');
    if (std::find(names.begin(), names.end(), "devices") != names.end()) return &hierarchy;
  }
  return nullptr;
}

/// Number of device programs in force on the group, those of its ancestors included; errno if the kernel will not say.
std::optional<std::int64_t> programs_on(const std::string& directory) {
  const Descriptor group(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!group) return std::nullopt;
  bpf_attr request;
  std::memset(&request, 0, sizeof request);
  request.query.target_fd = static_cast<__u32>(group.get());
  request.query.attach_type = BPF_CGROUP_DEVICE;
  request.query.query_flags = BPF_F_QUERY_EFFECTIVE;
  if (::syscall(SYS_bpf, BPF_PROG_QUERY, &request, sizeof request) < 0) return std::nullopt;
  return request.query.prog_cnt;
}

}  // namespace

evidence::Group<evidence::DeviceFilter> device_filter(const std::vector<Hierarchy>& all,
                                                      const std::vector<evidence::CgroupPath>& leader) {
  evidence::DeviceFilter filter;
  std::string problem = "no control group hierarchy that filters devices is mounted on this host";
  if (const Hierarchy* unified = find_hierarchy(all, "unified")) {
    const auto directory = directory_in(*unified, leader);
    errno = ENOENT;
    const auto programs = directory ? programs_on(*directory) : std::nullopt;
    if (programs)
      filter = {"bpf", *programs, {}, *programs == 0};
    else
      problem =
          fmt::format("the kernel does not tell the device programs of the leader's control group ({}): run as root",
                      ::strerrorname_np(errno));
  }
  if (filter.method == "bpf" && !filter.allows_all) return filter;
  const Hierarchy* devices = devices_hierarchy(all);
  const auto directory = devices ? directory_in(*devices, leader) : std::nullopt;
  const auto list = directory ? read_file(*directory + "/devices.list") : std::nullopt;
  if (list) {
    filter.method = "devices";
    for (const std::string_view line : split(*list, '\n'))
      if (filter.list.size() < max_lines) filter.list.push_back(valid_utf8(line));
    filter.allows_all = std::find(filter.list.begin(), filter.list.end(), "a *:* rwm") != filter.list.end();
  } else if (devices) {
    problem = fmt::format("devices.list of the leader's control group cannot be read below {}", devices->point);
    filter.method.clear();
  }
  if (filter.method.empty()) return evidence::Group<evidence::DeviceFilter>::absent(problem);
  return filter;
}

}  // namespace conformance::runner::host
