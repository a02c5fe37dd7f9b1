// SPDX-License-Identifier: Apache-2.0
#include "runner/commands/io.h"

#include "runner/commands/command.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace conformance::runner {

namespace {

constexpr std::size_t longest_file = std::size_t{64} << 20;

std::string reason(int error) { return std::strerror(error); }

class File {
 public:
  File(const std::string& path, int flags) : descriptor_(open(path.c_str(), flags | O_CLOEXEC | O_NOCTTY, 0666)) {
    if (descriptor_ < 0) throw UsageError(path + ": " + reason(errno));
  }
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  int descriptor() const { return descriptor_; }
  /// The last chance of a file system to say that it could not write.
  int close() { return ::close(std::exchange(descriptor_, -1)); }

 private:
  int descriptor_;
};

std::string read_all(int descriptor, const std::string& name) {
  std::string text;
  std::size_t used = 0;
  while (true) {
    if (used > longest_file) throw UsageError(name + ": larger than 64 MiB");
    if (text.size() - used < 65536) text.resize(std::max<std::size_t>(text.size() * 2, 262'144));
    const ssize_t got = read(descriptor, text.data() + used, text.size() - used);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw UsageError(name + ": " + reason(errno));
    if (got == 0) break;
    used += static_cast<std::size_t>(got);
  }
  text.resize(used);
  return text;
}

void write_all(int descriptor, std::string_view text, const std::string& name) {
  while (!text.empty()) {
    const ssize_t put = write(descriptor, text.data(), text.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) throw OutputError("cannot write to " + name + ": " + reason(errno));
    text.remove_prefix(static_cast<std::size_t>(put));
  }
}

}  // namespace

std::string read_file(const std::string& path) {
  if (path == "-") return read_all(STDIN_FILENO, "standard input");
  const File file(path, O_RDONLY);
  return read_all(file.descriptor(), path);
}

void print(std::string_view text) { write_all(STDOUT_FILENO, text, "standard output"); }

void write_file(const std::string& path, std::string_view text) {
  File file(path, O_WRONLY | O_CREAT | O_TRUNC);
  write_all(file.descriptor(), text, path);
  if (file.close() != 0) throw OutputError("cannot write to " + path + ": " + reason(errno));
}

struct Writer::Target {
  explicit Target(const std::string& path) : file(path, O_WRONLY | O_CREAT | O_TRUNC) {}
  File file;
};

Writer::Writer(std::string path) : path_(std::move(path)) {
  if (path_ != "-") target_ = std::make_unique<Target>(path_);
}

Writer::~Writer() = default;

void Writer::write(std::string_view text) {
  constexpr std::size_t enough = std::size_t{1} << 18;
  buffer_ += text;
  if (buffer_.size() < enough) return;
  if (target_)
    write_all(target_->file.descriptor(), buffer_, path_);
  else
    print(buffer_);
  buffer_.clear();
}

void Writer::finish() {
  if (!target_) return print(buffer_);
  write_all(target_->file.descriptor(), buffer_, path_);
  if (target_->file.close() != 0) throw OutputError("cannot write to " + path_ + ": " + reason(errno));
}

void check_writable(const std::string& path) {
  const bool existed = access(path.c_str(), F_OK) == 0;
  const File file(path, O_WRONLY | O_CREAT | O_NONBLOCK);
  if (!existed) unlink(path.c_str());  // what comes of the work is not known yet
}

void tell(std::string_view line) {
  std::string text = "conformance: ";
  (text += line) += '\n';
  try {
    write_all(STDERR_FILENO, text, "standard error");
  } catch (const OutputError&) {
    // There is nobody left to tell.
  }
}

std::size_t output_width(std::size_t otherwise) {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return otherwise;
  return size.ws_col;
}

reports::TerminalOptions terminal_options() {
  constexpr std::size_t narrowest = 60;
  constexpr std::size_t comfortable = 100;
  const char* no_colour = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  const bool unwanted =
      (no_colour != nullptr && *no_colour != '\0') || (terminal != nullptr && std::string_view(terminal) == "dumb");
  return {.colour = isatty(STDOUT_FILENO) == 1 && !unwanted,
          .width = std::clamp(output_width(comfortable), narrowest, comfortable)};
}

}  // namespace conformance::runner
