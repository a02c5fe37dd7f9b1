// SPDX-License-Identifier: Apache-2.0
#include "checks/tests/host_cases.h"

namespace conformance::checks::testing {

using enum Outcome;

namespace {

void have_the_first_uuid(Evidence& evidence) { set_variable(evidence, "container_uuid", machine_id); }
void have_a_new_uuid(Evidence& evidence) { set_variable(evidence, "container_uuid", host_machine_id); }
void lose_uuid(Evidence& evidence) { unset_variable(evidence, "container_uuid"); }
void be_told(Evidence& evidence) {
  evidence.run.steps = {{.phase = "start", .arguments = {"box", std::string("--uuid=") + machine_uuid}}};
}

void be_told_otherwise(Evidence& evidence) {
  have_a_new_uuid(evidence);
  evidence.run.steps = {{.phase = "start", .arguments = {"box", std::string("--uuid=") + host_machine_id}}};
}

void be_listed_with_the_first_id(Evidence& evidence) { machine_of(evidence).id = machine_uuid; }
void be_listed_without_an_id(Evidence& evidence) { machine_of(evidence).id = std::string(32, '0'); }
void be_listed_as_the_first(Evidence& evidence) {
  machine_of(evidence).name = "first";
  evidence.host.registration.edit().leader_machine = "first";
}

}  // namespace

std::vector<Case> several_machines_cases() {
  return {
      {"env.container-uuid-unique", "they differ", pass, nothing},
      {"env.container-uuid-unique", "they are equal", fail, have_the_first_uuid},
      {"env.container-uuid-unique", "one spells it with dashes", fail,
       [](Evidence& e) { set_variable(e, "container_uuid", machine_uuid); }},
      {"env.container-uuid-unique", "one has none", not_applicable, lose_uuid},
      {"env.container-uuid-unique", "the profile asks for one", blocked,
       [](Evidence& e) {
         have_the_first_uuid(e);
         be_told(e);
       }},

      {"env.container-uuid-stable", "it stays", pass, nothing},
      {"env.container-uuid-stable", "it is spelled otherwise", pass, have_the_first_uuid},
      {"env.container-uuid-stable", "it changes", fail, have_a_new_uuid},
      {"env.container-uuid-stable", "it is not set again", fail, lose_uuid},
      {"env.container-uuid-stable", "it was not set", not_applicable, nothing, lose_uuid},
      {"env.container-uuid-stable", "the profile asks for another", blocked, be_told_otherwise},

      {"env.container-uuid-changes-on-clone", "it changes", pass, nothing},
      {"env.container-uuid-changes-on-clone", "it stays", fail, have_the_first_uuid},
      {"env.container-uuid-changes-on-clone", "it is not set", not_applicable, lose_uuid, lose_uuid},

      {"host.name-unique", "both are listed", pass, nothing},
      {"host.name-unique", "the second is not", fail, unregister},
      {"host.name-unique", "they share a name", fail, be_listed_as_the_first},
      {"host.name-unique", "none is", not_applicable, unregister, unregister},
      {"host.name-unique", "the second never reported", blocked, [](Evidence& e) { never_report(e, "not-started"); }},

      {"host.id-unique", "they differ", pass, nothing},
      {"host.id-unique", "they are equal", fail, be_listed_with_the_first_id},
      {"host.id-unique", "one has none", not_applicable, be_listed_without_an_id},
      {"host.id-unique", "one is not registered", not_applicable, unregister},
      {"host.id-unique", "the profile asks for one", blocked,
       [](Evidence& e) {
         be_listed_with_the_first_id(e);
         be_told(e);
       }},
  };
}

}  // namespace conformance::checks::testing
