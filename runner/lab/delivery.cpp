// SPDX-License-Identifier: Apache-2.0
#include "runner/lab/delivery.h"

#include "reports/gate.h"
#include "runner/lab/results.h"
#include "runner/machine/files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace conformance::lab {

namespace {

namespace fs = std::filesystem;
using reports::exit_code::lost;

/// A regular file and nothing else, found without a link on the way: what lies below `top` was written by somebody
/// else's root.
std::string read_regular(const fs::path& top, const fs::path& path) {
  const machine::Descriptor root(::open(top.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  open_how how = {};
  how.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS;
  const machine::Descriptor file(static_cast<int>(::syscall(SYS_openat2, root.get(), path.c_str(), &how, sizeof how)));
  struct stat status {};
  if (!file || ::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) return "";
  if (static_cast<std::uint64_t>(status.st_size) > max_results) return "";
  return machine::read_file(fmt::format("/proc/self/fd/{}", file.get()), max_results);
}

}  // namespace

template <class Work>
void Delivery::guarded(const char* file, Work&& work) {
  try {
    work();
  } catch (const std::system_error& error) {
    if (problem_.empty())
      problem_ = fmt::format("cannot write to {}: {}", (directory_ / file).string(), error.code().message());
  }
}

Delivery::Delivery(fs::path directory) : directory_(std::move(directory)) {
  guarded("", [&] { fs::create_directories(directory_); });
  for (const auto* name : result_files) guarded(name, [&] { fs::remove(directory_ / name); });
  guarded("output.txt", [&] {
    constexpr int flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
    output_.reset(machine::checked(::open((directory_ / "output.txt").c_str(), flags, 0644), "open"));
  });
}

void Delivery::take(std::string_view text) {
  tail_.append(text);
  written_ += text.size();
  if (!output_ || written_ >= max_results) return;
  guarded("output.txt", [&] {
    const auto put = ::write(output_.get(), text.data(), text.size());
    if (put >= 0 && static_cast<std::size_t>(put) == text.size()) return;
    const int error = put < 0 ? errno : ENOSPC;  // a part of it: there was no room for the rest
    output_.reset();
    throw std::system_error(error, std::generic_category());
  });
}

int Delivery::collect(const fs::path& from) {
  const auto read = [&](const char* name) { return read_regular(from.parent_path(), from.filename() / name); };
  bool result = false;
  for (const std::string_view name : result_files) {
    const auto content = read(name.data());
    if (content.empty()) continue;
    result = result || name == "result.json";
    guarded(name.data(), [&] { machine::replace_file(directory_ / name, content, 0644); });
  }
  const int code = exit_code_in(read(exit_code_file));
  return code == 0 && !result ? lost : code;  // silence is never a pass
}

}  // namespace conformance::lab
