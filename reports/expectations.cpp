// SPDX-License-Identifier: Apache-2.0
#include "reports/expectations.h"

#include "reports/text.h"

#include <algorithm>
#include <functional>

namespace conformance::reports {

namespace {

constexpr std::string_view digits = "0123456789";
constexpr std::size_t most_conditions = 16;  // they are compared with one another

/// "v1.2.3-4" → "1.2.3"
std::string_view significant(std::string_view version) {
  const auto first = std::min(version.find_first_of(digits), version.size());
  version.remove_prefix(first);
  return version.substr(0, version.find_first_of("~-+ "));
}

/// Takes the next number off the text, without leading zeros; "" when there is none.
std::string_view next_number(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_of(digits), text.size()));
  auto number = text.substr(0, text.find_first_not_of(digits));
  text.remove_prefix(number.size());
  number.remove_prefix(std::min(number.find_first_not_of('0'), number.size()));
  return number;
}

bool holds_word(const std::vector<std::string>& words, std::string_view word) {
  return words.empty() || std::ranges::find(words, word) != words.end();
}

/// "debian" is every "debian trixie".
bool covers(std::string_view host, std::string_view other) {
  return host == other || host == other.substr(0, other.find(' '));
}

template <class Same>
bool meet(const std::vector<std::string>& one, const std::vector<std::string>& other, Same same) {
  if (one.empty() || other.empty()) return true;
  return std::ranges::any_of(one, [&](const auto& word) {
    return std::ranges::any_of(other, [&](const auto& each) { return same(word, each); });
  });
}

/// It was said to deviate, and does not. One run says nothing about a flaky one.
bool improved(const Expectation& expectation, const ClauseResult& clause, const Result& result) {
  return clause.outcome == "pass" && (expectation.outcome != "flaky" || result.runs > 1);
}

void waive(ClauseResult& clause, const Result& result, std::span<const Expectation> expectations) {
  clause.waived = false;
  clause.waived_because.clear();
  clause.waived_link.clear();
  for (const auto& expectation : expectations) {
    const bool speaks = expectation.clause == clause.id && applies(expectation, result);
    if (clause.waived || !speaks) continue;
    if (!expects(expectation, clause.outcome) && !improved(expectation, clause, result)) continue;
    clause.waived = true;
    clause.waived_because = printable(expectation.reason);
    clause.waived_link = printable(expectation.link);
  }
}

}  // namespace

int compare_versions(std::string_view one, std::string_view other) {
  one = significant(one);
  other = significant(other);
  while (!one.empty() || !other.empty()) {
    const auto left = next_number(one);
    const auto right = next_number(other);
    if (left.size() != right.size()) return left.size() < right.size() ? -1 : 1;
    if (const int order = left.compare(right); order != 0) return order < 0 ? -1 : 1;
  }
  return 0;
}

std::optional<VersionRange> VersionRange::parse(std::string_view text) {
  VersionRange range;
  while (text.find_first_not_of(' ') != std::string_view::npos) {
    text.remove_prefix(text.find_first_not_of(' '));
    const auto word = text.substr(0, text.find(' '));
    text.remove_prefix(word.size());
    const auto operator_size = std::min(word.find_first_not_of("<>="), word.size());
    const auto comparison = word.substr(0, operator_size);
    const auto version = word.substr(operator_size);
    constexpr std::string_view known[] = {"<", "<=", "=", ">=", ">"};
    const bool begins_with_digit = !version.empty() && digits.find(version.front()) != std::string_view::npos;
    if (range.conditions_.size() == most_conditions) return std::nullopt;
    if (std::ranges::find(known, comparison) == std::end(known) || !begins_with_digit) return std::nullopt;
    range.conditions_.push_back({std::string(comparison), std::string(version)});
  }
  return range;
}

bool VersionRange::holds(std::string_view version) const {
  if (conditions_.empty()) return true;
  if (version.find_first_of(digits) == std::string_view::npos) return false;
  return std::ranges::all_of(conditions_, [&](const Condition& condition) {
    const int order = compare_versions(version, condition.version);
    if (order == 0) return condition.comparison.ends_with('=');
    return condition.comparison.starts_with(order < 0 ? '<' : '>');
  });
}

/// Between two versions there is always another one: "5", "5.0.1", "5.1".
bool VersionRange::meet(const Condition& low, const Condition& high) {
  if (low.comparison.starts_with('<') || high.comparison.starts_with('>')) return true;
  const int order = compare_versions(low.version, high.version);
  return order < 0 || (order == 0 && low.comparison.ends_with('=') && high.comparison.ends_with('='));
}

bool VersionRange::possible() const {
  const Condition lowest{">=", "0"};
  return std::ranges::all_of(conditions_, [&](const Condition& high) {
    return meet(lowest, high) &&
           std::ranges::all_of(conditions_, [&](const Condition& low) { return meet(low, high); });
  });
}

bool VersionRange::meets(const VersionRange& other) const {
  VersionRange both = *this;
  both.conditions_.insert(both.conditions_.end(), other.conditions_.begin(), other.conditions_.end());
  return both.possible();
}

std::string variant_of(const Result& result) {
  const auto& profile = result.manager.profile;
  const auto colon = profile.find(':');
  return colon == std::string::npos ? "plain" : profile.substr(colon + 1);
}

bool applies(const Expectation& expectation, const Result& result) {
  const std::string& host = result.conditions.host;
  const bool here =
      holds_word(expectation.hosts, host) || holds_word(expectation.hosts, host.substr(0, host.find(' ')));
  return here && holds_word(expectation.variants, variant_of(result)) &&
         expectation.versions.holds(result.manager.version) && expectation.systemd.holds(result.conditions.systemd);
}

bool expects(const Expectation& expectation, std::string_view outcome) {
  return outcome == expectation.outcome || (expectation.outcome == "flaky" && outcome == "fail");
}

bool overlap(const Expectation& one, const Expectation& other) {
  if (one.clause != other.clause) return false;
  if (!expects(one, other.outcome) && !expects(other, one.outcome)) return false;
  const auto same_host = [](const auto& a, const auto& b) { return covers(a, b) || covers(b, a); };
  return meet(one.variants, other.variants, std::equal_to<>{}) && meet(one.hosts, other.hosts, same_host) &&
         one.versions.meets(other.versions) && one.systemd.meets(other.systemd);
}

void waive(Result& result, std::span<const Expectation> expectations) {
  for (auto* clauses : {&result.clauses, &result.own})
    for (auto& clause : *clauses) waive(clause, result, expectations);
}

}  // namespace conformance::reports
