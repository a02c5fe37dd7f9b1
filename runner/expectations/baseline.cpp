// SPDX-License-Identifier: Apache-2.0
#include "runner/expectations/baseline.h"

#include "reports/score.h"
#include "reports/text.h"
#include "runner/expectations/expectations.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <utility>

namespace conformance::runner {

namespace {

using reports::ClauseResult;
using reports::Result;

/// Where a deviation was seen, as the file says it; "": anywhere.
struct Where {
  std::string host;
  std::string version;
  std::string systemd;
  friend bool operator==(const Where&, const Where&) = default;
};

/// Of one clause and outcome: the variants that have it and that no entry speaks of.
struct Deviation {
  std::string clause;
  std::string outcome;
  std::vector<std::string> variants;
  Where where;
  std::string saw;  ///< in the first of them
};

bool deviates(const ClauseResult& clause, const BaselineOptions& options) {
  if (clause.origin == "derived") return false;  // no gate asks for these
  return clause.outcome == "fail" || (options.undecided && reports::unsettled(clause.outcome));
}

bool is_expected(const std::vector<ExpectedEntry>& entries, const Result& result, const ClauseResult& clause) {
  return std::ranges::any_of(entries, [&](const ExpectedEntry& entry) {
    const auto& expectation = entry.expectation;
    return expectation.clause == clause.id && reports::expects(expectation, clause.outcome) &&
           reports::applies(expectation, result);
  });
}

/// "=252.39"; "" for a version that cannot be compared.
std::string range_of(const std::string& version) {
  const auto text = "=" + version.substr(std::min(version.find_first_of("0123456789"), version.size()));
  const auto end = text.find_first_of("~-+ ");
  return reports::VersionRange::parse(text.substr(0, end)) ? text.substr(0, end) : "";
}

/// Where an entry speaks of the clause and variant in other runs, the new one has to be of these alone.
Where where_of(const std::vector<ExpectedEntry>& entries, const Result& result, const ClauseResult& clause) {
  const reports::Expectation wide{
      .clause = clause.id, .outcome = clause.outcome, .variants = {reports::variant_of(result)}};
  const bool free = std::ranges::none_of(
      entries, [&](const ExpectedEntry& entry) { return reports::overlap(entry.expectation, wide); });
  if (free) return {};
  return {result.conditions.host, range_of(result.manager.version), range_of(result.conditions.systemd)};
}

void note(std::vector<Deviation>& deviations, const Result& result, const ClauseResult& clause, const Where& where) {
  auto known = std::ranges::find_if(deviations, [&](const Deviation& deviation) {
    return deviation.clause == clause.id && deviation.outcome == clause.outcome && deviation.where == where;
  });
  if (known == deviations.end())
    known = deviations.insert(known, Deviation{clause.id, clause.outcome, {}, where, clause.saw});
  const auto variant = reports::variant_of(result);
  if (std::ranges::find(known->variants, variant) == known->variants.end()) known->variants.push_back(variant);
}

std::vector<Deviation> new_deviations(const std::vector<ExpectedEntry>& entries, std::span<const Result> results,
                                      const BaselineOptions& options) {
  std::vector<Deviation> deviations;
  for (const auto& result : results)
    for (const auto* clauses : {&result.clauses, &result.own})
      for (const auto& clause : *clauses)
        if (deviates(clause, options) && !is_expected(entries, result, clause))
          note(deviations, result, clause, where_of(entries, result, clause));
  return deviations;
}

/// As a TOML basic string.
std::string toml_string(std::string_view text) {
  std::string out = "\"";
  for (const char byte : text) {
    if (byte == '"' || byte == '\\') out += '\\';
    out += byte;
  }
  return out + '"';
}

std::string toml_list(const std::vector<std::string>& words) {
  std::vector<std::string> all;
  for (const auto& word : words) all.push_back(toml_string(word));
  return fmt::format("[{}]", fmt::join(all, ", "));
}

std::string text_of(const Deviation& deviation) {
  constexpr std::size_t longest = 200;
  std::string text =
      fmt::format("\n# seen: {}\n[[deviation]]\nclause = {}\n",
                  reports::shortened(reports::printable(deviation.saw), longest), toml_string(deviation.clause));
  if (deviation.outcome != "fail") text += fmt::format("outcome = {}\n", toml_string(deviation.outcome));
  text += fmt::format("variants = {}\n", toml_list(deviation.variants));
  const auto& [host, version, systemd] = deviation.where;
  if (!host.empty()) text += fmt::format("hosts = {}\n", toml_list({host}));
  if (!version.empty()) text += fmt::format("versions = {}\n", toml_string(version));
  if (!systemd.empty()) text += fmt::format("systemd = {}\n", toml_string(systemd));
  return text + fmt::format("reason = {}\n", toml_string(reports::unexplained));
}

const ClauseResult* find_clause(const Result& result, const std::string& id) {
  for (const auto* clauses : {&result.clauses, &result.own}) {
    const auto found = std::ranges::find(*clauses, id, &ClauseResult::id);
    if (found != clauses->end()) return &*found;
  }
  return nullptr;
}

enum class Now { unseen, deviates, mended, both };

/// What the results say of an entry.
Now now(const ExpectedEntry& entry, std::span<const Result> results) {
  bool still = false;
  bool mended = false;
  for (const auto& result : results) {
    if (!reports::applies(entry.expectation, result)) continue;
    const auto* clause = find_clause(result, entry.expectation.clause);
    if (clause == nullptr) continue;
    if (entry.expectation.outcome == "flaky" && result.runs == 1) continue;  // one run says nothing of it
    const bool fine = clause->outcome == "pass" || clause->outcome == "not-applicable";
    (fine ? mended : still) = true;
  }
  if (mended) return still ? Now::both : Now::mended;
  return still ? Now::deviates : Now::unseen;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return lines;
}

bool is_comment(std::string_view line) { return line.starts_with('#'); }
bool is_blank(std::string_view line) { return line.find_first_not_of(" \t\r\n") == std::string_view::npos; }

/// The first line that belongs to an entry: of the comments directly above it.
std::size_t first_line(const std::vector<std::string_view>& lines, std::size_t header) {
  while (header > 0 && is_comment(lines[header - 1])) --header;
  return header;
}

/// After the last line of the entry, and the blank ones that follow; comments further down speak of something else.
std::size_t end_of(const std::vector<std::string_view>& lines, std::size_t header, std::size_t next) {
  auto end = next;
  while (end > header + 1 && (is_comment(lines[end - 1]) || is_blank(lines[end - 1]))) --end;
  while (end < next && is_blank(lines[end])) ++end;
  return end;
}

/// The file without the entries that begin at `headers` (lines from 1 on, in order), and what belongs to them.
std::string without(std::string_view text, const std::vector<ExpectedEntry>& all,
                    const std::set<std::size_t>& headers) {
  const auto lines = lines_of(text);
  std::vector<bool> gone(lines.size(), false);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!headers.contains(all[i].line)) continue;
    const auto header = all[i].line - 1;
    const auto next = i + 1 < all.size() ? first_line(lines, all[i + 1].line - 1) : lines.size();
    for (auto line = first_line(lines, header); line < end_of(lines, header, next); ++line) gone[line] = true;
  }
  std::string kept;
  for (std::size_t i = 0; i < lines.size(); ++i)
    if (!gone[i]) kept += lines[i];
  return kept;
}

