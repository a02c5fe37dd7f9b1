// SPDX-License-Identifier: Apache-2.0
#include "runner/own/own_file.h"

#include "runner/profile/load.h"

#include <gmock/gmock.h>

#include <string>

namespace conformance::runner {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::ThrowsMessage;

const std::string good = R"([[clause]]
id = "site.sys"
sentence = "/sys is read-only."
path = "/guest/file_systems/path=~1sys/read_only"
equals = true
level = "recommended"
remedy = "Mount it so."
)";

std::string replaced(const std::string& what, const std::string& with) {
  auto text = good;
  return text.replace(text.find(what), what.size(), with);
}

void refused(const std::string& text, const std::string& why) {
  EXPECT_THAT([&] { parse_own_clauses(text, "site.toml"); }, ThrowsMessage<ProfileError>(HasSubstr(why)));
}

TEST(OwnFile, IsReadWithAllItsKeys) {
  const auto clauses = parse_own_clauses(good, "/somewhere/site.toml");
  ASSERT_THAT(clauses, SizeIs(1));
  const auto& clause = clauses.front();
  EXPECT_EQ(clause.id, "site.sys");
  EXPECT_EQ(clause.level, "recommended");
  EXPECT_EQ(clause.comparison, "equals");
  EXPECT_EQ(clause.value, reports::OwnValue(true));
  EXPECT_EQ(clause.scenario, "boot");
  EXPECT_EQ(clause.source.document, "site.toml") << "no path of a machine goes into a result";
  EXPECT_EQ(clause.source.item, "line 1");
}

TEST(OwnFile, ErrorsTellLineAndColumn) {
  refused(replaced("remedy", "remdy"), "site.toml:7:1: error: unknown key \"remdy\"");
  refused(replaced("read_only", "readonly"), "site.toml:4:");
  refused(replaced("read_only", "readonly"), "did you mean \"read_only\"?");
  refused(replaced("equals = true", "equals = \"yes\""), "site.toml:5:10: error: equals takes a value of type boolean");
  refused(replaced("recommended", "recomended"), "did you mean \"recommended\"?");
  refused(replaced("[[clause]]", "[[claus]]"), "unknown key \"claus\"");
  refused("x", "site.toml:1:");
}

TEST(OwnFile, AClauseComparesOnce) {
  refused(replaced("equals = true\n", ""), "this clause compares nothing");
  refused(replaced("equals = true\n", "equals = true\nexists = true\n"), "this clause compares 2 times");
}

TEST(OwnFile, AnIdIsOfAnAreaOfItsOwn) {
  refused(replaced("site.sys", "exec.sys"), "the area \"exec\" is the contract's");
  refused(replaced("site.sys", "site"), "is no id");
  refused(replaced("site.sys", "site.Sys x"), "is no id");
  refused(good + good, "stands there twice");
}

TEST(OwnFile, WithoutAClauseIsAMistake) { refused("# nothing\n", "there is no [[clause]]"); }

}  // namespace
}  // namespace conformance::runner
