// SPDX-License-Identifier: Apache-2.0
#include "runner/machine/console_file.h"

#include <fcntl.h>
#include <sys/inotify.h>
#include <sys/stat.h>

#include <array>

namespace conformance::machine {

ConsoleFile::ConsoleFile(Loop& loop, std::filesystem::path path, std::function<void(std::string_view)> use)
    : path_(std::move(path)), use_(std::move(use)) {
  // What an earlier start of the same machine left would be taken for words of this one.
  if (std::error_code ignored;
      std::filesystem::symlink_status(path_, ignored).type() == std::filesystem::file_type::regular)
    std::filesystem::remove(path_);
  Descriptor events(checked(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK), "inotify"));
  checked(::inotify_add_watch(events.get(), path_.parent_path().c_str(), IN_CREATE | IN_MODIFY | IN_MOVED_TO),
          "watch for the console file");
  watch_ = Watch(loop, std::move(events), [this] { return drain_events(); });
}

bool ConsoleFile::drain_events() {
  alignas(inotify_event) std::array<char, 4096> events;
  // The events go only when everything was read; until then the loop calls again.
  if (!read()) {
    while (::read(watch_.get(), events.data(), events.size()) > 0) {
    }
    read();
  }
  return true;
}

bool ConsoleFile::read() {
  if (!file_) {
    file_.reset(::open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY));
    struct stat status {};
    if (file_ && (::fstat(file_.get(), &status) != 0 || !S_ISREG(status.st_mode))) file_.reset();
    if (!file_) return false;
  }
  std::array<char, 64 * 1024> bytes;
  for (int i = 0; i < 16; ++i) {
    const auto count = ::pread(file_.get(), bytes.data(), bytes.size(), static_cast<off_t>(read_));
    if (count <= 0) return false;
    read_ += static_cast<std::uint64_t>(count);
    use_({bytes.data(), static_cast<std::size_t>(count)});
  }
  return true;
}

}  // namespace conformance::machine
