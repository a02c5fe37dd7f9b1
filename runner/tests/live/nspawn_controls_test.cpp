// SPDX-License-Identifier: Apache-2.0
// Negative controls: the reference, told to break a clause, is caught, and nothing else is held against it.
#include "runner/tests/live/program.h"

#include <gmock/gmock.h>

#include <set>
#include <string>

namespace {

using conformance::live::Finished;

struct Control {
  std::string variant;  ///< of nspawn-controls.toml
  std::set<std::string> violated;
  std::string scenarios = "default";
};

Finished run(const Control& control) {
  return conformance::live::run(std::string("--profile " NSPAWN_CONTROLS) + ":" + control.variant + " --scenarios " +
                                control.scenarios);
}

class NegativeControl : public testing::TestWithParam<Control> {};

TEST_P(NegativeControl, IsCaughtAndNothingElse) {
  const auto finished = run(GetParam());
  ASSERT_TRUE(finished.result.is_object()) << finished.text;
  std::set<std::string> violated;
  for (const auto& id : conformance::live::with_outcome(finished, "fail")) violated.insert(id);
  for (const auto& always : conformance::live::violated_by_nspawn()) violated.erase(always);
  EXPECT_EQ(violated, GetParam().violated) << finished.text;
  EXPECT_EQ(finished.exit_code, 1);
}

const Control controls[] = {
    {"api-vfs-writable",
     {"exec.sys-read-only", "exec.proc-sys-read-only", "exec.proc-sys-net-writable-requires-netns",
      "exec.proc-sys-writable-requires-all-ns", "exec.proc-sys-writable-requires-unpriv-root"}},
    {"fewer-capabilities", {"caps.mknod-kept", "caps.sys-admin-kept", "caps.mount-namespaces-work"}},
    {"audit-read", {"caps.no-audit-read"}},
    {"pipe", {"exec.console-present"}},
    {"empty-container-variable", {"env.container", "host.service-set"}},
    {"odd-container-variable", {"env.container-format", "host.service-set"}},
    // The upper groups are read-only then, as the document asks; nothing is broken by it.
    {"no-cgroup-namespace", {}},
    {"unregistered", {"host.registered"}},
    {"other-slice", {"host.unit-in-machine-slice"}},
    {"identity-mapping", {"userns.no-overlap"}, "boot,twin"},
    {"terminal", {"dont.no-vt-nodes"}},
    {"fixed-uuid", {"env.container-uuid-unique", "host.id-unique"}, "boot,twin"},
    {"uuid-of-the-host", {"env.container-uuid-not-host"}},
};

INSTANTIATE_TEST_SUITE_P(Controls, NegativeControl, testing::ValuesIn(controls), [](const auto& each) {
  auto name = each.param.variant;
  std::erase(name, '-');
  return name;
});

// The clause is violated anyway, by /dev/net/tun: what is asked here is that it names the new one.
TEST(NegativeControls, KernelLogIsAmongTheDevices) {
  const auto finished = run({.variant = "kmsg"});
  std::string saw;
  for (const auto& clause : finished.result["clauses"])
    if (clause["id"] == "dont.no-extra-devices") saw = clause["saw"];
  EXPECT_THAT(saw, testing::HasSubstr("/dev/kmsg 1:11"));
}

}  // namespace
