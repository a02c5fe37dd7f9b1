// SPDX-License-Identifier: Apache-2.0
#include "reports/markdown.h"
#include "reports/matrix/render.h"
#include "reports/words.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace conformance::reports::matrix {

namespace {

namespace fs = std::filesystem;

class Page {
 public:
  Page(const Matrix& matrix, const fs::path& directory, const Sink& sink)
      : matrix_(matrix), directory_(directory), sink_(sink) {
    for (std::size_t i = 0; i < matrix.columns(); ++i) columns_.push_back(matrix.column(i));
  }

  void write() {
    sink_("# Conformance of container and VM managers\n\n");
    for (const auto& remark : remarks(matrix_)) sink_(fmt::format("> {}\n\n", markdown_text(remark)));
    summary();
    clauses();
    steps();
  }

 private:
  std::string link(std::size_t column, std::int64_t source) const {
    return link_to(columns_[column].sources.at(static_cast<std::size_t>(source)).file, directory_);
  }

  void summary() {
    sink_(
        "|    | profile | version | host | verdict | score | decided | kept | violated | undecided | measured |\n"
        "|---:|---|---|---|---|---|---|---:|---:|---:|---|\n");
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const auto& column = columns_[i];
      const auto& counts = column.counts;
      sink_(fmt::format(
          "| {} | [{}]({}) | {} | {} | {} | {} | {} | {} | {} | {} | {} |\n", i + 1, markdown_text(title_of(column)),
          link(i, std::ssize(column.sources) - 1), markdown_text(column.manager.version), markdown_text(column.host),
          markdown_text(column.verdict), score_text(column), coverage_text(column), counts.pass, counts.fail,
          counts.blocked + counts.unknown + counts.flaky, markdown_text(column.measured.substr(0, 10))));
    }
    sink_("\n");
    for (std::size_t i = 0; i < columns_.size(); ++i)
      if (const auto state = state_text(columns_[i]); !state.empty())
        sink_(fmt::format("- {}: {}\n", i + 1, markdown_text(state)));
    sink_("\nThe score measures those clauses that apply; it does not measure security, speed or other features.\n");
  }

  void clauses() {
    std::string area;
    for (std::size_t i = 0; i < matrix_.rows(); ++i) {
      const auto row = matrix_.row(i);
      if (row.area != area) head(area = row.area);
      clause(row);
    }
  }

  void head(const std::string& area) {
    std::string numbers;
    std::string rule;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      numbers += fmt::format(" {} |", i + 1);
      rule += "---|";
    }
    sink_(fmt::format("\n## {}\n\n| clause | level |{}\n|---|---|{}\n", markdown_text(area), numbers, rule));
  }

  void clause(const RowView& row) {
    const bool advice = row.origin == "derived";
    std::string line = fmt::format("| {}{}{} | {} |", advice ? "*" : "", markdown_text(row.clause), advice ? "*" : "",
                                   advice ? "*advice*" : row.level);
    if (row.suspect) line.insert(line.find(" |", 2), " ⚠ suspect check");
    for (std::size_t i = 0; i < row.cells.size(); ++i) line += row.cells[i] ? cell(i, *row.cells[i]) : "  |";
    sink_(line + "\n");
  }

  std::string cell(std::size_t column, const CellView& cell) const {
    const auto text =
        fmt::format("{}{}{}", mark(cell.outcome), cell.waived ? ", known" : "", cell.disputed ? " \\*" : "");
    const bool tells = cell.outcome != "pass" && cell.outcome != "not-applicable";
    const auto seen = tells ? fmt::format(" \"{}\"", markdown_title(seen_text(cell))) : "";
    return fmt::format(" [{}]({}{}) |", text, link(column, cell.source), seen);
  }

  void steps() {
    sink_("\n## Next steps\n");
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const auto& column = columns_[i];
      if (column.next_steps.empty()) continue;
      sink_(fmt::format("\n### {}. {} {} {}\n\n", i + 1, markdown_text(title_of(column)),
                        markdown_text(column.manager.version), markdown_text(column.host)));
      for (const auto& step : column.next_steps)
        sink_(fmt::format("- +{}: {} ({})\n", step.gain.text(), markdown_text(step.remedy),
                          markdown_text(fmt::format("{}", fmt::join(step.clauses, ", ")))));
    }
  }

  const Matrix& matrix_;
  const fs::path& directory_;
  const Sink& sink_;
  std::vector<ColumnView> columns_;
};

}  // namespace

void render_markdown(const Matrix& matrix, const fs::path& directory, const Sink& sink) {
  Page(matrix, directory, sink).write();
}

}  // namespace conformance::reports::matrix
