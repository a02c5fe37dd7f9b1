// SPDX-License-Identifier: Apache-2.0
// CONTAINER_INTERFACE, Advanced Integration 4: sockets handed to the manager and passed on to the container's init.
#include "checks/env_facts.h"
#include "checks/facts.h"
#include "checks/listen_facts.h"
#include "checks/sections.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace conformance::checks {

namespace {

using enum Level;
using enum Origin;
using enum Subject;
using evidence::Descriptor;
using evidence::PassedSocket;
using Sockets = std::vector<PassedSocket>;

constexpr Source item_4 = {"CONTAINER_INTERFACE", "Advanced Integration", "4"};
constexpr std::string_view sockets_passed = "the manager was started with sockets, and passes sockets on";
constexpr std::int64_t first_passed = 3;  // SD_LISTEN_FDS_START

const PassedSocket* socket_behind(const Descriptor& descriptor, const Sockets& sockets) {
  for (const auto& socket : sockets)
    if (is_passed(descriptor, socket)) return &socket;
  return nullptr;
}

const Descriptor* descriptor_number(const Evidence& evidence, std::int64_t number) {
  for (const auto& descriptor : *evidence.guest.descriptors)
    if (descriptor.number == number) return &descriptor;
  return nullptr;
}

std::optional<std::int64_t> number_in(const std::optional<std::string>& text) {
  std::int64_t number = 0;
  if (!text || text->empty()) return std::nullopt;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (error != std::errc() || end != text->data() + text->size() || number < 0) return std::nullopt;
  return number;
}

std::string shown(const std::string& name, const std::optional<std::string>& value) {
  return value ? name + "=" + *value : "$" + name + " is not set";
}

/// A socket that arrived, or a $LISTEN_PID made for the guest. Variables that merely leaked through are no offer.
bool passes_sockets_on(const Evidence& evidence, const Sockets& sockets) {
  if (std::ranges::any_of(sockets, [&](auto& socket) { return find_passed(evidence, socket) != nullptr; })) return true;
  const auto listen_pid = guest_variable(evidence, "LISTEN_PID");
  return listen_pid && listen_pid != variable_in(evidence.run.manager_environment, "LISTEN_PID");
}

/// The clauses bind a manager that passes sockets on: the profile says so, or the guest shows it.
template <auto check>
Finding for_sockets(const Evidence& evidence) {
  if (const auto reason = claimed_missing(evidence, "listen")) return not_applicable(*reason);
  const auto& asked = evidence.run.asked.sockets;
  if (asked->empty()) return not_applicable("no socket was handed to the manager");
  if (!claimed(evidence, "listen") && !passes_sockets_on(evidence, *asked))
    return not_applicable("not offered: neither a socket nor a $LISTEN_PID of its own reached the guest");
  return check(evidence, *asked);
}

Finding judge_forwarded(const Evidence& evidence, const Sockets& sockets) {
  for (const auto& socket : sockets) {
    const Descriptor* found = find_passed(evidence, socket);
    const std::string name = "the socket \"" + socket.name + "\"";
    if (found == nullptr) return fail(name + " did not arrive");
    if (found->close_on_exec) return fail(name + " is marked close-on-exec");
    if (found->number < first_passed || found->number >= first_passed + static_cast<std::int64_t>(sockets.size()))
      return fail(name + " is descriptor " + std::to_string(found->number) + "; they have to be contiguous from 3 on");
  }
  return pass(counted(sockets.size(), "socket", "sockets") + ", from descriptor 3 on");
}

Finding judge_names(const Evidence& evidence, const Sockets& sockets) {
  if (std::ranges::all_of(sockets, [](auto& socket) { return socket.name.empty(); }))
    return not_applicable("the sockets were handed over without names");
  const auto value = guest_variable(evidence, "LISTEN_FDNAMES");
  if (!value) return fail("$LISTEN_FDNAMES is not set");
  const auto names = parts_of(*value, ':');
  if (names.size() != sockets.size())
    return fail(counted(names.size(), "name", "names") + " for " + counted(sockets.size(), "socket", "sockets"));
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto number = first_passed + static_cast<std::int64_t>(i);
    const Descriptor* descriptor = descriptor_number(evidence, number);
    const PassedSocket* socket = descriptor == nullptr ? nullptr : socket_behind(*descriptor, sockets);
    if (socket == nullptr) continue;  // a socket that did not arrive is the business of listen.fds-forwarded
    if (socket->name != names[i])
      return fail("descriptor " + std::to_string(number) + " is \"" + socket->name + "\", named " + names[i]);
  }
  return pass("LISTEN_FDNAMES=" + *value);
}

Finding judge_pidfd_identity(const Evidence& evidence, const Sockets&) {
  const auto value = guest_variable(evidence, "LISTEN_PIDFDID");
  if (!value) return pass("$LISTEN_PIDFDID is not set");
  if (value == variable_in(evidence.run.manager_environment, "LISTEN_PIDFDID"))
    return fail("LISTEN_PIDFDID=" + *value + " is the one the manager was given");
  const auto& pidfd = *evidence.guest.pidfd;
  if (!pidfd.stable) return unknown("LISTEN_PIDFDID=" + *value + "; pidfds have no identity on this kernel");
  return pass_if(*value == std::to_string(pidfd.inode),
                 "LISTEN_PIDFDID=" + *value + ", the identity of PID 1 is " + std::to_string(pidfd.inode));
}

