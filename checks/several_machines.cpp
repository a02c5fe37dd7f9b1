// SPDX-License-Identifier: Apache-2.0
// What tells machines apart: one and the same at every start, and no two alike.
#include "checks/env_facts.h"
#include "checks/host_facts.h"
#include "checks/sections.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <string>
#include <string_view>

namespace conformance::checks {

namespace {

using enum Level;
using enum Subject;

constexpr Source item_2 = {"CONTAINER_INTERFACE", "Environment Variables", "2"};
constexpr std::string_view uuid_set = "$container_uuid is set";

std::string together(const std::string& one, const std::string& other) { return one + " and " + other; }

/// What the profile itself asks for, the manager cannot be blamed for.
bool was_told(const Evidence& evidence, const std::string& identity) {
  for (const auto& step : evidence.run.steps) {
    if (step.phase != "start") continue;
    for (std::string word : step.arguments) {
      std::erase(word, '-');
      std::ranges::transform(word, word.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
      if (word.find(identity) != std::string::npos) return true;
    }
  }
  return false;
}

/// They have to differ.
Finding judge_apart(const Evidence& second, const std::string& what, const std::string& one, const std::string& other) {
  if (one == other && was_told(second, other)) return blocked("the profile asks for " + other + " a second time");
  return pass_if(one != other, what + together(one, other));
}

Finding judge_differs(const Evidence& first, const Evidence& second) {
  const auto one = container_identity(first);
  const auto other = container_identity(second);
  if (!one || !other) return not_applicable("no identity is passed in $container_uuid");
  return judge_apart(second, "container_uuid ", *one, *other);
}

Finding judge_stays(const Evidence& first, const Evidence& second) {
  const auto before = container_identity(first);
  const auto after = container_identity(second);
  if (!before) return not_applicable("no identity is passed in $container_uuid");
  if (after && before != after && was_told(second, *after))
    return blocked("the profile asks for another UUID at the second start");
  return pass_if(before == after, "container_uuid " + together(*before, after.value_or("none at the second start")));
}

Finding judge_names(const Evidence& first, const Evidence& second) {
  const auto* one = registered_machine(first);
  if (one == nullptr) return not_applicable("the first machine is not registered");
  const auto* other = registered_machine(second);
  if (other == nullptr) return fail("the first machine is registered as " + one->name + ", the second is not");
  return pass_if(one->name != other->name, "registered as " + together(one->name, other->name));
}

std::optional<std::string> registered_id(const Evidence& evidence) {
  const auto* machine = registered_machine(evidence);
  const auto id = machine == nullptr ? std::nullopt : identity_of(machine->id);
  return id && !names_nothing(*id) ? id : std::nullopt;
}

Finding judge_ids(const Evidence& first, const Evidence& second) {
  const auto one = registered_id(first);
  const auto other = registered_id(second);
  if (!one || !other) return not_applicable("a machine is not registered, or without a UUID");
  return judge_apart(second, "Id ", *one, *other);
}

constexpr Clause clauses[] = {
    {
        .id = "env.container-uuid-unique",
        .says = "No two running containers may carry the same UUID.",
        .subject = container,
        .source = item_2,
        .since = "2012 wiki",
        .preconditions = uuid_set,
        .observe = "$container_uuid of two machines that run at the same time, compared as 128-bit values",
        .remedy = "Make a random UUID for each container when it is created, and keep it in its configuration.",
        .scenario = "twin",
        .compare = judge_differs,
        .compared_with = "boot",
    },
    {
        .id = "env.container-uuid-stable",
        .says = "The same container must get the same UUID on every start.",
        .subject = container,
        .source = item_2,
        .since = "2012 wiki",
        .preconditions = uuid_set,
        .observe = "$container_uuid of two starts of the same machine, compared as 128-bit values",
        .remedy = "Keep the UUID with the container's configuration instead of making a new one at its start.",
        .scenario = "restart",
        .compare = judge_stays,
        .compared_with = "boot",
    },
    {
        .id = "env.container-uuid-changes-on-clone",
        .says = "Duplicating a container has to give the copy a new UUID.",
        .subject = container,
        .source = item_2,
        .since = "2012 wiki",
        .preconditions = "the manager copies containers, and $container_uuid is set",
        .observe = "$container_uuid of the machine and of a copy the manager made of it",
        .remedy = "Make a new UUID when a container is copied, and empty /etc/machine-id in the copy.",
        .scenario = "clone",
        .compare = judge_differs,
        .compared_with = "boot",
    },
    {
        .id = "host.name-unique",
        .says = "Two machines registered at the same time never share a name.",
        .source = {"org.freedesktop.machine1(5)"},
        .since = "v205",
        .preconditions = "the first of two machines is registered",
        .observe = "the Name property of two machines that run at the same time: both are listed, under two names",
        .remedy = "Register each machine under a name of its own, and do not go on without registration when machined "
                  "says MachineExists.",
        .scenario = "twin",
        .compare = judge_names,
        .compared_with = "boot",
    },
    {
        .id = "host.id-unique",
        .says = "The registered UUID differs between machines.",
        .source = {"org.freedesktop.machine1(5)", "CreateMachine"},
        .since = "v205",
        .preconditions = "two machines are registered with a UUID",
        .observe = "the Id property of two machines that run at the same time",
        .remedy = "Pass the UUID of the machine itself, not one of the image or of the manager.",
        .scenario = "twin",
        .compare = judge_ids,
        .compared_with = "boot",
    },
};

}  // namespace

Section several_machines() { return clauses; }

}  // namespace conformance::checks
