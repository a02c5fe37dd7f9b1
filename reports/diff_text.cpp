// SPDX-License-Identifier: Apache-2.0
#include "reports/diff.h"
#include "reports/text.h"
#include "reports/words.h"

#include <fmt/format.h>

#include <algorithm>

namespace conformance::reports {

namespace {

struct Section {
  std::string_view kind;
  std::string_view title;
  std::string_view beside;
  Tone tone;
};

constexpr Section sections[] = {
    {"regressed", "REGRESSED", "violated now, and was not", Tone::bad},
    {"fixed", "FIXED", "was violated, and is kept now", Tone::good},
    {"newly-undecided", "NEWLY UNDECIDED", "was decided", Tone::open},
    {"newly-decided", "NEWLY DECIDED", "was undecided", Tone::strong},
    {"otherwise", "CHANGED OTHERWISE", "applies now or no longer does, or is undecided in another way", Tone::strong},
    {"catalogue-changed", "CATALOGUE CHANGED", "another clause under the same id: not compared", Tone::open},
    {"added", "ADDED", "judged in the second only", Tone::strong},
    {"gone", "GONE", "judged in the first only", Tone::open},
};

class Report {
 public:
  Report(const Diff& diff, const TerminalOptions& options) : diff_(diff), options_(options), paint_(options.colour) {}

  std::string text() {
    side("before", *diff_.before);
    side("after", *diff_.after);
    for (const auto& condition : diff_.conditions)
      entry(2, condition.name, condition.before + " → " + condition.after, Tone::faint);
    figures();
    changes(diff_.changes);
    if (diff_.changes.empty()) out_ += "\nEvery clause has the same outcome in both.\n";
    own_changes();
    return std::move(out_);
  }

 private:
  static constexpr std::size_t label_width = 18;

  void entry(std::size_t indent, std::string_view label, std::string_view text, Tone tone = Tone::plain) {
    const std::size_t left = indent + label_width;
    const std::size_t width = std::max<std::size_t>(options_.width > left ? options_.width - left : 0, 20);
    for (const auto& part : wrapped(printable(text), width)) {
      out_ += std::string(indent, ' ') + padded(label, label_width) + paint_(tone, part) + "\n";
      label = "";
    }
  }

  void side(std::string_view label, const Result& result) {
    entry(2, label, title_of(result) + (result.measured.empty() ? "" : ", " + result.measured), Tone::strong);
  }

  void figures() {
    out_ += "\n";
    entry(2, "verdict", from_to(verdict_words(*diff_.before), verdict_words(*diff_.after)));
    std::string score = from_to(score_words(*diff_.before), score_words(*diff_.after));
    if (!diff_.not_subtracted.empty()) {
      score += " (not to be subtracted: " + diff_.not_subtracted + ")";
    } else {
      const auto change = diff_.after->score->floor.tenths - diff_.before->score->floor.tenths;
      score += fmt::format(" (floor {}{}.{})", change < 0 ? "-" : "+", std::abs(change) / 10, std::abs(change) % 10);
    }
    entry(2, "score", score);
  }

  static std::string from_to(const std::string& before, const std::string& after) {
    return before == after ? before : before + " → " + after;
  }

  void own_changes() {
    if (diff_.before->own.empty() && diff_.after->own.empty()) return;
    out_ += fmt::format("\n{}  {}\n", paint_(Tone::strong, "OWN CLAUSES"),
                        paint_(Tone::faint, "of this site; they count for neither verdict nor score"));
    changes(diff_.own);
    if (diff_.own.empty()) out_ += "\nEvery clause of the site has the same outcome in both.\n";
  }

  void changes(const std::vector<Change>& all) {
    for (const auto& section : sections) changes(section, of_kind(all, section.kind));
  }

  void changes(const Section& section, const std::vector<const Change*>& all) {
    if (all.empty()) return;
    out_ += fmt::format("\n{}  {}\n", paint_(section.tone, fmt::format("{} ({})", section.title, all.size())),
                        paint_(Tone::faint, section.beside));
    for (const auto* each : all) change(*each);
  }

  void change(const Change& change) {
    const auto& clause = change.clause();
    const std::string outcome = change.before != nullptr && change.after != nullptr
                                    ? from_to(change.before->outcome, change.after->outcome)
                                    : clause.outcome;
    out_ += fmt::format("\n  {}  {}{}, {}\n", paint_(Tone::strong, printable(clause.id)), clause.level,
                        clause.origin == "derived" ? " (advice)" : "", outcome);
    if (change.kind == "added" || change.kind == "gone") return;
    if (change.kind == "catalogue-changed") return entries(*change.before, *change.after);
    entry(4, "asks", clause.says);
    entry(4, "saw before", shortened(change.before->saw, 600), Tone::faint);
    entry(4, "saw now", shortened(change.after->saw, 600));
    if (change.after->outcome == "fail" && !change.after->remedy.empty()) entry(4, "fix", change.after->remedy);
    if (change.after->waived) entry(4, "known", change.after->waived_because);
  }

  /// What is another one in the catalogue.
  void entries(const ClauseResult& before, const ClauseResult& after) {
    if (before.level != after.level) entry(4, "level", before.level + " → " + after.level);
    if (before.origin != after.origin) entry(4, "origin", before.origin + " → " + after.origin);
    if (before.says == after.says) return;
    entry(4, "asked before", before.says, Tone::faint);
    entry(4, "asks now", after.says);
  }

  const Diff& diff_;
  TerminalOptions options_;
  Paint paint_;
  std::string out_;
};

}  // namespace

std::string render_diff(const Diff& diff, const TerminalOptions& options) { return Report(diff, options).text(); }

}  // namespace conformance::reports