std::string head(std::string_view profile) {
  return fmt::format(
      "# SPDX-License-Identifier: Apache-2.0\n"
      "# Known deviations of the profile {}; docs/expectations.md says what each key means.\n",
      profile);
}

}  // namespace

Baseline update_baseline(std::string_view text, std::string_view name, std::span<const Result> results,
                         const BaselineOptions& options) {
  const auto entries = parse_expectations(text, name);
  Baseline baseline;
  std::set<std::size_t> taken_out;
  for (const auto& entry : entries) {
    const Now state = now(entry, results);
    if (state == Now::both) baseline.ambiguous.push_back(entry.expectation.clause);
    if (state != Now::mended) continue;
    (options.prune ? baseline.removed : baseline.outdated).push_back(entry.expectation.clause);
    if (options.prune) taken_out.insert(entry.line);
  }
  baseline.text = without(text, entries, taken_out);
  if (is_blank(baseline.text)) baseline.text = head(results.empty() ? "" : results.front().manager.name);
  if (!baseline.text.ends_with('\n')) baseline.text += '\n';
  for (const auto& deviation : new_deviations(entries, results, options)) {
    baseline.text += text_of(deviation);
    baseline.added.push_back(fmt::format("{} ({})", deviation.clause, fmt::join(deviation.variants, ", ")));
  }
  return baseline;
}

}  // namespace conformance::runner
