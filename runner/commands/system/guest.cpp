// SPDX-License-Identifier: Apache-2.0
// guest build: makes an OS tree to boot with `run --guest`. The only command that downloads anything.
#include "reports/gate.h"
#include "reports/text.h"
#include "runner/commands/command.h"
#include "runner/commands/io.h"
#include "runner/commands/system/progress.h"
#include "runner/commands/system/summaries.h"
#include "runner/machine/files.h"
#include "runner/machine/remains.h"
#include "runner/machine/step.h"
#include "runner/machine/text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <memory>

namespace conformance::runner {

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

struct Options {
  std::string what;
  std::string suite = "bookworm";
  std::vector<std::string> include;
  std::string mirror;
  std::string tree;
};

/// What the clauses about a payload look for: systemd as init, a D-Bus for -M, udevd to stay off, agetty.
const std::vector<std::string> packages = {"systemd", "systemd-sysv", "dbus", "udev", "util-linux", "login", "passwd"};

// From here on it is a tree; before, a killed build leaves this name and not the one that was asked for.
fs::path half_built(const fs::path& tree) { return tree.string() + ".conformance-partial"; }

void remove_tree(const fs::path& tree) {
  const auto mountinfo = machine::read_file("/proc/self/mountinfo", 16u << 20);
  if (!machine::mounts_below(mountinfo, tree).empty())
    throw OutputError(tree.string() + " cannot be removed: something is mounted in it");
  fs::remove_all(tree);
}

fs::path checked_target(const Options& options) {
  if (::geteuid() != 0) throw UsageError("guest build needs root: the files of an OS belong to several users");
  auto tree = fs::absolute(options.tree).lexically_normal();
  if (!tree.has_filename()) tree = tree.parent_path();
  std::error_code ignored;
  if (fs::exists(fs::symlink_status(tree, ignored)) && (!fs::is_directory(tree) || !fs::is_empty(tree)))
    throw UsageError(reports::printable(options.tree) + " exists already, and is not written over");
  return tree;
}

machine::Command mmdebstrap(const Options& options, const fs::path& tree) {
  auto all = packages;
  all.insert(all.end(), options.include.begin(), options.include.end());
  machine::Command command;
  command.arguments = {
      "mmdebstrap", "--variant=minbase", fmt::format("--include={}", fmt::join(all, ",")),
      // The release files of snapshots and of old mirrors are out of date; they are signed all the same.
      "--aptopt=Acquire::Check-Valid-Until \"false\"",
      // Debian leaves it off; without it no address is ever configured.
      "--customize-hook=chroot \"$1\" systemctl enable systemd-networkd.service", options.suite, tree.string()};
  if (!options.mirror.empty()) command.arguments.push_back(options.mirror);
  command.environment = machine::clean_environment();
  for (const char* name : {"http_proxy", "https_proxy", "no_proxy", "TMPDIR"})
    if (const char* value = std::getenv(name)) command.environment.push_back(fmt::format("{}={}", name, value));
  command.deadline = 1h;
  return command;
}

/// mmdebstrap tells each of its steps in a line of its own: "I: running apt-get update...".
std::string step_in(std::string_view output) {
  const auto at = output.rfind("I: ");
  const bool begins_line = at == 0 || (at != std::string_view::npos && output[at - 1] == '\n');
  if (!begins_line) return "";
  const auto line = output.substr(at + 3, output.find('\n', at) - at - 3);
  return machine::printable(line.substr(0, line.find("...")));
}

/// What it said last: errors come at the end.
std::string last_lines(const std::string& output) {
  constexpr int lines = 12;
  std::size_t at = output.find_last_not_of('\n');
  if (at == std::string::npos) return "";
  for (int line = 0; line < lines && at != std::string::npos && at > 0; ++line) at = output.rfind('\n', at - 1);
  return reports::printable(output.substr(at == std::string::npos ? 0 : at));
}

[[noreturn]] void could_not_build(const evidence::Step& told) {
  if (told.exit_code < 0 && told.signal == 0 && !told.timed_out)
    throw OutputError(told.output + "; guest build needs it (Debian's package mmdebstrap)");
  throw OutputError(
      fmt::format("the tree could not be built: {}\n{}", machine::outcome_of(told), last_lines(told.output)));
}

void make(machine::Loop& loop, const Options& options, const fs::path& tree) {
  tell(fmt::format("building a Debian tree ({}) with mmdebstrap; this downloads packages", options.suite));
  const auto command = mmdebstrap(options, tree);
  Progress progress("guest build");
  machine::RunningStep step(loop, "build", command);
  step.on_output([&](std::string_view text) {
    if (const auto what = step_in(text); !what.empty()) progress.show(what);
  });
  loop.until([&] { return step.ended(); }, machine::in(command.deadline));
  const auto told = step.finish();
  if (told.exit_code != 0 || told.timed_out) could_not_build(told);
}

int build(const Options& options) {
  const auto tree = checked_target(options);
  const auto partial = half_built(tree);
  fs::create_directories(tree.parent_path());
  remove_tree(partial);
  machine::Loop loop;
  try {
    make(loop, options, partial);
  } catch (const machine::Interrupted&) {
    remove_tree(partial);
    tell("interrupted; what was built so far is removed");
    return 128 + loop.signal();
  } catch (...) {
    remove_tree(partial);
    throw;
  }
  fs::remove(tree);  // it was empty
  fs::rename(partial, tree);
  print(fmt::format("{}\n", tree.string()));
  return reports::exit_code::passed;
}

Command guest_command() {
  auto options = std::make_shared<Options>();
  Command command;
  command.add({{.names = "what",
                .value = "build",
                .help = "build: a Debian tree, made with mmdebstrap",
                .into = &options->what,
                .required = true,
                .choices = {"build"}},
               {.names = "tree",
                .value = "TREE",
                .help = "Directory to make; it must be empty or not be there",
                .into = &options->tree,
                .required = true},
               {.names = "--suite",
                .value = "SUITE",
                .help = "Debian release: bookworm (the default), trixie or sid",
                .into = &options->suite,
                .choices = {"bookworm", "trixie", "sid"}},
               {.names = "--include",
                .value = "PACKAGE",
                .help = "A package more, as openssh-server for the clauses about ssh (repeatable)",
                .into = &options->include},
               {.names = "--mirror",
                .value = "URL",
                .help = "Where packages come from, instead of Debian's own servers",
                .into = &options->mirror}});
  command.action = [options] { return build(*options); };
  return command;
}

const Registered registered(summary::guest, guest_command);

}  // namespace

}  // namespace conformance::runner
