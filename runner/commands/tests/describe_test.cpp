// SPDX-License-Identifier: Apache-2.0
// The commands that are made of the descriptions of all commands: the man page, and what shells complete.
#include "runner/commands/tests/run.h"

#include <gmock/gmock.h>

namespace conformance::runner {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

/// Of the words after "conformance", the last of which is being typed.
std::string completed(std::vector<const char*> words) {
  words.insert(words.begin(), {"complete", "--"});
  const auto ran = run(words);
  EXPECT_EQ(ran.code, 0);
  return ran.out;
}

TEST(Complete, KnowsTheCommandsButNotTheHiddenOnes) {
  EXPECT_THAT(completed({""}), AllOf(HasSubstr("run\tStart"), HasSubstr("schema\t"), HasSubstr("--version\t"),
                                     Not(HasSubstr("complete\t"))));
  EXPECT_EQ(completed({"expl"}), "explain\tExplain one clause: its source, how it is seen, how to mend it\n");
}

TEST(Complete, KnowsTheOptionsOfACommand) {
  EXPECT_EQ(completed({"list", "--unch"}), "--unchecked\tOnly clauses that have no check yet\n");
  EXPECT_EQ(completed({"list", "--", "--unch"}), "") << "behind -- there are no options";
}

TEST(Complete, KnowsClausesProfilesAndChoices) {
  EXPECT_THAT(completed({"explain", "caps.no-audit-c"}), StartsWith("caps.no-audit-control\tThe container"));
  EXPECT_THAT(completed({"run", "--profile", "exemplar"}), HasSubstr("exemplar-vm\t"));
  EXPECT_THAT(completed({"run", "--profile", "nspawn:private-n"}), StartsWith("nspawn:private-network\t"));
  EXPECT_EQ(completed({"run", "--level", "re"}), "required\t\nrecommended\t\n");
  EXPECT_EQ(completed({"run", "--level=req"}), "--level=required\t\n");
  EXPECT_THAT(completed({"plan", "--scenarios", "tw"}), StartsWith("twin\t"));
}

TEST(Complete, KnowsWhichArgumentItIs) {
  EXPECT_EQ(completed({"guest", "b"}), "build\t\n");
  EXPECT_EQ(completed({"guest", "--suite", "sid", "build", ""}), ":directories\n");
  EXPECT_EQ(completed({"guest", "build", "tree", ""}), "");
  EXPECT_EQ(completed({"matrix", "one.json", ""}), ":files\n") << "as many as you like";
}

TEST(Complete, AnOutputIsAFormatAndAFile) {
  EXPECT_EQ(completed({"run", "-o", "jun"}), "junit=\t\n");
  EXPECT_EQ(completed({"run", "-o", "junit=re"}), ":files\n");
}

TEST(Complete, KnowsNothingOfWrongWords) {
  EXPECT_EQ(completed({"claen", ""}), "");
  EXPECT_EQ(completed({"run", "--bogus=x"}), "");
}

TEST(Man, HasEveryCommandAndOption) {
  const auto page = run({"man"}).out;
  for (const auto* part : {"\n.SS check\\-profile\n", "\\fB\\-o\\fR, \\fB\\-\\-output\\fR \\fIFORMAT[=PATH]\\fR",
                           "\n.TP\n\\fB77\\fR\n", "\n.TP\n\\fBNO_COLOR\\fR\n", "\n.TP\n\\fBsarif\\fR\n"})
    EXPECT_THAT(page, HasSubstr(part));
  EXPECT_THAT(page, HasSubstr("\n.SS schema\n"));
  EXPECT_THAT(page, Not(HasSubstr("\n.SS complete\n"))) << "what --help hides";
}

}  // namespace
}  // namespace conformance::runner
