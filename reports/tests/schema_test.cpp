// SPDX-License-Identifier: Apache-2.0
// The published schemas are those of the program. After a change of a document:
//     conformance schema result > reports/schemas/result.schema.json
//     conformance schema evidence > evidence/schemas/evidence.schema.json
//     conformance schema diff > reports/schemas/diff.schema.json
#include "evidence/json.h"
#include "reports/diff.h"
#include "reports/json.h"
#include "reports/tests/build.h"
#include "reports/tests/filled.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace conformance::reports {
namespace {

std::string content(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(Schema, ThePublishedResultSchemaIsCurrent) {
  EXPECT_EQ(content(SOURCE_ROOT "/reports/schemas/result.schema.json"), result_json_schema());
}

TEST(Schema, ThePublishedEvidenceSchemaIsCurrent) {
  EXPECT_EQ(content(SOURCE_ROOT "/evidence/schemas/evidence.schema.json"), evidence::json_schema());
}

TEST(Schema, ThePublishedDiffSchemaIsCurrent) {
  EXPECT_EQ(content(SOURCE_ROOT "/reports/schemas/diff.schema.json"), diff_json_schema());
}

/// Clauses, the site's too, of one result only and of both, under other conditions.
std::string some_diff() {
  auto before = result_of({clause("env.a", "required", "pass"), clause("env.b", "required", "fail")});
  auto after = result_of({clause("env.a", "required", "fail"), clause("env.c", "optional", "pass")});
  before.own = {clause("site.a", "required", "pass")};
  after.own = {clause("site.a", "required", "blocked"), clause("site.b", "optional", "fail")};
  after.conditions.kernel = "7.0";
  return render_diff_json(diff(before, after));
}

/// With scores that are subtracted.
std::string diff_of_the_same() {
  const auto result = result_of({clause("env.a", "required", "pass")});
  return render_diff_json(diff(result, result));
}

evidence::Document with_every_field() {
  auto document = filled<evidence::Document>();
  document.schema = evidence::schema_name;
  // What could not be started, and what was.
  document.planned.push_back({.scenario = "served"});
  document.scenarios = static_cast<std::int64_t>(document.planned.size());
  for (auto& start : document.starts) start.run.scenarios = {"served"};
  return document;
}

TEST(Schema, EveryFieldOfTheEvidenceComesBack) {
  const auto evidence = with_every_field();
  EXPECT_EQ(evidence::from_json(evidence::to_json(evidence)), evidence);
}

/// For check-schemas: the documents as files.
TEST(Schema, DocumentsForAnotherValidator) {
  const char* folder = std::getenv("SCHEMA_SAMPLES");
  if (folder == nullptr) GTEST_SKIP() << "SCHEMA_SAMPLES names no folder";
  const auto evidence = with_every_field();
  std::ofstream(std::string(folder) + "/evidence.json") << evidence::to_json(evidence);
  std::ofstream(std::string(folder) + "/result.json") << to_json(evaluate(evidence));
  std::ofstream(std::string(folder) + "/diff.json") << some_diff();
  std::ofstream(std::string(folder) + "/same.json") << diff_of_the_same();
}

}  // namespace
}  // namespace conformance::reports
