// SPDX-License-Identifier: Apache-2.0
#include "runner/expectations/expectations.h"

#include "checks/catalogue.h"
#include "reports/own_clauses.h"
#include "reports/text.h"
#include "runner/profile/file.h"
#include "runner/profile/load.h"
#include "runner/profile/section.h"
#include "runner/profile/suggest.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace conformance::runner {

using namespace profiles;

namespace {

constexpr std::size_t most_entries = 10'000;

using Variants = std::optional<std::vector<std::string>>;

std::vector<std::string_view> clause_ids() {
  std::vector<std::string_view> ids;
  for (const auto* clause : checks::catalogue()) ids.push_back(clause->id);
  return ids;
}

/// But for one letter that is wrong, missing or too many.
bool alike(std::string_view one, std::string_view other) {
  const auto before = std::ranges::mismatch(one, other).in1 - one.begin();
  const auto after = std::mismatch(one.rbegin(), one.rend(), other.rbegin(), other.rend()).first - one.rbegin();
  return before + after + 1 >= std::ssize(one.size() < other.size() ? other : one);
}

/// A site's clause, and not one of the contract with a slip in its area.
bool is_own(std::string_view id, const std::vector<std::string_view>& ids) {
  if (!reports::why_no_own_id(id).empty()) return false;
  const auto dot = id.find('.');
  return std::ranges::none_of(ids, [&](std::string_view known) {
    const auto end = known.find('.');
    return known.substr(end) == id.substr(dot) && alike(known.substr(0, end), id.substr(0, dot));
  });
}

std::string clause_in(const Section& section, const std::vector<std::string_view>& ids) {
  const auto id = section.required_text("clause");
  if (!id.empty() && std::ranges::find(ids, id) == ids.end() && !is_own(id, ids))
    section.error_at(section.find("clause")->value, fmt::format("there is no clause \"{}\"", id),
                     suggestion(id, ids, "clauses"));
  return id;
}

/// Without the key it is for all; an empty list would be for none.
std::vector<std::string> words_in(const Section& section, std::string_view key) {
  const auto words = section.texts(key);
  const auto entry = section.find(key);
  if (!entry || entry->node->as_array() == nullptr) return words;
  if (words.empty())
    section.error_at(entry->value, fmt::format("{} is empty", section.named(key)), "leave it out: all");
  for (auto word = words.begin(); word != words.end(); ++word)
    if (std::find(words.begin(), word, *word) != word)
      section.error_at(entry->value, fmt::format("{} has \"{}\" twice", section.named(key), reports::printable(*word)));
  return words;
}

std::vector<std::string> variants_in(const Section& section, const Variants& known) {
  const auto words = words_in(section, "variants");
  if (!known) return words;
  std::vector<std::string_view> names{"plain"};
  for (const auto& name : *known)
    if (!name.empty()) names.push_back(name);
  for (const auto& word : words)
    if (std::ranges::find(names, word) == names.end())
      section.error_at(section.find("variants")->value,
                       fmt::format("the profile has no variant \"{}\"", reports::printable(word)),
                       suggestion(word, names, "variants"));
  return words;
}

reports::VersionRange range_in(const Section& section, std::string_view key) {
  const auto text = section.text(key);
  if (!text) return {};
  const auto range = reports::VersionRange::parse(*text);
  if (!range)
    section.error_at(section.find(key)->value, fmt::format("{} is no range of versions", section.named(key)),
                     "write conditions with blanks between them: \">=1.0 <2\"");
  else if (!range->possible())
    section.error_at(section.find(key)->value, fmt::format("no version is in the range of {}", section.named(key)));
  return range.value_or(reports::VersionRange{});
}

ExpectedEntry entry_in(const Section& section, const std::vector<std::string_view>& ids, const Variants& variants) {
  static const std::vector<std::string_view> outcomes = {"fail", "blocked", "unknown", "flaky"};
  section.allow({"clause", "outcome", "reason", "link", "variants", "hosts", "versions", "systemd"});
  ExpectedEntry entry{.line = section.place().line};
  auto& expectation = entry.expectation;
  expectation.clause = clause_in(section, ids);
  expectation.outcome = outcomes.at(section.choice("outcome", outcomes, 0));
  expectation.reason = section.required_text("reason");
  expectation.link = section.text("link").value_or("");
  expectation.variants = variants_in(section, variants);
  expectation.hosts = words_in(section, "hosts");
  expectation.versions = range_in(section, "versions");
  expectation.systemd = range_in(section, "systemd");
  return entry;
}

/// Of two that speak of the same, nobody would know which one counts.
void check_apart(const Section& section, const ExpectedEntry& entry, const std::vector<ExpectedEntry>& before) {
  const auto other = std::ranges::find_if(
      before, [&](const ExpectedEntry& each) { return reports::overlap(each.expectation, entry.expectation); });
  if (other == before.end() || entry.expectation.clause.empty()) return;
  section.error_at(section.find("clause")->value,
                   fmt::format("the entry of line {} speaks of \"{}\" in the same runs", other->line,
                               reports::printable(entry.expectation.clause)),
                   "make one of the two, or give them variants, hosts or versions that have nothing in common");
}

}  // namespace

std::vector<ExpectedEntry> parse_expectations(std::string_view text, std::string_view name, const Variants& variants) {
  Diagnostics diagnostics(text, std::string(name));
  const toml::table table = parse(diagnostics, text, name);
  const Section whole(diagnostics, "", {&table});
  whole.allow({"deviation"});
  const auto ids = clause_ids();
  std::vector<ExpectedEntry> entries;
  for (const auto& section : whole.list("deviation", most_entries)) {
    auto entry = entry_in(section, ids, variants);
    check_apart(section, entry, entries);
    entries.push_back(std::move(entry));
  }
  diagnostics.throw_if_any();
  return entries;
}

std::vector<ExpectedEntry> load_expectations(const std::filesystem::path& file, const Variants& variants) {
  return parse_expectations(contents(file), file.native(), variants ? variants : variants_beside(file));
}

std::optional<std::vector<std::string>> variants_beside(const std::filesystem::path& file) {
  const auto folder = std::filesystem::absolute(file).parent_path();
  const auto profile = folder.parent_path() / file.filename();
  std::error_code error;
  if (folder.filename() != "expected" || !std::filesystem::is_regular_file(profile, error)) return std::nullopt;
  return variants_of(profile);
}

std::vector<reports::Expectation> without_lines(const std::vector<ExpectedEntry>& entries) {
  std::vector<reports::Expectation> all;
  for (const auto& entry : entries) all.push_back(entry.expectation);
  return all;
}

std::filesystem::path expectations_beside(const std::filesystem::path& profile) {
  return profile.parent_path() / "expected" / profile.filename();
}

std::optional<std::filesystem::path> expectations_of(std::string_view name) {
  for (const auto& profile : known_profiles())
    if (profile.stem() == name) return expectations_beside(profile);
  return std::nullopt;
}

}  // namespace conformance::runner
