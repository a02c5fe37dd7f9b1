// SPDX-License-Identifier: Apache-2.0
#include "runner/commands/io.h"

#include "reports/text.h"
#include "runner/commands/command.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <optional>
#include <set>
#include <utility>

namespace conformance::runner {

namespace {

constexpr std::size_t longest_file = std::size_t{64} << 20;

std::string reason(int error) { return std::strerror(error); }

class File {
 public:
  /// `shown`: as the user wrote it.
  File(const std::string& path, int flags, const std::string& shown)
      : descriptor_(open(path.c_str(), flags | O_CLOEXEC | O_NOCTTY, 0666)) {
    if (descriptor_ < 0) throw UsageError(shown + ": " + reason(errno));
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

/// A name of an open descriptor: what such a link says is no name, and can only be opened.
bool is_descriptor(const std::string& file) { return file.starts_with("/proc/") || file.starts_with("/dev/fd/"); }

/// Where a symbolic link leads, whether there is something or not: the link stays, what it names is replaced.
std::string behind_links(const std::string& path) {
  constexpr int most = 40;  // as the kernel does
  std::filesystem::path file = path;
  for (int i = 0; i < most; ++i) {
    std::error_code error;
    if (is_descriptor(file) || !std::filesystem::is_symlink(file, error)) return file;
    const auto next = std::filesystem::read_symlink(file, error);
    if (error) return file;
    file = next.is_absolute() ? next : file.parent_path() / next;
  }
  return path;
}

/// There is something that is no file, or a file that only its descriptor leads to: it cannot be replaced.
bool is_special(const std::string& file) {
  struct stat status {};
  if (stat(file.c_str(), &status) != 0) return false;
  return !S_ISREG(status.st_mode) || is_descriptor(file);
}

bool is_pipe(const std::string& file) {
  struct stat status {};
  return stat(file.c_str(), &status) == 0 && S_ISFIFO(status.st_mode);
}

/// Who may not write to a file may not replace it either.
void check_replaceable(const std::string& file, const std::string& shown) {
  if (access(file.c_str(), F_OK) == 0) {
    if (access(file.c_str(), W_OK) != 0) throw UsageError(shown + ": " + reason(errno));
  } else if (errno == ENAMETOOLONG) {  // its temporary name is shorter
    throw UsageError(shown + ": " + reason(errno));
  }
}

/// Beside the file, so that it can be renamed; none that is there.
std::string temporary_name(const std::string& file) {
  constexpr std::size_t longest_name = 200;  // of 255; the rest is for what is added
  const std::filesystem::path path = file;
  const auto name = path.filename().native().substr(0, longest_name);
  for (int i = 0;; ++i) {
    auto candidate = path.parent_path() / (fmt::format(".{}.{}-{}", name, getpid(), i));
    struct stat status {};
    if (lstat(candidate.c_str(), &status) != 0) return candidate;
  }
}

}  // namespace

std::string read_file(const std::string& path) {
  if (path == "-") return read_all(STDIN_FILENO, "standard input");
  const File file(path, O_RDONLY, path);
  return read_all(file.descriptor(), path);
}

void print(std::string_view text) { write_all(STDOUT_FILENO, text, "standard output"); }

void write_file(const std::string& path, std::string_view text) {
  Writer writer(path);
  writer.write(text);
  writer.finish();
}

/// What is written to: a file of another name that gets the right one when it is complete, so that nobody ever sees
/// half of it; or, where only the file itself can be written to (a device, a pipe, a socket), that.
struct Writer::Target {
  explicit Target(const std::string& path) : final_name(behind_links(path)) {
    if (is_special(final_name)) {
      file.emplace(final_name, O_WRONLY | O_APPEND, path);
      return;
    }
    check_replaceable(final_name, path);
    temporary = temporary_name(final_name);
    file.emplace(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, path);
    keep_mode();
  }

  ~Target() {
    if (!temporary.empty()) unlink(temporary.c_str());
  }

  Target(const Target&) = delete;
  Target& operator=(const Target&) = delete;

  /// 0, or the error.
  int finish() {
    if (file->close() != 0) return errno;
    if (temporary.empty()) return 0;
    if (rename(temporary.c_str(), final_name.c_str()) != 0) return errno;
    temporary.clear();
    return 0;
  }

  std::string final_name;
  std::string temporary;  ///< empty: there is none (any more)
  std::optional<File> file;

 private:
  /// A file that is replaced keeps whom it belongs to and who may read it.
  void keep_mode() const {
    struct stat status {};
    if (stat(final_name.c_str(), &status) != 0) return;
    if (fchown(file->descriptor(), status.st_uid, status.st_gid) != 0) return;  // then it is ours, as a new one
    static_cast<void>(fchmod(file->descriptor(), status.st_mode & 0777));
  }
};

Writer::Writer(std::string path) : path_(std::move(path)) {
  if (!is_standard_output(path_)) target_ = std::make_unique<Target>(path_);
}

Writer::~Writer() = default;

void Writer::flush() {
  if (target_)
    write_all(target_->file->descriptor(), buffer_, path_);
  else
    print(buffer_);
  buffer_.clear();
}

void Writer::write(std::string_view text) {
  constexpr std::size_t enough = std::size_t{1} << 18;
  buffer_ += text;
  if (buffer_.size() >= enough) flush();
}

void Writer::finish() {
  flush();
  if (!target_) return;
  if (const int error = target_->finish(); error != 0)
    throw OutputError("cannot write to " + path_ + ": " + reason(error));
}

void check_apart(const std::vector<std::string>& outputs, const std::vector<std::string>& inputs) {
  std::set<std::filesystem::path> files;
  for (const auto& path : outputs) {
    if (is_standard_output(path)) continue;
    std::error_code ignored;
    auto file = std::filesystem::weakly_canonical(path, ignored);
    if (file.empty()) file = path;  // it cannot be told; opening it will say why
    if (!files.insert(file).second) throw UsageError(path + ": two outputs cannot go to the same file");
    for (const auto& input : inputs)
      if (!is_special(path) && std::filesystem::equivalent(path, input, ignored))
        throw UsageError(path + ": it is read, and would be written over");
  }
}

void check_writable(const std::string& path) {
  const auto file = behind_links(path);
  if (!is_special(file)) {
    const Writer::Target probe(path);  // goes away again: what comes of the work is not known yet
    return;
  }
  if (!is_pipe(file)) {
    const File probe(file, O_WRONLY | O_NONBLOCK, path);
  } else if (access(file.c_str(), W_OK) != 0) {  // to open it would wait for its reader
    throw UsageError(path + ": " + reason(errno));
  }
}

bool is_standard_output(const std::string& path) { return path == "-" || path == "/dev/stdout"; }

void tell(std::string_view line) {
  std::string text = "conformance: ";
  (text += reports::without_commands(line)) += '\n';
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
