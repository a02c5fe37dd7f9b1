// SPDX-License-Identifier: Apache-2.0
#include "runner/profile/file.h"

#include "runner/profile/limits.h"
#include "runner/profile/load.h"
#include "runner/profile/section.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace conformance::runner::profiles {

namespace {

namespace fs = std::filesystem;

struct Descriptor {
  explicit Descriptor(int number) : fd(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd >= 0) close(fd);
  }
  int fd;
};

[[noreturn]] void refuse(const fs::path& file, std::string_view why) {
  throw ProfileError(fmt::format("{}: {}", printable(file.native()), why));
}

}  // namespace

// O_NONBLOCK, so that a FIFO does not hold us up before we see that it is one.
std::string contents(const fs::path& file) {
  const Descriptor in(open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  if (in.fd < 0) refuse(file, fmt::format("cannot be read: {}", std::strerror(errno)));
  struct stat status {};
  if (fstat(in.fd, &status) < 0) refuse(file, fmt::format("cannot be read: {}", std::strerror(errno)));
  if (!S_ISREG(status.st_mode)) refuse(file, S_ISDIR(status.st_mode) ? "is a directory" : "is no regular file");
  std::string text(max_profile_size + 1, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const ssize_t got = read(in.fd, text.data() + size, text.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) refuse(file, fmt::format("cannot be read: {}", std::strerror(errno)));
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  if (size > max_profile_size) refuse(file, "is larger than 1 MiB; a profile is a page of text");
  text.resize(size);
  return text;
}

toml::table parse(Diagnostics& diagnostics, std::string_view text, std::string_view name) {
  if (const auto deep = too_deep(text)) {
    diagnostics.error({deep->line, deep->column, deep->line, deep->column + 1}, deep->message);
    diagnostics.throw_if_any();
  }
  try {
    return toml::parse(text, name);
  } catch (const toml::parse_error& error) {
    diagnostics.error(place_of(error.source()), error.description());
    diagnostics.throw_if_any();
    throw;
  }
}

}  // namespace conformance::runner::profiles
