// SPDX-License-Identifier: Apache-2.0
#include "reports/matrix/matrix.h"

#include "checks/catalogue.h"
#include "reports/json.h"
#include "reports/matrix/render.h"
#include "reports/tests/build.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace conformance::reports::matrix {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

Result result_for(std::string profile, std::string version, std::vector<ClauseResult> clauses,
                  std::string measured = "2026-05-01T10:00:00Z") {
  auto result = reports::result_of(std::move(clauses));
  result.manager = {profile.substr(0, profile.find(':')), std::move(version), std::move(profile)};
  result.conditions.host = "debian trixie";
  result.measured = std::move(measured);
  return result;
}

ClauseResult seen(ClauseResult clause, std::string saw) {
  clause.saw = std::move(saw);
  return clause;
}

Matrix of(const std::vector<Result>& results) {
  Matrix matrix;
  for (std::size_t i = 0; i < results.size(); ++i)
    matrix.add(summary_of(results[i]), "runs/" + std::to_string(i) + ".json");
  matrix.finish();
  return matrix;
}

RowView row_of(const Matrix& matrix, std::string_view clause) {
  for (std::size_t i = 0; i < matrix.rows(); ++i)
    if (auto row = matrix.row(i); row.clause == clause) return row;
  ADD_FAILURE() << "there is no row " << clause;
  return {};
}

std::string rendered(Render render, const Matrix& matrix) {
  std::string text;
  render(matrix, std::filesystem::current_path() / "pages", [&](std::string_view part) { text += part; });
  return text;
}

constexpr Render renderers[] = {render_html, render_markdown, render_json};

TEST(Summary, TheStreamGivesWhatTheDocumentGives) {
  auto result = result_for("lxc:scope", "5.0.2",
                           {clause("env.container", "required", "fail"), clause("made.up", "optional", "blocked")});
  result.clauses.front().waived = true;
  const auto streamed = read_summary(to_json(result));
  const auto whole = summary_of(result);
  EXPECT_EQ(streamed.manager, whole.manager);
  EXPECT_EQ(streamed.conditions.host, "debian trixie");
  EXPECT_EQ(streamed.measured, result.measured);
  ASSERT_EQ(streamed.lines.size(), 2U);
  EXPECT_TRUE(streamed.lines[0].waived);
  EXPECT_EQ(streamed.lines[1].id, "made.up");
  EXPECT_EQ(streamed.lines[1].says, whole.lines[1].says);
}

