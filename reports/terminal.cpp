// SPDX-License-Identifier: Apache-2.0
#include "reports/terminal.h"

#include "reports/next_steps.h"
#include "reports/score.h"
#include "reports/text.h"
#include "reports/words.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

namespace conformance::reports {

namespace {

using ClauseList = std::vector<const ClauseResult*>;

constexpr std::array<std::string_view, 3> levels = {"required", "recommended", "optional"};

std::string_view plural(std::int64_t number) { return number == 1 ? "" : "s"; }

bool advisory(const ClauseResult& clause) { return clause.origin == "derived"; }

template <class Holds>
ClauseList those(const Result& result, Holds holds) {
  ClauseList list;
  for (const auto& clause : result.clauses)
    if (holds(clause)) list.push_back(&clause);
  std::ranges::stable_sort(list, std::ranges::greater{}, [](auto* clause) { return weight_of(clause->level); });
  return list;
}

class Report {
 public:
  Report(const Result& result, const TerminalOptions& options)
      : result_(result), options_(options), paint_(options.colour) {}

  std::string text() {
    head();
    areas();
    violations();
    flaky_clauses();
    undecided_clauses();
    known_deviations();
    own_clauses();
    if (options_.verbose) passed();
    steps();
    foot();
    return without_commands(out_);
  }

 private:
  void line(std::string_view text) {
    while (text.ends_with(' ')) text.remove_suffix(1);
    (out_ += text) += '\n';
  }

  /// `label` once, then the text beside it, wrapped.
  void entry(std::size_t indent, std::string_view label, std::size_t label_width, std::string_view text,
             Tone tone = Tone::plain) {
    const std::size_t left = indent + label_width;
    const std::size_t width = std::max<std::size_t>(options_.width > left ? options_.width - left : 0, 20);
    bool first = true;
    for (const auto& part : wrapped(printable(text), width)) {
      const std::string before = std::string(indent, ' ') + padded(first ? label : "", label_width);
      line(before + paint_(tone, part));
      first = false;
    }
  }

  void heading(Tone tone, std::string_view title, std::string_view beside = "") {
    line("");
    line(paint_(tone, title) + (beside.empty() ? "" : "  " + paint_(Tone::faint, beside)));
  }

  void head() {
    const auto& manager = result_.manager;
    std::string name = manager.name.empty() ? "unnamed manager" : manager.name;
    if (!manager.version.empty()) name += " " + manager.version;
    line(paint_(Tone::strong, printable(name)));
    entry(0, "", 0, conditions(), Tone::faint);
    if (!manager.untested.empty())
      entry(0, "UNTESTED PROFILE  ", 18, manager.untested + ": what is violated here may be the profile's fault",
            Tone::open);
    line("");
    verdict();
    figures();
  }

  std::string conditions() const {
    std::string text = result_.conditions.subject.empty() ? "machine" : result_.conditions.subject;
    for (const auto& [label, value] : circumstances(result_)) text += fmt::format(", {} {}", label, value);
    return text;
  }

  void verdict() {
    static constexpr std::array<std::tuple<std::string_view, std::string_view, Tone>, 4> words = {{
        {"conformant", "CONFORMANT", Tone::good},
        {"not-conformant", "NOT CONFORMANT", Tone::bad},
        {"undecided", "UNDECIDED", Tone::open},
        {"not-measured", "NOT MEASURED", Tone::open},
    }};
    for (const auto& [word, shown, tone] : words)
      if (result_.verdict == word) entry(2, paint_(tone, padded(shown, 16)), 16, because(result_));
    if (result_.state != "reported")
      entry(2, padded("state", 16), 16, result_.state + (result_.detail.empty() ? "" : ": " + result_.detail));
    if (result_.partial) entry(2, padded("partial", 16), 16, "only selected clauses were judged, so there is no score");
  }

