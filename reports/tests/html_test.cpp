// SPDX-License-Identifier: Apache-2.0
// The page of one result. It is well-formed XML, so pugixml reads it; check-formats has it read as HTML.
#include "reports/html.h"

#include "checks/catalogue.h"
#include "reports/tests/build.h"

#include <gmock/gmock.h>
#include <pugixml.hpp>

namespace conformance::reports {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* markup = "</dd><script>alert(1)</script> \x1b[31m &amp; \"'";
constexpr const char* markup_shown = "</dd><script>alert(1)</script> \\x1b[31m &amp; \"'";

class Html : public ::testing::Test {
 protected:
  void show(const Result& result) {
    text_ = render_html(result);
    const auto parsed = page_.load_string(text_.c_str(), pugi::parse_default | pugi::parse_ws_pcdata);
    ASSERT_TRUE(parsed) << parsed.description();
  }

  std::vector<std::string> values(const char* path) {
    std::vector<std::string> all;
    for (const auto& found : page_.select_nodes(path))
      all.emplace_back(found.attribute() ? found.attribute().value() : found.node().text().get());
    return all;
  }

  std::string text_;
  pugi::xml_document page_;
};

TEST_F(Html, ShowsFirstWhatMatters) {
  show(result_with("required", "fail"));
  EXPECT_THAT(values("//h1"), ElementsAre("toy 1.0, profile toy"));
  EXPECT_THAT(values("//h2"), ElementsAre("Verdict", "Next steps", "Clauses", "Environment"));
  EXPECT_LT(text_.find("1 required clause violated"), text_.find("Next steps</h2>"));
}

TEST_F(Html, TellsTheArithmeticOfTheScore) {
  show(result_of({clause("env.a", "required", "pass"), clause("env.b", "recommended", "blocked"),
                  clause("env.c", "optional", "fail"), clause("env.d", "required", "not-applicable")}));
  EXPECT_THAT(text_,
              HasSubstr("From 4 / 7 = 57.1, were everything undecided violated, to (4 + 2) / 7 = 85.7, were it"));
  EXPECT_THAT(values("//tfoot//td"), ElementsAre("4", "2", "1", "7"));
}

TEST_F(Html, APartialRunHasNoScore) {
  auto result = result_with("required", "fail");
  result.partial = true;
  result.score = std::nullopt;
  show(result);
  EXPECT_THAT(text_, HasSubstr("A partial run has no score."));
  EXPECT_THAT(text_, Not(HasSubstr("class=\"bar\"")));
}

TEST_F(Html, RanksNextStepsByGain) {
  show(result_of({clause("env.a", "optional", "fail"), clause("exec.b", "required", "blocked"), [] {
                    auto one = clause("exec.c", "required", "fail");
                    one.remedy = "Change another thing.";
                    return one;
                  }()}));
  EXPECT_THAT(values("//span[@class='gain']"), ElementsAre("+44.4", "+11.1"));
  EXPECT_THAT(values("//ol//a/@href"), ElementsAre("#exec.c", "#env.a"));
  EXPECT_THAT(values("//ul[@class='steps']//a/@href"), ElementsAre("#exec.b"));
}

TEST_F(Html, GivesEachClauseAnAnchorAndOpensWhatIsNotKept) {
  show(result_of({clause("env.kept", "required", "pass"), clause("env.bad", "required", "fail"),
                  clause("env.open", "required", "unknown"), clause("env.other", "required", "not-applicable")}));
  EXPECT_THAT(values("//details/@id"), ElementsAre("env.bad", "env.open", "env.kept", "env.other"));
  EXPECT_THAT(values("//details[@open]/@id"), ElementsAre("env.bad", "env.open"));
  EXPECT_THAT(values("//details[1]//dd/a/@href"),
              ElementsAre("https://systemd.io/CONTAINER_INTERFACE/#execution-environment", "#env.bad"));
}

TEST_F(Html, LinksTheReasonOfAKnownDeviationOnlyToTheWeb) {
  auto one = clause("env.a", "required", "fail");
  one.waived = true;
  one.waived_because = "not mended yet";
  one.waived_link = "https://example.org/1";
  auto other = one;
  other.id = "env.b";
  other.waived_link = "javascript:alert(1)";
  show(result_of({one, other}));
  EXPECT_THAT(values("//a[starts-with(@href,'https://example')]"), ElementsAre("https://example.org/1"));
  EXPECT_THAT(values("//a[starts-with(@href,'javascript')]"), ElementsAre());
  EXPECT_THAT(text_, HasSubstr("not mended yet, javascript:alert(1)"));
}

TEST_F(Html, TellsOfAnUntestedProfileAndOfAMachineLookedAtFromOneSide) {
  auto result = result_with("required", "pass");
  result.manager.untested = "written from the documentation of 1.0";
  result.state = "adopted";
  result.detail = "its inside was not seen";
  show(result);
  EXPECT_THAT(values("//p[@class='remark']"),
              ElementsAre("Untested profile: written from the documentation of 1.0. What is violated here may be the "
                          "profile's fault.",
                          "State of the machine: adopted: its inside was not seen"));
}

TEST_F(Html, ShowsTextFromTheGuestAsText) {
  show(result_saying(markup));
  EXPECT_EQ(page_.select_nodes("//script").size(), 1U);
  EXPECT_THAT(text_, Not(HasSubstr("<script>alert")));
  EXPECT_THAT(text_, Not(HasSubstr("\x1b")));
  EXPECT_THAT(values("//details/summary/span/code"), ::testing::Each(markup_shown));
  EXPECT_THAT(values("//details//a[starts-with(@href,'http')]"), ElementsAre());
}

TEST_F(Html, LoadsNothing) {
  show(result_with("required", "fail"));
  EXPECT_EQ(page_.select_nodes("//*[@src] | //link | //iframe | //object").size(), 0U);
  for (const char* foreign : {"@import", "url("}) EXPECT_THAT(text_, Not(HasSubstr(foreign)));
  EXPECT_THAT(text_, HasSubstr("content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-"));
}

TEST_F(Html, IsCompleteWithoutScripts) {
  show(result_with("required", "fail"));
  EXPECT_THAT(values("//*[@hidden]/@id"), ElementsAre("filter"));
}

TEST_F(Html, AFullResultTakesAtMost400KiB) {
  std::vector<ClauseResult> clauses;
  for (const auto* one : checks::catalogue()) {
    auto& full = clauses.emplace_back(clause(std::string(one->id), checks::name(one->level), "fail"));
    full.says = one->says;
    full.remedy = one->remedy;
    full.saw = std::string(200, 'x');
    full.seen_in = {"boot", "restart"};
  }
  show(result_of(std::move(clauses)));
  EXPECT_LE(text_.size(), 400U * 1024);
}

}  // namespace
}  // namespace conformance::reports
