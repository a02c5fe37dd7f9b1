// SPDX-License-Identifier: Apache-2.0
// The bare start and stop of a manager: the same guest, the same commands, no program around them. Where the profile
// stops the machine over its console, the guest ends by itself when the probe has reported.
#pragma once

#include "bench/child.h"
#include "runner/profile/load.h"

#include <filesystem>
#include <string>
#include <vector>

namespace conformance::bench {

class Bare {
 public:
  /// Builds the guest and the files of the profile in a directory of its own.
  Bare(const runner::Profile& profile, const std::filesystem::path& probe, const std::filesystem::path& kernel);
  ~Bare();
  Bare(const Bare&) = delete;
  Bare& operator=(const Bare&) = delete;

  Timing start_and_stop();

 private:
  void stop(pid_t manager);
  void build_guest(const std::filesystem::path& probe, const std::filesystem::path& kernel);

  runner::Profile profile_;
  std::filesystem::path work_;
  runner::Values values_;
};

}  // namespace conformance::bench
