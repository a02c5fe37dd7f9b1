// SPDX-License-Identifier: Apache-2.0
// Evidence that lost something, or in which something was altered, never looks better than it was: the floor of the
// score does not rise, nothing that was blocked passes, and no check breaks.
#include "checks/catalogue.h"
#include "checks/judge.h"
#include "checks/tests/conforming_starts.h"
#include "checks/tests/every_case.h"
#include "checks/tests/host_cases.h"
#include "evidence/json.h"
#include "evidence/json_convert.h"
#include "reports/result.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <functional>
#include <iterator>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace conformance::checks::testing {
namespace {

using evidence::convert::IsGroup;
using evidence::convert::IsMap;
using evidence::convert::IsOptional;
using evidence::convert::IsVector;
using Random = std::mt19937;  // seeded: the same cases every time

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

/// While it lives, one in so many groups of facts is not there.
class Loss {
 public:
  Loss(Evidence& evidence, Random::result_type one_in, Random& random) {
    for_each_group(evidence, [&](auto& group) {
      if (random() % one_in != 0) return;
      auto kept = std::exchange(group, std::remove_cvref_t<decltype(group)>::absent("taken away"));
      put_back_.emplace_back([&group, kept = std::move(kept)]() mutable { group = std::move(kept); });
    });
  }
  ~Loss() {
    for (const auto& put_back : put_back_) put_back();
  }
  Loss(const Loss&) = delete;
  Loss& operator=(const Loss&) = delete;

 private:
  std::vector<std::function<void()>> put_back_;
};

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

void alter_something(Evidence& evidence, Random& random) {
  std::size_t at = random() % 2500;
  alter(evidence, at, random);
}

using Said = std::vector<Finding>;

bool is_undecided(Outcome outcome) { return outcome == Outcome::blocked || outcome == Outcome::unknown; }
bool is_broken(const Finding& finding) { return finding.saw.find("the check itself failed") != std::string::npos; }

/// Some clauses, and what each says of a machine before anything happens to its evidence.
class Panel {
 public:
  Panel(std::vector<const Clause*> clauses, const Starts& starts)
      : clauses_(std::move(clauses)), before_(say(starts)) {}

  /// A clause that broke, or says anything but that it cannot tell any more, which is all that could raise a floor.
  std::string better(const Starts& starts) const {
    return first(starts, [](const Finding& then, const Finding& now) {
      return is_broken(now) || (now.outcome != then.outcome && !is_undecided(now.outcome));
    });
  }

  /// A clause that broke, or was blocked and passes.
  std::string broken(const Starts& starts) const {
    return first(starts, [](const Finding& then, const Finding& now) {
      return is_broken(now) || (then.outcome == Outcome::blocked && now.outcome == Outcome::pass);
    });
  }

 private:
  Said say(const Starts& starts) const {
    Said said;
    for (const Clause* clause : clauses_) said.push_back(judge(*clause, starts));
    return said;
  }

  template <class Holds>
  std::string first(const Starts& starts, Holds holds) const {
    const Said after = say(starts);
    for (std::size_t i = 0; i < clauses_.size(); ++i)
      if (holds(before_[i], after[i])) return std::string(clauses_[i]->id) + ": " + after[i].saw;
    return "";
  }

  std::vector<const Clause*> clauses_;
  Said before_;
};

/// The clause a case of the tables is about, and some others. All of them look at the conforming machines.
std::vector<const Clause*> some_clauses(const Case& one, Random& random) {
  constexpr int others = 6;
  std::vector<const Clause*> clauses{find_clause(one.clause)};
  for (int i = 0; i < others; ++i) clauses.push_back(catalogue()[random() % catalogue().size()]);
  return clauses;
}

std::vector<Starts> conforming_machines() {
  std::vector<Starts> all;
  for (const bool vm : {false, true})
    for (const auto* second : {"restart", "twin"})
      all.push_back({conforming_start("boot", vm), conforming_start(second, vm)});
  return all;
}

Random::result_type one_in_some(Random& random) { return 1 + random() % 40; }

// Beside the two tests below, these are more than 10,000 cases.
TEST(Mutation, EvidenceThatLostGroupsLooksNoBetter) {
  constexpr int losses = 7;
  Random random(1);
  int cases = 0;
  for (const Case& one : every_case()) {
    Starts starts = starts_of(one);
    const Panel panel(some_clauses(one, random), starts);
    for (int i = 0; i < losses; ++i, ++cases) {
      const Loss loss(random() % 4 == 0 ? starts.first : starts.start, one_in_some(random), random);
      ASSERT_EQ(panel.better(starts), "") << one.clause << " when " << one.when;
    }
  }
  EXPECT_GT(cases, 8000);
}

TEST(Mutation, AConformingMachineThatLostGroupsLooksNoBetter) {
  constexpr int losses = 80;
  Random random(2);
  for (Starts& starts : conforming_machines()) {
    const Panel panel(catalogue(), starts);
    for (int i = 0; i < losses; ++i) {
      const Loss loss(random() % 4 == 0 ? starts.first : starts.start, one_in_some(random), random);
      ASSERT_EQ(panel.better(starts), "") << starts.start.run.start << " of a " << starts.start.run.subject;
    }
  }
}

TEST(Mutation, AlteredEvidenceBreaksNoCheck) {
  Random random(3);
  for (const Case& one : every_case()) {
    Starts starts = starts_of(one);
    const Panel panel(some_clauses(one, random), starts);
    alter_something(starts.start, random);
    ASSERT_EQ(panel.broken(starts), "") << one.clause << " when " << one.when;
  }
}

TEST(Mutation, AlteredEvidenceOfAConformingMachineBreaksNoCheck) {
  constexpr int alterations = 200;
  Random random(4);
  for (const Starts& starts : conforming_machines()) {
    const Panel panel(catalogue(), starts);
    for (int i = 0; i < alterations; ++i) {
      Starts altered = starts;
      alter_something(altered.start, random);
      ASSERT_EQ(panel.broken(altered), "") << "case " << i << " of a " << starts.start.run.subject;
    }
  }
}

using Outcomes = std::map<std::string, std::string>;

Outcomes outcomes_of(const reports::Result& result) {
  Outcomes outcomes;
  for (const auto& clause : result.clauses) outcomes[clause.id] = clause.outcome;
  return outcomes;
}

double floor_of(const reports::Result& result) { return result.score ? std::stod(result.score->floor.text()) : 0; }

/// A floor that rose, or a clause that was blocked and passes; empty: neither.
std::string improvement(const reports::Result& before, const reports::Result& after) {
  if (floor_of(after) > floor_of(before)) return "the floor rose to " + after.score->floor.text();
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
  constexpr int cases = 200;
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
