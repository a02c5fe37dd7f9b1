// SPDX-License-Identifier: Apache-2.0
#include "checks/tests/host_cases.h"

namespace conformance::checks::testing {

using enum Outcome;

namespace {

const std::string no_id(32, '0');

void name_it(Evidence& evidence, const std::string& name) {
  machine_of(evidence).name = name;
  evidence.host.registration.edit().leader_machine = name;
}

/// Neither a variable nor a file tells the container an identity.
void give_no_identity(Evidence& evidence) {
  unset_variable(evidence, "container_uuid");
  for (auto& file : evidence.guest.files.edit())
    if (file.path == "/etc/machine-id") file.content = "\n";
}

}  // namespace

std::vector<Case> registration_cases() {
  return {
      {"host.registered", "it is", pass, nothing},
      {"host.registered", "it is not", fail, unregister},
      {"host.registered", "another machine is", fail,
       [](Evidence& e) {
         machine_of(e).name = "other";
         e.host.registration.edit().leader_machine.reset();
       }},
      {"host.registered", "only the name tells", pass,
       [](Evidence& e) { e.host.registration.edit().leader_machine.reset(); }},
      {"host.registered", "only the name tells, and it was there before", fail,
       [](Evidence& e) {
         e.host.registration.edit().leader_machine.reset();
         e.host.registration.edit().names_before = {"first"};
       }},
      {"host.registered", "only the name could tell, and nobody knows it", blocked,
       [](Evidence& e) {
         e.host.registration.edit().leader_machine.reset();
         forget(e.run.asked.machine_name);
       }},
      {"host.registered", "machined tells nothing but its name", blocked,
       [](Evidence& e) { e.host.registration.edit().machines.clear(); }},
      {"host.registered", "there is no machined", blocked, [](Evidence& e) { forget(e.host.registration); }},
      {"host.registered", "the leader was not found", blocked,
       [](Evidence& e) {
         unregister(e);
         forget(e.host.leader);
       }},

      {"host.name-valid", "it is plain", pass, nothing},
      {"host.name-valid", "it has labels", pass, [](Evidence& e) { name_it(e, "web_1.Example-2"); }},
      {"host.name-valid", "it begins with a dot", fail, [](Evidence& e) { name_it(e, ".first"); }},
      {"host.name-valid", "it has two dots", fail, [](Evidence& e) { name_it(e, "a..b"); }},
      {"host.name-valid", "it has 65 characters", fail, [](Evidence& e) { name_it(e, std::string(65, 'a')); }},
      {"host.name-valid", "a bad name keeps it from being registered", fail,
       [](Evidence& e) {
         unregister(e);
         e.run.asked.machine_name = std::string("my machine");
       }},
      {"host.name-valid", "it is not registered", not_applicable, unregister},
      {"host.name-valid", "it is not registered, and nobody knows its name", blocked,
       [](Evidence& e) {
         unregister(e);
         forget(e.run.asked.machine_name);
       }},
      {"host.name-valid", "the manager never registers", not_applicable,
       [](Evidence& e) {
         unregister(e);
         forget(e.run.asked.machine_name);
         e.run.claims["machined"] = {"no", "it does not know machined"};
       }},

      {"host.name-matches-hostname", "it does", pass, nothing},
      {"host.name-matches-hostname", "inside it is another", fail,
       [](Evidence& e) { e.guest.start.edit().hostname = "second"; }},
      {"host.name-matches-hostname", "no name is set inside", not_applicable,
       [](Evidence& e) { e.guest.start.edit().hostname = "(none)"; }},
      {"host.name-matches-hostname", "inside it is the host's", not_applicable,
       [](Evidence& e) { e.guest.start.edit().hostname = "laboratory"; }},

      {"host.id-set", "it is", pass, nothing},
      {"host.id-set", "it is zero though there is one", fail, [](Evidence& e) { machine_of(e).id = no_id; }},
      {"host.id-set", "it is zero though the tree has one", fail,
       [](Evidence& e) {
         machine_of(e).id = no_id;
         unset_variable(e, "container_uuid");
       }},
      {"host.id-set", "there is none to pass", not_applicable,
       [](Evidence& e) {
         machine_of(e).id = no_id;
         give_no_identity(e);
       }},

      {"host.id-matches-guest", "it does", pass, nothing},
      {"host.id-matches-guest", "inside it is another", fail, [](Evidence& e) { machine_of(e).id = host_machine_id; }},
      {"host.id-matches-guest", "only the tree has one", pass,
       [](Evidence& e) { unset_variable(e, "container_uuid"); }},
      {"host.id-matches-guest", "inside there is none", not_applicable, give_no_identity},
      {"host.id-matches-guest", "none was passed", not_applicable, [](Evidence& e) { machine_of(e).id = no_id; }},

      {"host.service-set", "it is", pass, nothing},
      {"host.service-set", "it is empty", fail, [](Evidence& e) { machine_of(e).service.clear(); }},
      {"host.service-set", "it has upper case", fail, [](Evidence& e) { machine_of(e).service = "Exemplar"; }},

      {"host.service-equals-container-env", "it does", pass, nothing},
      {"host.service-equals-container-env", "it does not", fail, [](Evidence& e) { machine_of(e).service = "engine"; }},
      {"host.service-equals-container-env", "no service was passed", not_applicable,
       [](Evidence& e) { machine_of(e).service.clear(); }},

      {"host.class-correct", "it is", pass, nothing},
      {"host.class-correct", "it is the other", fail, [](Evidence& e) { machine_of(e).machine_class = "vm"; }},
      {"host.class-correct", "it is not registered", not_applicable, unregister},
  };
}

}  // namespace conformance::checks::testing
