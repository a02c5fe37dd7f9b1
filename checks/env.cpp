// SPDX-License-Identifier: Apache-2.0
// CONTAINER_INTERFACE, Environment Variables 1: what $container says, and what must not leak in beside it.
#include "checks/env_facts.h"
#include "checks/facts.h"
#include "checks/judge.h"
#include "checks/sections.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace conformance::checks {

namespace {

using enum Level;
using enum Origin;
using enum Subject;

constexpr Source item_1 = {"CONTAINER_INTERFACE", "Environment Variables", "1"};

/// Lower case, no blanks, at most 32 characters: ^[a-z0-9][a-z0-9._-]{0,31}$
bool is_short_identifier(std::string_view text) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789";
  constexpr std::string_view more = "abcdefghijklmnopqrstuvwxyz0123456789._-";
  return !text.empty() && text.size() <= 32 && letters.find(text.front()) != std::string_view::npos &&
         text.find_first_not_of(more) == std::string_view::npos;
}

/// $LISTEN_FDS and $LISTEN_FDNAMES reach the guest unchanged on purpose: CONTAINER_INTERFACE, Advanced Integration 4.
bool meant_for_both(std::string_view name) { return name == "LISTEN_FDS" || name == "LISTEN_FDNAMES"; }

/// A path that is a mount point in the guest was put there for the guest, so the variable was rewritten after all.
bool mounted_for_the_guest(const Evidence& evidence, const std::string& path) {
  if (!path.starts_with('/')) return false;
  return std::ranges::any_of(*evidence.guest.mounts, [&](auto& mount) { return mount.point == path; });
}

std::vector<std::string> leaked_variables(const Evidence& evidence) {
  std::vector<std::string> leaked;
  for (const auto& [name, value] : evidence.run.manager_environment) {
    if (meant_for_both(name) || guest_variable(evidence, name) != value) continue;
    if (!mounted_for_the_guest(evidence, value)) leaked.push_back(name + "=" + value);
  }
  return leaked;
}

constexpr Clause clauses[] = {
    {
        .id = "env.container",
        .says = "PID 1 of a container finds a non-empty $container that names the manager.",
        .subject = container,
        .source = item_1,
        .since = "2012 wiki",
        .observe = "the environment the probe was executed with as PID 1",
        .remedy = "Set container=NAME, NAME being a short lower-case word for your manager, in the environment of the "
                  "container's init. An empty value tells systemd that it is not in a container.",
        .judge =
            [](const Evidence& evidence) {
              const auto value = guest_variable(evidence, "container");
              if (!value) return fail("$container is not set");
              return pass_if(!value->empty(), "container=" + *value);
            },
    },
    {
        .id = "env.container-format",
        .says = "The value of $container is a short lower-case identifier of this manager.",
        .level = recommended,
        .subject = container,
        .source = item_1,
        .since = "2012 wiki",
        .preconditions = "$container is set",
        .observe = "at most 32 of a-z 0-9 . _ - in the environment of PID 1, and not the generic \"oci\"",
        .remedy = "Use one short word in lower case that names your manager, as container=lxc does.",
        .judge =
            [](const Evidence& evidence) {
              const auto value = guest_variable(evidence, "container");
              if (!value || value->empty()) return not_applicable("$container is not set, or is empty");
              if (*value == "oci") return fail("container=oci names a format, not a manager");
              return pass_if(is_short_identifier(*value), "container=" + *value);
            },
    },
    {
        .id = "env.no-supervisor-leak",
        .says = "Variables addressed to the manager itself do not reach the guest unchanged.",
        .level = recommended,
        .origin = derived,
        .subject = container,
        .source = {"sd_listen_fds(3)", "Notes"},
        .since = "n/a",
        .preconditions = "the manager is started as a service manager would start it",
        .observe = "names and values the manager was given, compared with the environment of PID 1",
        .remedy = "Build the environment of the container's init from nothing, and rewrite what is meant for it: "
                  "LISTEN_PID, NOTIFY_SOCKET, CREDENTIALS_DIRECTORY and their like name one recipient.",
        .judge =
            [](const Evidence& evidence) {
              if (is_only_looked_at(evidence.run.state))
                throw evidence::Absent("nobody saw what the manager was given");
              if (evidence.run.manager_environment.empty())
                return not_applicable("the manager was given no variable that is addressed to it alone");
              const auto leaked = leaked_variables(evidence);
              if (!leaked.empty()) return fail("in the environment of PID 1 as the manager got it: " + listing(leaked));
              std::vector<std::string> names;
              for (const auto& variable : evidence.run.manager_environment) names.push_back(variable.name);
              return pass("none of these as the manager got them: " + listing(names));
            },
    },
};

}  // namespace

Section env() { return clauses; }

}  // namespace conformance::checks
