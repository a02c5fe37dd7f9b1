// SPDX-License-Identifier: Apache-2.0
// What the kernel and os-release files say, as text in and facts out. Pure: lines that make no sense are left out.
#pragma once

#include "evidence/guest.h"
#include "evidence/host.h"

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace conformance::runner::host {

/// /proc/PID/status, as far as it is used here.
struct Status {
  pid_t parent = 0;
  std::vector<std::int64_t> namespace_pids;  ///< NSpid, outermost first
};
Status parse_status(std::string_view text);

/// /proc/PID/stat, as far as it is used here.
struct Stat {
  std::string name;  ///< comm, as the kernel has it: any bytes
  pid_t parent = 0;
  std::uint64_t start_ticks = 0;  ///< after boot; tells two users of one PID apart
};
std::optional<Stat> parse_stat(std::string_view text);

std::vector<evidence::CgroupPath> parse_cgroup(std::string_view text);
std::vector<evidence::IdRange> parse_id_map(std::string_view text);
std::vector<evidence::Mount> parse_mountinfo(std::string_view text);

/// os-release(5): assignments, unquoted as a shell would.
std::map<std::string, std::string> parse_os_release(std::string_view text);

}  // namespace conformance::runner::host
