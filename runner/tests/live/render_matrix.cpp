// SPDX-License-Identifier: Apache-2.0
// defect-matrix: makes one page of the rows the live tests kept, and exits with 1 where it is not diagonal.
//   defect-matrix            Markdown, a row per defect with what it changes
//   defect-matrix --csv      every defect across, every clause down: the outcome's first letter, capital where it
//   changed
#include "runner/tests/live/defect_matrix.h"

#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <string_view>
#include <vector>

namespace {

using namespace conformance::live;
namespace fs = std::filesystem;

Row read(const fs::path& file) {
  std::ifstream stream(file);
  return nlohmann::json::parse(stream).get<Row>();
}

/// One row for each defect; where several hosts ran it, of one that shows it.
std::map<std::string, Row> rows() {
  std::map<std::string, Row> found;
  for (const auto& entry : fs::recursive_directory_iterator(beside("defect-matrix.rows"))) {
    if (entry.path().extension() != ".json") continue;
    const auto row = read(entry.path());
    const auto known = found.find(row.defect);
    if (known == found.end() || !known->second.not_shown.empty()) found[row.defect] = row;
  }
  return found;
}

std::string changes(const Row& row) {
  std::string text;
  for (const auto& [clause, outcome] : row.seen)
    if (clause != row.defect && row.without.at(clause) != outcome)
      text += (text.empty() ? "" : ", ") + clause + " → " + outcome;
  return text;
}

int markdown(const std::map<std::string, Row>& matrix) {
  std::size_t shown = 0;
  std::size_t checks = 0;
  std::string table;
  std::string absent;
  std::string wrong;
  for (const auto& [defect, row] : matrix) {
    checks = std::max(checks, row.seen.size());
    if (!row.not_shown.empty()) {
      absent += "| " + defect + " | " + row.not_shown + " |\n";
      continue;
    }
    ++shown;
    table += "| " + defect + " | " + row.host + " | " + row.without.at(defect) + " → " + row.seen.at(defect) + " | " +
             changes(row) + " |\n";
    for (const auto& [clause, what] : row.unexpected()) wrong += "- " + defect + ": " + clause + " was " + what + "\n";
  }
  std::cout << "# The defect matrix\n\n"
            << "The exemplar with each of its defects, and what the checks say of it: " << shown << " defects, up to "
            << checks
            << " clauses each. A defect turns its own clause to fail; what else changes is justified, pair by pair, in "
               "fixtures/exemplar/falls-together.toml.\n\n"
            << "| defect | host | its clause | what else changes |\n|---|---|---|---|\n"
            << table;
  if (!absent.empty()) std::cout << "\nNot shown on these hosts:\n\n| defect | why |\n|---|---|\n" << absent;
  if (!wrong.empty()) std::cout << "\nNot justified:\n\n" << wrong;
  return wrong.empty() && shown > 0 ? 0 : 1;
}

char letter(const Row& row, const std::string& clause) {
  const auto seen = row.seen.find(clause);
  if (seen == row.seen.end()) return ' ';
  const char first = seen->second.front();
  return row.without.at(clause) == seen->second ? first : static_cast<char>(std::toupper(first));
}

int csv(const std::map<std::string, Row>& matrix) {
  std::set<std::string> clauses;
  for (const auto& [defect, row] : matrix)
    for (const auto& [clause, outcome] : row.seen) clauses.insert(clause);
  std::cout << "clause";
  for (const auto& [defect, row] : matrix) std::cout << ',' << defect;
  for (const auto& clause : clauses) {
    std::cout << '\n' << clause;
    for (const auto& [defect, row] : matrix) std::cout << ',' << letter(row, clause);
  }
  std::cout << '\n';
  return 0;
}

}  // namespace

int main(int count, char** words) {
  try {
    return count > 1 && std::string_view(words[1]) == "--csv" ? csv(rows()) : markdown(rows());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "defect-matrix: %s; run the live tests first\n", error.what());
    return 2;
  }
}
