// SPDX-License-Identifier: Apache-2.0
#include "runner/machine/payload_use.h"

#include "checks/vm_channels.h"
#include "fixtures/guest/payload.h"
#include "runner/host/banner.h"
#include "runner/host/parse.h"
#include "runner/host/shared_mount.h"
#include "runner/machine/step.h"
#include "runner/machine/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace conformance::machine {
namespace {

using namespace std::chrono_literals;
using Answer = evidence::Group<evidence::Call>;

constexpr auto patience = 10s;
constexpr const char* unix_export = "/run/host/unix-export";
constexpr unsigned ssh_port = 22;

/// Absent where there is no such program on the host.
Answer run(Loop& loop, std::vector<std::string> arguments) {
  Command command;
  command.arguments = std::move(arguments);
  command.environment = clean_environment();
  command.deadline = patience;
  const auto told = run_step(loop, "look", command, in(patience));
  if (told.exit_code == 127 || (told.exit_code < 0 && !told.timed_out && told.signal == 0))
    return Answer::absent(fmt::format("{} cannot be run on this host", command.arguments.front()));
  if (told.timed_out) return evidence::Call{"no answer", last_line(told.output)};
  return evidence::Call{told.exit_code == 0 ? "" : fmt::format("exit code {}", told.exit_code), last_line(told.output)};
}

std::string name_of(const evidence::Evidence& seen, const std::string& otherwise) {
  const auto& registration = seen.host.registration;
  return registration ? registration->leader_machine.value_or(otherwise) : otherwise;
}

/// A unit only the payload has: a wrong leader may lead to the host's own systemd, which answers just as well.
Answer ask_unit(Loop& loop, const std::string& machine) {
  auto answer = run(loop, {"systemctl", "--machine=" + machine, "is-active", guest::second_look_unit});
  constexpr std::string_view answers[] = {"active", "inactive", "failed", "activating", "deactivating", "unknown"};
  if (answer && std::find(std::begin(answers), std::end(answers), answer->result) != std::end(answers))
    answer.edit().error.clear();  // an answer, whatever the exit code
  else if (answer && answer->error.empty())
    answer.edit().error = "no state of a unit";
  return answer;
}

Answer read_journal(Loop& loop, const std::string& machine_id) {
  if (machine_id.size() != 32 || machine_id.find_first_not_of("0123456789abcdef") != std::string::npos)
    return Answer::absent("the payload has no machine id");
  return run(loop, {"journalctl", "--merge", "--quiet", "--no-pager", "--lines=1", "--output=cat",
                    "_MACHINE_ID=" + machine_id});
}

Answer ask_unix(const evidence::Evidence& seen) {
  if (!seen.host.leader) return Answer::absent(seen.host.leader.reason());
  const auto point = runner::host::shared_mount(static_cast<pid_t>(seen.host.leader->pid), unix_export);
  if (point.empty()) return evidence::Call{"the host sees no such directory", ""};
  return runner::host::unix_banner(point, "ssh", patience);
}

Answer ask_vsock(const evidence::Evidence& seen) {
  if (!seen.guest.vsock) return Answer::absent(seen.guest.vsock.reason());
  const auto& vsock = *seen.guest.vsock;
  if (!checks::has_vsock(vsock)) return Answer::absent("the guest has no address on a vsock");
  return runner::host::vsock_banner(vsock.cid, ssh_port, patience);
}

}  // namespace

bool host_runs_networkd(Loop& loop) {
  const auto service = run(loop, {"systemctl", "is-active", "systemd-networkd.service"});
  if (!service || service->result != "active") return false;
  const auto loopback = run(loop, {"networkctl", "--no-pager", "--no-legend", "list", "lo"});
  return loopback && loopback->result.find("pending") == std::string::npos;
}

evidence::PayloadUse use_payload(Loop& loop, const evidence::Evidence& seen, const std::string& machine) {
  evidence::PayloadUse use;
  use.networkd = host_runs_networkd(loop);
  const auto name = name_of(seen, machine);
  use.unit_state = name.empty() ? Answer::absent("the machine has no name") : ask_unit(loop, name);
  use.journal = read_journal(loop, seen.guest.payload ? seen.guest.payload->machine_id : "");
  use.ssh_unix = ask_unix(seen);
  use.ssh_vsock = ask_vsock(seen);
  return use;
}

evidence::PayloadTree read_payload_tree(const std::filesystem::path& tree) {
  const auto release = runner::host::parse_os_release(guest::os_release_of(tree));
  const auto value = [&](const char* key) { return release.contains(key) ? release.at(key) : std::string(); };
  return {fmt::format("{} {}", value("ID"), value("VERSION_ID")), guest::systemd_version_of(tree)};
}

}  // namespace conformance::machine
