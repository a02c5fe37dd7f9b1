// SPDX-License-Identifier: Apache-2.0
// What a profile becomes when it is right.
#include "runner/profile/load.h"
#include "runner/profile/tests/minimal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace conformance::runner {
namespace {

using std::chrono_literals::operator""ms;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(Load, TheSmallestProfileHasSensibleDefaults) {
  const Profile profile = parse_profile(minimal, "box.toml");
  EXPECT_EQ(profile.name(), "box");
  EXPECT_EQ(profile.subject, "container");
  EXPECT_EQ(profile.guest, GuestKind::tree);
  EXPECT_EQ(profile.start.mode, StartMode::foreground);
  EXPECT_EQ(profile.start.console, ConsoleKind::pty);
  EXPECT_EQ(profile.report_deadline, 60'000ms);
  EXPECT_EQ(profile.stop.signal, 15);
  EXPECT_FALSE(profile.kill);
  EXPECT_FALSE(profile.exec);
  EXPECT_TRUE(profile.requires_.root);
}

TEST(Load, EverySectionIsRead) {
  const Profile profile = parse_profile(R"toml(
options = ["--verbose"]
[profile]
id = "box"
title = "Box"
subject = "container"
documentation = "https://example.com/box"
untested = "written from the documentation of 1.0; never run"
[requires]
commands = ["boxd"]
files = ["/dev/null"]
service_manager = true
root = false
[version]
argv = ["box", "--version"]
pattern = '^box (\d+)'
[machine]
name = "box-{name}"
hostname = "{name}"
uuid = "{uuid}"
slice = "box.slice"
[claims]
listen = "no: it closes them"
uuid = "yes"
[variables]
colour = "red {name}"
[guest]
kind = "tar"
[[file]]
path = "{work}/config.json"
content = '{{"tar": "{tar}", "colour": "{colour}"}}'
mode = "0600"
[[setup]]
argv = ["box", "import", "{tar}"]
environment = { BOX = "{work}" }
deadline = "2min"
success = [0, 3]
[start]
mode = "detached"
argv = ["box", "run", "{options...}", "{name}"]
console = "file"
console_file = "{work}/console"
deadline = "500ms"
[report]
deadline = "5s"
[exec]
argv = ["box", "exec", "{name}", "{command...}"]
[stop]
argv = ["box", "stop", "{name}", "{leader}"]
[kill]
argv = ["box", "kill", "{name}"]
[[teardown]]
argv = ["box", "rm", "{name}"]
[lab]
backend = "qemu"
reason = "it needs the memory controller"
suites = ["trixie", "sid"]
packages = ["box"]
services = ["boxd.service"]
)toml",
                                        "box.toml");
  EXPECT_THAT(profile.requires_.commands, ElementsAre("boxd"));
  EXPECT_TRUE(profile.requires_.service_manager);
  EXPECT_EQ(profile.untested, "written from the documentation of 1.0; never run");
  EXPECT_EQ(profile.asked.slice, "box.slice");
  EXPECT_EQ(profile.claims.at("listen"), (evidence::Claim{"no", "it closes them"}));
  EXPECT_TRUE(profile.claims_no("listen"));
  EXPECT_EQ(profile.claims.at("uuid"), (evidence::Claim{"yes", ""}));
  EXPECT_EQ(profile.guest, GuestKind::tar);
  EXPECT_EQ(profile.files.at(0).mode, 0600u);
  EXPECT_EQ(profile.setup.at(0).deadline, 120'000ms);
  EXPECT_THAT(profile.setup.at(0).success, ElementsAre(0, 3));
  EXPECT_EQ(profile.start.step.deadline, 500ms);

  EXPECT_EQ(profile.lab.backend, LabBackend::qemu);
  EXPECT_EQ(profile.lab.reason, "it needs the memory controller");
  EXPECT_THAT(profile.lab.suites, ElementsAre("trixie", "sid"));
  EXPECT_THAT(profile.lab.packages, ElementsAre("box"));
  EXPECT_THAT(profile.lab.services, ElementsAre("boxd.service"));

  Values values = values_for(profile, {{"name", "m1"}, {"work", "/w"}, {"tar", "/w/g.tar"}, {"leader", "42"}});
  values.command = {"/probe", "--exec"};
  EXPECT_EQ(expand(profile.files.at(0).content, values), R"({"tar": "/w/g.tar", "colour": "red m1"})");
  EXPECT_EQ(values.single.at("console_file"), "/w/console");
  EXPECT_THAT(expand_all(profile.start.step.argv, values), ElementsAre("box", "run", "--verbose", "m1"));
  EXPECT_THAT(expand_all(profile.exec->argv, values), ElementsAre("box", "exec", "m1", "/probe", "--exec"));
  EXPECT_THAT(expand_all(profile.stop.argv, values), ElementsAre("box", "stop", "m1", "42"));
}

TEST(Load, AVariantReplacesKeysAndListsAndKeepsTheRest) {
  const std::string text = "options = [\"--a\"]\n" + and_also(R"toml(
[claims]
listen = "no: why"
uuid = "yes"
[variant.b]
title = "Box, otherwise"
options = ["--b", "--c"]
[variant.b.claims]
listen = "yes"
[variant.b.start]
console = "file"
console_file = "{work}/c"
)toml");
  const Profile plain = parse_profile(text, "box.toml");
  const Profile b = parse_profile(text, "box.toml", "b");
  EXPECT_THAT(plain.options, ElementsAre("--a"));
  EXPECT_THAT(b.options, ElementsAre("--b", "--c"));
  EXPECT_EQ(b.name(), "box:b");
  EXPECT_EQ(b.title, "Box, otherwise");
  EXPECT_EQ(b.start.step.argv, plain.start.step.argv);
  EXPECT_EQ(b.start.console, ConsoleKind::file);
  EXPECT_EQ(b.claims.at("listen").value, "yes");
  EXPECT_EQ(b.claims.at("uuid").value, "yes");
  EXPECT_TRUE(plain.claims_no("listen"));
}

TEST(Load, AVariantMayEndTheMachineInAnotherWay) {
  const Profile profile =
      parse_profile(and_also("[variant.b.stop]\nargv = [\"box\", \"stop\"]\ndeadline = \"9s\"\n"), "box.toml", "b");
  EXPECT_EQ(profile.stop.signal, std::nullopt);
  EXPECT_THAT(profile.stop.argv, ElementsAre("box", "stop"));
  EXPECT_EQ(profile.stop.deadline, 9000ms);
}

TEST(Settings, ReplaceAVariableAsItIs) {
  Profile profile = parse_profile(and_also("[variables]\ndefect = \"none\"\n"), "box.toml");
  EXPECT_EQ(values_for(profile, {}).single.at("defect"), "none");
  apply_settings(profile, {parse_setting("defect={name}=x")});
  EXPECT_EQ(values_for(profile, {}).single.at("defect"), "{name}=x");
}

TEST(Settings, OfAnUnknownVariableNameTheNearest) {
  Profile profile = parse_profile(and_also("[variables]\ndefect = \"none\"\n"), "box.toml");
  try {
    apply_settings(profile, {{"defekt", "x"}});
    FAIL();
  } catch (const ProfileError& error) {
    EXPECT_STREQ(error.what(), "profile box has no variable \"defekt\"\nhelp: did you mean \"defect\"?");
  }
  EXPECT_THROW(parse_setting("defect"), ProfileError);
  EXPECT_THROW(parse_setting("=x"), ProfileError);
}

TEST(Templates, ExpandVariablesAndLiteralBraces) {
  const Values values{{{"a", "1"}, {"b", "{a}"}}, {}, {}};
  EXPECT_EQ(expand("{a}{{a}}{b}", values), "1{a}{a}");
  EXPECT_EQ(expand("", values), "");
  EXPECT_THROW(expand("{c}", values), ProfileError);
  EXPECT_THROW(expand("{", values), ProfileError);
}

TEST(Templates, AListBecomesNoneOneOrManyArguments) {
  EXPECT_THAT(expand_all({"a", "{options...}", "b"}, {}), ElementsAre("a", "b"));
  EXPECT_THAT(expand_all({"a", "{options...}"}, {{}, {"x", ""}, {}}), ElementsAre("a", "x", ""));
}

TEST(Version, IsTheFirstGroupInTheFirstLineThatMatches) {
  const Version version{{}, R"(version (\d+\.\d+))"};
  EXPECT_EQ(version_in(version, "hello\nbox version 1.25 (a)\nversion 9.9\n"), "1.25");
  EXPECT_EQ(version_in(version, ""), "");
  EXPECT_EQ(version_in(version, std::string(10'000'000, 'x')), "");
}

TEST(Host, SaysEverythingThatIsMissing) {
  const Profile profile = parse_profile(
      and_also("[requires]\ncommands = [\"boxd\"]\nfiles = [\"/dev/box\"]\nservice_manager = true\n"), "box.toml");
  const HostAbilities nothing{[](const std::string&) { return false; }, [](const std::string&) { return false; }};
  EXPECT_THAT(missing_here(profile, nothing),
              ElementsAre("the command boxd is not installed", "the command box is not installed",
                          "the file /dev/box does not exist", "systemd is not PID 1 of this host", "it needs root"));
  const HostAbilities all{[](const std::string&) { return true; }, [](const std::string&) { return true; }, true, true};
  EXPECT_THAT(missing_here(profile, all), IsEmpty());
}

}  // namespace
}  // namespace conformance::runner
