// SPDX-License-Identifier: Apache-2.0
#include "runner/tests/live/defect_matrix.h"

#include <toml++/toml.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <stdexcept>

namespace conformance::live {
namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

const toml::table& table() {
  static const toml::table parsed = toml::parse_file(FALLS_TOGETHER);
  return parsed;
}

std::string text(const toml::table& entry, const char* key) { return entry[key].value_or<std::string>(""); }

/// Calls `visit` with each table of the array `key`.
template <class Visit>
void each(const char* key, Visit&& visit) {
  const auto* array = table()[key].as_array();
  if (!array) throw std::runtime_error(std::string("falls-together.toml has no ") + key);
  for (const auto& node : *array) visit(*node.as_table());
}

bool has_systemd() { return fs::exists("/run/systemd/system"); }

const Json& clauses() {
  static const Json list = Json::parse(execute(beside("conformance").string() + " list --json").text);
  return list;
}

// Judged by what an OS makes of the machine.
bool takes_payload(const std::string& clause) {
  return std::ranges::any_of(clauses(), [&](const Json& entry) {
    return entry["id"] == clause && entry["scenarios"] == Json::array({payload_scenario});
  });
}

// The scenarios a clause needs beside the standard ones: the one it is judged in. An OS, which takes its time to boot,
// is booted alone.
std::string scenarios_for(const std::string& clause) {
  if (takes_payload(clause)) return payload_scenario;
  std::string names = standard_scenarios;
  for (const auto& entry : clauses()) {
    if (entry["id"] != clause) continue;
    for (const auto& scenario : entry["scenarios"])
      if (("," + names + ",").find("," + scenario.get<std::string>() + ",") == std::string::npos)
        names += "," + scenario.get<std::string>();
  }
  return names;
}

Outcomes outcomes_with(const std::string& words, const std::string& defect, const std::string& scenarios) {
  const auto finished = run(words + " --gate none --set defect=" + defect + " --scenarios " + scenarios);
  if (!finished.result.is_object() || finished.result["state"] != "reported")
    throw std::runtime_error("the run did not report:\n" + finished.text);
  return outcomes(finished.result);
}

bool is_here(const std::string& where) {
  if (where == "without systemd") return !has_systemd();
  if (where == "without /dev/vhost-vsock") return !fs::exists("/dev/vhost-vsock");
  return fs::exists("/run/host/container-manager");
}

// This host hides the difference: it is itself a container whose manager is in the way, or lacks what would show it.
std::string hidden_here(const std::string& defect) {
  std::string reason;
  each("hidden", [&](const toml::table& entry) {
    if (is_here(text(entry, "where")) && text(entry, "clause") == defect) reason = text(entry, "reason");
  });
  return reason;
}

}  // namespace

std::set<std::string> impossible() {
  std::set<std::string> clauses;
  each("impossible", [&](const toml::table& entry) { clauses.insert(text(entry, "clause")); });
  return clauses;
}

std::vector<std::string> defects(bool vm, bool payload) {
  const auto excused = impossible();
  const auto list = Json::parse(execute(beside("conformance-exemplar").string() + " defects --json").text);
  std::vector<std::string> ids;
  for (const auto& entry : list)
    if (const std::string id = entry["id"]; id.starts_with("vm.") == vm && !excused.contains(id))
      if (takes_payload(id) == payload) ids.push_back(id);
  return ids;
}

const Outcomes& baseline(const std::string& words, const std::string& scenarios) {
  static std::map<std::string, Outcomes> known;
  static std::mutex one_at_a_time;
  const std::lock_guard lock(one_at_a_time);
  const auto key = words + " " + scenarios;
  auto found = known.find(key);
  if (found == known.end()) found = known.emplace(key, outcomes_with(words, "none", scenarios)).first;
  return found->second;
}

Row make_row(const std::string& words, const std::string& defect) {
  Row row{.defect = defect, .host = has_systemd() ? "lab" : "bare", .scenarios = scenarios_for(defect)};
  row.without = baseline(words, row.scenarios);
  if (!row.without.contains(defect)) throw std::runtime_error("there is no check called " + defect);
  row.not_shown = hidden_here(defect);
  if (row.not_shown.empty() && defect.starts_with("vm.") && row.without.at(defect) == "blocked")
    row.not_shown = "without the defect the clause is blocked on this host";
  if (!row.not_shown.empty()) return row;
  row.seen = outcomes_with(words, defect, row.scenarios);
  each("pair", [&](const toml::table& pair) {
    const auto clause = text(pair, "clause");
    const auto known = row.without.find(clause);
    if (text(pair, "defect") != defect || known == row.without.end()) return;
    // What cannot be looked at on this host may stay so.
    const auto outcome = pair["outcome"].value_or<std::string>("fail");
    if (known->second != "blocked" || row.seen.at(clause) == outcome) row.allowed[clause] = outcome;
  });
  const auto& before = row.without.at(defect);
  if (row.seen.at(defect) == before && before != "pass")
    row.not_shown = "with and without the defect the clause is " + before + " on this host";
  return row;
}

Outcomes Row::unexpected() const {
  Outcomes expected = without;
  expected[defect] = "fail";
  for (const auto& [clause, outcome] : allowed) expected[clause] = outcome;
  Outcomes found;
  for (const auto& [clause, outcome] : seen)
    if (expected[clause] != outcome) found[clause] = outcome + " instead of " + expected[clause];
  return found;
}

void keep(const Row& row) {
  const auto directory = beside("defect-matrix.rows") / row.host;
  fs::create_directories(directory);
  std::ofstream(directory / (row.defect + ".json")) << Json(row).dump(1) << "\n";
}

std::string test_name(const std::string& defect) {
  std::string name = defect;
  std::ranges::replace_if(
      name, [](unsigned char letter) { return !isalnum(letter); }, '_');
  return name;
}

}  // namespace conformance::live
