// SPDX-License-Identifier: Apache-2.0
#include "runner/lab/room.h"

#include "runner/lab/recipe.h"
#include "runner/lab/results.h"

#include <fmt/format.h>
#include <sys/mount.h>
#include <sys/statvfs.h>

#include <cerrno>
#include <system_error>

namespace conformance::lab {

void make_room(const std::filesystem::path& directory, std::uint64_t bytes) {
  constexpr int most_files = 1024;
  std::filesystem::create_directories(directory);
  const auto options = fmt::format("mode=0700,size={},nr_inodes={}", bytes, most_files);
  if (::mount("conformance-lab", directory.c_str(), "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, options.c_str()) != 0)
    throw Trouble(fmt::format("a tmpfs for results cannot be mounted on {}: {}", directory.string(),
                              std::generic_category().message(errno)));
}

bool is_full(const std::filesystem::path& directory) {
  struct statvfs room {};
  return ::statvfs(directory.c_str(), &room) == 0 && (room.f_bavail == 0 || room.f_favail == 0);
}

std::string too_much() {
  return fmt::format("it left more than the {} MiB that the results of a run may take", max_results >> 20);
}

}  // namespace conformance::lab
