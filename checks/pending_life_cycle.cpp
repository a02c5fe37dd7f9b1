// SPDX-License-Identifier: Apache-2.0
// Life cycle, sockets and descriptors, integration: clauses nobody checks yet.
#include "checks/pending.h"
#include "checks/sections.h"

namespace conformance::checks {

namespace {

using enum Level;
using enum Origin;
using enum Subject;

constexpr Clause clauses[] = {
    {.id = "fdstore.forward-up",
     .says =
         "FDSTORE=1 messages of the payload's init are forwarded, with fds and name, to the manager's own supervisor.",
     .level = optional,
     .subject = container,
     .source = {"FILE_DESCRIPTOR_STORE", "Propagation Across Manager Boundaries"},
     .since = "v261",
     .scenario = "fdstore",
     .reason = pending::needs_fdstore},
    {.id = "fdstore.remove-forwarded",
     .says = "FDSTOREREMOVE=1 messages of the payload's init are forwarded to the manager's own supervisor.",
     .level = optional,
     .subject = container,
     .source = {"FILE_DESCRIPTOR_STORE", "Propagation Across Manager Boundaries"},
     .since = "v261",
     .scenario = "fdstore",
     .reason = pending::needs_fdstore},
    {.id = "fdstore.handed-back",
     .says =
         "On the next start the stored file descriptors reach the new init via LISTEN_FDS with usable LISTEN_FDNAMES.",
     .level = optional,
     .subject = container,
     .source = {"FILE_DESCRIPTOR_STORE", "Propagation Across Manager Boundaries"},
     .since = "v261",
     .scenario = "fdstore-restart",
     .reason = pending::needs_fdstore},
    {.id = "adv.localtime-synced",
     .says = "The container gets the host's time zone through /etc/localtime.",
     .level = optional,
     .subject = container,
     .source = {"CONTAINER_INTERFACE", "Advanced Integration", "1"},
     .since = "2012 wiki",
     .reason = "needs the host's time zone, which is not collected yet"},
    {.id = "adv.localtime-relative-symlink",
     .says = "A time zone given by the manager is a relative symlink at /etc/localtime into the container's zoneinfo "
             "directory.",
     .level = recommended,
     .subject = container,
     .source = {"CONTAINER_INTERFACE", "Advanced Integration", "1"},
     .since = "2012 wiki",
     .reason = "needs the host's time zone, which is not collected yet"},
    {.id = "adv.journal-merged-readable",
     .says = "journalctl -m on the host shows the container's entries.",
     .level = optional,
     .subject = container,
     .source = {"CONTAINER_INTERFACE", "Advanced Integration", "2"},
     .since = "2012 wiki",
     .scenario = "payload",
     .reason = pending::needs_payload},
};

}  // namespace

Section pending_life_cycle() { return clauses; }

}  // namespace conformance::checks
