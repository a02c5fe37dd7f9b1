// SPDX-License-Identifier: Apache-2.0
#include "checks/catalogue.h"

#include "checks/scenarios.h"
#include "checks/tests/every_case.h"
#include "checks/tests/host_cases.h"

#include <gmock/gmock.h>

#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <utility>

namespace conformance::checks::testing {

namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// id, level, origin and subject of every clause, one line each.
std::map<std::string, std::string> listed_clauses() {
  std::ifstream file(std::string(TEST_DATA) + "/ids.txt");
  std::map<std::string, std::string> listed;
  for (std::string line; std::getline(file, line);) {
    const auto blank = line.find(' ');
    if (!line.starts_with('#')) listed[line.substr(0, blank)] = line.substr(blank + 1);
  }
  return listed;
}

std::string words_of_clause(const Clause& clause) {
  return std::string(name(clause.level)) + " " + std::string(name(clause.origin)) + " " +
         std::string(name(clause.subject));
}

TEST(Catalogue, HasEveryClauseOnce) {
  std::set<std::string_view> ids;
  for (const Clause* clause : catalogue()) EXPECT_TRUE(ids.insert(clause->id).second) << clause->id << " stands twice";
  EXPECT_EQ(ids.size(), 241u);
  for (const auto& [id, words] : listed_clauses()) EXPECT_TRUE(ids.contains(id)) << id << " is missing";
}

TEST(Catalogue, HasTheLevelsOriginsAndSubjectsOfTheList) {
  const auto listed = listed_clauses();
  for (const Clause* clause : catalogue()) {
    const auto found = listed.find(std::string(clause->id));
    ASSERT_NE(found, listed.end()) << clause->id;
    EXPECT_EQ(words_of_clause(*clause), found->second) << clause->id;
  }
}

TEST(Catalogue, SaysOfEveryClauseWhatAndWhere) {
  for (const Clause* clause : catalogue()) {
    EXPECT_FALSE(clause->says.empty()) << clause->id;
    EXPECT_TRUE(clause->says.ends_with('.')) << clause->id << ": " << clause->says;
    EXPECT_FALSE(clause->source.document.empty()) << clause->id;
    EXPECT_FALSE(clause->since.empty()) << clause->id;
    EXPECT_NE(find_scenario(clause->scenario), nullptr) << clause->id << ": " << clause->scenario;
  }
}

TEST(Catalogue, TellsHowACheckedClauseIsSeenAndMended) {
  for (const Clause* clause : catalogue()) {
    if (!clause->has_check()) continue;
    EXPECT_FALSE(clause->observe.empty()) << clause->id;
    EXPECT_FALSE(clause->remedy.empty()) << clause->id;
  }
}

TEST(Catalogue, TellsWhyAClauseIsNotChecked) {
  for (const Clause* clause : catalogue()) EXPECT_EQ(!clause->has_check(), !clause->reason.empty()) << clause->id;
}

TEST(Catalogue, KeepsTheOrderOfTheDocuments) {
  std::vector<std::string_view> areas;
  for (const Clause* clause : catalogue())
    if (areas.empty() || areas.back() != clause->area()) areas.push_back(clause->area());
  EXPECT_THAT(areas, ElementsAre("exec", "fs", "env", "cred", "notify", "life", "listen", "fdstore", "adv", "net",
                                 "userns", "caps", "dont", "runhost", "host", "vm"));
}

TEST(Catalogue, FindsAClauseByItsId) {
  ASSERT_NE(find_clause("env.container"), nullptr);
  EXPECT_EQ(find_clause("env.container")->id, "env.container");
  EXPECT_EQ(find_clause("env.contain"), nullptr);
  EXPECT_EQ(find_clause(""), nullptr);
}

TEST(Catalogue, KnowsWhatWasMeant) {
  EXPECT_EQ(similar_ids("env.contaner").front(), "env.container");
  EXPECT_EQ(similar_ids("sys-read-only").front(), "exec.sys-read-only");
  EXPECT_THAT(similar_ids("journal"), Contains("adv.journal-linked"));
  EXPECT_LE(similar_ids("container").size(), 3u);
  EXPECT_THAT(similar_ids("nothing-of-the-kind-at-all"), IsEmpty());
  EXPECT_THAT(similar_ids(""), IsEmpty());
  EXPECT_THAT(similar_ids(std::string(100'000, 'x')), IsEmpty());
}

TEST(Checks, AreShownPassingAndFailing) {
  std::set<std::pair<std::string_view, Outcome>> shown;
  for (const Case& one : every_case()) shown.emplace(one.clause, one.expected);
  for (const Clause* clause : catalogue()) {
    if (!clause->has_check()) continue;
    EXPECT_TRUE(shown.contains({clause->id, Outcome::pass})) << clause->id << " has no passing case";
    EXPECT_TRUE(shown.contains({clause->id, Outcome::fail})) << clause->id << " has no failing case";
  }
}

class ConformingMachine : public ::testing::TestWithParam<bool> {
 protected:
  static Starts starts(const Clause& clause) { return conforming_starts(clause, GetParam()); }
};

TEST_P(ConformingMachine, BreaksNothing) {
  for (const Clause* clause : catalogue()) {
    const Finding finding = judge(*clause, starts(*clause));
    EXPECT_NE(finding.outcome, Outcome::fail) << clause->id << ": " << finding.saw;
    EXPECT_NE(finding.outcome, Outcome::unknown) << clause->id << ": " << finding.saw;
    EXPECT_TRUE(!clause->has_check() || finding.outcome != Outcome::blocked) << clause->id << ": " << finding.saw;
  }
}

TEST_P(ConformingMachine, LooksNoBetterWithoutSomeFacts) {
  for (const Clause* clause : catalogue()) {
    Starts starts = ConformingMachine::starts(*clause);
    const Outcome before = judge(*clause, starts).outcome;
    without_each_group(starts, [&](std::string_view group) {
      const Finding finding = judge(*clause, starts);
      const bool undecided = finding.outcome == Outcome::blocked || finding.outcome == Outcome::unknown;
      EXPECT_TRUE(finding.outcome == before || undecided)
          << clause->id << " without " << group << ": " << name(finding.outcome) << ", " << finding.saw;
      EXPECT_EQ(finding.saw.find("the check itself failed"), std::string::npos) << clause->id << ": " << finding.saw;
    });
  }
}

INSTANTIATE_TEST_SUITE_P(, ConformingMachine, ::testing::Bool(),
                         [](const auto& kind) { return kind.param ? "Vm" : "Container"; });

}  // namespace

}  // namespace conformance::checks::testing
