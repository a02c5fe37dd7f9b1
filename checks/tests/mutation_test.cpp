// SPDX-License-Identifier: Apache-2.0
// Evidence that lost something, or in which something was altered, never looks better than it was: the floor of the
// score does not rise, nothing that was blocked passes, and no check breaks.
#include "checks/catalogue.h"
#include "checks/judge.h"
#include "checks/tests/conforming_host.h"
#include "checks/tests/every_case.h"
#include "checks/tests/host_cases.h"
#include "evidence/json.h"
#include "reports/result.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace conformance::checks::testing {
namespace {

using Random = std::mt19937;  // seeded: the same cases every time

template <class T>
struct IsVector : std::false_type {};
template <class T>
struct IsVector<std::vector<T>> : std::true_type {};
template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};
template <class T>
struct IsGroup : std::false_type {};
template <class T>
struct IsGroup<evidence::Group<T>> : std::true_type {};
template <class T>
struct IsMap : std::false_type {};
template <class K, class V>
struct IsMap<std::map<K, V>> : std::true_type {};

/// Calls `use` with every group of facts in a struct, at any depth.
template <class T, class Use>
void for_each_group(T& value, const Use& use) {
  if constexpr (IsGroup<T>::value) {
    use(value);
    if (value) for_each_group(value.edit(), use);
  } else if constexpr (evidence::Described<T>) {
    T::each_field([&](std::string_view, auto member) { for_each_group(value.*member, use); });
  }
}

/// Alters one thing in a value: a number, a word, an element of a list. `at` counts down to the one that is meant.
template <class T>
void alter(T& value, std::size_t& at, Random& random) {
  if constexpr (IsGroup<T>::value) {
    if (value) alter(value.edit(), at, random);
  } else if constexpr (evidence::Described<T>) {
    T::each_field([&](std::string_view, auto member) { alter(value.*member, at, random); });
  } else if constexpr (IsVector<T>::value) {
    if (!value.empty() && at-- == 0) value.erase(value.begin() + static_cast<std::ptrdiff_t>(random() % value.size()));
    for (auto& element : value) alter(element, at, random);
  } else if constexpr (IsOptional<T>::value) {
    if (value && at-- == 0) value.reset();
    if (value) alter(*value, at, random);
  } else if constexpr (IsMap<T>::value) {
    if (!value.empty() && at-- == 0) value.erase(value.begin());
    for (auto& [key, inner] : value) alter(inner, at, random);
  } else if constexpr (std::is_same_v<T, std::string>) {
    constexpr const char* words[] = {"", "/", "..", "\\xff", "-1", "0", "99999999999999999999", "yes", "a b"};
    if (at-- == 0) value = random() % 2 == 0 ? value.substr(0, value.size() / 2) : words[random() % std::size(words)];
  } else if constexpr (std::is_same_v<T, bool>) {
    if (at-- == 0) value = !value;
  } else if constexpr (std::is_arithmetic_v<T>) {
    constexpr std::int64_t numbers[] = {0, 1, -1, 1 << 16, INT64_MAX, INT64_MIN};
    if (at-- == 0) value = static_cast<T>(numbers[random() % std::size(numbers)]);
  }
}

using Outcomes = std::map<std::string, std::string>;

Outcomes outcomes_of(const reports::Result& result) {
  Outcomes outcomes;
  for (const auto& clause : result.clauses) outcomes[clause.id] = clause.outcome;
  return outcomes;
}

using Said = std::vector<Finding>;

Said said_of(const Evidence& evidence) {
  Said said;
  for (const Clause* clause : catalogue()) said.push_back(judge(*clause, evidence));
  return said;
}

bool is_undecided(Outcome outcome) { return outcome == Outcome::blocked || outcome == Outcome::unknown; }

/// A clause that says something better than before, which is all that could raise a floor, or that broke; empty: none.
std::string better(const Said& before, const Said& after) {
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (after[i].outcome != before[i].outcome && !is_undecided(after[i].outcome))
      return std::string(catalogue()[i]->id) + ": " + after[i].saw;
    if (after[i].saw.find("the check itself failed") != std::string::npos)
      return std::string(catalogue()[i]->id) + ": " + after[i].saw;
  }
  return "";
}

