// SPDX-License-Identifier: Apache-2.0
// Every check is worth something only if a manager that breaks its clause is caught. For each defect the exemplar
// offers, a real run: that clause turns to fail and no other clause changes, but for the pairs in falls-together.toml.
#include <gmock/gmock.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

namespace {

using Json = nlohmann::json;
using Outcomes = std::map<std::string, std::string>;

// The programs lie beside this one.
std::filesystem::path beside(const char* program) {
  return std::filesystem::read_symlink("/proc/self/exe").parent_path() / program;
}

std::string output_of(const std::string& command) {
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  std::string text;
  std::array<char, 4096> buffer;
  while (const auto count = fread(buffer.data(), 1, buffer.size(), pipe.get())) text.append(buffer.data(), count);
  return text;
}

std::string variant() {
  const char* chosen = std::getenv("EXEMPLAR_VARIANT");
  return chosen ? std::string(":") + chosen : "";
}

// The outcome of every clause when the exemplar runs with this defect.
Outcomes run(const std::string& defect) {
  char file[] = "/tmp/defect-result-XXXXXX";
  const int descriptor = mkstemp(file);
  if (descriptor < 0) throw std::runtime_error("no temporary file");
  const std::string log = output_of(beside("conformance").string() + " run --profile exemplar" + variant() +
                                    " --set defect=" + defect + " --gate none -o json=" + file + " 2>&1");
  std::ifstream stream(file);
  const Json result = Json::parse(stream, nullptr, false);
  stream.close();
  std::filesystem::remove(file);
  close(descriptor);
  if (!result.is_object() || result["state"] != "reported") throw std::runtime_error("the run did not report:\n" + log);
  Outcomes outcomes;
  for (const auto& clause : result["clauses"]) outcomes[clause["id"]] = clause["outcome"];
  return outcomes;
}

const Outcomes& baseline() {
  static const Outcomes outcomes = run("none");
  return outcomes;
}

std::vector<std::string> defects() {
  const Json list = Json::parse(output_of(beside("conformance-exemplar").string() + " defects --json"), nullptr, false);
  std::vector<std::string> ids;
  for (const auto& entry : list) ids.push_back(entry["id"]);
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

// The host this runs on is itself a container whose manager hides the difference.
bool hidden_here(const std::string& defect) {
  if (!std::filesystem::exists("/run/host/container-manager")) return false;
  const auto table = toml::parse_file(FALLS_TOGETHER);
  const auto* hidden = table["hidden"].as_array();
  return hidden && std::any_of(hidden->begin(), hidden->end(), [&](const toml::node& node) {
           return (*node.as_table())["clause"].value_or<std::string>("") == defect;
         });
}

class Defect : public testing::TestWithParam<std::string> {};

TEST_P(Defect, IsCaughtAndNothingElseChanges) {
  const std::string& defect = GetParam();
  ASSERT_TRUE(baseline().contains(defect)) << "no check of that name";
  if (hidden_here(defect)) GTEST_SKIP() << "cannot be seen inside this host's own container";
  const Outcomes seen = run(defect);
  if (seen.at(defect) != "fail" && seen.at(defect) == baseline().at(defect) && baseline().at(defect) != "pass")
    GTEST_SKIP() << "cannot be shown on this host: with and without the defect the clause is " << seen.at(defect);
  Outcomes expected = baseline();
  expected[defect] = "fail";
  for (const auto& [clause, outcome] : falls_together(defect)) expected[clause] = outcome;
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
  for (const auto& [clause, outcome] : baseline())
    if (outcome == "fail" || outcome == "unknown") violated[clause] = outcome;
  EXPECT_THAT(violated, testing::IsEmpty());
}

// A check without a defect has never been seen to fail on a real machine.
TEST(Exemplar, BreaksEveryClauseThatIsChecked) {
  std::set<std::string> without;
  const Json list = Json::parse(output_of(beside("conformance").string() + " list --json"));
  for (const auto& clause : list)
    if (clause["check"].get<bool>() && clause["subject"] != "vm") without.insert(clause["id"].get<std::string>());
  for (const auto& id : defects()) without.erase(id);
  const auto table = toml::parse_file(FALLS_TOGETHER);
  if (const auto* excused = table["impossible"].as_array())
    for (const auto& node : *excused) without.erase((*node.as_table())["clause"].value_or<std::string>(""));
  EXPECT_THAT(without, testing::IsEmpty());
}

}  // namespace
