// SPDX-License-Identifier: Apache-2.0
#include "checks/tests/host_cases.h"

namespace conformance::checks::testing {

using enum Outcome;

namespace {

void lose_sockets(Evidence& evidence, std::size_t count) {
  std::erase_if(evidence.guest.descriptors.edit(), [&](auto& one) { return one.number >= 3 && count-- > 0; });
}
void lose_one(Evidence& evidence) { lose_sockets(evidence, 1); }
void lose_all(Evidence& evidence) { lose_sockets(evidence, 2); }
void claim_nothing(Evidence& evidence) { evidence.run.claims.clear(); }
void claim_no(Evidence& evidence) { evidence.run.claims["listen"] = {"no", "it closes them"}; }

void offer_nothing(Evidence& evidence) {
  claim_nothing(evidence);
  lose_all(evidence);
}

void answer_nothing(Evidence& evidence) {
  evidence.run.activation.edit().answer.clear();
  evidence.run.activation.edit().error = "ETIMEDOUT";
}

void answer_nothing_unasked(Evidence& evidence) {
  answer_nothing(evidence);
  claim_nothing(evidence);
}

void never_come(Evidence& evidence) { never_report(evidence, "silent"); }

}  // namespace

std::vector<Case> activation_cases() {
  return {
      {"listen.manager-accepts", "it comes up with all", pass, nothing},
      {"listen.manager-accepts", "one is missing", fail, lose_one},
      {"listen.manager-accepts", "one arrived though nobody promised", fail,
       [](Evidence& e) {
         claim_nothing(e);
         lose_one(e);
       }},
      {"listen.manager-accepts", "they are promised but closed", fail, lose_all},
      {"listen.manager-accepts", "they are closed and nobody promised", not_applicable, offer_nothing},
      {"listen.manager-accepts", "the profile says no", not_applicable, claim_no},
      {"listen.manager-accepts", "the inode is not known", pass,
       [](Evidence& e) {
         e.run.asked.sockets.edit() = {{3, "web", "/run/web", 0}};
         e.guest.descriptors.edit()[3].socket->address = "/run/web";
       }},
      {"listen.manager-accepts", "nothing was handed over", blocked,
       [](Evidence& e) { e.run.asked.sockets.edit().clear(); }},
      {"listen.manager-accepts", "it does not report", blocked, never_come},

      {"listen.end-to-end", "it answers", pass, nothing},
      {"listen.end-to-end", "it does not answer", fail, answer_nothing},
      {"listen.end-to-end", "it does not answer though a socket arrived", fail, answer_nothing_unasked},
      {"listen.end-to-end", "nothing arrived and nobody promised", not_applicable,
       [](Evidence& e) {
         answer_nothing(e);
         offer_nothing(e);
       }},
      {"listen.end-to-end", "the profile says no", not_applicable, claim_no},
      {"listen.end-to-end", "nobody connected", blocked, [](Evidence& e) { forget(e.run.activation); }},
  };
}

}  // namespace conformance::checks::testing
