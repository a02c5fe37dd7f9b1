// SPDX-License-Identifier: Apache-2.0
// The part of the page that shows every clause, and what narrows it down.
#pragma once

#include "reports/result.h"

#include <pugixml.hpp>

#include <string>
#include <vector>

namespace conformance::reports {

/// The areas with their figures, then each with its clauses: violated and undecided ones first, and open.
void add_clauses(pugi::xml_node main, const Result& result);

/// Links to clauses, with commas between them.
void add_clause_links(pugi::xml_node parent, const std::vector<std::string>& ids);

}  // namespace conformance::reports
