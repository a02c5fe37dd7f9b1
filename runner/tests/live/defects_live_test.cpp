// SPDX-License-Identifier: Apache-2.0
// Every check is worth something only if a manager that breaks its clause is caught. For each defect the exemplar
// offers, a real run: that clause turns to fail and no other clause changes, but for the pairs in falls-together.toml.
#include "runner/tests/live/program.h"

#include <gmock/gmock.h>
#include <toml++/toml.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using conformance::live::beside;
using conformance::live::execute;
using conformance::live::Outcomes;
using Json = nlohmann::json;

// What a run shows that asks for nothing, and then the scenario one clause needs.
constexpr const char* standard = "boot,credentials,notify,fdstore,activation,stop";

std::string scenarios_for(const std::string& clause) {
  static const Json list = Json::parse(execute(beside("conformance").string() + " list --json").text);
  std::string names = standard;
  for (const auto& entry : list) {
    if (entry["id"] != clause) continue;
    for (const auto& scenario : entry["scenarios"])
      if (("," + names + ",").find("," + scenario.get<std::string>() + ",") == std::string::npos)
        names += "," + scenario.get<std::string>();
  }
  return names;
}

// The outcome of every clause when the exemplar runs with this defect.
Outcomes run(const std::string& defect, const std::string& scenarios) {
  const auto finished =
      conformance::live::run("--profile exemplar --gate none --set defect=" + defect + " --scenarios " + scenarios);
  if (!finished.result.is_object() || finished.result["state"] != "reported")
    throw std::runtime_error("the run did not report:\n" + finished.text);
  return conformance::live::outcomes(finished.result);
}

const Outcomes& baseline(const std::string& scenarios) {
  static std::map<std::string, Outcomes> outcomes;
  auto found = outcomes.find(scenarios);
  if (found == outcomes.end()) found = outcomes.emplace(scenarios, run("none", scenarios)).first;
  return found->second;
}

// What no container manager can break.
std::set<std::string> impossible() {
  std::set<std::string> clauses;
  const auto table = toml::parse_file(FALLS_TOGETHER);
  if (const auto* excused = table["impossible"].as_array())
    for (const auto& node : *excused) clauses.insert((*node.as_table())["clause"].value_or<std::string>(""));
  return clauses;
}

// What a container manager can break.
std::vector<std::string> defects() {
  const auto excused = impossible();
  const Json list =
      Json::parse(execute(beside("conformance-exemplar").string() + " defects --json").text, nullptr, false);
  std::vector<std::string> ids;
  for (const auto& entry : list)
    if (const std::string id = entry["id"]; !id.starts_with("vm.") && !excused.contains(id)) ids.push_back(id);
  return ids;
}

// What else a defect changes: clause to outcome.
Outcomes falls_together(const std::string& defect) {
  Outcomes also;
  const auto table = toml::parse_file(FALLS_TOGETHER);
  const auto* pairs = table["pair"].as_array();
  if (!pairs) return also;
  for (const auto& node : *pairs) {
    const auto& pair = *node.as_table();
    if (pair["defect"].value_or<std::string>("") != defect) continue;
    also[pair["clause"].value_or<std::string>("")] = pair["outcome"].value_or<std::string>("fail");
  }
  return also;
}

// The host this runs on is itself a container whose manager hides the difference, or has no systemd to show it.
bool hidden_here(const std::string& defect) {
  const bool in_container = std::filesystem::exists("/run/host/container-manager");
  const bool without_systemd = !std::filesystem::exists("/run/systemd/system");
  const auto table = toml::parse_file(FALLS_TOGETHER);
  const auto* hidden = table["hidden"].as_array();
  return hidden && std::any_of(hidden->begin(), hidden->end(), [&](const toml::node& node) {
           const auto& entry = *node.as_table();
           const bool here =
               entry["where"].value_or<std::string>("") == "without systemd" ? without_systemd : in_container;
           return here && entry["clause"].value_or<std::string>("") == defect;
         });
}

class Defect : public testing::TestWithParam<std::string> {};

TEST_P(Defect, IsCaughtAndNothingElseChanges) {
  const std::string& defect = GetParam();
  const std::string scenarios = scenarios_for(defect);
  const Outcomes& without = baseline(scenarios);
  ASSERT_TRUE(without.contains(defect)) << "no check of that name";
  if (hidden_here(defect)) GTEST_SKIP() << "cannot be seen inside this host's own container";
  const Outcomes seen = run(defect, scenarios);
  if (seen.at(defect) != "fail" && seen.at(defect) == without.at(defect) && without.at(defect) != "pass")
    GTEST_SKIP() << "cannot be shown on this host: with and without the defect the clause is " << seen.at(defect);
  Outcomes expected = without;
  expected[defect] = "fail";
  for (const auto& [clause, outcome] : falls_together(defect))
    if (without.contains(clause) && without.at(clause) != "blocked") expected[clause] = outcome;
  Outcomes unexpected;
  for (const auto& [clause, outcome] : seen)
    if (expected[clause] != outcome) unexpected[clause] = outcome + " instead of " + expected[clause];
  EXPECT_THAT(unexpected, testing::IsEmpty());
}

std::string test_name(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  for (char& c : name)
    if (!isalnum(static_cast<unsigned char>(c))) c = '_';
  return name;
}

INSTANTIATE_TEST_SUITE_P(Exemplar, Defect, testing::ValuesIn(defects()), test_name);

TEST(Exemplar, ViolatesNothing) {
  Outcomes violated;
  for (const auto& [clause, outcome] : baseline(standard))
    if (outcome == "fail" || outcome == "unknown") violated[clause] = outcome;
  EXPECT_THAT(violated, testing::IsEmpty());
}

// A check without a defect has never been seen to fail on a real machine.
TEST(Exemplar, BreaksEveryClauseThatIsChecked) {
  std::set<std::string> without;
  const Json list = Json::parse(execute(beside("conformance").string() + " list --json").text);
  for (const auto& clause : list)
    if (clause["check"].get<bool>() && clause["subject"] != "vm") without.insert(clause["id"].get<std::string>());
  for (const auto& id : defects()) without.erase(id);
  for (const auto& id : impossible()) without.erase(id);
  EXPECT_THAT(without, testing::IsEmpty());
}

}  // namespace