/// A floor that rose, or a clause that was blocked and passes; empty: neither.
std::string improvement(const reports::Result& before, const reports::Result& after) {
  if (before.score && after.score && before.score->floor.text() != after.score->floor.text() &&
      std::stod(before.score->floor.text()) < std::stod(after.score->floor.text()))
    return "the floor rose from " + before.score->floor.text() + " to " + after.score->floor.text();
  const auto then = outcomes_of(before);
  for (const auto& [id, outcome] : outcomes_of(after))
    if (outcome == "pass" && then.contains(id) && then.at(id) == "blocked") return id + " was blocked and passes";
  return "";
}

std::string broken_check(const reports::Result& result) {
  for (const auto& clause : result.clauses)
    if (clause.saw.find("the check itself failed") != std::string::npos) return clause.id + ": " + clause.saw;
  return "";
}

std::vector<Evidence> machines() {
  std::vector<Evidence> all{conforming_machine(), conforming_vm()};
  for (const Case& one : every_case())
    if (find_clause(one.clause)->compare == nullptr) all.push_back(starts_of(one).start);
  return all;
}

TEST(Mutation, EvidenceThatLostGroupsLooksNoBetter) {
  constexpr int cases = 7000;
  Random random(1);
  const auto all = machines();
  std::vector<Said> before;
  for (const auto& machine : all) before.push_back(said_of(machine));
  for (int i = 0; i < cases; ++i) {
    const std::size_t chosen = random() % all.size();
    Evidence evidence = all[chosen];
    const auto one_in = 1 + random() % 40;
    const auto take = [&](auto& part) {
      for_each_group(part, [&](auto& group) {
        if (random() % one_in == 0) group = std::remove_cvref_t<decltype(group)>::absent("taken away");
      });
    };
    take(evidence.guest);
    take(evidence.host);
    // Not what was asked for: that is no observation, and its absence says that nobody asked.
    ASSERT_EQ(better(before[chosen], said_of(evidence)), "") << "case " << i;
  }
}

TEST(Mutation, AlteredEvidenceOfAConformingMachineBreaksNoCheck) {
  constexpr int cases = 4000;
  Random random(2);
  for (int i = 0; i < cases; ++i) {
    Evidence evidence = i % 4 == 0 ? conforming_vm() : conforming_machine();
    std::size_t at = random() % 2500;
    alter(evidence, at, random);
    for (const Finding& finding : said_of(evidence))
      ASSERT_EQ(finding.saw.find("the check itself failed"), std::string::npos) << "case " << i << ": " << finding.saw;
  }
}

TEST(Mutation, ADocumentThatLostAStartOrAScenarioLooksNoBetter) {
  const auto whole = [] {
    evidence::Document document = evidence::document_of(conforming_machine());
    Evidence other = conforming_machine();
    other.run.start = "twin";
    other.run.scenarios = {"twin", "leader-death"};
    for (const auto& scenario : other.run.scenarios) document.planned.push_back({.scenario = scenario});
    document.planned.push_back({.scenario = "restart", .problem = "it could not be started"});
    document.starts.push_back(other);
    document.scenarios = static_cast<std::int64_t>(document.planned.size());
    return document;
  }();
  const auto before = reports::evaluate(whole);
  for (std::size_t i = 0; i < whole.starts.size(); ++i) {
    auto document = whole;
    document.starts.erase(document.starts.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_EQ(improvement(before, reports::evaluate(document)), "") << "without start " << i;
  }
  for (std::size_t i = 0; i < whole.planned.size(); ++i) {
    auto document = whole;
    document.planned.erase(document.planned.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_THROW(evidence::from_json(evidence::to_json(document)), evidence::Unreadable) << "without scenario " << i;
  }
}

TEST(Mutation, AFileWithBytesMissingOrChangedIsReadOrRefused) {
  constexpr int cases = 400;
  Random random(3);
  const std::string text = evidence::to_json(evidence::document_of(conforming_machine()));
  for (int i = 0; i < cases; ++i) {
    std::string altered = text;
    const std::size_t at = random() % altered.size();
    if (random() % 2 == 0)
      altered.erase(at, 1 + random() % 40);
    else
      altered[at] = static_cast<char>(random() % 256);
    try {
      EXPECT_EQ(broken_check(reports::evaluate(evidence::from_json(altered))), "") << "case " << i;
    } catch (const evidence::Unreadable&) {
      // Refused, with a reason.
    }
  }
}

}  // namespace
}  // namespace conformance::checks::testing
