// SPDX-License-Identifier: Apache-2.0
#include "runner/expectations/expectations.h"

#include "checks/catalogue.h"
#include "runner/profile/file.h"
#include "runner/profile/load.h"
#include "runner/profile/section.h"
#include "runner/profile/suggest.h"

#include <fmt/format.h>

#include <algorithm>

namespace conformance::runner {

using namespace profiles;

namespace {

constexpr std::size_t most_entries = 10'000;

std::vector<std::string_view> clause_ids() {
  std::vector<std::string_view> ids;
  for (const auto* clause : checks::catalogue()) ids.push_back(clause->id);
  return ids;
}

std::string clause_in(const Section& section, const std::vector<std::string_view>& ids) {
  const auto id = section.required_text("clause");
  if (!id.empty() && std::ranges::find(ids, id) == ids.end())
    section.error_at(section.find("clause")->value, fmt::format("there is no clause \"{}\"", id),
                     suggestion(id, ids, "clauses"));
  return id;
}

reports::VersionRange range_in(const Section& section, std::string_view key) {
  const auto text = section.text(key);
  if (!text) return {};
  const auto range = reports::VersionRange::parse(*text);
  if (!range)
    section.error_at(section.find(key)->value, fmt::format("{} is no range of versions", section.named(key)),
                     "write conditions with blanks between them: \">=1.0 <2\"");
  return range.value_or(reports::VersionRange{});
}

ExpectedEntry entry_in(const Section& section, const std::vector<std::string_view>& ids) {
  static const std::vector<std::string_view> outcomes = {"fail", "blocked", "unknown", "flaky"};
  section.allow({"clause", "outcome", "reason", "link", "variants", "hosts", "versions", "systemd"});
  ExpectedEntry entry{.line = section.place().line};
  auto& expectation = entry.expectation;
  expectation.clause = clause_in(section, ids);
  expectation.outcome = outcomes.at(section.choice("outcome", outcomes, 0));
  expectation.reason = section.required_text("reason");
  expectation.link = section.text("link").value_or("");
  expectation.variants = section.texts("variants");
  expectation.hosts = section.texts("hosts");
  expectation.versions = range_in(section, "versions");
  expectation.systemd = range_in(section, "systemd");
  return entry;
}

}  // namespace

std::vector<ExpectedEntry> parse_expectations(std::string_view text, std::string_view name) {
  Diagnostics diagnostics(text, std::string(name));
  const toml::table table = parse(diagnostics, text, name);
  const Section whole(diagnostics, "", {&table});
  whole.allow({"deviation"});
  const auto ids = clause_ids();
  std::vector<ExpectedEntry> entries;
  for (const auto& section : whole.list("deviation", most_entries)) entries.push_back(entry_in(section, ids));
  diagnostics.throw_if_any();
  return entries;
}

std::vector<ExpectedEntry> load_expectations(const std::filesystem::path& file) {
  return parse_expectations(contents(file), file.native());
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
