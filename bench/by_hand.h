// SPDX-License-Identifier: Apache-2.0
// The starts of a full run once more, by hand: the same guests, commands and ends, in the program's order (the
// twin beside the first), and nothing looked at. What was done is read from the run's own evidence.
#pragma once

#include "evidence/document.h"

#include <sys/types.h>
#include <filesystem>
#include <string>
#include <vector>

namespace conformance::bench {

class ByHand {
 public:
  ByHand(evidence::Document document, std::filesystem::path probe, int stop_signal);

  /// Builds the guests anew, then starts and ends all machines; only the second part is timed.
  double milliseconds();

 private:
  struct Start {
    const evidence::Run* run = nullptr;
    std::vector<std::string> argv;     ///< with the directories of this run
    std::filesystem::path work;        ///< of its guest
    std::vector<std::string> actions;  ///< ways to reboot, and the way to end
    bool builds = false;               ///< the first start of this guest, and not a copy the manager makes
  };

  std::string moved(const std::string& text) const;
  void plan();
  void prepare() const;
  std::filesystem::path tree_of(const Start& start) const;
  void make(const Start& start, const Start* meanwhile);
  void make_by_socket(const Start& start);
  void act(const Start& start, const std::string& how, pid_t manager) const;

  evidence::Document document_;
  std::filesystem::path probe_;
  int stop_signal_;
  std::filesystem::path work_;
  std::vector<Start> starts_;
};

}  // namespace conformance::bench
