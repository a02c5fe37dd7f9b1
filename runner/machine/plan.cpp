// SPDX-License-Identifier: Apache-2.0
#include "runner/machine/plan.h"

#include "fixtures/guest/build.h"
#include "fixtures/guest/protocol.h"
#include "runner/machine/conditions.h"
#include "runner/machine/process.h"
#include "runner/machine/text.h"
#include "runner/machine/vm_gifts.h"
#include "runner/machine/work_directory.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/utsname.h>

#include <cstdlib>
#include <stdexcept>

namespace conformance::machine {
namespace {

namespace fs = std::filesystem;

/// An OS; in a VM the processor may be emulated.
constexpr std::chrono::seconds boots_within{120};
constexpr std::chrono::seconds vm_boots_within{300};

constexpr const char* init = "/sbin/init";
constexpr const char* probe_name = "conformance-probe";

std::string with_dashes(const std::string& hex) {
  return fmt::format("{}-{}-{}-{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(12, 4), hex.substr(16, 4),
                     hex.substr(20));
}

// Version 4, variant 1 (RFC 9562): some managers look.
std::string random_uuid() {
  auto hex = random_hex16() + random_hex16();
  hex[12] = '4';
  hex[16] = "89ab"[static_cast<unsigned char>(hex[16]) % 4];
  return hex;
}

fs::path program() {
  std::error_code ignored;
  return fs::read_symlink("/proc/self/exe", ignored);
}

// Host processes of a VM are recognised by the nonce in their command line; this is where it gets there.
std::string kernel_command_line(const std::string& nonce) {
  utsname system{};
  ::uname(&system);
  const std::string machine = system.machine;
  const auto* console = machine == "aarch64" ? "ttyAMA0" : machine == "s390x" ? "ttysclp0" : "ttyS0";
  return fmt::format("console={} panic=-1 quiet conformance.nonce={}", console, nonce);
}

}  // namespace

fs::path find_probe() {
  std::vector<fs::path> candidates;
  if (const char* given = std::getenv("CONFORMANCE_PROBE"); given != nullptr && *given != '\0')
    candidates.emplace_back(given);
  const auto directory = program().parent_path();
  candidates.push_back(directory / probe_name);
  std::error_code ignored;
  for (const auto& candidate : candidates)
    if (fs::is_regular_file(candidate, ignored)) return fs::weakly_canonical(candidate);
  throw std::runtime_error(fmt::format("the probe ({}) is not beside the program; set CONFORMANCE_PROBE", probe_name));
}

StartPlan plain_start() { return {.name = "boot", .scenarios = {"boot"}}; }

namespace {

void place(Plan& plan, const fs::path& work) {
  plan.work = work;
  plan.tree = work / (plan.machine + "-tree");  // LXC copies only a tree whose path has the machine's name in it
  plan.tar = work / "guest.tar";
  plan.initramfs = work / "initramfs";
  plan.credentials = work / "credentials";
  plan.smbios = work / "smbios";
  plan.offered = work / "offered";
}

void name(Plan& plan, const std::string& nonce) {
  plan.nonce = nonce;
  plan.machine = "cf-" + nonce.substr(0, 8);
  plan.uuid_hex = random_uuid();
  plan.uuid = with_dashes(plan.uuid_hex);
}

}  // namespace

Plan make_plan(const Profile& profile, const std::string& nonce, const fs::path& work, const RunOptions& options,
               const StartPlan& start) {
  Plan plan;
  plan.profile = profile;
  plan.start = start;
  name(plan, nonce);
  place(plan, work);
  if (!options.payload.empty()) plan.payload = fs::absolute(options.payload);
  if (profile.guest == GuestKind::initramfs)
    plan.kernel = options.kernel.empty() ? guest::find_kernel() : fs::absolute(options.kernel);
  plan.probe = options.probe.empty() ? find_probe() : options.probe;
  plan.report_deadline = options.deadline.value_or(profile.report_deadline);
  plan.payload_deadline = options.deadline.value_or(profile.subject == "vm" ? vm_boots_within : boots_within);
  plan.keep = options.keep;
  apply_conditions(plan);
  return plan;
}

Plan make_copy(const Plan& source, const std::string& nonce, const fs::path& work, const StartPlan& start) {
  Plan plan = source;
  plan.start = start;
  name(plan, nonce);
  place(plan, work);
  plan.nonce = source.nonce;  // it stands in the tree
  plan.source = {
      {"source_name", source.machine}, {"source_tree", source.tree.string()}, {"source_work", source.work.string()}};
  plan.profile.files.clear();  // the manager copies what belongs to the machine
  apply_conditions(plan);
  return plan;
}

Plan make_dry_plan(const Profile& profile, const RunOptions& options) {
  const std::string nonce(16, '0');
  auto plan = make_plan(profile, nonce, work_bases().front() / nonce, options, plain_start());
  plan.uuid_hex = "00000000000040008000000000000000";
  plan.uuid = with_dashes(plan.uuid_hex);
  return plan;
}

std::string every_byte() {
  std::string bytes;
  for (int byte = 0; byte < 256; ++byte) bytes += static_cast<char>(byte);
  return bytes;
}

std::vector<Credential> credentials_for(const std::string& nonce) {
  return {{"cf.text", "conformance " + nonce}, {"cf.binary", every_byte() + "\n"}};
}

std::vector<Credential> Plan::given_credentials() const {
  return profile.subject == "vm" ? vm_credentials_for(nonce) : credentials_for(nonce);
}

Values Plan::values(pid_t leader) const {
  std::map<std::string, std::string> single{{"name", machine},
                                            {"name_short", machine},
                                            {"uuid", uuid},
                                            {"uuid_hex", uuid_hex},
                                            {"nonce", nonce},
                                            {"work", work.string()},
                                            {"tree", tree.string()},
                                            {"tar", tar.string()},
                                            {"initramfs", initramfs.string()},
                                            {"kernel", kernel.string()},
                                            {"command_line", kernel_command_line(nonce)},
                                            {"init", init},
                                            {"credentials", credentials.string()},
                                            {"smbios", smbios.string()},
                                            {"self", program().string()}};
  if (leader > 0) single["leader"] = std::to_string(leader);
  for (const auto& [name, value] : source) single[name] = value;
  auto values = runner::values_for(profile, std::move(single));
  values.command = {init, "--exec-session"};
  if (start.is_for("sandbox")) values.command = {guest::application_path};
  return values;
}

Command Plan::command(const Step& step, const Values& values) const {
  Command command;
  command.arguments = expand_all(step.argv, values);
  command.environment = clean_environment();
  command.environment.push_back("INVOCATION_ID=" + invocation_id());
  for (const auto& [name, value] : step.environment) command.environment.push_back(name + "=" + expand(value, values));
  command.deadline = step.deadline;
  command.success = step.success;
  command.signal = step.signal;
  command.console_request = step.console_request;
  return command;
}

namespace {

std::string command_text(const Step& step, const Plan& plan, const Values& values) {
  if (step.signal) return fmt::format("signal {} to the manager", *step.signal);
  if (step.console_request) return "ask the probe over the console to power off";
  std::vector<std::string> words;
  for (const auto& [name, value] : step.environment) words.push_back(name + "=" + expand(value, values));
  for (auto& word : plan.command(step, values).arguments) words.push_back(std::move(word));
  return shell_line(words);
}

std::string guest_text(const Plan& plan) {
  switch (plan.profile.guest) {
    case GuestKind::tree:
      return fmt::format("a directory tree, {}", plan.tree.string());
    case GuestKind::tar:
      return fmt::format("a tar archive, {}", plan.tar.string());
    case GuestKind::initramfs:
      break;
  }
  return fmt::format("an initramfs, {}, for the kernel {}", plan.initramfs.string(),
                     plan.kernel.empty() ? "(none found: give one with --kernel)" : plan.kernel.string());
}

}  // namespace

std::string describe(const Plan& plan) {
  const auto& profile = plan.profile;
  auto values = plan.values(1);
  values.single["leader"] = "LEADER";
  std::string text = fmt::format("{} ({})\n", profile.name(), profile.subject);
  const auto line = [&](std::string_view phase, const std::string& what) {
    text += fmt::format("  {:<9} {}\n", phase, what);
  };
  if (!profile.untested.empty()) line("untested", profile.untested);
  line("guest", guest_text(plan));
  for (const auto& file : profile.files) line("file", expand(file.path, values));
  for (const auto& step : profile.setup) line("setup", command_text(step, plan, values));
  line("start", command_text(profile.start.step, plan, values));
  if (plan.passes_sockets()) line("", "with two listening sockets as descriptors 3 and 4");
  line("report", fmt::format("within {} s of the start", static_cast<double>(plan.report_deadline.count()) / 1000));
  line("observe", "the host, while the guest is up");
  if (profile.exec) line("exec", command_text(*profile.exec, plan, values));
  if (plan.keep) {
    line("keep", "the machine is left running");
    return text;
  }
  line("stop", command_text(profile.stop, plan, values));
  if (profile.kill) line("kill", "if stop fails: " + command_text(*profile.kill, plan, values));
  for (const auto& step : profile.teardown) line("teardown", command_text(step, plan, values));
  line("observe", "the host, after the guest is gone");
  if (!plan.payload.empty()) line("payload", fmt::format("a copy of {}, booted by its systemd", plan.payload.string()));
  return text;
}

}  // namespace conformance::machine
