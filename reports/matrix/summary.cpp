// SPDX-License-Identifier: Apache-2.0
#include "reports/matrix/summary.h"

#include "checks/catalogue.h"
#include "evidence/json_convert.h"
#include "reports/json.h"
#include "reports/score.h"
#include "reports/text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <initializer_list>
#include <set>
#include <unordered_set>
#include <utility>

namespace conformance::reports::matrix {

namespace {

using Json = nlohmann::json;

constexpr std::size_t longest_text = 240;
constexpr std::size_t longest_id = 100;
constexpr std::size_t most_clauses = 5'000;
constexpr std::size_t deepest = 64;

/// One line that can stand anywhere.
std::string harmless(std::string_view text) { return shortened(printable(text), longest_text); }

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}

void make_harmless(Summary& summary) {
  for (auto* text : {&summary.catalogue, &summary.manager.name, &summary.manager.version, &summary.manager.profile,
                     &summary.conditions.subject, &summary.conditions.host, &summary.conditions.kernel,
                     &summary.conditions.systemd, &summary.measured, &summary.state, &summary.detail})
    *text = harmless(*text);
}

void make_harmless(Line& line) {
  line.saw = harmless(line.saw);
  if (checks::find_clause(line.id) != nullptr) {
    line.says.clear();
    line.remedy.clear();
  } else {
    line.says = harmless(line.says);
    line.remedy = harmless(line.remedy);
  }
}

/// Follows the document; keeps the values whose path it knows. Arrays add nothing to a path: "clauses.id".
class Reader : public Json::json_sax_t {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  Summary take() {
    if (schema_.empty()) throw UnreadableResult("this is no result file: it does not name its schema");
    if (const auto why = evidence::convert::why_not_schema(schema_, result_schema_name); !why.empty())
      throw UnreadableResult(why);
    for (const char* needed : {"manager.name", "manager.profile", "conditions.subject", "state", "partial", "clauses"})
      if (!seen_.contains(needed)) throw UnreadableResult(fmt::format("/{}: it is missing", needed));
    check_verdict();
    make_harmless(summary_);
    return std::move(summary_);
  }

  bool null() override { return true; }
  bool boolean(bool value) override {
    if (path_ == "clauses.waived") line_.waived = value;
    if (path_ == "partial") summary_.partial = value;
    if (path_ == "partial") seen_.insert(path_);
    return true;
  }
  bool number_integer(number_integer_t value) override {  // a negative one
    return value < 0 ? none_or_fewer() : true;
  }
  bool number_unsigned(number_unsigned_t value) override { return value == 0 ? none_or_fewer() : true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }

  bool string(string_t& value) override {
    std::string* place = place_of_value();
    if (place == nullptr) return true;
    *place = value;  // moved, it would take the reader's buffer away, to grow anew for each text
    if (!in_clause()) seen_.insert(path_);
    return true;
  }

  bool start_object(std::size_t) override {
    if (path_ == "clauses") line_ = {};
    if (path_ == "own") summary_.own = true;
    return enter();
  }
  bool key(string_t& name) override {
    path_.resize(lengths_.back());
    (path_ += path_.empty() ? "" : ".") += name;
    return true;
  }
  bool end_object() override {
    leave();
    if (path_ == "clauses") finish_clause();
    return true;
  }
  bool start_array(std::size_t) override {
    if (path_ == "clauses") seen_.insert(path_);
    return enter();
  }
  bool end_array() override {
    leave();
    return true;
  }
  bool parse_error(std::size_t byte, const std::string&, const nlohmann::detail::exception& error) override {
    throw UnreadableResult(evidence::convert::why_not_json(text_, byte, error.what()));
  }

 private:
  /// Whoever edits a result by hand makes it say what nobody saw.
  void check_verdict() const {
    std::vector<ClauseResult> clauses;
    for (const Line& line : summary_.lines)
      clauses.push_back({.level = line.level, .origin = line.origin, .outcome = line.outcome});
    if (verdict_of(clauses) != verdict_) throw UnreadableResult(fmt::format("/verdict: {}", edited));
  }

