// SPDX-License-Identifier: Apache-2.0
// A host of the lab while it runs. It has a work directory like a machine has, so that `conformance clean` can undo it.
#pragma once

#include "runner/lab/cache.h"
#include "runner/lab/job.h"
#include "runner/lab/progress.h"
#include "runner/lab/recipe.h"
#include "runner/machine/loop.h"
#include "runner/machine/state.h"
#include "runner/machine/work_directory.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace conformance::lab {

/// The host ended or never came up; what() says all that is known.
class HostLost : public Trouble {
 public:
  using Trouble::Trouble;
};

/// KVM is why, or may be: the host is to be emulated.
class KvmLost : public HostLost {
 public:
  using HostLost::HostLost;
};

/// A job left more than there is room for, or what it left could not be kept; its host goes on.
class ResultsLost : public Trouble {
 public:
  using Trouble::Trouble;
};

/// What a host is started for.
struct Order {
  const Image& image;
  std::vector<Job> jobs;  ///< in the order in which they will be run; empty: for a shell
  Words words;
  bool kvm = false;                     ///< proven
  std::optional<std::string> commands;  ///< for a shell on a VM that is not on a terminal
};

class Host {
 public:
  Host(machine::Loop& loop, const Order& order, const Voice& voice, std::string backend);
  virtual ~Host();
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;

  /// Throws HostLost.
  virtual void boot() = 0;
  /// The next job of the order; its files come to results(). Throws HostLost and ResultsLost.
  virtual void run(const Job& job, const std::function<void(std::string_view)>& output) = 0;
  /// On this terminal, until it ends, or with the order's commands; its exit code.
  virtual int shell() = 0;

  std::filesystem::path results(const Job& job) const { return work_.path() / "out" / job.name; }
  /// Ends everything; says what could not be removed.
  std::vector<std::string> end();

 protected:
  /// Waits for a condition, showing the time it takes; false when the deadline came.
  bool wait(const std::string& what, const std::function<bool()>& holds, std::chrono::milliseconds deadline);
  /// Makes it known to whoever cleans up.
  void owns(pid_t pid);
  std::string name() const { return "lab-" + state_.nonce; }

  machine::Loop& loop_;
  const Order& order_;
  const Voice& voice_;
  machine::State state_;
  machine::WorkDirectory work_;

 private:
  bool ended_ = false;
};

std::unique_ptr<Host> nspawn_host(machine::Loop& loop, const Order& order, const Voice& voice);
std::unique_ptr<Host> qemu_host(machine::Loop& loop, const Order& order, const Voice& voice);

/// The commands, for tests and for people.
struct NspawnPaths {
  std::string name;
  std::string hostname;
  std::filesystem::path tree;
  std::filesystem::path work;
  std::vector<std::string> jobs;     ///< their names
  std::filesystem::path guest;       ///< empty: none
  std::vector<std::string> devices;  ///< of those that managers use, what this host has
  std::filesystem::path cgroup;      ///< of its own, where this host has no systemd
  bool systemd = false;              ///< this host has one, and gives a scope
};
std::vector<std::string> nspawn_command(const NspawnPaths& paths);
std::vector<std::string> enter_command(pid_t leader, const std::vector<std::string>& command, bool terminal);

struct QemuPaths {
  std::string name;
  std::string hostname;
  std::filesystem::path kernel;
  std::filesystem::path initrd;
  std::filesystem::path disk;
  std::filesystem::path jobs;   ///< a disk; empty: a shell on the terminal
  std::filesystem::path guest;  ///< a disk; empty: none
  unsigned processors = 2;      ///< with KVM; emulated it is one
  unsigned megabytes = 3072;
  bool kvm = false;
};
/// 3, 4 and 5 are what the guest's log, results and console go to; the latter where no shell is asked for.
std::vector<std::string> qemu_command(const QemuPaths& paths);

}  // namespace conformance::lab
