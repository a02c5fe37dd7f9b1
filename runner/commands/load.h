// SPDX-License-Identifier: Apache-2.0
// Loading saved evidence and saved results; errors name the file. All throw UsageError.
#pragma once

#include "evidence/document.h"
#include "reports/own_clauses.h"
#include "reports/result.h"

#include <span>
#include <string>
#include <string_view>

namespace conformance::runner {

/// Both documents name their schema in their first field.
bool looks_like_evidence(std::string_view text);

evidence::Document load_evidence(const std::string& path);
reports::Result load_result(const std::string& path);

/// A result, or evidence that is then judged, by the site's own clauses, too.
reports::Result load_or_judge(const std::string& path, std::span<const reports::OwnClause> own = {});

}  // namespace conformance::runner
