// SPDX-License-Identifier: Apache-2.0
// CONTAINER_INTERFACE, Environment Variables 2: $container_uuid.
#include "checks/env_facts.h"
#include "checks/sections.h"

#include <string>

namespace conformance::checks {

namespace {

using enum Level;
using enum Subject;

constexpr Source item_2 = {"CONTAINER_INTERFACE", "Environment Variables", "2"};

constexpr Clause clauses[] = {
    {
        .id = "env.container-uuid",
        .says = "The manager passes an identity for the container in $container_uuid to PID 1.",
        .level = recommended,
        .subject = container,
        .source = item_2,
        .since = "2012 wiki",
        .observe = "the environment the probe was executed with as PID 1",
        .remedy = "Keep one UUID per container in its configuration and set container_uuid to it on every start; an "
                  "image without /etc/machine-id takes it as its machine id.",
        .judge =
            [](const Evidence& evidence) {
              const auto value = guest_variable(evidence, "container_uuid");
              if (!value) return fail("$container_uuid is not set");
              return pass_if(!value->empty(), "container_uuid=" + *value);
            },
    },
    {
        .id = "env.container-uuid-valid",
        .says = "$container_uuid is a 128-bit identity, plain or dashed, and not all zero.",
        .subject = container,
        .source = item_2,
        .since = "2012 wiki",
        .preconditions = "$container_uuid is set",
        .observe = "32 hexadecimal digits, or 36 characters with dashes, in either case",
        .remedy =
            "Write the UUID as 32 hexadecimal digits or in the usual dashed form; systemd ignores everything else, "
            "and an all-zero one is no machine id.",
        .judge =
            [](const Evidence& evidence) {
              const auto value = guest_variable(evidence, "container_uuid");
              if (!value || value->empty()) return not_applicable("$container_uuid is not set, or is empty");
              const auto identity = identity_of(*value);
              if (!identity) return fail("container_uuid=" + *value + " is no 128-bit identity");
              return pass_if(!names_nothing(*identity), "container_uuid=" + *value);
            },
    },
    {
        .id = "env.container-uuid-not-host",
        .says = "The container's identity is not the host's machine id, nor the host's product UUID.",
        .subject = container,
        .source = item_2,
        .since = "2012 wiki",
        .preconditions = "$container_uuid is set to an identity",
        .observe = "compared as 128-bit values with /etc/machine-id and the product UUID of the host",
        .remedy = "Make a UUID of its own for each container; do not read the machine id of the host, nor pass on an "
                  "image that contains it.",
        .judge =
            [](const Evidence& evidence) {
              const auto identity = container_identity(evidence);
              if (!identity) return not_applicable("no identity is passed in $container_uuid");
              const auto& host = *evidence.host.identity;
              const auto machine = identity_of(host.machine_id);
              if (identity_of(host.product_uuid) == identity)
                return fail("container_uuid is the host's product UUID " + host.product_uuid);
              if (!machine) return blocked("the host has no machine id to compare with");
              if (machine == identity) return fail("container_uuid is the host's machine id " + host.machine_id);
              // The kernel shows root the product UUID wherever there is one.
              return pass("container_uuid " + *identity + ", host " + *machine +
                          (host.product_uuid.empty() ? ", which shows no product UUID" : ""));
            },
    },
};

}  // namespace

Section env_identity() { return clauses; }

}  // namespace conformance::checks
