// SPDX-License-Identifier: Apache-2.0
// Notifications of a virtual machine: vmm.notify_socket and the host's end of it.
#include "checks/env_facts.h"
#include "checks/facts.h"
#include "checks/life_facts.h"
#include "checks/request_facts.h"
#include "checks/sections.h"
#include "checks/vm_channels.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace conformance::checks {

namespace {

using enum Level;
using enum Origin;
using enum Subject;
using evidence::GuestEvent;

constexpr std::string_view credential_name = "vmm.notify_socket";
constexpr Source readiness = {"VM_INTERFACE", "", "2"};

/// What came of each message the probe sent, in their order: "ok" or an errno. EPROTO: it was answered; ETIME: the
/// connection was not closed.
std::vector<std::string> sent_messages(const Evidence& evidence) {
  std::vector<std::string> sent;
  for (const GuestEvent& event : evidence.run.events)
    if (event.kind == "notify-sent") sent.push_back(event.detail);
  return sent;
}

bool got_through(std::string_view result) { return is_one_of(result, {"ok", "EPROTO", "ETIME"}); }

/// The guest itself has no way to send.
bool no_transport(std::string_view result) {
  return is_one_of(result, {"ENODEV", "EAFNOSUPPORT", "EADDRNOTAVAIL", "ENETUNREACH", "EPROTONOSUPPORT"});
}

Finding judge_credential(const Evidence& evidence) {
  const auto value = credential_value(evidence, credential_name);
  if (!value) {
    if (const auto reason = claimed_missing(evidence, "notify")) return not_applicable(*reason);
    require_fw_cfg(evidence);
    if (has_vsock(*evidence.guest.vsock))
      return not_applicable("not offered: there is no credential vmm.notify_socket");
    return without_vsock(evidence);
  }
  const std::string saw = "vmm.notify_socket=" + value->substr(0, 100);
  if (parse_vsock_address(*value)) return pass(saw);
  return fail(saw + " is not vsock, its kind, a context id and a port");
}

/// check(evidence, address, results) where there is a usable address and the guest could send.
template <auto check>
Finding for_sent(const Evidence& evidence) {
  const auto value = credential_value(evidence, credential_name);
  if (!value) return judge_credential(evidence);
  const auto address = parse_vsock_address(*value);
  if (!address) return not_applicable("there is no usable address: see vm.notify-credential");
  const auto sent = sent_messages(evidence);
  if (sent.empty()) return blocked("the probe sent no notification");
  if (no_transport(sent.front())) return blocked("the guest cannot send over vsock: " + sent.front());
  return check(evidence, *address, sent);
}

Finding judge_listener(const Evidence&, const VsockAddress&, const std::vector<std::string>& sent) {
  return pass_if(got_through(sent.front()), "first message: " + sent.front());
}

Finding judge_closing(const Evidence&, const VsockAddress& address, const std::vector<std::string>& sent) {
  if (address.kind == "dgram") return not_applicable("datagrams have no connection");
  if (std::ranges::count(sent, "EPROTO") > 0) return fail("a message was answered");
  if (std::ranges::count(sent, "ETIME") > 0) return fail("the connection was not closed within a second");
  const auto closed = std::ranges::count(sent, "ok");
  if (closed == 0) return not_applicable("no connection came about: see vm.notify-listener");
  return pass(counted(static_cast<std::size_t>(closed), "connection", "connections") + " read and closed");
}

Finding judge_many(const Evidence&, const VsockAddress&, const std::vector<std::string>& sent) {
  if (!got_through(sent.front())) return not_applicable("nobody listens: see vm.notify-listener");
  const auto lost = std::ranges::find_if_not(sent, got_through);
  if (lost == sent.end()) {
    if (sent.size() < 2) return unknown("only one message was sent");
    return pass(counted(sent.size(), "message was", "messages were") + " taken");
  }
  return fail("message " + std::to_string(lost - sent.begin() + 1) + " was not taken: " + *lost);
}

/// When the probe ran already, in microseconds after the start of the manager; 0: it is not known.
std::int64_t reported_at(const evidence::Run& run) {
  return run.reported_us > run.started_us ? static_cast<std::int64_t>(run.reported_us - run.started_us) : 0;
}

/// Before then the probe cannot have run: it tells how old it was when a button was pressed, and that was not pressed
/// before the stop was asked for. A clock of the guest may go slow by a tenth. 0: it is not known.
std::int64_t not_running_before(const evidence::Run& run) {
  constexpr std::int64_t slow = 10;
  const GuestEvent* pressed = find_event(run, "power-button");
  if (pressed == nullptr || !run.end || run.end->how != "stop" || pressed->at_us < 0) return 0;
  return std::max<std::int64_t>(0, run.end->asked_us - pressed->at_us - pressed->at_us / slow);
}

// The probe says READY=1 right after its report, which may take longer over the console than that over vsock.
Finding judge_ready(const Evidence& evidence, const VsockAddress&, const std::vector<std::string>& sent) {
  if (!got_through(sent.front())) return not_applicable("nobody listens: see vm.notify-listener");
  const auto& run = evidence.run;
  const auto told = notifications_with(evidence, "READY=1", 0, std::numeric_limits<std::int64_t>::max());
  if (told.empty()) return fail("the manager never said READY=1 itself");
  const auto at = told.front()->at_us;
  const std::string saw = "the manager said READY=1 itself, " + seconds(at) + " after its start";
  const auto reported = reported_at(run);
  if (reported > 0 && at >= reported) return pass(saw);
  const auto earliest = not_running_before(run);
  if (at < earliest) return fail(saw + "; its guest did not run before " + seconds(earliest));
  return earliest > 0 ? pass(saw) : unknown(saw + "; whether its guest had done so is not known");
}

/// The status the guest sent with its last words.
Finding judge_exit_status(const Evidence& evidence, const VsockAddress&, const std::vector<std::string>& sent) {
  if (!got_through(sent.front())) return not_applicable("nobody listens: see vm.notify-listener");
  const auto& end = *evidence.run.end;
  const auto& events = evidence.run.events;
  const auto ending = std::ranges::find(events, "ending", &GuestEvent::kind);
  if (end.how != "exit" || ending == events.end()) return unknown("the guest did not end with a status of its own");
  if (end.manager_gone_us == 0) return blocked("the manager is not in the foreground, or did not end in time");
  return pass_if(end.manager_exit_code == ending->number, "EXIT_STATUS=" + std::to_string(ending->number) +
                                                              ", the manager exited with " +
                                                              std::to_string(end.manager_exit_code));
}

constexpr Clause clauses[] = {
    {
        .id = "vm.notify-credential",
        .says = "The notification address is passed in credential vmm.notify_socket as "
                "vsock[-stream|-dgram|-seqpacket]:CID:PORT.",
        .level = optional,
        .subject = vm,
        .source = readiness,
        .since = "v253",
        .preconditions = "the machine has vsock, and the manager takes notifications",
        .observe = "the credential in SMBIOS or fw_cfg",
        .remedy = "Name the host: vsock-stream:2:PORT. An address without a context id is refused in the guest.",
        .scenario = "notify",
        .judge = judge_credential,
    },
    {
        .id = "vm.notify-listener",
        .says = "The host side listens on the port of vmm.notify_socket with a socket type the guest can use.",
        .origin = derived,
        .subject = vm,
        .source = readiness,
        .since = "v253",
        .preconditions = "vmm.notify_socket is passed",
        .observe = "whether the first message of the probe gets through",
        .remedy = "Bind and listen before the machine starts. \"vsock:\" is tried as datagram, seqpacket and stream.",
        .scenario = "notify",
        .judge = for_sent<judge_listener>,
    },
    {
        .id = "vm.notify-closes-connection",
        .says = "Each notification is one connection; the host reads it to its end and closes it without an answer.",
        .origin = derived,
        .subject = vm,
        .source = {"sd_notify(3)", "Description"},
        .since = "by v257",
        .preconditions = "vmm.notify_socket names a stream or seqpacket socket",
        .observe = "the probe sends, shuts its side down and waits a second for the end of the connection",
        .remedy = "Read until the end of the connection, then close it at once: the guest's init waits for that.",
        .scenario = "notify",
        .judge = for_sent<judge_closing>,
    },
    {
        .id = "vm.notify-many-messages",
        .says = "The host accepts any number of notifications, a connection each, as long as the machine lives.",
        .subject = vm,
        .source = {"systemd(1)", "Readiness Protocol"},
        .since = "v256",
        .preconditions = "vmm.notify_socket is passed",
        .observe = "what came of every message the probe sent, before and after READY=1",
        .remedy = "Keep the socket listening after the first message, and after READY=1.",
        .scenario = "notify",
        .judge = for_sent<judge_many>,
    },
    {
        .id = "vm.notify-ready",
        .says = "READY=1 from the VM is understood as end of boot and passed on.",
        .level = recommended,
        .subject = vm,
        .source = readiness,
        .since = "v253",
        .preconditions = "vmm.notify_socket is passed",
        .observe = "READY=1 on the manager's own notification socket, and whether the guest can have said so before",
        .remedy = "Send READY=1 to $NOTIFY_SOCKET when the guest has said so.",
        .scenario = "notify",
        .judge = for_sent<judge_ready>,
    },
    {
        .id = "vm.notify-exit-status",
        .says = "EXIT_STATUS= from the VM is collected as result of the VM.",
        .level = optional,
        .subject = vm,
        .source = {"sd_notify(3)", "EXIT_STATUS"},
        .since = "v254",
        .preconditions = "vmm.notify_socket is passed, and the manager runs in the foreground",
        .observe = "the manager's exit code after the guest ended with a status of its own",
        .remedy = "Exit with the number of the last EXIT_STATUS= the guest sent.",
        .scenario = "exit",
        .judge = for_sent<judge_exit_status>,
    },
};

}  // namespace

Section vm_notify() { return clauses; }

}  // namespace conformance::checks
