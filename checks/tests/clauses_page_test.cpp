// SPDX-License-Identifier: Apache-2.0
// docs/clauses.md: every clause with its source, how it is seen, how its check is proven, and how to mend what it
// finds. Made here because the proofs are here. To write it anew:
//     CLAUSES_PAGE=docs/clauses.md build/asan/checks_tests --gtest_filter=ClausesPage.*
#include "checks/catalogue.h"
#include "checks/scenarios.h"
#include "checks/tests/every_case.h"
#include "fixtures/exemplar/defect_table.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

namespace conformance::checks::testing {
namespace {

std::string source_of(const Clause& clause) {
  std::string text(clause.source.document);
  if (!clause.source.section.empty()) text += fmt::format(", “{}”", clause.source.section);
  if (!clause.source.item.empty()) text += fmt::format(", item {}", clause.source.item);
  return fmt::format("{} ({}); since: {}", text, clause.source.revision, clause.since);
}

std::string cases_of(const Clause& clause, const std::vector<Case>& cases) {
  std::map<Outcome, int> numbers;
  for (const Case& one : cases) numbers[one.expected] += one.clause == clause.id ? 1 : 0;
  std::string text;
  for (const Outcome outcome :
       {Outcome::pass, Outcome::fail, Outcome::not_applicable, Outcome::blocked, Outcome::unknown})
    if (numbers[outcome] > 0) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", numbers[outcome], name(outcome));
  return text;
}

std::string defect_of(const Clause& clause) {
  const auto found = std::ranges::find(exemplar::defect_table, clause.id, &exemplar::Defect::clause);
  return found == std::end(exemplar::defect_table) ? "" : std::string(found->does);
}

void add(std::string& page, std::string_view label, std::string_view text) {
  if (!text.empty()) page += fmt::format("- **{}**: {}\n", label, text);
}

void add_clause(std::string& page, const Clause& clause, const std::vector<Case>& cases) {
  page += fmt::format("\n### {}\n\n{}\n\n", clause.id, clause.says);
  add(page, "level",
      fmt::format("{}, {}", name(clause.level),
                  clause.origin == Origin::derived ? "derived: it advises only" : "documented"));
  add(page, "binds", clause.subject == Subject::both ? "containers and VMs" : fmt::format("{}s", name(clause.subject)));
  add(page, "when", clause.preconditions);
  add(page, "source", source_of(clause));
  if (!clause.has_check()) return add(page, "no check", clause.reason);
  const auto& scenario = *find_scenario(clause.scenario);
  add(page, "scenario", fmt::format("{} ({})", scenario.name, scenario.what));
  if (clause.compare != nullptr) add(page, "compared with", clause.compared_with);
  add(page, "seen by", clause.observe);
  const std::string defect = defect_of(clause);
  add(page, "proven by",
      fmt::format("recorded evidence: {}{}", cases_of(clause, cases),
                  defect.empty() ? "" : fmt::format("; the exemplar, when it {}", defect)));
  add(page, "to mend it", clause.remedy);
}

std::string clauses_page() {
  const auto cases = every_case();
  std::string page =
      "# The clauses\n\nWhat systemd's documents ask of container and VM managers, and what this program makes of it. "
      "Made from the program; a\ntest keeps it current (`checks/tests/clauses_page_test.cpp`). Catalogue ";
  page += fmt::format("{}, {} clauses.\n", catalogue_version(), catalogue().size());
  std::string_view area;
  for (const Clause* clause : catalogue()) {
    if (clause->area() != area) page += fmt::format("\n## {}\n", clause->area());
    area = clause->area();
    add_clause(page, *clause, cases);
  }
  return page;
}

TEST(ClausesPage, IsCurrent) {
  const std::string page = clauses_page();
  if (const char* path = std::getenv("CLAUSES_PAGE"); path != nullptr) std::ofstream(path) << page;
  std::ifstream file(SOURCE_ROOT "/docs/clauses.md");
  const std::string published{std::istreambuf_iterator<char>(file), {}};
  EXPECT_TRUE(page == published)
      << "docs/clauses.md is not what the program says; the first lines of this test tell how to "
         "write it anew";
}

}  // namespace
}  // namespace conformance::checks::testing
