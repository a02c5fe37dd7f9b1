// SPDX-License-Identifier: Apache-2.0
#include "runner/machine/work_directory.h"

#include "runner/machine/files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <optional>
#include <system_error>

namespace conformance::machine {
namespace {

namespace fs = std::filesystem;

constexpr const char* base_lock_name = ".lock";
constexpr const char* lock_name = "lock";
constexpr const char* state_name = "state.json";
constexpr std::size_t max_state = 1 << 20;

// A base must be a directory of our own that nobody else can write: its name is known to everyone.
bool usable(const fs::path& base) {
  ::mkdir(base.c_str(), 0711);
  struct stat status {};
  struct statvfs where {};
  return ::lstat(base.c_str(), &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == ::geteuid() &&
         (status.st_mode & 022) == 0 && ::access(base.c_str(), W_OK) == 0 && ::statvfs(base.c_str(), &where) == 0 &&
         (where.f_flag & ST_NOEXEC) == 0;
}

bool is_open_as(const Descriptor& file, const fs::path& path) {
  struct stat opened {};
  struct stat named {};
  return ::fstat(file.get(), &opened) == 0 && ::stat(path.c_str(), &named) == 0 && opened.st_ino == named.st_ino &&
         opened.st_dev == named.st_dev;
}

// Held while directories are made and while orphans are looked for: no directory is seen before its lock is taken.
// Empty when the base has been removed meanwhile.
Descriptor lock_base(const fs::path& base) {
  const auto path = base / base_lock_name;
  for (;;) {
    Descriptor lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!lock) return {};
    checked(::flock(lock.get(), LOCK_EX), "flock");
    if (is_open_as(lock, path)) return lock;
  }
}

std::optional<Orphan> take_orphan(const fs::path& path) {
  Descriptor lock(::open((path / lock_name).c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!lock || ::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) return std::nullopt;
  Orphan orphan{path, std::move(lock), {}};
  try {
    orphan.state = state_from_json(read_file(path / state_name, max_state));
  } catch (const std::runtime_error&) {
    orphan.state.nonce = path.filename().string();
  }
  return orphan;
}

bool is_nonce(const std::string& name) {
  return name.size() == 16 && name.find_first_not_of("0123456789abcdef") == std::string::npos;
}

}  // namespace

std::vector<fs::path> work_bases() {
  const auto own = fmt::format("conformance-{}", ::geteuid());
  std::vector<fs::path> bases;
  if (::geteuid() == 0) bases.emplace_back("/run/conformance");
  if (const char* temporary = std::getenv("TMPDIR"); temporary != nullptr && *temporary == '/')
    bases.push_back(fs::path(temporary) / own);
  for (const char* directory : {"/var/tmp", "/tmp"}) {
    const auto base = fs::path(directory) / own;
    if (std::find(bases.begin(), bases.end(), base) == bases.end()) bases.push_back(base);
  }
  return bases;
}

WorkDirectory WorkDirectory::create(const std::string& nonce) {
  for (const auto& base : work_bases()) {
    if (!usable(base)) continue;
    auto guard = lock_base(base);
    if (!guard && usable(base)) guard = lock_base(base);  // the last user just removed it
    if (!guard) continue;
    const auto path = base / nonce;
    // Others may pass through but not look around: the root of a user namespace has to reach its tree.
    checked(::mkdir(path.c_str(), 0711), path.c_str());
    checked(::chmod(path.c_str(), 0711), path.c_str());
    Descriptor lock(checked(::open((path / lock_name).c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600), "open"));
    checked(::flock(lock.get(), LOCK_EX), "flock");
    return {path, std::move(lock)};
  }
  throw std::system_error(EACCES, std::generic_category(), "no place for a work directory; set TMPDIR to one");
}

void WorkDirectory::save(const State& state) const { replace_file(path_ / state_name, to_json(state), 0600); }

void remove_empty_base(const fs::path& base) {
  if (const auto guard = lock_base(base); guard) {
    std::error_code ignored;
    const auto entries = fs::directory_iterator(base, ignored);
    const bool empty = std::all_of(begin(entries), end(entries),
                                   [](const auto& entry) { return entry.path().filename() == base_lock_name; });
    if (empty && ::unlink((base / base_lock_name).c_str()) == 0) ::rmdir(base.c_str());
  }
}

std::vector<Orphan> find_orphans() {
  std::vector<Orphan> orphans;
  for (const auto& base : work_bases()) {
    struct stat status {};
    if (::lstat(base.c_str(), &status) != 0 || !S_ISDIR(status.st_mode) || status.st_uid != ::geteuid()) continue;
    const auto guard = lock_base(base);
    if (!guard) continue;
    for (const auto& entry : fs::directory_iterator(base)) {
      if (!is_nonce(entry.path().filename().string()) || entry.is_symlink() || !entry.is_directory()) continue;
      if (auto orphan = take_orphan(entry.path())) orphans.push_back(std::move(*orphan));
    }
  }
  return orphans;
}

}  // namespace conformance::machine
