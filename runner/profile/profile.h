// SPDX-License-Identifier: Apache-2.0
// A profile: how one manager is driven. Loaded from TOML, one variant chosen, templates not yet expanded.
//
// Templates: {name} {name_short} {uuid} {uuid_hex} {nonce} {work} {tree} {tar} {initramfs} {kernel} {command_line}
// {console_file} {credentials} {init} {slice} {leader} {self} {bin}, in [clone] {source_name} {source_tree}
// {source_work}, and every key of [variables]; docs/profiles.md says what each is.
// "{{" and
// "}}" are literal braces. An argument that is exactly "{options...}" becomes the whole list `options` (none, one or
// many arguments), one that is exactly "{command...}" (in exec and sandbox only, exactly once) the program to run
// inside. No shell is ever involved.
#pragma once

#include "evidence/run.h"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace conformance::runner {

using Template = std::string;

/// A command of the life cycle. Exactly one of argv, signal and console_request is set.
struct Step {
  std::vector<Template> argv;
  std::optional<int> signal;     ///< sent to the foreground process of the manager (start.mode "foreground")
  bool console_request = false;  ///< ask the probe over the console to power off (VMs, managers without a stop)
  std::map<std::string, Template> environment;  ///< added to a clean environment (PATH, HOME, LANG=C.UTF-8)
  std::chrono::milliseconds deadline{30'000};
  std::vector<int> success{0};  ///< exit codes that count as success
};

struct GeneratedFile {
  Template path;  ///< absolute: below {work}, or a fixed system path that the clean-up removes again. Parents are made.
  Template content;
  unsigned mode = 0644;
};

enum class StartMode { foreground, detached };
enum class ConsoleKind { pty, file };
enum class GuestKind { tree, tar, initramfs };

struct Start {
  StartMode mode = StartMode::foreground;
  Step step;
  ConsoleKind console = ConsoleKind::pty;
  Template console_file;  ///< for ConsoleKind::file
};

struct Version {
  std::vector<Template> argv;
  std::string
      pattern;  ///< ECMAScript regular expression for one line; its first group is the version; see version_in()
};

struct Requires {
  std::vector<std::string> commands;
  std::vector<std::string> files;
  bool service_manager = false;  ///< systemd must be PID 1 of the host
  bool root = true;
};

/// What the profile asks the manager to give to the machine; see evidence::Asked. Empty: not asked.
struct AskedFor {
  Template hostname;
  Template machine_name;
  Template uuid;
  Template slice;
};

/// How the manager makes a copy of a machine, and how that is started.
struct Clone {
  std::optional<Step> copy;   ///< makes the copy; without it the start does
  std::optional<Step> start;  ///< where the copy is started in another way than the machine itself
  Template tree;              ///< root directory of the copy; empty: {tree}
};

enum class LabBackend { nspawn, qemu };

/// The throw-away host that `conformance lab` runs the profile in.
struct Lab {
  LabBackend backend = LabBackend::nspawn;
  std::string reason;                 ///< why it must be a VM
  std::vector<std::string> suites;    ///< that package the manager; empty: not said
  std::vector<std::string> packages;  ///< beside those of every lab
  std::vector<std::string> services;  ///< started before the run and stopped after it
};

struct Profile {
  std::string file;  ///< where it was read from
  std::string id;
  std::string title;
  std::string variant;  ///< empty: the plain one
  std::string subject;  ///< "container" or "vm"
  std::string documentation;
  std::string untested;  ///< why nobody has run it yet, "written from the documentation of 1.2"; empty: it was run
  Requires requires_;
  Version version;
  AskedFor asked;
  /// Tri-state capabilities, of those in known_capabilities() (load.h). One that is not there is unknown.
  std::map<std::string, evidence::Claim> claims;
  GuestKind guest = GuestKind::tree;
  std::map<std::string, Template> variables;  ///< may use the variables every profile has, not one another
  std::vector<Template> options;              ///< the list behind {options...}
  std::vector<GeneratedFile> files;
  std::vector<Step> setup;
  Start start;
  std::optional<Step> exec;     ///< runs a program inside: "{command...}"
  std::optional<Step> sandbox;  ///< starts a machine of which "{command...}" is the only program, and no init
  std::optional<Clone> clone;
  Step stop;
  std::optional<Step> kill;  ///< if stop did not do; without it the manager's process gets SIGKILL
  std::vector<Step> teardown;
  Lab lab;
  std::chrono::milliseconds report_deadline{60'000};  ///< from the start to the probe's end mark

  /// "lxc" or "nspawn:private-network", as --profile takes it.
  std::string name() const { return variant.empty() ? id : id + ":" + variant; }

  bool claims_no(const std::string& capability) const {
    const auto found = claims.find(capability);
    return found != claims.end() && found->second.value == "no";
  }
};

}  // namespace conformance::runner
