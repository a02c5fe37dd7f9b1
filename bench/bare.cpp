// SPDX-License-Identifier: Apache-2.0
#include "bench/bare.h"

#include "fixtures/guest/build.h"

#include <fmt/format.h>
#include <stdlib.h>

#include <csignal>
#include <fstream>
#include <stdexcept>

namespace conformance::bench {

namespace fs = std::filesystem;

namespace {

constexpr const char* nonce = "00000000be7c4bad";

fs::path new_directory() {
  std::string pattern = "/tmp/conformance-bench-XXXXXX";
  if (!mkdtemp(pattern.data())) throw std::runtime_error("no temporary directory");
  return pattern;
}

void write_file(const fs::path& path, const std::string& content) {
  fs::create_directories(path.parent_path());
  std::ofstream(path) << content;
}

fs::path modules_of(const fs::path& kernel) {
  const auto below = fs::path("lib/modules") / guest::kernel_version(kernel);
  for (auto root = fs::canonical(kernel).parent_path(); root != root.root_path(); root = root.parent_path())
    if (fs::exists(root / below)) return root / below;
  return fs::path("/") / below;
}

}  // namespace

Bare::Bare(const runner::Profile& profile, const fs::path& probe, const fs::path& kernel)
    : profile_(profile), work_(new_directory()) {
  values_ = runner::values_for(profile_, {{"name", "bench-bare"},
                                          {"name_short", "bench-bare"},
                                          {"uuid", "6e3c1a52-0b7d-4f0e-9a56-2f1c7e0d4b11"},
                                          {"uuid_hex", "6e3c1a520b7d4f0e9a562f1c7e0d4b11"},
                                          {"nonce", nonce},
                                          {"work", work_},
                                          {"tree", work_ / "tree"},
                                          {"tar", work_ / "tree.tar"},
                                          {"initramfs", work_ / (std::string("initramfs-") + nonce)},
                                          {"kernel", kernel},
                                          {"init", "/sbin/init"},
                                          {"credentials", work_ / "credentials"},
                                          {"smbios", work_ / "smbios"},
                                          {"leader", ""},
                                          {"command_line", "console=ttyS0 quiet loglevel=0 panic=-1"},
                                          {"self", fs::read_symlink("/proc/self/exe")}});
  // A profile may hand these on by name; there are none here.
  setenv("LISTEN_FDS", "0", 1);
  setenv("LISTEN_FDNAMES", "", 1);
  build_guest(probe, kernel);
  for (const char* name : {"cf.text", "cf.number", "cf.binary", "cf.long"})
    write_file(work_ / "credentials" / name, "bench");
  for (const char* name :
       {"cf.text", "cf.number", "cf.binary", "plain", "stub", "boot", "entry", "loglevel", "timeout"})
    write_file(work_ / "smbios" / name, "bench=bench");
  for (const auto& file : profile_.files)
    write_file(runner::expand(file.path, values_), runner::expand(file.content, values_));
}

Bare::~Bare() {
  std::error_code ignored;
  fs::remove_all(work_, ignored);
}

void Bare::build_guest(const fs::path& probe, const fs::path& kernel) {
  const guest::Parameters parameters{
      .nonce = nonce, .subject = profile_.subject, .power_off_when_reported = profile_.stop.console_request};
  switch (profile_.guest) {
    case runner::GuestKind::tree:
      return guest::build_tree(values_.single["tree"], probe, parameters);
    case runner::GuestKind::tar:
      return guest::build_tar(values_.single["tar"], probe, parameters);
    case runner::GuestKind::initramfs:
      return guest::build_initramfs(values_.single["initramfs"], probe, parameters, modules_of(kernel));
  }
}

Timing Bare::start_and_stop() {
  // The probe makes its report with O_EXCL.
  if (profile_.guest == runner::GuestKind::tree) fs::remove(fs::path(values_.single["tree"]) / "conformance/report");
  bool reported = false;
  const auto reached = [&](pid_t manager) {
    reported = true;
    stop(manager);
  };
  const auto timing = run_on_terminal(runner::expand_all(profile_.start.step.argv, values_), " end count=", reached);
  if (!reported) throw std::runtime_error("the guest of the bare " + profile_.name() + " reported nothing");
  return timing;
}

// As the profile says; a command may return before the machine is gone.
void Bare::stop(pid_t manager) {
  if (profile_.stop.signal)
    kill(manager, *profile_.stop.signal);
  else if (!profile_.stop.console_request)
    run(runner::expand_all(profile_.stop.argv, values_));
}

}  // namespace conformance::bench
