// SPDX-License-Identifier: Apache-2.0
// The formats that programs read. check-formats has each read by the program it is for.
#include "reports/formats.h"

#include "reports/github.h"
#include "reports/markdown.h"
#include "reports/tests/build.h"
#include "reports/words.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>

#include <cstdlib>
#include <fstream>

namespace conformance::reports {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

constexpr const char* hostile =
    "</failure><script>alert(1)</script> ]]> \x1b[31m # TODO | `x` %0A::error::\n&\"' \uFFFF";

Result mixed() {
  auto violated = clause("exec.sys", "required", "fail");
  violated.saw = hostile;
  auto waived = clause("exec.tty", "recommended", "fail");
  waived.waived = true;
  waived.waived_because = "not mended yet";
  return result_of({violated, clause("exec.proc", "required", "pass"), waived,
                    clause("env.container", "optional", "blocked"), clause("env.tidy", "optional", "unknown"),
                    clause("env.other", "required", "not-applicable")});
}

std::string rendered(const char* format, const Result& result) { return find_format(format)->render(result); }

pugi::xml_document parsed(const std::string& xml) {
  pugi::xml_document document;
  EXPECT_TRUE(document.load_string(xml.c_str())) << xml;
  return document;
}

TEST(Junit, CountsWhatItHolds) {
  const auto document = parsed(rendered("junit", mixed()));
  const auto root = document.child("testsuites");
  EXPECT_EQ(root.attribute("tests").as_int(), 6);
  EXPECT_EQ(root.attribute("failures").as_int(), 1);
  EXPECT_EQ(root.attribute("errors").as_int(), 2);
  EXPECT_EQ(document.select_node("//testsuite[@name='exec']").node().attribute("skipped").as_int(), 1);
  EXPECT_EQ(document.select_node("//testsuite[@name='env']").node().attribute("skipped").as_int(), 1);
  EXPECT_EQ(document.select_nodes("//testcase").size(), 6U);
  EXPECT_EQ(document.select_nodes("//testcase/failure").size(), 1U);
  EXPECT_EQ(document.select_nodes("//testcase/error").size(), 2U);
  EXPECT_EQ(document.select_nodes("//testcase/skipped").size(), 2U);
  EXPECT_EQ(document.select_nodes("//testsuite[@name='exec']/testcase").size(), 3U);
}

TEST(Junit, AKnownDeviationThatPassesIsAFailure) {
  auto better = clause("exec.sys", "required", "pass");
  better.waived = true;
  EXPECT_EQ(parsed(rendered("junit", result_of({better}))).select_nodes("//failure").size(), 1U);
}

TEST(Junit, TextFromTheGuestIsText) {
  const auto document = parsed(rendered("junit", mixed()));
  EXPECT_EQ(document.select_nodes("//script").size(), 0U);
  EXPECT_THAT(document.select_node("//failure").node().attribute("message").value(), HasSubstr("</failure><script>"));
}

TEST(Tap, HasASubtestForEachArea) {
  const auto text = rendered("tap", mixed());
  EXPECT_THAT(text, HasSubstr("TAP version 14\n1..2\n"));
  EXPECT_THAT(text, HasSubstr("# Subtest: exec\n    1..3\n    not ok 1 - exec.sys\n"));
  EXPECT_THAT(text, HasSubstr("    not ok 3 - exec.tty # TODO known deviation: not mended yet\n"));
  EXPECT_THAT(text, HasSubstr("    ok 3 - env.other # SKIP it was seen\n"));
  EXPECT_THAT(text, HasSubstr("\nnot ok 1 - exec\n"));
  EXPECT_THAT(text, HasSubstr("\nnot ok 2 - env\n"));
}

TEST(Tap, TextFromTheGuestStaysInItsLine) {
  auto skipped = clause("exec.sys", "required", "not-applicable");
  skipped.saw = "a # TODO\nnot ok 9";
  const auto text = rendered("tap", result_of({skipped}));
  EXPECT_THAT(text, HasSubstr("# SKIP a \\# TODO\\\\x0anot ok 9\n"));
}

TEST(Sarif, HoldsWhatIsNotAsItShouldBe) {
  const auto document = nlohmann::json::parse(rendered("sarif", mixed()));
  EXPECT_EQ(document.at("version"), "2.1.0");
  const auto& run = document.at("runs").at(0);
  const auto& results = run.at("results");
  ASSERT_EQ(results.size(), 4U);
  for (const auto& result : results) {
    EXPECT_EQ(run["tool"]["driver"]["rules"][result["ruleIndex"].get<std::size_t>()]["id"], result["ruleId"]);
    EXPECT_EQ(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "profiles/toy.toml");
    EXPECT_EQ(result["level"] == "none", result["kind"] != "fail");
  }
  EXPECT_EQ(results[0]["level"], "error");
  EXPECT_EQ(results[1]["suppressions"].size(), 1U);
}

TEST(Github, NamesTheWorstTen) {
  std::vector<ClauseResult> many;
  for (int i = 0; i < 12; ++i) many.push_back(clause("exec.a" + std::to_string(i), "optional", "fail"));
  many.push_back(clause("exec.worst", "required", "fail"));
  const auto text = render_github(result_of(many));
  EXPECT_THAT(text, ::testing::StartsWith("::error title=exec.worst (fail%2C required)::asks: It is asked.%0A"));
  EXPECT_THAT(text, HasSubstr("3 more clauses are in the report"));
  EXPECT_EQ(std::ranges::count(text, '\n'), 11);
}

TEST(Github, TextFromTheGuestBeginsNoCommand) {
  for (const auto& line : {rendered("github", mixed())}) EXPECT_THAT(line, Not(HasSubstr("\n::error::")));
}

TEST(Markdown, TextFromTheGuestIsText) {
  EXPECT_EQ(markdown_text("<b>`x`|"), "&lt;b&gt;\\`x\\`\\|");
  const auto text = rendered("markdown", mixed());
  EXPECT_THAT(text, Not(HasSubstr("<script>")));
  EXPECT_THAT(text, HasSubstr("## Known deviations\n\n### exec.tty"));
}

TEST(Badge, SaysVerdictAndScore) {
  const auto document = parsed(rendered("badge", mixed()));
  EXPECT_THAT(document.child("svg").attribute("aria-label").value(), HasSubstr("not conformant"));
}

TEST(Formats, NoneFailsOnAResultWithoutAnything) {
  for (const auto& format : formats()) EXPECT_FALSE(format.render(Result{}).empty()) << format.name;
}

TEST(Formats, NothingHostileReachesAReaderOfAnyOfThem) {
  const auto result = result_saying("\x1b]2;owned\x07\xff\r\u202e<script>alert(1)</script>");
  for (const auto& format : formats()) {
    const auto text = format.render(result);
    for (const char* bad : {"\x1b", "\x07", "\xff", "\r", "&#27;", "&#x1b;"})
      EXPECT_EQ(text.find(bad), std::string::npos) << format.name << " has " << ::testing::PrintToString(bad);
  }
}

TEST(Words, KnowsWhereDocumentsStand) {
  EXPECT_EQ(url_of({"CONTAINER_INTERFACE", "What You Shouldn't Do", "8", "systemd 262"}),
            "https://systemd.io/CONTAINER_INTERFACE/#what-you-shouldnt-do");
  EXPECT_EQ(url_of({"VM_INTERFACE", "", "2", "systemd 262"}), "https://systemd.io/VM_INTERFACE/");
  EXPECT_EQ(url_of({"org.freedesktop.machine1(5)", "Leader", "", "systemd 262"}),
            "https://www.freedesktop.org/software/systemd/man/latest/org.freedesktop.machine1.html");
  EXPECT_EQ(url_of({"vsock(7)", "Address format", "", "systemd 262"}),
            "https://man7.org/linux/man-pages/man7/vsock.7.html");
  for (const char* other : {"", "javascript:alert(1)", "A/../B", "../x(1)", "x(1", "()", "some words"})
    EXPECT_EQ(url_of({other, "", "", ""}), "") << other;
}

TEST(Words, WorstIsRequiredAndViolated) {
  const auto worst = [](const Result& result) {
    std::vector<std::string> ids;
    for (const auto* each : worst_first(result)) ids.push_back(each->id);
    return ids;
  };
  EXPECT_THAT(worst(mixed()), ElementsAre("exec.sys", "env.container", "env.tidy"));
}

/// For check-formats: each format as a file.
TEST(Formats, FilesForOtherReaders) {
  const char* folder = std::getenv("FORMAT_SAMPLES");
  if (folder == nullptr) GTEST_SKIP() << "FORMAT_SAMPLES names no folder";
  for (const auto& format : formats())
    for (const auto& [name, result] : {std::pair("", mixed()), std::pair("hostile-", result_saying(hostile))})
      std::ofstream(fmt::format("{}/{}{}", folder, name, format.name)) << format.render(result);
  const auto kept =
      result_of({clause("exec.sys", "required", "pass"), clause("env.tidy", "optional", "not-applicable")});
  std::ofstream(fmt::format("{}/kept-tap", folder)) << rendered("tap", kept);
}

}  // namespace
}  // namespace conformance::reports
