// SPDX-License-Identifier: Apache-2.0
#include "reports/terminal.h"

#include "reports/tests/build.h"

#include <gmock/gmock.h>

#include <fstream>
#include <iterator>
#include <sstream>

namespace conformance::reports {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string content(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

ClauseResult told(ClauseResult clause, std::string says, std::string saw, std::string remedy = "") {
  clause.says = std::move(says);
  clause.saw = std::move(saw);
  clause.remedy = std::move(remedy);
  return clause;
}

Result some_result() {
  auto advice = told(clause("env.tidy", "recommended", "fail"), "The environment holds nothing else.",
                     "LANG=C is set too", "Start with an empty environment.");
  advice.origin = "derived";
  auto result = result_of({
      told(clause("exec.sys-read-only", "required", "fail"),
           "/sys is mounted read-only, so that nothing inside changes the devices of the host.",
           "/sys: sysfs with options rw,nosuid,nodev,noexec,relatime", "lxc.mount.auto = sys:ro"),
      told(clause("exec.proc-mounted", "required", "pass"), "/proc is mounted.", "/proc: proc"),
      told(clause("exec.sys-net-writable", "optional", "fail"), "/sys/class/net may be writable.",
           "/sys/class/net: read-only", "lxc.mount.auto = sys:ro"),
      told(clause("env.container", "required", "pass"), "$container is set.", "container=lxc"),
      advice,
      told(clause("host.registered", "recommended", "blocked"), "It is registered.", "no system bus on this host"),
      told(clause("host.scope", "required", "blocked"), "It has a scope.", "no system bus on this host"),
      told(clause("vm.uuid", "recommended", "not-applicable"), "The SMBIOS UUID.", "this is a container"),
  });
  result.manager = {"lxc", "5.0.2", "lxc"};
  result.conditions = {"container", "debian bookworm", "6.1.0", "252", "unified", "own", "shared"};
  result.unchecked = 134;
  result.scenarios.push_back({.name = "restart", .scenarios = {"restart"}, .state = "reported"});
  result.clauses.front().seen_in = {"boot"};
  for (auto& clause : result.clauses)
    if (clause.id == "env.tidy") clause.seen_in = {"boot", "restart"};
  return result;
}

/// The report as it looks; read tests/data/report.txt to see it.
TEST(Terminal, LooksLikeThis) {
  EXPECT_EQ(render_terminal(some_result(), {.verbose = true}), content(TEST_DATA "/report.txt"));
}

TEST(Terminal, OneStartIsNotNamed) {
  auto result = some_result();
  EXPECT_THAT(render_terminal(result), HasSubstr("seen in: boot, restart"));
  result.scenarios.pop_back();
  EXPECT_THAT(render_terminal(result), Not(HasSubstr("seen in")));
}

TEST(Terminal, NoLineIsWiderThanAsked) {
  std::istringstream lines(render_terminal(some_result(), {.verbose = true, .width = 70}));
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 70U) << line;
}

TEST(Terminal, PassesAreShownOnRequestOnly) {
  EXPECT_THAT(render_terminal(some_result()), Not(HasSubstr("exec.proc-mounted")));
  EXPECT_THAT(render_terminal(some_result(), {.verbose = true}), HasSubstr("exec.proc-mounted"));
}

TEST(Terminal, ColourIsEscapesAndNothingElse) {
  EXPECT_THAT(render_terminal(some_result()), Not(HasSubstr("\x1b")));
  EXPECT_THAT(render_terminal(some_result(), {.colour = true}), HasSubstr("\x1b[31mNOT CONFORMANT"));
}

TEST(Terminal, NothingHostileReachesTheTerminal) {
  const std::string hostile = "\x1b]2;owned\x07\xff\r\n\u202e";
  auto result = result_of({clause("env.a", "required", "fail"), clause("env.b", "required", "blocked"),
                           clause("env.c", "required", "pass")});
  for (auto& clause : result.clauses) clause.saw = clause.says = clause.remedy = clause.id = hostile;
  for (auto& clause : result.clauses) clause.seen_in = {hostile};
  result.scenarios.push_back({.name = hostile});
  result.manager = {hostile, hostile, hostile};
  result.state = result.detail = hostile;
  result.areas.front().area = hostile;
  result.left_behind = {hostile};
  const auto text = render_terminal(result, {.verbose = true});
  for (const char* bad : {"\x1b", "\x07", "\xff", "\r", "\u202e"}) EXPECT_THAT(text, Not(HasSubstr(bad)));
  EXPECT_THAT(text, HasSubstr("\\x1b]2;owned\\x07\\xff\\x0d\\x0a"));
}

TEST(Terminal, AnUntestedProfileIsToldBeforeTheVerdict) {
  auto result = some_result();
  EXPECT_THAT(render_terminal(result), Not(HasSubstr("UNTESTED")));
  result.manager.untested = "written from the documentation of 1.2; never run";
  const auto text = render_terminal(result);
  EXPECT_LT(text.find("UNTESTED PROFILE  written from the documentation of 1.2"), text.find("NOT CONFORMANT"));
}

TEST(Terminal, AMachineThatNeverReportedSaysWhy) {
  auto result = result_of({clause("env.a", "required", "blocked")});
  result.state = "not-started";
  result.detail = "lxc-start: command not found";
  const auto text = render_terminal(result);
  EXPECT_THAT(text, HasSubstr("NOT MEASURED"));
  EXPECT_THAT(text, HasSubstr("not-started: lxc-start: command not found"));
}

}  // namespace
}  // namespace conformance::reports
