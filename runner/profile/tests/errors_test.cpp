// SPDX-License-Identifier: Apache-2.0
// What the author of a wrong profile reads. Some messages in full, the rest by their first line.
#include "runner/profile/load.h"
#include "runner/profile/tests/minimal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace conformance::runner {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::string message_of(const std::string& text) {
  try {
    parse_profile(text, "box.toml");
  } catch (const ProfileError& error) {
    return error.what();
  }
  return "";
}

struct Full {
  const char* name;
  std::string text;
  const char* message;
};

class WholeMessage : public testing::TestWithParam<Full> {};

TEST_P(WholeMessage, IsAsWritten) { EXPECT_EQ(message_of(GetParam().text), GetParam().message); }

INSTANTIATE_TEST_SUITE_P(
    All, WholeMessage,
    testing::Values(
        Full{"UnknownKey", with("argv", "agrv"),
             R"(box.toml:6:1: error: the key "argv" is missing in [start]
  6 | [start]
    | ^^^^^^^
box.toml:7:1: error: unknown key "agrv" in [start]
  7 | agrv = ["box", "{tree}"]
    | ^^^^
help: did you mean "argv"?)"},
        Full{"UnknownTable", and_also("[starts]\n"),
             R"(box.toml:12:2: error: unknown key "starts"
  12 | [starts]
     |  ^^^^^^
help: did you mean "start"?)"},
        Full{"UnknownVariable", with("{tree}", "--root={tre}"),
             R"(box.toml:7:24: error: unknown variable {tre}
  7 | argv = ["box", "--root={tre}"]
    |                        ^^^^^
help: did you mean "tree"?)"},
        Full{"NoDuration", and_also("[report]\ndeadline = \"30x\"\n"),
             R"(box.toml:13:12: error: "deadline" in [report]: "30x" is no duration
  13 | deadline = "30x"
     |            ^^^^^
help: write a whole number and ms, s, min or h, up to 24h: "30s", "500ms")"},
        Full{"NoSignal", with("SIGTERM", "SIGTREM"),
             R"(box.toml:10:10: error: "SIGTREM" is no signal
  10 | signal = "SIGTREM"
     |          ^^^^^^^^^
help: did you mean "SIGTERM"?)"},
        Full{"Contradiction", and_also("argv = [\"box\", \"stop\"]\n"),
             R"(box.toml:10:1: error: "signal" in [stop] contradicts "argv"
  10 | signal = "SIGTERM"
     | ^^^^^^
help: one of them says how it is done; take the other out)"},
        Full{"WrongType", with("[\"box\", \"{tree}\"]", "\"box {tree}\""),
             R"(box.toml:7:8: error: "argv" in [start] must be an array of strings, not a string
  7 | argv = "box {tree}"
    |        ^^^^^^^^^^^^)"},
        Full{"NoToml", with("[stop]", "[stop"),
             R"(box.toml:9:6: error: Error while parsing table header: expected ']', saw '\n'
  9 | [stop
    |      ^)"},
        Full{
            "StrangeBytes", with("\"Box\"", "\"B\x1b[31m\xff\""),
            R"(box.toml:3:11: error: Error while parsing string: unescaped control characters other than TAB (U+0009) are explicitly prohibited
  3 | title = "B\x1b[31m\xff"
    |           ^^^^)"}),
    [](const auto& test) { return test.param.name; });

struct First {
  const char* name;
  std::string text;
  const char* line;  ///< the first line of the message begins with it
};

class FirstLine : public testing::TestWithParam<First> {};

TEST_P(FirstLine, NamesPlaceAndReason) { EXPECT_THAT(message_of(GetParam().text), StartsWith(GetParam().line)); }

INSTANTIATE_TEST_SUITE_P(
    All, FirstLine,
    testing::Values(
        First{"Empty", "", "box.toml:1:1: error: the table [profile] is missing"},
        First{"NoSubject", with("subject = \"container\"", ""),
              "box.toml:1:1: error: the key \"subject\" is missing in [profile]"},
        First{"OtherSubject", with("container", "pod"), "box.toml:4:11: error: \"subject\" in [profile] cannot be"},
        First{"UnfitId", with("\"box\"", "\"My Box\""), "box.toml:2:6: error: \"My Box\" cannot be an id"},
        First{"NoStop", with("[stop]\nsignal = \"SIGTERM\"", ""), "box.toml:1:1: error: the table [stop] is missing"},
        First{"StopHow", with("signal = \"SIGTERM\"", ""),
              "box.toml:9:1: error: the key \"argv\" is missing in [stop]"},
        First{"StopFalse", with("signal = \"SIGTERM\"", "console = false"),
              "box.toml:10:11: error: \"console\" can only be true"},
        First{"SignalNumber", with("\"SIGTERM\"", "33"), "box.toml:10:10: error: 33 is no signal"},
        First{"SignalToDetached", with("[start]", "[start]\nmode = \"detached\""),
              "box.toml:11:1: error: \"signal\" in [stop] contradicts mode = \"detached\""},
        First{"ForegroundDeadline", with("[start]", "[start]\ndeadline = \"3s\""),
              "box.toml:7:1: error: \"deadline\" contradicts mode = \"foreground\""},
        First{"DeadlineNumber", and_also("[report]\ndeadline = 30\n"),
              "box.toml:13:12: error: \"deadline\" in [report] must be a duration in quotes"},
        First{"ConsoleFileMissing", with("[start]", "[start]\nconsole = \"file\""),
              "box.toml:6:1: error: the key \"console_file\" is missing in [start]"},
        First{"ConsoleFileAlone", with("[start]", "[start]\nconsole_file = \"/x\""),
              "box.toml:7:1: error: \"console_file\" contradicts console = \"pty\""},
        First{"OtherGuest", with("{tree}", "{tar}"),
              "box.toml:7:17: error: {tar} is not there: it needs kind = \"tar\""},
        First{"LeaderBeforeStart", with("{tree}", "{leader}"), "box.toml:7:17: error: {leader} is not there"},
        First{"KernelOfContainer", with("{tree}", "{kernel}"),
              "box.toml:7:17: error: {kernel} is not there: only a vm"},
        First{"SingleBrace", with("{tree}", "{ a"), "box.toml:7:17: error: a single \"{\" in a template"},
        First{"ClosingBrace", with("{tree}", "a}"), "box.toml:7:18: error: a single \"}\" in a template"},
        First{"OptionsInside", with("{tree}", "x{options...}"), "box.toml:7:18: error: {options...} cannot stand here"},
        First{"CommandElsewhere", with("{tree}", "{command...}"),
              "box.toml:7:17: error: {command...} cannot stand here"},
        First{"ExecWithoutCommand", and_also("[exec]\nargv = [\"box\"]\n"),
              "box.toml:13:8: error: {command...} must stand once"},
        First{"NulCharacter", with("{tree}", "a\\u0000b"), "box.toml:7:16: error: \"argv\" in [start] holds a NUL"},
        First{"EmptyCommand", with("\"box\", \"{tree}\"", ""),
              "box.toml:7:8: error: \"argv\" in [start] must not be empty"},
        First{"UnknownClaim", and_also("[claims]\nlisten_fds = \"yes\"\n"),
              "box.toml:13:1: error: unknown key \"listen_fds\""},
        First{"ClaimWithoutReason", and_also("[claims]\nlisten = \"no\"\n"),
              "box.toml:13:10: error: \"listen\" in [claims]: a reason"},
        First{"ClaimOfAnotherKind", and_also("[claims]\nlisten = \"maybe\"\n"),
              "box.toml:13:10: error: \"listen\" in [claims] cannot"},
        First{"ClaimAgainstUse", and_also("[claims]\nuuid = \"no: never\"\n[machine]\nuuid = \"{uuid}\"\n"),
              "box.toml:13:8: error: \"uuid\" is claimed not to work, but [machine] asks"},
        First{"TakenVariable", and_also("[variables]\ntree = \"x\"\n"),
              "box.toml:13:1: error: {tree} has its own meaning"},
        First{"UnfitVariable", and_also("[variables]\nA-B = \"x\"\n"),
              "box.toml:13:1: error: \"A-B\" cannot be a variable"},
        First{"OptionsTooLate", and_also("[variables]\noptions = [\"x\"]\n"),
              "box.toml:13:11: error: \"options\" in [variables] must be"},
        First{"RelativeFile", and_also("[[file]]\npath = \"a\"\ncontent = \"\"\n"),
              "box.toml:13:8: error: the path of a file must be absolute"},
        First{"NoMode", and_also("[[file]]\npath = \"/a\"\ncontent = \"\"\nmode = \"rw\"\n"),
              "box.toml:15:8: error: \"rw\" is no file mode"},
        First{"SetupAsTable", and_also("[setup]\nargv = [\"a\"]\n"), "box.toml:12:1: error: \"setup\" must be tables"},
        First{"ExitCode", and_also("[[setup]]\nargv = [\"a\"]\nsuccess = [256]\n"),
              "box.toml:14:12: error: an exit code is"},
        First{"NoExpression", and_also("[version]\nargv = [\"box\"]\npattern = '('\n"),
              "box.toml:14:11: error: the pattern is no regular expression"},
        First{"PatternWithoutGroup", and_also("[version]\nargv = [\"box\"]\npattern = '1'\n"),
              "box.toml:14:11: error: the pattern has no group"},
        First{"InVariant", and_also("[variant.a.start]\nargv = [\"{tred}\"]\n"),
              "box.toml:13:10: error: unknown variable {tred}"},
        First{"UnknownInVariant", and_also("[variant.a]\nprofile = 1\n"),
              "box.toml:13:1: error: unknown key \"profile\" in [variant.a]"},
        First{"VariantNoTable", and_also("variant.a = 1\n"), "box.toml:12:1: error: unknown key \"variant\" in [stop]"},
        First{"LabBackend", and_also("[lab]\nbackend = \"kvm\"\n"),
              "box.toml:13:11: error: \"backend\" in [lab] cannot be"},
        First{"LabWithoutReason", and_also("[lab]\nbackend = \"qemu\"\n"),
              "box.toml:12:1: error: the key \"reason\" is missing in [lab]"},
        First{"LabSuite", and_also("[lab]\nsuites = [\"sid\", \"trixi\"]\n"),
              "box.toml:13:18: error: \"suites\" in [lab] cannot hold \"trixi\""},
        First{"LabPackage", and_also("[lab]\npackages = [\"--help\"]\n"),
              "box.toml:13:13: error: \"packages\" in [lab] cannot hold \"--help\""},
        First{"LabService", and_also("[lab]\nservices = [\"docker\"]\n"),
              "box.toml:13:13: error: \"services\" in [lab] cannot hold \"docker\""},
        First{"DuplicateKey", with("id =", "title =\"x\"\nid ="),
              "box.toml:4:9: error: Error while parsing key-value pair"}),
    [](const auto& test) { return test.param.name; });

TEST(Errors, AreAllReportedInTheOrderOfTheLines) {
  const std::string message = message_of(with("SIGTERM", "TERM", with("{tree}", "{tred}", with("Box", "", minimal))));
  const std::size_t title = message.find("box.toml:3:9");
  const std::size_t argv = message.find("box.toml:7:17");
  const std::size_t signal = message.find("box.toml:10:10");
  EXPECT_LT(title, argv);
  EXPECT_LT(argv, signal);
  EXPECT_NE(signal, std::string::npos);
  EXPECT_THAT(message, HasSubstr("did you mean \"SIGTERM\"?"));
}

TEST(Errors, InTheBaseAreReportedOnceWhateverTheVariants) {
  const std::string message = message_of(with("SIGTERM", "TERM", and_also("[variant.a]\n[variant.b]\n")));
  EXPECT_EQ(message.find("box.toml:10:10"), message.rfind("box.toml:10:10"));
}

TEST(Errors, ShowTheRelevantPartOfALongLine) {
  const std::string message = message_of(with("{tree}", std::string(5000, 'x') + "{tre}" + std::string(5000, 'y')));
  EXPECT_THAT(message, HasSubstr("…xxx"));
  EXPECT_THAT(message, HasSubstr("x{tre}y"));
  EXPECT_LT(message.size(), 500u);
}

TEST(Errors, CountColumnsInCharacters) {
  EXPECT_THAT(message_of(with("{tree}", "äöü€{tre}")), HasSubstr("box.toml:7:21: error: unknown variable {tre}\n"));
}

TEST(Errors, AnUnknownVariantGetsTheNearest) {
  try {
    parse_profile(and_also("[variant.private-network]\n"), "box.toml", "private-netwrok");
    FAIL();
  } catch (const ProfileError& error) {
    EXPECT_STREQ(error.what(),
                 "box.toml: there is no variant \"private-netwrok\"\nhelp: did you mean \"private-network\"?");
  }
}

}  // namespace
}  // namespace conformance::runner
