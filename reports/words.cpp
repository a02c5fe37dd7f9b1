// SPDX-License-Identifier: Apache-2.0
#include "reports/words.h"

#include "reports/score.h"
#include "reports/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <tuple>
#include <utility>

namespace conformance::reports {

namespace {

std::string_view plural(std::int64_t number) { return number == 1 ? "" : "s"; }

/// "machinectl(1)" → "machinectl", "1"; empty: it is no manual page.
std::pair<std::string_view, std::string_view> manual_page(std::string_view document) {
  const auto open = document.find('(');
  if (open == std::string_view::npos || !document.ends_with(')')) return {};
  return {document.substr(0, open), document.substr(open + 1, document.size() - open - 2)};
}

/// As systemd.io makes a heading's anchor: "What You Shouldn't Do" → "what-you-shouldnt-do".
std::string anchor_of_heading(std::string_view heading) {
  std::string anchor;
  for (const char c : heading) {
    const auto letter = static_cast<unsigned char>(c);
    if (c == ' ' || c == '-') anchor += '-';
    if (letter < 0x80 && std::isalnum(letter) != 0) anchor += static_cast<char>(std::tolower(letter));
  }
  return anchor;
}

}  // namespace

std::string citation(std::string_view document, std::string_view section, std::string_view item,
                     std::string_view revision) {
  std::string text(document);
  for (const auto part : {section, item})
    if (!part.empty()) (text += ", ") += part;
  return fmt::format("{} ({})", text, revision);
}

bool plain_name(std::string_view name) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-";
  return !name.empty() && name.find_first_not_of(letters) == std::string_view::npos;
}

std::string url_of(const SourceRef& source) {
  const auto [page, section] = manual_page(source.document);
  if (page.empty() && plain_name(source.document) &&
      std::isupper(static_cast<unsigned char>(source.document.front())) != 0) {
    const auto heading = anchor_of_heading(source.section);
    return fmt::format("https://systemd.io/{}/{}{}", source.document, heading.empty() ? "" : "#", heading);
  }
  if (!plain_name(page) || !plain_name(section)) return "";
  if (page == "vsock") return "https://man7.org/linux/man-pages/man7/vsock.7.html";
  return fmt::format("https://www.freedesktop.org/software/systemd/man/latest/{}.html", page);
}

std::string_view mark(std::string_view outcome) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> marks = {{{"pass", "✓ pass"},
                                                                                          {"fail", "✗ fail"},
                                                                                          {"not-applicable", "– n/a"},
                                                                                          {"blocked", "? blocked"},
                                                                                          {"unknown", "? unknown"},
                                                                                          {"flaky", "± flaky"}}};
  for (const auto& [word, text] : marks)
    if (word == outcome) return text;
  return outcome;
}

std::string title_of(const Result& result) {
  std::string text = result.manager.name.empty() ? "unnamed manager" : result.manager.name;
  if (!result.manager.version.empty()) text += " " + result.manager.version;
  if (!result.manager.profile.empty()) text += ", profile " + result.manager.profile;
  return printable(text);
}

std::string verdict_words(const Result& result) {
  std::string text = printable(result.verdict);
  std::ranges::replace(text, '-', ' ');
  return text;
}

std::string score_words(const Result& result) {
  if (!result.score) return "none";
  const auto floor = result.score->floor.text();
  const auto ceiling = result.score->ceiling.text();
  return floor == ceiling ? floor + " of 100" : fmt::format("{} to {} of 100", floor, ceiling);
}

std::string because(const Result& result) {
  std::int64_t failed = 0;
  std::int64_t open = 0;
  std::int64_t kept = 0;
  for (const auto& clause : result.clauses) {
    if (!decisive(clause)) continue;
    failed += clause.outcome == "fail" ? 1 : 0;
    open += unsettled(clause.outcome) ? 1 : 0;
    kept += clause.outcome == "pass" ? 1 : 0;
  }
  if (result.verdict == "not-measured") return "no clause could be decided";
  if (failed == 0 && open == 0) return fmt::format("{} required clause{} kept", kept, plural(kept));
  std::string text = failed == 0 ? "no required clause violated"
                                 : fmt::format("{} required clause{} violated", failed, plural(failed));
  if (open > 0) text += fmt::format(", {} undecided", open);
  return text;
}

