// SPDX-License-Identifier: Apache-2.0
// Markdown, for the summary of a CI job and for repositories.
#pragma once

#include "reports/result.h"

#include <string>
#include <string_view>

namespace conformance::reports {

std::string render_markdown(const Result& result);

/// Text that means nothing to HTML, nor, within a line, to Markdown: no table's cell, link, mention or formula.
std::string markdown_text(std::string_view text);
/// The same for the title of a link, in double quotes.
std::string markdown_title(std::string_view text);

}  // namespace conformance::reports
