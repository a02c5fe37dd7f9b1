// SPDX-License-Identifier: Apache-2.0
// CONTAINER_INTERFACE, Advanced Integration.
#include "checks/env_facts.h"
#include "checks/sections.h"

namespace conformance::checks {

namespace {

using enum Level;
using enum Subject;

Finding judge_journal(const Evidence& evidence) {
  const auto& host = *evidence.host.identity;
  if (!host.persistent_journal) return not_applicable("the host keeps no persistent journal in /var/log/journal");
  const auto& journal = *evidence.host.journal;
  const auto id = identity_of(journal.machine_id);
  if (!id) return not_applicable("the container has no machine id");
  if (id == identity_of(host.machine_id)) return not_applicable("the container has the machine id of the host");
  if (journal.kind == "absent" && claimed(evidence, "journal"))
    return fail("the profile says that the manager links the journal, but there is no " + journal.path);
  if (journal.kind == "absent") return not_applicable("not offered: there is no " + journal.path);
  if (journal.same_directory) return pass(journal.path + " is a " + journal.kind + ", the container's own journal");
  if (journal.kind == "symlink") return fail(journal.path + " leads elsewhere: " + journal.target);
  if (journal.kind == "directory") return not_applicable("not offered: " + journal.path + " is a directory of its own");
  return unknown(journal.path + " is neither a symlink nor a directory");
}

constexpr Clause clauses[] = {
    {
        .id = "adv.journal-linked",
        .says = "The container's journal directory is linked into the host's, by the container's machine id.",
        .level = optional,
        .subject = container,
        .source = {"CONTAINER_INTERFACE", "Advanced Integration", "2"},
        .since = "2012 wiki",
        .preconditions = "the host keeps a persistent journal, and the container has a machine id of its own",
        .observe = "/var/log/journal/ID on the host: a symlink to the container's directory, or the same one",
        .remedy = "Make /var/log/journal/ID on the host a symlink to ROOT/var/log/journal/ID, ID being the container's "
                  "machine id and ROOT its root directory on the host.",
        .judge = judge_journal,
    },
};

}  // namespace

Section adv() { return clauses; }

}  // namespace conformance::checks
