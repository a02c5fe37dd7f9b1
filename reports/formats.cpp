// SPDX-License-Identifier: Apache-2.0
#include "reports/formats.h"

#include "reports/badge.h"
#include "reports/github.h"
#include "reports/html.h"
#include "reports/json.h"
#include "reports/junit.h"
#include "reports/markdown.h"
#include "reports/sarif.h"
#include "reports/tap.h"
#include "reports/terminal.h"

#include <algorithm>
#include <array>

namespace conformance::reports {

std::span<const Format> formats() {
  static const std::array<Format, 9> all = {{
      {"terminal", "the report for people, without colour",
       [](const Result& result) { return render_terminal(result); }},
      {"json", "the result for scripts", [](const Result& result) { return to_json(result); }},
      {"markdown", "for a job's summary or a repository", render_markdown},
      {"html", "one page for a browser", render_html},
      {"junit", "JUnit XML, for CI systems that show tests", render_junit},
      {"tap", "TAP 14", render_tap},
      {"sarif", "SARIF 2.1.0, for code scanning services",
       [](const Result& result) { return render_sarif(result, anchor_of(result)); }},
      {"github", "annotations of GitHub Actions, the worst ten", render_github},
      {"badge", "an SVG picture for a README", render_badge},
  }};
  return all;
}

const Format* find_format(std::string_view name) {
  const auto found = std::ranges::find(formats(), name, &Format::name);
  return found == formats().end() ? nullptr : &*found;
}

}  // namespace conformance::reports
