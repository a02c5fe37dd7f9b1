// SPDX-License-Identifier: Apache-2.0
#include "reports/matrix/render.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace conformance::reports::matrix {

namespace {

namespace fs = std::filesystem;

/// A colon in the first segment would read as a scheme.
std::string escaped(std::string_view path) {
  constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";
  std::string out;
  for (const char byte : path) {
    if (plain.find(byte) != std::string_view::npos)
      out += byte;
    else
      out += fmt::format("%{:02X}", static_cast<unsigned char>(byte));
  }
  return out;
}

}  // namespace

std::string link_to(const std::string& file, const fs::path& directory) {
  const auto target = fs::absolute(file).lexically_normal();
  const auto relative = target.lexically_relative(fs::absolute(directory).lexically_normal());
  return escaped(relative.empty() ? target.native() : relative.native());
}

std::string title_of(const ColumnView& column) {
  return column.manager.profile.empty() ? column.manager.name : column.manager.profile;
}

std::string score_text(const ColumnView& column) {
  if (!column.score) return "-";
  const auto& [floor, ceiling] = *column.score;
  return floor == ceiling ? floor.text() : fmt::format("{} to {}", floor.text(), ceiling.text());
}

std::string coverage_text(const ColumnView& column) { return column.coverage ? column.coverage->text() + " %" : "-"; }

std::string state_text(const ColumnView& column) {
  if (column.state == "reported") return "";
  const std::string state = column.state.empty() ? "nothing was started" : column.state;
  return column.detail.empty() ? state : fmt::format("{}: {}", state, column.detail);
}

std::string seen_text(const CellView& cell) {
  return cell.disputed ? cell.saw + " (another run of this column decided otherwise)" : cell.saw;
}

std::vector<std::string> remarks(const Matrix& matrix) {
  std::vector<std::string> all;
  if (matrix.catalogues().size() > 1)
    all.push_back(
        fmt::format("These results were judged by {} versions of the catalogue ({}): scores of different "
                    "versions cannot be compared.",
                    matrix.catalogues().size(), fmt::join(matrix.catalogues(), ", ")));
  if (!matrix.skipped().empty())
    all.push_back(fmt::format("{} file{} could not be read and {} left out.", matrix.skipped().size(),
                              matrix.skipped().size() == 1 ? "" : "s", matrix.skipped().size() == 1 ? "was" : "were"));
  if (matrix.with_own() > 0)
    all.push_back(
        fmt::format("{} clauses of a site, which are left out here; conformance report shows them.",
                    matrix.with_own() == 1 ? "1 result has" : fmt::format("{} results have", matrix.with_own())));
  return all;
}

}  // namespace conformance::reports::matrix
