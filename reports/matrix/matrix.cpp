// SPDX-License-Identifier: Apache-2.0
#include "reports/matrix/matrix.h"

#include "checks/catalogue.h"
#include "reports/expectations.h"
#include "reports/score.h"
#include "reports/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

namespace conformance::reports::matrix {

namespace {

constexpr std::array<std::string_view, 6> outcomes = {"pass", "fail", "not-applicable", "blocked", "unknown", "flaky"};
constexpr std::array<std::string_view, 3> levels = {"required", "recommended", "optional"};
constexpr std::size_t most_steps = 10;

template <std::size_t N>
std::uint8_t place(const std::array<std::string_view, N>& words, std::string_view word) {
  return static_cast<std::uint8_t>(std::ranges::find(words, word) - words.begin());
}

std::string key_of(const Summary& summary) {
  return fmt::format("{}\n{}\n{}\n{}\n{}", summary.manager.name, summary.manager.profile, summary.manager.version,
                     summary.conditions.host, summary.conditions.subject);
}

/// The areas in the order of the documents; what is not among them comes last.
std::size_t rank_of_area(std::string_view area) {
  std::vector<std::string_view> areas;
  for (const auto* clause : checks::catalogue())
    if (std::ranges::find(areas, clause->area()) == areas.end()) areas.push_back(clause->area());
  return static_cast<std::size_t>(std::ranges::find(areas, area) - areas.begin());
}

std::string_view area_of(std::string_view id) { return id.substr(0, id.find('.')); }

}  // namespace

void Matrix::add(Summary summary, std::string file, std::string evidence) {
  catalogues_.insert(summary.catalogue);
  with_own_ += summary.own ? 1 : 0;
  Column& column = column_for(summary);
  const bool newest =
      std::ranges::all_of(column.sources, [&](const Source& source) { return source.measured <= summary.measured; });
  const auto source = static_cast<std::uint32_t>(column.sources.size());
  column.sources.push_back({std::move(file), std::move(evidence), summary.measured, summary.catalogue});
  column.whole |= !summary.partial;
  for (const auto& line : summary.lines) merge(column, line, source);
  if (!newest) return;
  column.conditions = std::move(summary.conditions);
  column.state = std::move(summary.state);
  column.detail = std::move(summary.detail);
}

Matrix::Column& Matrix::column_for(const Summary& summary) {
  const auto [found, added] = column_numbers_.emplace(key_of(summary), columns_.size());
  if (added) columns_.push_back({.manager = summary.manager});
  return columns_[found->second];
}

std::size_t Matrix::number_of(const Line& line) {
  const auto known = clause_numbers_.find(line.id);
  if (known != clause_numbers_.end()) return known->second;
  Clause clause{line.id, line.level, line.origin, line.says, line.remedy, ""};
  if (const auto* own = checks::find_clause(line.id); own != nullptr)
    clause = {line.id,
              std::string(checks::name(own->level)),
              std::string(checks::name(own->origin)),
              std::string(own->says),
              std::string(own->remedy),
              citation(own->source)};
  clauses_.push_back(std::move(clause));
  return clause_numbers_.emplace(line.id, clauses_.size() - 1).first->second;
}

void Matrix::merge(Column& column, const Line& line, std::uint32_t source) {
  const std::size_t number = number_of(line);
  if (column.cells.size() <= number) column.cells.resize(number + 1);
  Cell& cell = column.cells[number];
  const Cell fresh{.outcome = static_cast<std::uint8_t>(1 + place(outcomes, line.outcome)),
                   .level = place(levels, line.level),
                   .derived = line.origin == "derived",
                   .waived = line.waived,
                   .source = source,
                   .saw = texts_.keep(line.saw)};
  if (cell.outcome == 0) {
    cell = fresh;
    return;
  }
  const auto decided = [](const Cell& one) { return !undecided(outcomes[one.outcome - 1U]); };
  const bool disputed = cell.disputed || (decided(cell) && decided(fresh) && cell.outcome != fresh.outcome);
  const bool newer = column.sources[cell.source].measured <= column.sources[source].measured;
  if (decided(cell) == decided(fresh) ? newer : decided(fresh)) cell = fresh;
  cell.disputed = disputed;
}

void Matrix::finish() {
  std::ranges::sort(columns_, [](const Column& a, const Column& b) {
    const auto names = [](const Column& column) { return std::tie(column.manager.name, column.manager.profile); };
    if (names(a) != names(b)) return names(a) < names(b);
    if (const int order = compare_versions(a.manager.version, b.manager.version); order != 0) return order < 0;
    return std::tie(a.manager.version, a.conditions.host) < std::tie(b.manager.version, b.conditions.host);
  });
  column_numbers_.clear();
  const auto& known = checks::catalogue();
  const auto place_of = [&](std::size_t number) {
    const Clause& clause = clauses_[number];
    const auto own = std::ranges::find(known, clause.id, &checks::Clause::id) - known.begin();
    const auto area = area_of(clause.id);
    return std::tuple(rank_of_area(area), std::string(area), clause.origin == "derived", own, clause.id);
  };
  std::vector<std::pair<decltype(place_of(0)), std::size_t>> places;
  for (std::size_t number = 0; number < clauses_.size(); ++number) places.emplace_back(place_of(number), number);
  std::ranges::sort(places);
  for (const auto& [where, number] : places) order_.push_back(number);
}

/// The merged clauses as a result, for the functions that count.
Result Matrix::result_of(const Column& column) const {
  Result result;
  for (const std::size_t number : order_) {
    if (number >= column.cells.size() || column.cells[number].outcome == 0) continue;
    const Cell& cell = column.cells[number];
    auto& clause = result.clauses.emplace_back();
    clause.id = clauses_[number].id;
    clause.level = levels[cell.level];
    clause.origin = cell.derived ? "derived" : "documented";
    clause.outcome = outcomes[cell.outcome - 1U];
    if (clause.outcome == "fail") clause.remedy = clauses_[number].remedy;
  }
  return result;
}

ColumnView Matrix::column(std::size_t index) const {
  const Column& column = columns_.at(index);
  const Result result = result_of(column);
  const Contribution sums = sum(result.clauses);
  ColumnView view{.manager = column.manager,
                  .subject = column.conditions.subject,
                  .host = column.conditions.host,
                  .systemd = column.conditions.systemd,
                  .state = column.state,
                  .detail = column.detail,
                  .verdict = verdict_of(result.clauses),
                  .score = column.whole ? score_of(sums) : std::nullopt,
                  .coverage = coverage_of(sums),
                  .sources = column.sources};
  for (const auto& source : column.sources) view.measured = std::max(view.measured, source.measured);
  for (const auto& clause : result.clauses) count(view.counts, clause.outcome);
  for (auto& step : next_steps(result)) {
    if (view.next_steps.size() == most_steps) break;
    view.next_steps.push_back({std::move(step.remedy), std::move(step.clauses), step.gain});
  }
  return view;
}

RowView Matrix::row(std::size_t index) const {
  const std::size_t number = order_.at(index);
  const Clause& clause = clauses_[number];
  RowView view{.clause = clause.id,
               .area = std::string(area_of(clause.id)),
               .level = clause.level,
               .origin = clause.origin,
               .says = clause.says,
               .document = clause.document};
  bool passes = false;
  bool fails = false;
  for (const Column& column : columns_) {
    auto& shown = view.cells.emplace_back();
    if (number >= column.cells.size() || column.cells[number].outcome == 0) continue;
    const Cell& cell = column.cells[number];
    const auto outcome = outcomes[cell.outcome - 1U];
    shown = {std::string(outcome), cell.waived, cell.disputed, texts_[cell.saw], cell.source};
    passes |= outcome == "pass";
    fails |= outcome == "fail";
  }
  view.suspect = fails && !passes && columns_.size() > 1;
  return view;
}

}  // namespace conformance::reports::matrix
