// SPDX-License-Identifier: Apache-2.0
#include "reports/own_clauses.h"

#include "reports/formats.h"
#include "reports/json.h"
#include "reports/tests/build.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>

#include <string>
#include <vector>

namespace conformance::reports {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

evidence::Document document() {
  evidence::Evidence start;
  start.run.subject = "container";
  start.run.state = "reported";
  start.run.manager = "toy";
  start.guest.start = evidence::Start{.pid = 1, .hostname = "box-1"};
  start.guest.file_systems = std::vector<evidence::FileSystem>{{.path = "/proc"}, {.path = "/sys", .read_only = true}};
  start.guest.capabilities = evidence::Group<evidence::Capabilities>::absent("no /proc here");
  return evidence::document_of(start);
}

OwnClause own(const std::string& path, const std::string& comparison, OwnValue value) {
  return {.id = "site.it",
          .sentence = "It is so.",
          .remedy = "Do so.",
          .path = path,
          .comparison = comparison,
          .value = std::move(value),
          .source = {"site.toml", "", "line 1", "own"}};
}

ClauseResult judged(const OwnClause& clause, const evidence::Document& evidence = document()) {
  return judge_own(evidence, std::vector{clause}).front();
}

struct Case {
  const char* path;
  const char* comparison;
  OwnValue value;
  const char* outcome;
};

class Own : public ::testing::TestWithParam<Case> {};

TEST_P(Own, IsJudgedByOneFact) {
  const auto& [path, comparison, value, outcome] = GetParam();
  const auto clause = own(path, comparison, value);
  EXPECT_EQ(check_path(path).problem, "");
  EXPECT_EQ(why_not_comparable(clause), "");
  const auto result = judged(clause);
  EXPECT_EQ(result.outcome, outcome) << result.saw;
}

using S = std::string;
using N = std::int64_t;
constexpr const char* hostname = "/guest/start/hostname";
constexpr const char* pid = "/guest/start/pid";

INSTANTIATE_TEST_SUITE_P(
    Clauses, Own,
    ::testing::Values(Case{hostname, "equals", S("box-1"), "pass"}, Case{hostname, "equals", S("box"), "fail"},
                      Case{hostname, "differs", S("box-1"), "fail"}, Case{hostname, "begins-with", S("box-"), "pass"},
                      Case{hostname, "ends-with", S("-2"), "fail"}, Case{hostname, "contains", S("x-"), "pass"},
                      Case{hostname, "lacks", S("x-"), "fail"}, Case{pid, "equals", N(1), "pass"},
                      Case{pid, "at-least", N(1), "pass"}, Case{pid, "at-least", N(2), "fail"},
                      Case{pid, "at-most", N(1), "pass"}, Case{pid, "at-most", N(0), "fail"},
                      Case{"/guest/file_systems/1/read_only", "equals", true, "pass"},
                      Case{"/guest/file_systems/path=~1sys/read_only", "equals", true, "pass"},
                      Case{"/guest/file_systems/path=~1proc/read_only", "equals", true, "fail"},
                      Case{"/guest/file_systems/path=~1dev/read_only", "equals", false, "fail"},
                      Case{"/guest/file_systems/path=~1dev", "exists", false, "pass"},
                      Case{"/guest/file_systems/path=~1dev", "exists", true, "fail"},
                      Case{"/guest/file_systems/7", "exists", true, "fail"},
                      Case{"/run/scenarios", "contains", S("boot"), "pass"},
                      Case{"/run/scenarios", "lacks", S("boot"), "fail"},
                      Case{"/guest/capabilities/bounding", "equals", N(0), "blocked"},
                      Case{"/guest/capabilities", "exists", false, "blocked"}));

TEST(OwnClause, SaysWhatItSawAndWhyItCouldNot) {
  EXPECT_EQ(judged(own(hostname, "equals", S("x"))).saw, "/guest/start/hostname is box-1");
  EXPECT_EQ(judged(own("/guest/capabilities/bounding", "equals", N(0))).saw, "no /proc here");
}

TEST(OwnClause, OfAnotherKindOfMachineDoesNotApply) {
  auto clause = own(hostname, "equals", S("box-1"));
  clause.subject = "vm";
  EXPECT_EQ(judged(clause).outcome, "not-applicable");
}

TEST(OwnClause, OfAScenarioNobodyPlannedIsBlocked) {
  auto clause = own(hostname, "equals", S("box-1"));
  clause.scenario = "restart";
  EXPECT_EQ(judged(clause).outcome, "blocked");
}

TEST(OwnClause, OfALostMachineIsBlocked) {
  auto lost = document();
  lost.starts.front().run.state = "silent";
  EXPECT_EQ(judged(own("/run/manager", "equals", S("other")), lost).outcome, "blocked");
}

TEST(OwnClause, APathIsOneOfTheSchema) {
  const auto wrong = check_path("/guest/strat/hostname");
  EXPECT_EQ(wrong.segment, "strat");
  EXPECT_THAT(wrong.candidates, Contains("start"));
  for (const char* path :
       {"guest", "/guest/start/hostname/x", "/guest/file_systems/path", "/guest/file_systems/x=1", ""})
    EXPECT_THAT(check_path(path).problem, Not(IsEmpty())) << path;
}

TEST(OwnClause, AComparisonIsOneOfTheFactsKind) {
  for (const auto& clause :
       {own(hostname, "equals", N(1)), own(hostname, "at-least", N(1)), own(pid, "begins-with", S("1")),
        own(pid, "contains", N(1)), own(pid, "at-most", S("1")), own("/run/scenarios", "equals", S("boot")),
        own("/run/scenarios", "contains", N(1)), own(pid, "exists", N(1)), own("/guest/start", "equals", S("x"))})
    EXPECT_THAT(why_not_comparable(clause), Not(IsEmpty())) << clause.path << " " << clause.comparison;
}

/// Nothing of the contract is violated; the site's clause is.
Result with_own(const char* outcome) {
  auto result = result_of({clause("env.a", "required", "pass")});
  auto one = clause("site.it", "required", outcome);
  one.origin = "own";
  one.saw = "</x><script> \x1b[2J";
  result.own = {one};
  return result;
}

TEST(OwnClause, IsInNoFigure) {
  auto result = with_own("fail");
  const auto before = result;
  set_figures(result);
  EXPECT_EQ(result, before);
  EXPECT_EQ(result.verdict, "conformant");
  EXPECT_EQ(result.score->floor.text(), "100.0");
}

TEST(OwnClause, TheGateTellsOfIt) {
  EXPECT_EQ(close(with_own("pass"), {}).exit_code, exit_code::passed);
  const auto closing = close(with_own("fail"), {});
  EXPECT_EQ(closing.exit_code, exit_code::violated);
  EXPECT_EQ(closing.line, "1 clause of the site violated: site.it");
  EXPECT_EQ(close(with_own("blocked"), {}).exit_code, exit_code::undecided);
  EXPECT_EQ(close(with_own("fail"), {.level = GateLevel::none}).exit_code, exit_code::passed);
  auto optional = with_own("fail");
  optional.own[0].level = "optional";
  EXPECT_EQ(close(optional, {}).exit_code, exit_code::passed);
  EXPECT_EQ(close(optional, {.level = GateLevel::strict}).exit_code, exit_code::violated);
}

TEST(OwnClause, EachFormatTellsOfItApartAndHarmlessly) {
  const auto result = with_own("fail");
  const auto rendered = [&](const char* format) { return find_format(format)->render(result); };
  EXPECT_THAT(rendered("terminal"), HasSubstr("OWN CLAUSES"));
  EXPECT_THAT(rendered("terminal"), Not(HasSubstr("\x1b")));
  EXPECT_THAT(rendered("markdown"), HasSubstr("## Own clauses"));
  EXPECT_THAT(rendered("markdown"), Not(HasSubstr("<script>")));
  EXPECT_THAT(rendered("tap"), HasSubstr("# Subtest: own\n    1..1\n    not ok 1 - site.it\n"));
  EXPECT_THAT(rendered("github"), HasSubstr("title=site.it"));
  EXPECT_THAT(rendered("sarif"), HasSubstr("\"ruleId\": \"site.it\""));
  EXPECT_THAT(rendered("html"), HasSubstr("Own clauses"));
  EXPECT_THAT(rendered("html"), Not(HasSubstr("<script> ")));
  pugi::xml_document junit;
  ASSERT_TRUE(junit.load_string(rendered("junit").c_str()));
  EXPECT_EQ(junit.select_nodes("//testsuite[@name='own']/testcase/failure").size(), 1U);
  EXPECT_EQ(result_from_json(to_json(result)), result);
}

}  // namespace
}  // namespace conformance::reports
