// SPDX-License-Identifier: Apache-2.0
// What a container leaves as it was on the host: mounts and kernel settings.
#include "checks/facts.h"
#include "checks/host_facts.h"
#include "checks/request_facts.h"
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
using evidence::Mount;

/// The name the machine was asked to have stands in what is mounted or where.
bool is_of_the_machine(const Evidence& evidence, const Mount& mount) {
  for (const auto* text : {&mount.point, &mount.root, &mount.source})
    if (has_name_of_the_machine(evidence, *text)) return true;
  return false;
}

/// Others mount things on the same host, too: without a sign that one is the machine's, nobody knows whose it is.
Finding judge_mounts(const Evidence& evidence) {
  const auto& left = evidence.host.changes->mounts_after;
  const auto& propagated = *evidence.host.propagated_mounts;
  if (!propagated.empty()) return fail("what the guest mounted is mounted on the host: " + listing(propagated));
  std::vector<std::string> points;
  for (const Mount& mount : left) points.push_back(mount.point);
  const std::string saw = "mounted after the end and not before: " + listing(points);
  if (std::ranges::any_of(left, [&](auto& mount) { return is_of_the_machine(evidence, mount); })) return fail(saw);
  if (!left.empty()) return unknown(saw + "; nothing shows who did that");
  const auto& asked = request(evidence, "mount");
  if (!succeeded(asked)) return pass("the same mounts as before; the guest itself cannot mount: " + asked.detail);
  return pass("the same mounts as before, and none of the guest's while it was up");
}

Finding judge_settings(const Evidence& evidence) {
  std::vector<std::string> changed;
  for (const auto& setting : *evidence.host.settings)
    changed.push_back(setting.path + " from " + setting.before + " to " + setting.after);
  return pass_if(changed.empty(), "changed settings: " + listing(changed));
}

constexpr Clause clauses[] = {
    {
        .id = "host.mounts-unchanged",
        .says = "The host's mount table is the same after stop as before start; nothing propagates from the container "
                "while it runs.",
        .level = recommended,
        .origin = derived,
        .subject = container,
        .source = {"CONTAINER_INTERFACE", "Execution Environment", "8"},
        .since = "n/a",
        .observe = "the mounts of the host before and after, and whether the host sees what the guest mounts",
        .remedy = "Make your mount namespace a slave of the host's before you mount anything, and unmount what you "
                  "mounted for the machine when it ends.",
        .scenario = "stop",
        .judge = judge_mounts,
    },
    {
        .id = "host.sysctls-unchanged",
        .says = "Host kernel settings are not altered by booting the container.",
        .level = recommended,
        .subject = container,
        .source = {"CONTAINER_INTERFACE", "Execution Environment", "2"},
        .since = "n/a",
        .observe = "the files below /proc/sys of the host before and after; counters are left out",
        .remedy = "Write settings inside the container's namespaces only, and none that have no namespace.",
        .scenario = "host-settings",
        .judge = judge_settings,
    },
};

}  // namespace

Section host_unchanged() { return clauses; }

}  // namespace conformance::checks
