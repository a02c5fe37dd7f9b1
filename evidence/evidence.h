// SPDX-License-Identifier: Apache-2.0
// The evidence of one start: facts, no opinions. The only thing a check sees.
#pragma once

#include "evidence/describe.h"
#include "evidence/guest.h"
#include "evidence/host.h"
#include "evidence/run.h"

namespace conformance::evidence {

struct Evidence {
  Run run;
  Guest guest;
  Host host;
  EVIDENCE_FIELDS(Evidence, run, guest, host)
};

}  // namespace conformance::evidence
