// SPDX-License-Identifier: Apache-2.0
// A profile made ready for one run: names, paths and values for its templates. Making a plan touches nothing.
#pragma once

#include "runner/machine/state.h"
#include "runner/profile/load.h"
#include "runner/profile/profile.h"
#include "runner/profile/starts.h"

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace conformance::machine {

using runner::ConsoleKind;
using runner::GuestKind;
using runner::Profile;
using runner::StartMode;
using runner::StartPlan;
using runner::Step;
using runner::Values;

struct Credential {
  std::string name;
  std::string bytes;
};

struct RunOptions {
  std::optional<std::chrono::milliseconds> deadline;  ///< instead of the profile's report deadline
  std::filesystem::path kernel;                       ///< empty: one found on the host
  std::filesystem::path probe;                        ///< empty: the one that belongs to this program
  bool keep = false;                                  ///< leave the machine running
  std::filesystem::path payload;                      ///< an OS tree to boot; empty: none
};

struct Plan {
  Profile profile;  ///< with what is different in this start
  StartPlan start;  ///< what it is for
  std::string nonce;
  std::string machine;  ///< {name}: "cf-" and eight digits of the nonce, short enough for "ve-NAME"
  std::string uuid;     ///< with dashes
  std::string uuid_hex;
  std::filesystem::path work;
  std::filesystem::path payload;  ///< the OS tree whose copy is booted; empty: the guest is the probe alone
  std::filesystem::path tree;     ///< whatever guest is built, by its kind
  std::filesystem::path tar;
  std::filesystem::path initramfs;
  std::filesystem::path kernel;
  std::filesystem::path probe;
  std::filesystem::path credentials;          ///< a directory with a file for each credential
  std::filesystem::path smbios;               ///< of a VM: one with a file for each string of SMBIOS type 11
  std::filesystem::path offered;              ///< a directory to be bound into the machine
  std::map<std::string, std::string> source;  ///< of a copy: {source_name}, {source_tree}, {source_work}
  std::chrono::microseconds end_takes{};      ///< how long the guest takes to end
  std::chrono::milliseconds report_deadline{};
  std::chrono::milliseconds payload_deadline{};  ///< from the probe's report to the second look's
  bool host_runs_networkd = false;               ///< the payload's network may get an address
  bool keep = false;

  /// Values of the templates; `leader` 0 as long as it is unknown, and then {leader} has no value.
  Values values(pid_t leader = 0) const;
  Command command(const Step& step, const Values& values) const;
  /// INVOCATION_ID of the manager: begins with the nonce.
  std::string invocation_id() const { return nonce + uuid_hex.substr(16); }
  bool passes_sockets() const { return !profile.claims_no("listen") && !start.is_for("socket-unit"); }
  bool claims(const std::string& capability) const {
    const auto claim = profile.claims.find(capability);
    return claim != profile.claims.end() && claim->second.value == "yes";
  }
  bool passes_credentials() const { return claims("credentials"); }
  bool passes_strings() const { return claims("smbios_strings"); }
  /// What is passed where credentials are.
  std::vector<Credential> given_credentials() const;
  /// The guest says READY=1 when the program asks for it.
  bool holds_ready() const { return start.is_for("notify"); }
  /// The guest is an OS, whose init takes no requests of the program.
  bool boots_payload() const { return start.is_for("payload"); }
  bool is_slow() const { return start.is_for("slow-stop"); }
};

/// The plain start: what the profile says, for `boot`.
StartPlan plain_start();

Plan make_plan(const Profile& profile, const std::string& nonce, const std::filesystem::path& work,
               const RunOptions& options, const StartPlan& start);

/// The plan of a copy of `source`, which was started before: everything of the source that the copy takes along.
Plan make_copy(const Plan& source, const std::string& nonce, const std::filesystem::path& work, const StartPlan& start);

/// The plan of a run nobody starts: a nonce of zeros, the work directory as it would be called.
Plan make_dry_plan(const Profile& profile, const RunOptions& options);

/// The credentials the machine is given where the profile passes any: a text, and one with every byte.
std::vector<Credential> credentials_for(const std::string& nonce);
/// A credential in its own right: all 256 values, NUL and invalid UTF-8 among them.
std::string every_byte();

/// For people: what would be started, and when each step happens.
std::string describe(const Plan& plan);

/// The probe that belongs to this program: $CONFORMANCE_PROBE, or beside the program. Throws
/// std::runtime_error when there is none.
std::filesystem::path find_probe();

}  // namespace conformance::machine
