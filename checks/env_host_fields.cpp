// SPDX-License-Identifier: Apache-2.0
// CONTAINER_INTERFACE, Environment Variables 4: $container_host_*, fields of the host's os-release.
#include "checks/env_facts.h"
#include "checks/sections.h"

#include <string>

namespace conformance::checks {

namespace {

using enum Level;
using enum Subject;

constexpr Source item_4 = {"CONTAINER_INTERFACE", "Environment Variables", "4"};
constexpr std::string_view host_field_observe =
    "the environment of PID 1 compared with /etc/os-release of the host, unquoted";
constexpr std::string_view host_field_remedy =
    "Read /etc/os-release (or /usr/lib/os-release) of the host, not of the container's tree, strip the shell quoting, "
    "and "
    "set the variable only if the host has the field.";

Finding judge_host_field(const Evidence& evidence, const std::string& variable, const std::string& field) {
  const auto value = guest_variable(evidence, variable);
  if (!value || value->empty()) return not_applicable("not offered: $" + variable + " is not set");
  const auto& os_release = evidence.host.identity->os_release;
  if (os_release.empty()) return blocked("the os-release of the host could not be read");
  const auto found = os_release.find(field);
  const std::string expected = found == os_release.end() ? "no " + field : field + "=" + found->second;
  return pass_if(found != os_release.end() && found->second == *value,
                 variable + "=" + *value + ", the host has " + expected);
}

constexpr Clause clauses[] = {
    {
        .id = "env.container-host-id",
        .says = "If metadata of the host are shared, $container_host_id is ID of the host's os-release.",
        .level = optional,
        .subject = container,
        .source = item_4,
        .since = "v246",
        .preconditions = "the manager sets the variable",
        .observe = host_field_observe,
        .remedy = host_field_remedy,
        .judge = [](const Evidence& evidence) { return judge_host_field(evidence, "container_host_id", "ID"); },
    },
    {
        .id = "env.container-host-build-id",
        .says = "If metadata of the host are shared, $container_host_build_id is BUILD_ID of the host's os-release.",
        .level = optional,
        .subject = container,
        .source = item_4,
        .since = "v246",
        .preconditions = "the manager sets the variable",
        .observe = host_field_observe,
        .remedy = host_field_remedy,
        .judge =
            [](const Evidence& evidence) { return judge_host_field(evidence, "container_host_build_id", "BUILD_ID"); },
    },
    {
        .id = "env.container-host-variant-id",
        .says =
            "If metadata of the host are shared, $container_host_variant_id is VARIANT_ID of the host's os-release.",
        .level = optional,
        .subject = container,
        .source = item_4,
        .since = "v246",
        .preconditions = "the manager sets the variable",
        .observe = host_field_observe,
        .remedy = host_field_remedy,
        .judge =
            [](const Evidence& evidence) {
              return judge_host_field(evidence, "container_host_variant_id", "VARIANT_ID");
            },
    },
    {
        .id = "env.container-host-version-id",
        .says =
            "If metadata of the host are shared, $container_host_version_id is VERSION_ID of the host's os-release.",
        .level = optional,
        .subject = container,
        .source = item_4,
        .since = "v246",
        .preconditions = "the manager sets the variable",
        .observe = host_field_observe,
        .remedy = host_field_remedy,
        .judge =
            [](const Evidence& evidence) {
              return judge_host_field(evidence, "container_host_version_id", "VERSION_ID");
            },
    },
};

}  // namespace

Section env_host_fields() { return clauses; }

}  // namespace conformance::checks