  void figures() {
    if (result_.score) entry(2, padded("score", 16), 16, interval(*result_.score) + " of 100");
    if (result_.coverage)
      entry(2, padded("decided", 16), 16, result_.coverage->text() + " % by weight of the checked clauses that apply");
    if (result_.runs > 1)
      entry(2, padded("runs", 16), 16,
            fmt::format("{} in one, {} clause{} flaky", result_.runs, result_.counts.flaky,
                        plural(result_.counts.flaky)));
    const auto known = std::ranges::count_if(
        result_.clauses, [](const auto& clause) { return clause.waived && clause.outcome != "pass"; });
    if (known > 0)
      entry(2, padded("known", 16), 16,
            fmt::format("{} of the deviations {} expected", known, known == 1 ? "is" : "are"));
    if (result_.not_asked > 0)
      entry(2, padded("other starts", 16), 16,
            fmt::format("{} more clause{} with --scenarios full or --guest", result_.not_asked,
                        plural(result_.not_asked)));
    if (result_.unchecked > 0)
      entry(2, padded("no check yet", 16), 16,
            fmt::format("{} clause{} that may apply (conformance list --unchecked)", result_.unchecked,
                        plural(result_.unchecked)));
  }

  static std::string interval(const Score& score) {
    if (score.floor == score.ceiling) return score.floor.text();
    return score.floor.text() + " to " + score.ceiling.text();
  }

  void areas() {
    if (result_.areas.empty()) return;
    heading(Tone::strong,
            fmt::format("{:<12}{:>7}{:>10}{:>11}{:>9}   {}", "area", "kept", "violated", "undecided", "n/a", "score"));
    for (const auto& area : result_.areas) {
      const auto& counts = area.counts;
      const std::int64_t unsettled = counts.blocked + counts.unknown + counts.flaky;
      const auto cell = [&](Tone tone, std::int64_t number, int width) {
        return paint_(number > 0 ? tone : Tone::plain, fmt::format("{:>{}}", number, width));
      };
      line(padded(printable(area.area), 12) + cell(Tone::good, counts.pass, 7) + cell(Tone::bad, counts.fail, 10) +
           cell(Tone::open, unsettled, 11) + cell(Tone::faint, counts.not_applicable, 9) + "   " + area_score(area));
    }
  }

  std::string area_score(const AreaResult& area) const {
    if (area.score) return interval(*area.score);
    const auto& counts = area.counts;
    if (counts.pass + counts.fail + counts.flaky + counts.blocked + counts.unknown == 0) return "n/a";
    return result_.partial ? "-" : "?";
  }

  void violations() {
    const auto unknown = [](auto& clause) { return clause.outcome == "fail" && !clause.waived; };
    const auto violated = those(result_, [&](auto& clause) { return unknown(clause) && !advisory(clause); });
    if (!violated.empty()) heading(Tone::bad, "VIOLATED");
    for (const auto* clause : violated) violation(*clause);
    const auto advice = those(result_, [&](auto& clause) { return unknown(clause) && advisory(clause); });
    if (!advice.empty()) heading(Tone::open, "ADVICE", "no document asks for it; it follows from code or a protocol");
    for (const auto* clause : advice) violation(*clause);
  }

  void violation(const ClauseResult& clause) {
    line("");
    line(fmt::format("  {}  {}", paint_(Tone::strong, clause_id(clause)), clause.level));
    entry(4, "asks", 6, clause.says);
    entry(4, "", 6, citation(clause.source), Tone::faint);
    entry(4, "saw", 6, shortened(clause.saw, 600));
    // Which start it was is worth a line only where there were several.
    if (result_.scenarios.size() > 1 && !clause.seen_in.empty())
      entry(4, "", 6, "seen in: " + fmt::format("{}", fmt::join(clause.seen_in, ", ")), Tone::faint);
    if (!clause.remedy.empty()) entry(4, "fix", 6, clause.remedy);
  }

  void flaky_clauses() {
    const auto list = those(result_, [](auto& clause) { return clause.outcome == "flaky" && !clause.waived; });
    if (!list.empty()) heading(Tone::open, "FLAKY", "decided otherwise in another run; counts as not kept");
    for (const auto* clause : list) violation(*clause);
  }

  static std::string clause_id(const ClauseResult& clause) { return printable(clause.id); }

  void undecided_clauses() {
    const auto reasons = undecided_by_reason(result_);
    if (reasons.empty()) return;
    heading(Tone::open, "UNDECIDED", "could not be seen, or what was seen does not tell");
    for (const auto& [reason, clauses] : reasons) {
      line("");
      entry(2, "", 0, shortened(reason, 600));
      for (const auto level : levels) ids_of(level, clauses);
    }
  }

