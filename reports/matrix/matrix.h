// SPDX-License-Identifier: Apache-2.0
// Results of different runs, machines and dates side by side: managers across, clauses down.
//
// Results of the same profile, version and host share a column. Of these a clause is shown as the newest result says
// that decided it; where another one decided otherwise, that is told.
#pragma once

#include "reports/matrix/summary.h"
#include "reports/matrix/texts.h"
#include "reports/next_steps.h"
#include "reports/result.h"
#include "reports/text.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace conformance::reports::matrix {

inline constexpr const char* schema_name = "conformance-matrix/1";

/// A result that was merged.
struct Source {
  std::string file;      ///< as it was given
  std::string evidence;  ///< the evidence it came from, where that lies beside it; else empty
  std::string measured;
  std::string catalogue;
  EVIDENCE_FIELDS(Source, file, evidence, measured, catalogue)
};

struct StepView {
  std::string remedy;
  std::vector<std::string> clauses;
  Percent gain;
  EVIDENCE_FIELDS(StepView, remedy, clauses, gain)
};

/// One column, with the figures of its merged clauses.
struct ColumnView {
  Manager manager;
  std::string subject;
  std::string host;
  std::string systemd;   ///< of the host
  std::string measured;  ///< the newest
  std::string state;     ///< of the newest
  std::string detail;
  std::string verdict;
  std::optional<Score> score;  ///< null when nothing was decided, and where there are only partial runs
  std::optional<Percent> coverage;
  Counts counts;
  std::vector<Source> sources;
  std::vector<StepView> next_steps;  ///< best first, at most ten
  EVIDENCE_FIELDS(ColumnView, manager, subject, host, systemd, measured, state, detail, verdict, score, coverage,
                  counts, sources, next_steps)
};

struct CellView {
  std::string outcome;
  bool waived = false;
  bool disputed = false;  ///< another result of this column decided otherwise
  std::string saw;
  std::int64_t source = 0;  ///< of the column's sources
  EVIDENCE_FIELDS(CellView, outcome, waived, disputed, saw, source)
};

struct RowView {
  std::string clause;
  std::string area;
  std::string level;
  std::string origin;
  std::string says;
  std::string document;                        ///< where it stands; empty for a clause this program does not know
  bool suspect = false;                        ///< somebody fails, nobody passes: perhaps the check is wrong
  std::vector<std::optional<CellView>> cells;  ///< null: not judged
  EVIDENCE_FIELDS(RowView, clause, area, level, origin, says, document, suspect, cells)
};

class Matrix {
 public:
  void add(Summary summary, std::string file, std::string evidence = "");
  /// A file that could not be used.
  void skip(std::string_view file) { skipped_.push_back(printable(file)); }
  /// Puts columns and rows into their order. Nothing can be added afterwards.
  void finish();

  std::size_t columns() const { return columns_.size(); }
  std::size_t rows() const { return order_.size(); }
  ColumnView column(std::size_t index) const;
  /// Columns in the order of column(); rows grouped by area, advice after the clauses of its area.
  RowView row(std::size_t index) const;
  const std::set<std::string>& catalogues() const { return catalogues_; }
  const std::vector<std::string>& skipped() const { return skipped_; }
  /// How many of the results have clauses of a site, which are not shown: columns are compared by what all are asked.
  std::size_t with_own() const { return with_own_; }

 private:
  /// 0 is the outcome of a clause nobody judged; else 1 + its place in the list of outcomes.
  struct Cell {
    std::uint8_t outcome = 0;
    std::uint8_t level = 0;
    bool derived = false;
    bool waived = false;
    bool disputed = false;
    std::uint32_t source = 0;
    Texts::Handle saw = 0;
  };
  struct Column {
    Manager manager;
    Conditions conditions;
    std::string state;
    std::string detail;
    bool whole = false;  ///< one of its results at least is of a whole run
    std::vector<Source> sources;
    std::vector<Cell> cells;  ///< by the number of the clause; may be shorter than that
  };
  struct Clause {
    std::string id;
    std::string level;
    std::string origin;
    std::string says;
    std::string remedy;
    std::string document;
  };

  Column& column_for(const Summary& summary);
  std::size_t number_of(const Line& line);
  void merge(Column& column, const Line& line, std::uint32_t source);
  Result result_of(const Column& column) const;

  std::vector<Column> columns_;
  std::map<std::string, std::size_t> column_numbers_;
  std::vector<Clause> clauses_;
  std::map<std::string, std::size_t, std::less<>> clause_numbers_;
  std::vector<std::size_t> order_;  ///< numbers of clauses
  std::set<std::string> catalogues_;
  std::vector<std::string> skipped_;
  std::size_t with_own_ = 0;
  Texts texts_{std::size_t{192} << 20};
};

}  // namespace conformance::reports::matrix
