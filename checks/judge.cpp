// SPDX-License-Identifier: Apache-2.0
#include "checks/judge.h"

#include <exception>
#include <string>

namespace conformance::checks {

namespace {

std::string_view kind_of_machine(Subject subject) { return subject == Subject::vm ? "vm" : "container"; }

}  // namespace

Finding judge(const Clause& clause, const Evidence& evidence) {
  const std::string& machine = evidence.run.subject;
  if (machine != "container" && machine != "vm")
    return blocked("the evidence does not say whether the machine is a container or a vm");
  if (clause.subject != Subject::both && kind_of_machine(clause.subject) != machine)
    return not_applicable("the machine is a " + machine);
  if (clause.judge == nullptr) return blocked(std::string(clause.reason));
  try {
    return clause.judge(evidence);
  } catch (const evidence::Absent& absent) {
    return blocked(absent.what());
  } catch (const std::exception& error) {
    return blocked(std::string("the check itself failed: ") + error.what());
  }
}

}  // namespace conformance::checks