TEST(Summary, RefusesWhatIsNoResult) {
  const auto good = to_json(result_with("required", "fail"));
  const auto with = [&](std::string_view from, std::string_view to) {
    auto text = good;
    return text.replace(text.find(from), from.size(), to);
  };
  EXPECT_THROW(read_summary(""), UnreadableResult);
  EXPECT_THROW(read_summary("[]"), UnreadableResult);
  EXPECT_THROW(read_summary("{\"schema\": 1}"), UnreadableResult);
  EXPECT_THROW(read_summary(good.substr(0, good.size() / 2)), UnreadableResult);
  EXPECT_THROW(read_summary(with("conformance-result/", "conformance-result/9")), UnreadableResult);
  EXPECT_THROW(read_summary(with("\"outcome\": \"pass\"", "\"outcome\": \"good\"")), UnreadableResult);
  EXPECT_THROW(read_summary(with("\"outcome\": \"pass\"", "\"outcome\": 1")), UnreadableResult);
  EXPECT_THROW(read_summary(with("\"level\": \"required\"", "\"level\": \"high\"")), UnreadableResult);
  EXPECT_THROW(read_summary(with("\"outcome\": \"fail\"", "\"outcome\": \"pass\"")), UnreadableResult);  // edited
  EXPECT_THROW(read_summary(with("env.other", "env.kept")), UnreadableResult);
  EXPECT_THROW(read_summary(with("\"partial\"", "\"odd\"")), UnreadableResult);
  EXPECT_THROW(read_summary(std::string(100'000, '[')), UnreadableResult);
}

TEST(Columns, AreProfilesVersionsAndHosts) {
  auto elsewhere = result_for("lxc", "5.0.2", {});
  elsewhere.conditions.host = "debian bookworm";
  const auto matrix = of({result_for("nspawn", "257", {}), result_for("lxc", "5.0.10", {}),
                          result_for("lxc", "5.0.2", {}), result_for("lxc", "5.0.2", {}), elsewhere});
  ASSERT_EQ(matrix.columns(), 4U);
  EXPECT_EQ(matrix.column(0).host, "debian bookworm");
  EXPECT_EQ(matrix.column(1).sources.size(), 2U);
  EXPECT_EQ(matrix.column(2).manager.version, "5.0.10");
  EXPECT_EQ(matrix.column(3).manager.name, "nspawn");
}

TEST(Columns, OfOneResultHaveItsFigures) {
  const auto result = result_for("lxc", "5",
                                 {clause("env.a", "required", "pass"), clause("env.b", "optional", "fail"),
                                  clause("env.c", "recommended", "blocked")});
  const auto column = of({result}).column(0);
  EXPECT_EQ(column.score, result.score);
  EXPECT_EQ(column.coverage, result.coverage);
  EXPECT_EQ(column.verdict, result.verdict);
  EXPECT_EQ(column.counts, result.counts);
}

TEST(Columns, OfPartialRunsAloneHaveNoScore) {
  auto partial = result_for("lxc", "5", {clause("env.a", "required", "pass")});
  partial.partial = true;
  EXPECT_FALSE(of({partial}).column(0).score);
  EXPECT_TRUE(of({partial, result_for("lxc", "5", {})}).column(0).score);
}

TEST(Merging, TheNewestDecides) {
  const auto old_one =
      result_for("lxc", "5", {seen(clause("env.a", "required", "fail"), "old")}, "2026-01-01T00:00:00Z");
  const auto new_one =
      result_for("lxc", "5", {seen(clause("env.a", "required", "pass"), "new")}, "2026-02-01T00:00:00Z");
  for (const auto& order : {std::vector{old_one, new_one}, std::vector{new_one, old_one}}) {
    const auto cell = row_of(of(order), "env.a").cells.at(0);
    EXPECT_EQ(cell->outcome, "pass");
    EXPECT_EQ(cell->saw, "new");
    EXPECT_TRUE(cell->disputed);
  }
}

TEST(Merging, WhatWasDecidedOnceIsNotUndecidedByANewerRun) {
  const auto decided = result_for("lxc", "5", {clause("env.a", "required", "fail")}, "2026-01-01T00:00:00Z");
  const auto blocked = result_for("lxc", "5", {clause("env.a", "required", "blocked")}, "2026-02-01T00:00:00Z");
  const auto cell = row_of(of({decided, blocked}), "env.a").cells.at(0);
  EXPECT_EQ(cell->outcome, "fail");
  EXPECT_FALSE(cell->disputed);
  EXPECT_EQ(cell->source, 0);
}

TEST(Merging, RunsCompleteOneAnother) {
  const auto matrix = of({result_for("lxc", "5", {clause("env.a", "required", "pass")}),
                          result_for("lxc", "5", {clause("env.b", "required", "pass")})});
  EXPECT_EQ(matrix.columns(), 1U);
  EXPECT_EQ(matrix.rows(), 2U);
  EXPECT_EQ(matrix.column(0).counts.pass, 2);
}

TEST(Rows, StandInTheOrderOfTheCatalogueWithAdviceLast) {
  auto advice = clause("exec.proc-mounted", "optional", "pass");
  std::vector<ClauseResult> clauses{clause("zzz.unknown", "required", "pass"), advice};
  for (const auto* known : checks::catalogue())
    if (known->area() == "exec" || known->area() == "env")
      clauses.push_back(clause(std::string(known->id), "required", "pass"));
  std::erase_if(clauses, [](const auto& one) { return one.id == "exec.proc-mounted"; });
  const auto matrix = of({result_for("lxc", "5", clauses)});
  EXPECT_EQ(matrix.row(matrix.rows() - 1).clause, "zzz.unknown");
  bool advised = false;
  std::string area;
  std::set<std::string> areas;
  for (std::size_t i = 0; i < matrix.rows(); ++i) {
    const auto row = matrix.row(i);
    if (row.area != area) {
      EXPECT_TRUE(areas.insert(row.area).second) << row.area << " comes twice";
      advised = false;
    }
    area = row.area;
    EXPECT_FALSE(advised && row.origin != "derived") << row.clause << " stands after the advice";
    advised |= row.origin == "derived";
  }
}

TEST(Rows, ThatNobodyPassesAreSuspect) {
  const auto matrix = of({result_for("lxc", "5",
                                     {clause("env.a", "required", "fail"), clause("env.b", "required", "fail"),
                                      clause("env.c", "required", "blocked")}),
                          result_for("nspawn", "5",
                                     {clause("env.a", "required", "not-applicable"),
                                      clause("env.b", "required", "pass"), clause("env.c", "required", "blocked")})});
  EXPECT_TRUE(row_of(matrix, "env.a").suspect);
  EXPECT_FALSE(row_of(matrix, "env.b").suspect);
  EXPECT_FALSE(row_of(matrix, "env.c").suspect);
}

TEST(Rows, OfASingleManagerAreNotSuspect) {
  EXPECT_FALSE(row_of(of({result_for("lxc", "5", {clause("env.a", "required", "fail")})}), "env.a").suspect);
}

TEST(Steps, AreRankedByWhatTheyGain) {
  auto small = clause("made.small", "optional", "fail");
  small.remedy = "Small.";
  auto large = clause("made.large", "required", "fail");
  large.remedy = "Large.";
  const auto column = of({result_for("lxc", "5", {small, large})}).column(0);
  ASSERT_EQ(column.next_steps.size(), 2U);
  EXPECT_EQ(column.next_steps.front().remedy, "Large.");
  EXPECT_EQ(column.next_steps.front().gain.text(), "80.0");
}

TEST(Texts, AreKeptOnceAndWithinBounds) {
  Texts texts(200);
  EXPECT_EQ(texts.keep("one"), texts.keep("one"));
  EXPECT_EQ(texts[texts.keep("one")], "one");
  for (int i = 0; i < 100; ++i) texts.keep("text " + std::to_string(i));
  EXPECT_THAT(texts[texts.keep("another")], HasSubstr("left out"));
  EXPECT_EQ(texts[texts.keep("one")], "one");
}

TEST(Links, AreRelativeAndEscaped) {
  const auto page = std::filesystem::current_path() / "reports";
  EXPECT_EQ(link_to("runs/a.json", page), "../runs/a.json");
  EXPECT_EQ(link_to("reports/b c:#?.json", page), "b%20c%3A%23%3F.json");
  EXPECT_EQ(link_to("runs/\"><script>.json", page), "../runs/%22%3E%3Cscript%3E.json");
}

Matrix hostile() {
  const std::string words = "</a><script>alert(1)</script> | \" & [x](y)\n\x1b[2J\xff";
  auto result = result_for("lxc", "5", {seen(clause("env.a", "required", "fail"), words)});
  result.manager = {words, words, words};
  result.conditions.host = result.state = result.detail = result.catalogue = words;
  auto unknown = clause("made.up", "required", "fail");
  unknown.says = unknown.remedy = words;
  result.clauses.push_back(unknown);
  return of({result, result_for("nspawn", "5", {clause("env.a", "required", "pass")})});
}

TEST(Pages, NothingHostileBecomesMarkup) {
  const auto matrix = hostile();
  for (const auto render : renderers) {
    const auto text = rendered(render, matrix);
    EXPECT_THAT(text, Not(HasSubstr("\x1b")));
    EXPECT_THAT(text, Not(HasSubstr("\xff")));
  }
  EXPECT_THAT(rendered(render_html, matrix), Not(HasSubstr("<script")));
  EXPECT_THAT(rendered(render_markdown, matrix), Not(HasSubstr("<script")));
  EXPECT_FALSE(nlohmann::json::parse(rendered(render_json, matrix)).empty());
}

TEST(Pages, HtmlIsWellFormedAndTakesNothingFromElsewhere) {
  const auto text = rendered(render_html, hostile());
  EXPECT_THAT(text, ::testing::StartsWith("<!DOCTYPE html>\n<html lang=\"en\">"));
  pugi::xml_document document;
  const auto parsed = document.load_string(text.substr(text.find("<html")).c_str());
  EXPECT_TRUE(parsed) << parsed.description();
  for (const char* foreign : {"http://", "https://", "<script", "<link", "@import", "url("})
    EXPECT_THAT(text, Not(HasSubstr(foreign)));
}

TEST(Pages, EveryCellHasAMarkALinkAndWhatWasSeen) {
  const auto matrix = of({result_for("lxc", "5", {seen(clause("env.a", "required", "fail"), "container is unset")}),
                          result_for("nspawn", "5", {clause("env.a", "required", "pass")})});
  const auto html = rendered(render_html, matrix);
  EXPECT_THAT(html, HasSubstr("<td class=\"fail\"><a href=\"../runs/0.json\" title=\"container is unset\">✗ fail</a>"));
  const auto markdown = rendered(render_markdown, matrix);
  EXPECT_THAT(markdown, HasSubstr("[✗ fail](../runs/0.json \"container is unset\") | [✓ pass](../runs/1.json) |"));
}

TEST(Pages, TellOfSeveralCataloguesAndOfWhatWasLeftOut) {
  auto other = result_for("nspawn", "5", {});
  other.catalogue = "older";
  Matrix matrix;
  matrix.add(summary_of(result_for("lxc", "5", {})), "a.json");
  matrix.add(summary_of(other), "b.json");
  matrix.skip("c.json");
  matrix.finish();
  EXPECT_THAT(remarks(matrix), ElementsAre(HasSubstr("older, test"), HasSubstr("1 file ")));
  EXPECT_THAT(rendered(render_html, matrix), HasSubstr("2 versions of the catalogue"));
}

TEST(Pages, AMachineThatWasOnlyLookedAtIsTold) {
  auto adopted = result_for("lxc", "5", {});
  adopted.state = "adopted";
  adopted.detail = "nothing of its inside was seen";
  const auto matrix = of({adopted});
  EXPECT_THAT(rendered(render_html, matrix), HasSubstr("adopted: nothing of its inside was seen"));
  EXPECT_THAT(rendered(render_markdown, matrix), HasSubstr("adopted\\: nothing of its inside was seen"));
}

TEST(Pages, NothingAtAllIsAPage) {
  const auto matrix = of({});
  EXPECT_THAT(rendered(render_html, matrix), HasSubstr("</html>"));
  EXPECT_EQ(nlohmann::json::parse(rendered(render_json, matrix))["rows"].size(), 0U);
}

TEST(Pages, ThePublishedSchemaIsCurrent) {
  std::ifstream file(SOURCE_ROOT "/reports/schemas/matrix.schema.json");
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), json_schema());
}

/// For check-schemas: the document as a file.
TEST(Pages, DocumentForAnotherValidator) {
  const char* folder = std::getenv("SCHEMA_SAMPLES");
  if (folder == nullptr) GTEST_SKIP() << "SCHEMA_SAMPLES names no folder";
  std::ofstream(std::string(folder) + "/matrix.json") << rendered(render_json, hostile());
}

/// For check-formats: the page as a file.
TEST(Pages, FileForOtherReaders) {
  const char* folder = std::getenv("FORMAT_SAMPLES");
  if (folder == nullptr) GTEST_SKIP() << "FORMAT_SAMPLES names no folder";
  std::ofstream(std::string(folder) + "/matrix.html") << rendered(render_html, hostile());
}

}  // namespace
}  // namespace conformance::reports::matrix
