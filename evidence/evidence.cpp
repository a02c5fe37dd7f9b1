// SPDX-License-Identifier: Apache-2.0
#include "evidence/evidence.h"

namespace conformance::evidence {

EVIDENCE_COPIES_HERE(Run)
EVIDENCE_COPIES_HERE(Guest)
EVIDENCE_COPIES_HERE(Host)

}  // namespace conformance::evidence
