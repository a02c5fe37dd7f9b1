// SPDX-License-Identifier: Apache-2.0
// What the guest is given: clauses nobody checks yet.
#include "checks/pending.h"
#include "checks/sections.h"

namespace conformance::checks {

namespace {

using enum Level;
using enum Origin;
using enum Subject;

constexpr Clause clauses[] = {
    {.id = "exec.hostname-survives-boot",
     .says = "With no /etc/hostname in the image the pre-set kernel name must still be in force after systemd booted; "
             "with /etc/hostname that file wins.",
     .level = optional,
     .subject = container,
     .source = {"CONTAINER_INTERFACE", "Execution Environment", "1"},
     .since = "2012 wiki",
     .scenario = "payload",
     .reason = pending::needs_payload},
    {.id = "exec.cgroup-unified-for-new-guests",
     .says = "A guest with systemd >= 258 refuses to start when a v1 hierarchy is at /sys/fs/cgroup; the manager has "
             "to give it a unified tree.",
     .subject = container,
     .source = {"CGROUP_DELEGATION", "Hierarchy and Controller Support"},
     .since = "v258",
     .scenario = "payload",
     .reason = pending::needs_payload},
    {.id = "exec.udevd-stays-off",
     .says = "With the environment set up right, systemd-udevd in the container does not run.",
     .level = recommended,
     .origin = derived,
     .subject = container,
     .source = {"CONTAINER_INTERFACE", "Execution Environment", "4"},
     .since = "2014-04",
     .scenario = "payload",
     .reason = pending::needs_payload},
    {.id = "exec.console-getty-started",
     .says = "A detected container gets exactly one login/shell on /dev/console and no VT gettys.",
     .level = recommended,
     .origin = derived,
     .subject = container,
     .source = {"CONTAINER_INTERFACE", "Execution Environment", "5"},
     .since = "2012 wiki",
     .scenario = "payload",
     .reason = pending::needs_payload},
    {.id = "env.container-detected",
     .says = "systemd in the guest must classify the environment as a container.",
     .level = recommended,
     .subject = container,
     .source = {"CONTAINER_INTERFACE", "Environment Variables", "1"},
     .since = "2012 wiki",
     .scenario = "payload",
     .reason = pending::needs_payload},
    {.id = "env.container-uuid-in-sync",
     .says = "The UUID used outside (machined Id, manager UI) should be the one the guest uses as /etc/machine-id.",
     .level = recommended,
     .subject = container,
     .source = {"CONTAINER_INTERFACE", "Environment Variables", "2"},
     .since = "2012 wiki / 2013 machined",
     .scenario = "payload",
     .reason = pending::needs_payload},
    {.id = "env.machine-id-initialized-from-uuid",
     .says = "An image with empty/missing /etc/machine-id must come up with the passed UUID.",
     .level = recommended,
     .subject = container,
     .source = {"CONTAINER_INTERFACE", "Environment Variables", "2"},
     .since = "2012 wiki",
     .scenario = "payload",
     .reason = pending::needs_payload},
    {.id = "env.container-ttys-gettys",
     .says = "systemd starts a login getty on each pty that $container_ttys lists.",
     .level = optional,
     .subject = container,
     .source = {"CONTAINER_INTERFACE", "Environment Variables", "3"},
     .since = "v209",
     .scenario = "payload",
     .reason = pending::needs_payload},
    {.id = "cred.visible-in-guest",
     .says = "systemd in the guest lists the passed credentials as system credentials.",
     .level = recommended,
     .subject = container,
     .source = {"CREDENTIALS"},
     .since = "v247/250",
     .scenario = "payload",
     .reason = pending::needs_payload},
};

}  // namespace

Section pending_guest() { return clauses; }

}  // namespace conformance::checks
