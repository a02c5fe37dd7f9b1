// SPDX-License-Identifier: Apache-2.0
#include "checks/tests/every_case.h"

#include "checks/tests/host_cases.h"

namespace conformance::checks::testing {

std::vector<Case> every_case() {
  std::vector<Case> all = host_cases();
  for (const Case& one : exec_cases()) all.push_back(one);
  return all;
}

}  // namespace conformance::checks::testing