std::vector<std::string> remarks(const Result& result) {
  std::vector<std::string> all;
  if (!result.manager.untested.empty())
    all.push_back("Untested profile: " + result.manager.untested +
                  ". What is violated here may be the profile's fault.");
  if (result.state != "reported")
    all.push_back(fmt::format("State of the machine: {}{}{}", result.state.empty() ? "not started" : result.state,
                              result.detail.empty() ? "" : ": ", result.detail));
  if (result.runs > 1)
    all.push_back(fmt::format("{} runs in one result; {} clause{} decided differently among them (flaky).", result.runs,
                              result.counts.flaky, result.counts.flaky == 1 ? " was" : "s were"));
  if (result.partial) all.push_back("A partial run: only selected clauses were judged, so there is no score.");
  for (const auto& thing : result.left_behind) all.push_back("Left behind on the host: " + thing);
  for (auto& remark : all) remark = printable(remark);
  return all;
}

std::vector<Told> told(const ClauseResult& clause) {
  std::vector<Told> lines;
  const auto add = [&](const char* label, const std::string& text) {
    if (!text.empty()) lines.push_back({label, printable(text)});
  };
  add("asks", clause.says);
  add("where", citation(clause.source));
  add("saw", clause.saw);
  add("fix", clause.outcome == "fail" || clause.outcome == "flaky" ? clause.remedy : "");
  add("known", clause.waived_because + (clause.waived_link.empty() ? "" : ", " + clause.waived_link));
  return lines;
}

std::vector<Told> circumstances(const Result& result) {
  const auto& seen = result.conditions;
  std::vector<Told> all;
  const std::pair<const char*, const std::string&> known[] = {
      {"profile", result.manager.profile},
      {"user namespace", seen.user_namespace},
      {"network namespace", seen.network_namespace},
      {"host", seen.host},
      {"kernel", seen.kernel},
      {"cgroups", seen.cgroup_mode},
      {"host systemd", seen.systemd},
  };
  for (const auto& [label, text] : known)
    if (!text.empty()) all.push_back({label, printable(text)});
  return all;
}

std::vector<AreaClauses> by_area(const Result& result) {
  std::vector<AreaClauses> areas;
  for (const auto& clause : result.clauses) {
    auto area = std::ranges::find(areas, clause.area, &AreaClauses::area);
    if (area == areas.end()) area = areas.insert(areas.end(), AreaClauses{clause.area, {}});
    area->clauses.push_back(&clause);
  }
  return areas;
}

std::vector<Undecided> undecided_by_reason(const Result& result) {
  std::vector<Undecided> reasons;
  for (const auto* clause : worst_first(result)) {
    if (!undecided(clause->outcome)) continue;
    auto reason = std::ranges::find(reasons, clause->saw, &Undecided::reason);
    if (reason == reasons.end()) reason = reasons.insert(reason, {clause->saw, {}});
    reason->clauses.push_back(clause);
  }
  return reasons;
}

std::vector<AreaClauses> by_area_and_own(const Result& result) {
  auto areas = by_area(result);
  if (result.own.empty()) return areas;
  auto& own = areas.emplace_back(AreaClauses{"own", {}});
  for (const auto& clause : result.own) own.clauses.push_back(&clause);
  return areas;
}

std::vector<const ClauseResult*> own_to_act_on(const Result& result) {
  std::vector<const ClauseResult*> list;
  for (const auto& clause : result.own)
    if ((clause.outcome == "fail" || unsettled(clause.outcome)) && !clause.waived) list.push_back(&clause);
  return list;
}

std::vector<const ClauseResult*> worst_first(const Result& result) {
  std::vector<const ClauseResult*> worst;
  for (const auto& clause : result.clauses)
    if ((clause.outcome == "fail" || unsettled(clause.outcome)) && !clause.waived) worst.push_back(&clause);
  std::ranges::stable_sort(worst, std::ranges::greater{}, [](const ClauseResult* clause) {
    return std::tuple(clause->outcome == "fail", decisive(*clause), weight_of(clause->level));
  });
  return worst;
}

}  // namespace conformance::reports
