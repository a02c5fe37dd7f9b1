// SPDX-License-Identifier: Apache-2.0
#include "runner/machine/files.h"

#include "runner/machine/descriptor.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cstdio>

namespace conformance::machine {
namespace {

void write_all(int file, std::string_view content) {
  while (!content.empty())
    content.remove_prefix(
        static_cast<std::size_t>(checked(static_cast<int>(::write(file, content.data(), content.size())), "write")));
}

}  // namespace

std::string read_file(const std::filesystem::path& path, std::size_t bound) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  std::string content;
  std::array<char, 4096> part;
  while (file && content.size() < bound) {
    const auto count = ::read(file.get(), part.data(), std::min(part.size(), bound - content.size()));
    if (count <= 0) break;
    content.append(part.data(), static_cast<std::size_t>(count));
  }
  return content;
}

void create_file(const std::filesystem::path& path, std::string_view content, mode_t mode) {
  const Descriptor file(
      checked(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode), path.c_str()));
  checked(::fchmod(file.get(), mode), "chmod");
  write_all(file.get(), content);
}

bool write_attribute(const std::filesystem::path& path, std::string_view value) {
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  return file && ::write(file.get(), value.data(), value.size()) == static_cast<ssize_t>(value.size());
}

void replace_file(const std::filesystem::path& path, std::string_view content, mode_t mode) {
  auto fresh = path;
  fresh += ".new";
  ::unlink(fresh.c_str());
  try {
    create_file(fresh, content, mode);
    checked(::rename(fresh.c_str(), path.c_str()), path.c_str());
  } catch (...) {
    ::unlink(fresh.c_str());
    throw;
  }
}

}  // namespace conformance::machine
