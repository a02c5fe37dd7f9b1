// SPDX-License-Identifier: Apache-2.0
// The page is built as trees, so that no text can be taken for markup: a frame with a place for the clauses, and a tree
// for each of these.
#include "reports/html_tree.h"
#include "reports/matrix/render.h"
#include "reports/matrix/style.h"
#include "reports/words.h"
#include "reports/xml.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <pugixml.hpp>

namespace conformance::reports::matrix {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view place_of_clauses = "<!--clauses-->";

class Page {
 public:
  Page(const Matrix& matrix, const fs::path& directory, const Sink& sink)
      : matrix_(matrix), directory_(directory), sink_(sink) {
    for (std::size_t i = 0; i < matrix.columns(); ++i) columns_.push_back(matrix.column(i));
    for (const auto& column : columns_) links_.push_back(links_of(column));
  }

  void write() {
    const auto text = frame();
    const auto at = text.find(place_of_clauses);
    sink_("<!DOCTYPE html>\n");
    sink_(std::string_view(text).substr(0, at));
    clauses();
    sink_(std::string_view(text).substr(at + place_of_clauses.size()));
    sink_("\n");
  }

 private:
  std::vector<std::string> links_of(const ColumnView& column) const {
    std::vector<std::string> links;
    for (const auto& source : column.sources) links.push_back(link_to(source.file, directory_));
    return links;
  }

  std::string frame() const {
    pugi::xml_document document;
    constexpr const char* title = "Conformance of container and VM managers";
    auto html = add_html(document, title, style);
    auto body = add(add(html, "body"), "main");
    add(body, "h1", title);
    for (const auto& remark : remarks(matrix_)) add(body, "p", remark, "remark");
    summary(body);
    set(add(body, "h2", "Clauses"), "id", "clauses");
    add(body, "p",
        "A cell leads to the result it was taken from; pointing at it shows what was seen. A clause in italics is "
        "advice: "
        "no document asks for it.",
        "faint");
    auto table = add_table(body, "Clauses", "clauses");
    column_heads(table);
    table.append_child(pugi::node_comment).set_value("clauses");
    steps(body);
    return html_of(document);
  }

  void summary(pugi::xml_node body) const {
    add(body, "h2", "Summary");
    auto table = add_table(body, "Summary");
    add_heads(add_head_row(table), {"manager", "version", "host", "verdict", "score", "decided", "kept", "violated",
                                    "undecided", "measured", "results"});
    auto rows = add(table, "tbody");
    for (std::size_t i = 0; i < columns_.size(); ++i) summary_of(add(rows, "tr"), i);
    add(body, "p",
        "The score measures those clauses that apply to a machine; it does not measure security, speed or features "
        "beyond "
        "them. Its lower end counts what is undecided as failed, its upper end as passed.",
        "faint");
  }

  void summary_of(pugi::xml_node row, std::size_t index) const {
    const auto& column = columns_[index];
    const auto& counts = column.counts;
    auto name = set(add(row, "th", title_of(column)), "scope", "row");
    if (const auto state = state_text(column); !state.empty()) add(name, "p", state, "remark");
    add(row, "td", column.manager.version);
    add(row, "td", column.host);
    add(row, "td", column.verdict, column.verdict.c_str());
    for (const auto& text : {score_text(column), coverage_text(column)}) add(row, "td", text);
    for (const auto number : {counts.pass, counts.fail, counts.blocked + counts.unknown + counts.flaky})
      add(row, "td", std::to_string(number), "num");
    add(row, "td", column.measured.substr(0, 10));
    sources(add(row, "td"), index);
  }

  void sources(pugi::xml_node cell, std::size_t index) const {
    constexpr std::size_t most = 5;
    const auto& all = columns_[index].sources;
    for (std::size_t i = 0; i < std::min(all.size(), most); ++i) {
      add_link(cell, all.size() == 1 ? "result" : fmt::format("result {}", i + 1), links_[index][i]);
      add_words(cell, " ");
      if (!all[i].evidence.empty()) {
        add_link(cell, "evidence", link_to(all[i].evidence, directory_));
        add_words(cell, " ");
      }
    }
    if (all.size() > most) add(cell, "span", fmt::format("and {} more", all.size() - most), "faint");
  }

