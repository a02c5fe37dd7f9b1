// SPDX-License-Identifier: Apache-2.0
// The evidence of one start: facts, no opinions. The only thing a check sees.
#pragma once

#include "evidence/describe.h"
#include "evidence/guest.h"
#include "evidence/host.h"
#include "evidence/run.h"

#include <string>

namespace conformance::evidence {

/// Changes whenever a file written by one version cannot be read by the other.
inline constexpr const char* schema_name = "conformance-evidence/1";

struct Evidence {
  std::string schema = schema_name;
  Run run;
  Guest guest;
  Host host;
  EVIDENCE_FIELDS(Evidence, schema, run, guest, host)
};

}  // namespace conformance::evidence
