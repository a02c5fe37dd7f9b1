// SPDX-License-Identifier: Apache-2.0
// Markdown, for the summary of a CI job and for repositories.
#pragma once

#include "reports/result.h"

#include <string>
#include <string_view>

namespace conformance::reports {

std::string render_markdown(const Result& result);

/// Text that means nothing to Markdown or HTML.
std::string markdown_text(std::string_view text);

}  // namespace conformance::reports
