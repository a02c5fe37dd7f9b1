// SPDX-License-Identifier: Apache-2.0
#include "reports/junit.h"

#include "reports/score.h"
#include "reports/text.h"
#include "reports/words.h"
#include "reports/xml.h"

#include <string_view>

namespace conformance::reports {

namespace {

struct Tally {
  std::int64_t tests = 0;
  std::int64_t failures = 0;
  std::int64_t errors = 0;
  std::int64_t skipped = 0;

  void add(std::string_view kind) {
    ++tests;
    if (kind == "failure") ++failures;
    if (kind == "error") ++errors;
    if (kind == "skipped") ++skipped;
  }
};

/// The element that says what came of a case; empty: it passed.
std::string_view kind_of(const ClauseResult& clause) {
  if (clause.outcome == "pass") return clause.waived ? "failure" : "";
  if (clause.outcome == "not-applicable" || clause.waived) return "skipped";
  return clause.outcome == "fail" ? "failure" : "error";
}

std::string message_of(const ClauseResult& clause) {
  if (!clause.waived) return printable(clause.saw);
  return clause.outcome == "pass" ? "a known deviation passes: take it out of the expectations"
                                  : printable("known deviation: " + clause.waived_because);
}

void add_case(pugi::xml_node suite, const ClauseResult& clause, std::string_view kind) {
  auto test = suite.append_child("testcase");
  set(test, "classname", "conformance." + clause.area);
  set(test, "name", clause.id);
  if (kind.empty()) return;
  auto outcome = test.append_child(std::string(kind).c_str());
  set(outcome, "message", message_of(clause));
  if (kind == "skipped") return;  // some schemas give it no content
  set(outcome, "type", clause.outcome);
  std::string text;
  for (const auto& [label, words] : told(clause)) text += label + ": " + words + "\n";
  add_text(outcome, text);
}

void set_totals(pugi::xml_node node, const Tally& tally) {
  set(node, "tests", std::to_string(tally.tests));
  set(node, "failures", std::to_string(tally.failures));
  set(node, "errors", std::to_string(tally.errors));
}

}  // namespace

std::string render_junit(const Result& result) {
  pugi::xml_document document;
  auto root = document.append_child("testsuites");
  set(root, "name", title_of(result));
  Tally all;
  for (const auto& [area, clauses] : by_area_and_own(result)) {
    auto suite = root.append_child("testsuite");
    set(suite, "name", area);
    Tally tally;
    for (const auto* clause : clauses) {
      const auto kind = kind_of(*clause);
      tally.add(kind);
      all.add(kind);
      add_case(suite, *clause, kind);
    }
    set_totals(suite, tally);
    set(suite, "skipped", std::to_string(tally.skipped));  // the schemas know it only here
  }
  set_totals(root, all);
  return text_of(document);
}

}  // namespace conformance::reports
