// SPDX-License-Identifier: Apache-2.0
// What systemd says about the leader's unit, the slices above it, and to whom a control group belongs.
#pragma once

#include "evidence/host.h"
#include "runner/host/bus.h"
#include "runner/host/cgroups.h"

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace conformance::runner::host {

/// A unit and where it lives.
struct Owner {
  std::string unit;
  std::string control_group;
  std::string unknown;  ///< why systemd's answer is not known; empty when it is
};

class Systemd {
 public:
  explicit Systemd(Bus& bus) : bus_(bus) {}

  /// Asks for the unit of a process, the slices above it and to whom the groups in these belong; the answers are there
  /// after Bus::finish(). `all` has to live as long.
  void ask_unit(pid_t leader, const std::vector<Hierarchy>& all);
  /// Asks for the manager's version.
  void ask_version();
  /// Asks to whom these control groups belong; known ones are not asked again.
  void ask_owners(const std::vector<std::string>& groups);

  const std::string& version() const { return version_; }
  /// The unit; limits only where the unit's group has the attribute.
  evidence::Group<evidence::Unit> unit(const evidence::Group<evidence::UnitCgroup>& group) const;
  /// The slices above the unit; none for a leader that is in no unit.
  evidence::Group<std::vector<evidence::Slice>> slices() const;
  /// The unit a group belongs to; empty if systemd knows none, or only a slice above it: a slice holds nothing but
  /// units. Throws std::runtime_error when systemd was not asked or did not answer.
  std::string owner(const std::string& group) const;
  /// The group of the leader's unit; empty if there is none of its own.
  std::string unit_group() const;
  bool unit_known() const { return unit_error_.empty() && !unit_.control_group.empty(); }
  const std::string& unit_name() const { return unit_.name; }
  const std::string& control_group() const { return unit_.control_group; }

 private:
  void take_unit(const Properties& properties);
  void ask_slice(const std::string& name);
  void take_slice(std::size_t index, const std::string& group);
  void ask_slice_group(const std::string& path, std::function<void(const std::string&)> use);

  Bus& bus_;
  std::string version_;
  evidence::Unit unit_;
  std::string unit_error_ = no_reply;
  std::map<std::string, std::uint64_t> raw_limits_;
  /// What is known of a slice above the unit.
  struct Above {
    std::string name;
    std::optional<std::filesystem::path> directory;
    std::vector<std::string> children;  ///< the groups in it
  };

  const Hierarchy* hierarchy_ = nullptr;  ///< systemd's own
  std::vector<Above> above_;              ///< from the unit upwards
  std::map<std::string, Owner> owners_;
};

/// An answer, not a failure: the process is in no unit. Pure.
bool means_no_unit(std::string_view error);

/// Limits as the kernel would show them, for the attributes that exist. Pure.
std::map<std::string, std::string> limits_of(const std::map<std::string, std::uint64_t>& properties,
                                             const std::map<std::string, std::string>& attributes,
                                             std::uint64_t page_size);

/// The slices above a slice by its name, itself first, "-.slice" last (systemd.slice(5)). Pure.
std::vector<std::string> slices_up(const std::string& slice);

}  // namespace conformance::runner::host