bool is_announced(const Evidence& evidence, const Descriptor& descriptor) {
  const auto count = number_in(guest_variable(evidence, "LISTEN_FDS")).value_or(0);
  if (descriptor.number - first_passed < count) return true;  // what lies there instead: listen.fds-forwarded
  return !claimed_missing(evidence, "listen") && socket_behind(descriptor, *evidence.run.asked.sockets) != nullptr;
}

Finding judge_strays(const Evidence& evidence) {
  std::string strays;
  for (const auto& descriptor : *evidence.guest.descriptors) {
    if (descriptor.number < first_passed || descriptor.close_on_exec || is_announced(evidence, descriptor)) continue;
    strays += " " + std::to_string(descriptor.number) + "→" +
              (descriptor.target.empty() ? descriptor.kind : descriptor.target);
  }
  return strays.empty() ? pass("none beside 0, 1, 2 and announced sockets") : fail("stray descriptors:" + strays);
}

constexpr Clause clauses[] = {
    {
        .id = "listen.fds-forwarded",
        .says =
            "Every socket handed to the manager is inherited by the container's init, contiguous from descriptor 3.",
        .subject = container,
        .source = item_4,
        .since = "2012 wiki",
        .preconditions = sockets_passed,
        .observe = "the descriptors of PID 1, found again by the inode of each socket",
        .remedy = "Leave the descriptors 3 to 2+$LISTEN_FDS open across every fork and exec down to the container's "
                  "init, without FD_CLOEXEC and without gaps.",
        .judge = for_sockets<judge_forwarded>,
    },
    {
        .id = "listen.fds-count",
        .says = "$LISTEN_FDS in the container is the number of sockets handed to the manager.",
        .subject = container,
        .source = item_4,
        .since = "2012 wiki",
        .preconditions = sockets_passed,
        .observe = "$LISTEN_FDS in the environment of PID 1",
        .remedy = "Pass $LISTEN_FDS on with the value the manager was given.",
        .judge = for_sockets<[](const Evidence& evidence, const Sockets& sockets) {
          const auto value = guest_variable(evidence, "LISTEN_FDS");
          return pass_if(number_in(value) == static_cast<std::int64_t>(sockets.size()),
                         shown("LISTEN_FDS", value) + ", handed over: " + std::to_string(sockets.size()));
        }>,
    },
    {
        .id = "listen.pid-rewritten",
        .says = "$LISTEN_PID is the PID the container's init has inside, not the manager's.",
        .subject = container,
        .source = item_4,
        .since = "2012 wiki",
        .preconditions = sockets_passed,
        .observe = "$LISTEN_PID in the environment of PID 1",
        .remedy = "Set LISTEN_PID=1 in the environment of the container's init; with any other value it ignores the "
                  "sockets.",
        .judge = for_sockets<[](const Evidence& evidence, const Sockets&) {
          const auto value = guest_variable(evidence, "LISTEN_PID");
          const auto own = std::to_string(evidence.guest.start->pid);
          return pass_if(value == own, shown("LISTEN_PID", value) + ", the init has PID " + own);
        }>,
    },
    {
        .id = "listen.pidfdid-consistent",
        .says = "$LISTEN_PIDFDID is not set in the container, or identifies the container's init.",
        .subject = container,
        .source = {"sd_listen_fds(3)", "Notes"},
        .since = "v259",
        .preconditions = sockets_passed,
        .observe = "$LISTEN_PIDFDID in the environment of PID 1 compared with the inode of a pidfd of PID 1",
        .remedy =
            "Remove LISTEN_PIDFDID from what the container's init gets: a copied value makes it drop all sockets.",
        .judge = for_sockets<judge_pidfd_identity>,
    },
    {
        .id = "listen.fdnames-forwarded",
        .says = "$LISTEN_FDNAMES arrives with one name for each socket, in their order.",
        .level = recommended,
        .subject = container,
        .source = {"sd_listen_fds(3)", "Description"},
        .since = "v227",
        .preconditions = sockets_passed,
        .observe = "$LISTEN_FDNAMES split at colons, each name against the socket behind that descriptor",
        .remedy =
            "Pass $LISTEN_FDNAMES on unchanged with the descriptors; without it the guest cannot tell them apart by "
            "name.",
        .judge = for_sockets<judge_names>,
    },
    {
        .id = "listen.no-stray-fds",
        .says = "No descriptor besides 0 to 2 and the announced sockets is open in the container's init.",
        .level = recommended,
        .origin = derived,
        .subject = container,
        .source = {"sd_listen_fds(3)", "Description"},
        .since = "n/a",
        .observe = "the descriptors of PID 1 without FD_CLOEXEC, at its first instruction",
        .remedy = "Open everything with O_CLOEXEC, or call close_range() before the exec of the container's init: it "
                  "takes over every descriptor it finds.",
        .judge = judge_strays,
    },
};

}  // namespace

Section listen() { return clauses; }

}  // namespace conformance::checks
