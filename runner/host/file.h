// SPDX-License-Identifier: Apache-2.0
// Small helpers around files of /proc, /sys and the host: owned descriptors, bounded reads, text made safe for
// evidence.
#pragma once

#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace conformance::runner::host {

/// Owns a file descriptor.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

/// The file's bytes, at most `limit` of them; nullopt if it cannot be read (errno is set).
std::optional<std::string> read_file(const std::string& path, std::size_t limit = 64 * 1024);

/// The same for a file of /proc that comes whole in one read of at most 4 KiB, such as stat and comm; half the price.
std::optional<std::string> read_once(const std::string& path);

/// The first line without its end; empty if the file cannot be read.
std::string read_line(const std::string& path);

/// The same text with every byte that is not part of valid UTF-8 written as \xNN.
std::string valid_utf8(std::string_view bytes);

/// The target of a symbolic link as valid UTF-8; empty if there is none.
std::string read_link(const std::string& path);

/// The pieces between separators; empty pieces are left out.
std::vector<std::string_view> split(std::string_view text, char separator);

/// Names in a directory without "." and ".."; directories only if asked.
std::vector<std::string> names_in(const std::string& directory, bool only_directories);

/// A decimal number that is the whole text.
std::optional<std::uint64_t> number(std::string_view text);

/// st_dev and st_ino of what a path leads to. Asks no file server, so that a file system in the guest's hands cannot
/// hold us up.
struct Inode {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  friend bool operator==(const Inode&, const Inode&) = default;
};
std::optional<Inode> inode_of(const std::string& path);
std::optional<Inode> inode_of(int fd);

}  // namespace conformance::runner::host
