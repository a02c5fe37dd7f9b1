// SPDX-License-Identifier: Apache-2.0
// CONTAINER_INTERFACE, Advanced Integration 4: a container that is started by a connection to its socket.
#include "checks/env_facts.h"
#include "checks/facts.h"
#include "checks/listen_facts.h"
#include "checks/sections.h"

#include <string>
#include <vector>

namespace conformance::checks {

namespace {

using enum Level;
using enum Subject;

constexpr Source item_4 = {"CONTAINER_INTERFACE", "Advanced Integration", "4"};
constexpr std::string_view by_connection = "the manager was started by a connection, and passes sockets on";

std::string started_by(const evidence::Activation& activation) {
  return activation.by == "socket-unit" ? "started by a socket unit" : "started as a socket unit would";
}

/// The names of those that did not reach the container's init.
std::vector<std::string> lost_sockets(const Evidence& evidence) {
  std::vector<std::string> lost;
  for (const auto& socket : *evidence.run.asked.sockets)
    if (find_passed(evidence, socket) == nullptr) lost.push_back(socket.name.empty() ? socket.address : socket.name);
  return lost;
}

/// check(evidence, activation) for a manager that offers this: the profile says so, or a socket came through.
template <auto check>
Finding for_activation(const Evidence& evidence) {
  if (const auto reason = claimed_missing(evidence, "listen")) return not_applicable(*reason);
  const auto& activation = *evidence.run.activation;
  const auto count = evidence.run.asked.sockets->size();
  if (count == 0) return blocked("no socket was handed to the manager");
  if (!claimed(evidence, "listen") && lost_sockets(evidence).size() == count)
    return not_applicable("not offered: no socket reached the guest");
  return check(evidence, activation);
}

Finding judge_accepts(const Evidence& evidence, const evidence::Activation& activation) {
  const auto lost = lost_sockets(evidence);
  const std::string saw = started_by(activation) + ", the guest came up";
  return lost.empty() ? pass(saw + " with every socket") : fail(saw + " without " + listing(lost));
}

Finding judge_answer(const Evidence& evidence, const evidence::Activation& activation) {
  (void)*evidence.guest.start;  // a guest that never came had nobody to answer
  const std::string saw = started_by(activation) + ", the connection that waited ";
  if (!activation.answer.empty()) return pass(saw + "was answered: " + activation.answer.substr(0, 80));
  return fail(saw + "got no answer" + (activation.error.empty() ? "" : ": " + activation.error));
}

constexpr Clause clauses[] = {
    {
        .id = "listen.manager-accepts",
        .says = "The manager can be run as a service and pick up passed sockets.",
        .level = optional,
        .subject = container,
        .source = item_4,
        .since = "2012 wiki",
        .preconditions = by_connection,
        .observe = "a connection to a socket starts the manager with that socket and others: the guest reports, and "
                   "its init has them",
        .remedy = "Take the descriptors $LISTEN_FDS announces instead of closing them, also as a service without a "
                  "terminal.",
        .scenario = "socket-unit",
        .judge = for_activation<judge_accepts>,
    },
    {
        .id = "listen.end-to-end",
        .says =
            "A guest socket unit with the same address takes over the passed socket and answers the queued connection.",
        .level = optional,
        .subject = container,
        .source = item_4,
        .since = "2012 wiki",
        .preconditions = by_connection,
        .observe = "a connection made before the start: PID 1 accepts it from the socket it was passed and answers",
        .remedy = "Pass on the listening socket itself, with the connections that wait in it, and do not accept any of "
                  "them.",
        .scenario = "activation",
        .judge = for_activation<judge_answer>,
    },
};

}  // namespace

Section listen_activation() { return clauses; }

}  // namespace conformance::checks
