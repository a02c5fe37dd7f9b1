// SPDX-License-Identifier: Apache-2.0
// FILE_DESCRIPTOR_STORE, Propagation Across Manager Boundaries: what the init stores with its manager is stored one
// level up, and comes back at the next start.
#include "checks/env_facts.h"
#include "checks/facts.h"
#include "checks/request_facts.h"
#include "checks/sections.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace conformance::checks {

namespace {

using enum Level;
using enum Subject;
using evidence::Descriptor;
using evidence::Notification;
using evidence::Request;

constexpr Source across = {"FILE_DESCRIPTOR_STORE", "Propagation Across Manager Boundaries", ""};
constexpr std::string_view stored = "cf-stored";  // what the probe calls them
constexpr std::string_view removed = "cf-removed";

/// The message about a descriptor whose name has the guest's in it; nullptr: there was none.
const Notification* message_about(const Evidence& evidence, std::string_view field, std::string_view name,
                                  std::int64_t begin) {
  for (const Notification* sent : notifications_with(evidence, field, begin, std::numeric_limits<std::int64_t>::max()))
    if (field_of(sent->message, "FDNAME").find(name) != std::string_view::npos) return sent;
  return nullptr;
}

bool holds_descriptors(const Notification& sent) {
  return sent.message.ends_with(" descriptor)") || sent.message.ends_with(" descriptors)");
}

/// Why it cannot be forwarded, where the guest could not store it; empty: it could.
std::optional<Finding> could_not_store(const Evidence& evidence, const Request& asked) {
  const auto address = guest_variable(evidence, "NOTIFY_SOCKET");
  if (!address || address->empty()) return not_applicable("not offered: $NOTIFY_SOCKET is not set");
  if (succeeded(asked)) return std::nullopt;
  return not_applicable("the guest could not store a descriptor, see notify.socket-passed: " + asked.detail);
}

Finding judge_forwarded(const Evidence& evidence) {
  const Request& asked = request(evidence, "fdstore");
  if (const auto why = could_not_store(evidence, asked)) return *why;
  const Notification* sent = message_about(evidence, "FDSTORE=1", stored, asked.at_us);
  if (sent != nullptr) return pass_if(holds_descriptors(*sent), "the manager sent: " + sent->message);
  const bool nameless =
      !notifications_with(evidence, "FDSTORE=1", asked.at_us, std::numeric_limits<std::int64_t>::max()).empty();
  if (nameless) return fail("the manager sent FDSTORE=1 without the name " + std::string(stored));
  if (claimed(evidence, "fdstore")) return fail("the manager took FDSTORE=1 and did not pass it on");
  return not_applicable("not offered: the manager sent no FDSTORE=1");
}

Finding judge_removed(const Evidence& evidence) {
  const Request& asked = request(evidence, "fdstore-remove");
  if (const auto why = could_not_store(evidence, asked)) return *why;
  const Notification* sent = message_about(evidence, "FDSTORE=1", removed, asked.at_us);
  if (sent == nullptr) return not_applicable("the descriptor was not passed on, see fdstore.forward-up");
  const std::string name(field_of(sent->message, "FDNAME"));
  for (const Notification* taken :
       notifications_with(evidence, "FDSTOREREMOVE=1", sent->at_us, std::numeric_limits<std::int64_t>::max()))
    if (field_of(taken->message, "FDNAME") == name) return pass("the manager sent: " + taken->message);
  return fail("the manager stored " + name + " and never took it back");
}

/// The stored memfd, which keeps its name in the kernel wherever it is passed.
const Descriptor* stored_descriptor(const Evidence& evidence) {
  for (const Descriptor& one : *evidence.guest.descriptors)
    if (one.target.starts_with("/memfd:" + std::string(stored))) return &one;
  return nullptr;
}

std::string name_of_descriptor(const Evidence& evidence, std::int64_t number) {
  constexpr std::int64_t first_passed = 3;
  const auto value = guest_variable(evidence, "LISTEN_FDNAMES");
  if (!value) return "";
  const auto names = parts_of(*value, ':');
  const auto place = static_cast<std::size_t>(number - first_passed);
  return number >= first_passed && place < names.size() ? names[place] : "";
}

Finding judge_handed_back(const Evidence& first, const Evidence& second) {
  if (judge_forwarded(first).outcome != Outcome::pass)
    return not_applicable("the descriptor was not passed on, see fdstore.forward-up");
  const Descriptor* back = stored_descriptor(second);
  if (back == nullptr) return fail("the stored descriptor is not among those of the new init");
  const std::string name = name_of_descriptor(second, back->number);
  const std::string saw = "descriptor " + std::to_string(back->number) + " is the stored one, named \"" + name + "\"";
  return pass_if(name.find(stored) != std::string::npos, saw);
}

constexpr Clause clauses[] = {
    {
        .id = "fdstore.forward-up",
        .says = "FDSTORE=1 messages of the payload's init are forwarded, with fds and name, to the manager's own "
                "supervisor.",
        .level = optional,
        .subject = container,
        .source = across,
        .since = "v261",
        .preconditions = "the manager passes stored descriptors on",
        .observe = "the guest stores a descriptor; the manager sends FDSTORE=1 with it and with a name that has the "
                   "guest's in it",
        .remedy =
            "Send each FDSTORE=1 of the container's init to your own $NOTIFY_SOCKET with its descriptors, and put "
            "a prefix before FDNAME=.",
        .scenario = "fdstore",
        .judge = judge_forwarded,
    },
    {
        .id = "fdstore.remove-forwarded",
        .says = "FDSTOREREMOVE=1 messages of the payload's init are forwarded to the manager's own supervisor.",
        .level = optional,
        .subject = container,
        .source = across,
        .since = "v261",
        .preconditions = "the manager passes stored descriptors on",
        .observe = "the guest stores a descriptor and removes it; the manager sends FDSTOREREMOVE=1 with the same name",
        .remedy = "Pass FDSTOREREMOVE=1 on as you pass FDSTORE=1 on, with the same prefix.",
        .scenario = "fdstore",
        .judge = judge_removed,
    },
    {
        .id = "fdstore.handed-back",
        .says = "On the next start the stored file descriptors reach the new init via LISTEN_FDS with usable "
                "LISTEN_FDNAMES.",
        .level = optional,
        .subject = container,
        .source = across,
        .since = "v261",
        .preconditions = "the manager passed the descriptor on at the first start",
        .observe = "the descriptors of the init at the second start, and $LISTEN_FDNAMES",
        .remedy = "Pass $LISTEN_FDNAMES on with the descriptors: without names the init does not know whose they are.",
        .scenario = "fdstore-restart",
        .compare = judge_handed_back,
        .compared_with = "fdstore",
    },
};

}  // namespace

Section fdstore() { return clauses; }

}  // namespace conformance::checks
