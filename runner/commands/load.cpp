// SPDX-License-Identifier: Apache-2.0
#include "runner/commands/load.h"

#include "evidence/json.h"
#include "reports/json.h"
#include "reports/text.h"
#include "runner/commands/command.h"
#include "runner/commands/io.h"

namespace conformance::runner {

namespace {

/// What is wrong may quote the file, and the file may be anybody's.
template <class Read>
auto named(const std::string& path, Read read) {
  try {
    return read(read_file(path));
  } catch (const evidence::Unreadable& error) {
    throw UsageError(path + ": " + reports::shortened(reports::printable(error.what()), 500));
  } catch (const reports::UnreadableResult& error) {
    throw UsageError(path + ": " + reports::shortened(reports::printable(error.what()), 500));
  }
}

}  // namespace

bool looks_like_evidence(std::string_view text) {
  constexpr std::size_t beginning = 200;
  return text.substr(0, beginning).find("conformance-evidence/") != std::string_view::npos;
}

evidence::Document load_evidence(const std::string& path) {
  return named(path, [](const std::string& text) { return evidence::from_json(text); });
}

reports::Result load_result(const std::string& path) {
  return named(path, [](const std::string& text) { return reports::result_from_json(text); });
}

reports::Result load_or_judge(const std::string& path, std::span<const reports::OwnClause> own) {
  return named(path, [&](const std::string& text) {
    if (!looks_like_evidence(text)) return reports::result_from_json(text);
    const auto document = evidence::from_json(text);
    auto result = reports::evaluate(document);
    result.own = reports::judge_own(document, own);
    return result;
  });
}

}  // namespace conformance::runner