  bool none_or_fewer() const {
    if (path_ == "runs") throw UnreadableResult("/runs: a number from 1 on is expected");
    return true;
  }

  bool enter() {
    if (lengths_.size() >= deepest) throw UnreadableResult("nested deeper than 64 levels");
    lengths_.push_back(path_.size());
    return true;
  }

  void leave() {
    path_.resize(lengths_.back());
    lengths_.pop_back();
  }

  bool in_clause() const { return path_.starts_with("clauses."); }

  std::string* place_of_value() {
    if (in_clause()) {
      const std::string_view field = std::string_view(path_).substr(8);
      const std::pair<std::string_view, std::string*> fields[] = {
          {"id", &line_.id},   {"level", &line_.level}, {"origin", &line_.origin}, {"outcome", &line_.outcome},
          {"saw", &line_.saw}, {"says", &line_.says},   {"remedy", &line_.remedy}};
      const auto* found = std::ranges::find(fields, field, &std::pair<std::string_view, std::string*>::first);
      return found == std::end(fields) ? nullptr : found->second;
    }
    const std::pair<std::string_view, std::string*> fields[] = {{"schema", &schema_},
                                                                {"verdict", &verdict_},
                                                                {"catalogue", &summary_.catalogue},
                                                                {"measured", &summary_.measured},
                                                                {"state", &summary_.state},
                                                                {"detail", &summary_.detail},
                                                                {"manager.name", &summary_.manager.name},
                                                                {"manager.version", &summary_.manager.version},
                                                                {"manager.profile", &summary_.manager.profile},
                                                                {"conditions.subject", &summary_.conditions.subject},
                                                                {"conditions.host", &summary_.conditions.host},
                                                                {"conditions.kernel", &summary_.conditions.kernel},
                                                                {"conditions.systemd", &summary_.conditions.systemd}};
    const auto* found = std::ranges::find(fields, path_, &std::pair<std::string_view, std::string*>::first);
    return found == std::end(fields) ? nullptr : found->second;
  }

  void refuse(std::string_view what) const {
    throw UnreadableResult(fmt::format("/clauses/{}: {}", summary_.lines.size(), what));
  }

  void finish_clause() {
    const auto id = std::string_view(line_.id);
    if (id.size() > longest_id || id.find('.') == std::string_view::npos || printable(id) != id)
      refuse("its id is no id of a clause");
    if (!is_one_of(line_.level, {"required", "recommended", "optional"})) refuse("its level is no word of this schema");
    if (!is_one_of(line_.origin, {"documented", "derived"})) refuse("its origin is no word of this schema");
    if (!is_one_of(line_.outcome, {"pass", "fail", "not-applicable", "blocked", "unknown", "flaky"}))
      refuse("its outcome is no word of this schema");
    if (!ids_.insert(line_.id).second) refuse("it stands there twice");
    if (ids_.size() > most_clauses) refuse("there are too many");
    make_harmless(line_);
    summary_.lines.push_back(std::move(line_));
  }

  std::string_view text_;
  std::string path_;
  std::vector<std::size_t> lengths_;  ///< of the path, outside of each object and array
  std::string schema_;
  std::string verdict_;
  std::set<std::string, std::less<>> seen_;
  std::unordered_set<std::string> ids_;
  Summary summary_;
  Line line_;
};

}  // namespace

Summary read_summary(std::string_view text) {
  Reader reader(text);
  Json::sax_parse(text.begin(), text.end(), &reader);
  return reader.take();
}

Summary summary_of(const Result& result) {
  Summary summary{.catalogue = result.catalogue,
                  .manager = result.manager,
                  .conditions = result.conditions,
                  .measured = result.measured,
                  .state = result.state,
                  .detail = result.detail,
                  .partial = result.partial,
                  .own = !result.own.empty()};
  for (const auto& clause : result.clauses) {
    Line line{clause.id,     clause.level, clause.origin, clause.outcome,
              clause.waived, clause.saw,   clause.says,   clause.remedy};
    make_harmless(line);
    summary.lines.push_back(std::move(line));
  }
  make_harmless(summary);
  return summary;
}

}  // namespace conformance::reports::matrix