  void column_heads(pugi::xml_node table) const {
    auto heads = add_head_row(table);
    add_heads(heads, {"clause"});
    for (const auto& column : columns_) {
      auto head = set(add(heads, "th", title_of(column)), "scope", "col");
      for (const auto& line : {column.manager.version, column.host, column.measured.substr(0, 10)}) {
        if (line.empty()) continue;
        add_void(head, "br");
        add(head, "span", line, "level");
      }
    }
  }

  void clauses() {
    std::string area;
    for (std::size_t i = 0; i < matrix_.rows(); ++i) {
      const auto row = matrix_.row(i);
      if (row.area != area) {
        sink_(area.empty() ? "<tbody>" : "</tbody>\n<tbody>");
        area_row(area = row.area);
      }
      clause(row);
    }
    if (!area.empty()) sink_("</tbody>");
  }

  void area_row(const std::string& area) {
    pugi::xml_document document;
    auto row = add(document, "tr");
    set(add(row, "th", area, "area"), "scope", "rowgroup");
    if (!columns_.empty()) set(add(row, "td", "", "area"), "colspan", std::to_string(columns_.size()));
    sink_(html_of(document) + "\n");
  }

  void clause(const RowView& row) {
    pugi::xml_document document;
    auto line = add(document, "tr", "", row.origin == "derived" ? "advice" : "");
    set(line, "id", anchor_of(row.clause));
    describe(add(line, "th"), row);
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      if (row.cells[i])
        cell(add(line, "td", "", row.cells[i]->outcome.c_str()), i, *row.cells[i]);
      else
        add(line, "td");
    }
    sink_(html_of(document) + "\n");
  }

  static void describe(pugi::xml_node head, const RowView& row) {
    set(head, "scope", "row");
    auto more = add(head, "details");
    auto summary = add(more, "summary", row.clause + " ");
    add(summary, "span", row.origin == "derived" ? "advice" : row.level, "level");
    if (row.suspect) add(summary, "span", " ⚠ suspect check: nobody passes", "suspect");
    add(more, "p", row.says);
    add(more, "p", row.document.empty() ? "This version of the program does not know the clause." : row.document,
        "faint");
  }

  void cell(pugi::xml_node cell, std::size_t column, const CellView& view) const {
    auto link = add_link(cell, mark(view.outcome), links_[column].at(static_cast<std::size_t>(view.source)));
    set(link, "title", seen_text(view));
    if (view.waived) add(cell, "span", " known", "level");
    if (view.disputed) add(cell, "span", " *", "suspect");
  }

  void steps(pugi::xml_node body) const {
    add(body, "h2", "Next steps");
    add(body, "p", "What each manager gains by one change, in points of its score.", "faint");
    for (const auto& column : columns_) {
      if (column.next_steps.empty()) continue;
      auto more = add(body, "details");
      add(more, "summary", fmt::format("{} {} {}", title_of(column), column.manager.version, column.host));
      auto list = add(more, "ul");
      for (const auto& step : column.next_steps) {
        auto item = add(list, "li");
        add(item, "strong", "+" + step.gain.text() + " ");
        add(item, "span", step.remedy.empty() ? "(no remedy is known)" : step.remedy);
        add(item, "p", fmt::format("{}", fmt::join(step.clauses, ", ")), "faint");
      }
    }
  }

  const Matrix& matrix_;
  const fs::path& directory_;
  const Sink& sink_;
  std::vector<ColumnView> columns_;
  std::vector<std::vector<std::string>> links_;  ///< by column and source
};

}  // namespace

void render_html(const Matrix& matrix, const fs::path& directory, const Sink& sink) {
  Page(matrix, directory, sink).write();
}

}  // namespace conformance::reports::matrix
