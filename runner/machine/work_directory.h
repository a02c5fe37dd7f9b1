// SPDX-License-Identifier: Apache-2.0
// The directory everything of one run lies in, with the state file and the lock that says that its owner lives.
#pragma once

#include "runner/machine/descriptor.h"
#include "runner/machine/state.h"

#include <filesystem>
#include <string>
#include <vector>

namespace conformance::machine {

/// Where work directories may lie, best first: /run/conformance, then conformance-UID below $TMPDIR, /var/tmp and /tmp.
std::vector<std::filesystem::path> work_bases();

/// Created with its lock held. The owner removes it itself (clean_up.h); the destructor only gives up the lock, so a
/// directory that is still there can be cleaned by anybody later.
class WorkDirectory {
 public:
  /// In the first base that can be written and runs programs (/run is often mounted noexec, and managers keep that
  /// flag on what they bind from there). Throws std::system_error.
  static WorkDirectory create(const std::string& nonce);

  const std::filesystem::path& path() const { return path_; }
  void save(const State& state) const;

 private:
  WorkDirectory(std::filesystem::path path, Descriptor lock) : path_(std::move(path)), lock_(std::move(lock)) {}

  std::filesystem::path path_;
  Descriptor lock_;
};

/// A work directory whose owner is gone. Holds the lock, so that two cleaners do not meet.
struct Orphan {
  std::filesystem::path path;
  Descriptor lock;
  State state;  ///< only nonce when the owner died before it wrote any
};

std::vector<Orphan> find_orphans();

/// Removes the directory work directories lie in when none is left.
void remove_empty_base(const std::filesystem::path& base);

}  // namespace conformance::machine
