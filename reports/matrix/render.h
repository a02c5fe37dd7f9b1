// SPDX-License-Identifier: Apache-2.0
// The matrix as a page. Written row by row, so that no page has to fit into memory.
#pragma once

#include "reports/matrix/matrix.h"

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace conformance::reports::matrix {

using Sink = std::function<void(std::string_view)>;

/// `directory` is where the page will lie; its links are relative to that.
using Render = void (*)(const Matrix& matrix, const std::filesystem::path& directory, const Sink& sink);

void render_html(const Matrix& matrix, const std::filesystem::path& directory, const Sink& sink);
void render_markdown(const Matrix& matrix, const std::filesystem::path& directory, const Sink& sink);
void render_json(const Matrix& matrix, const std::filesystem::path& directory, const Sink& sink);

/// The JSON Schema (draft 2020-12) of what render_json() writes.
std::string json_schema();

// What the pages have in common.

/// The way from the page to a file as a relative reference (RFC 3986), or an absolute one where there is no other.
std::string link_to(const std::string& file, const std::filesystem::path& directory);
/// "lxc:scope"; the name where there is no profile.
std::string title_of(const ColumnView& column);
/// "87.3 to 92.6", "-" where there is none.
std::string score_text(const ColumnView& column);
std::string coverage_text(const ColumnView& column);
/// Why there is little to see: "adopted: …", "not-started: …"; empty for a machine that reported.
std::string state_text(const ColumnView& column);
/// What was seen, and that others saw something else.
std::string seen_text(const CellView& cell);
/// What has to be said of the whole: several catalogues, files and clauses that were left out.
std::vector<std::string> remarks(const Matrix& matrix);

}  // namespace conformance::reports::matrix