  void ids_of(std::string_view level, const ClauseList& clauses) {
    std::string ids;
    for (const auto* clause : clauses)
      if (clause->level == level)
        ids += (ids.empty() ? "" : ", ") + clause->id + (advisory(*clause) ? " (advice)" : "");
    if (!ids.empty()) entry(4, level, 13, ids);
  }

  void known_deviations() {
    const auto list = those(result_, [](auto& clause) { return clause.waived && clause.outcome != "pass"; });
    if (!list.empty()) heading(Tone::open, "KNOWN DEVIATIONS", "expected; the score counts them all the same");
    for (const auto* clause : list) known_deviation(*clause);
    const auto better = those(result_, [](auto& clause) { return clause.waived && clause.outcome == "pass"; });
    if (!better.empty()) heading(Tone::bad, "NO LONGER DEVIATES", "take it out of the expectations");
    for (const auto* clause : better) known_deviation(*clause);
  }

  void known_deviation(const ClauseResult& clause) {
    line("");
    line(fmt::format("  {}  {}, {}", paint_(Tone::strong, clause_id(clause)), clause.level, clause.outcome));
    entry(4, "saw", 6, shortened(clause.saw, 600));
    known(clause);
  }

  void known(const ClauseResult& clause) {
    entry(4, "known", 6, clause.waived_because);
    if (!clause.waived_link.empty()) entry(4, "", 6, clause.waived_link, Tone::faint);
  }

  void own_clauses() {
    if (result_.own.empty()) return;
    heading(Tone::strong, "OWN CLAUSES", "of this site; they count for neither verdict nor score");
    for (const auto& clause : result_.own) {
      line("");
      line(fmt::format("  {}  {}, {}", paint_(Tone::strong, clause_id(clause)), clause.level, clause.outcome));
      const bool fine = clause.outcome == "pass" || clause.outcome == "not-applicable";
      if (!fine) entry(4, "asks", 6, clause.says);
      entry(4, "saw", 6, shortened(clause.saw, 600));
      if (!fine && !clause.remedy.empty()) entry(4, "fix", 6, clause.remedy);
      if (clause.waived) known(clause);
      if (clause.waived && clause.outcome == "pass") entry(4, "", 6, "take it out of the expectations");
    }
  }

  void passed() {
    brief(Tone::good, "KEPT", those(result_, [](auto& clause) { return clause.outcome == "pass"; }));
    brief(Tone::strong, "NOT APPLICABLE",
          those(result_, [](auto& clause) { return clause.outcome == "not-applicable"; }));
  }

  void brief(Tone tone, std::string_view title, const ClauseList& clauses) {
    if (clauses.empty()) return;
    heading(tone, title);
    for (const auto* clause : clauses) {
      line(fmt::format("  {}  {}", clause_id(*clause), paint_(Tone::faint, clause->level)));
      entry(4, "", 0, shortened(clause->saw, 600), Tone::faint);
    }
  }

  /// One line each; how to fix them stands in full with the clauses above.
  void steps() {
    const auto steps = next_steps(result_);
    if (steps.empty()) return;
    heading(Tone::strong, "NEXT STEPS", result_.score ? "by what the score gains" : "required first");
    for (const auto& step : steps) {
      std::string ids;
      for (const auto& id : step.clauses) ids += (ids.empty() ? "" : ", ") + printable(id);
      entry(2, result_.score ? fmt::format("{:>6}", "+" + step.gain.text()) : std::string(6, ' '), 8, ids);
      if (step.remedy.empty()) continue;
      const auto lines = wrapped(printable(step.remedy), options_.width - 12);
      line(std::string(10, ' ') + paint_(Tone::faint, lines.front() + (lines.size() > 1 ? " …" : "")));
    }
  }

  void foot() {
    for (const auto& thing : result_.left_behind) entry(0, "left behind: ", 13, thing, Tone::bad);
    line("");
    entry(
        0, "", 0,
        fmt::format("Judged by catalogue {}. The score measures those clauses that apply to this machine; it does not "
                    "measure security, speed or features beyond them.",
                    result_.catalogue),
        Tone::faint);
  }

  const Result& result_;
  TerminalOptions options_;
  Paint paint_;
  std::string out_;
};

}  // namespace

std::string render_terminal(const Result& result, const TerminalOptions& options) {
  return Report(result, options).text();
}

}  // namespace conformance::reports
