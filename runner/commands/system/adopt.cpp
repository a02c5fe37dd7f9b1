// SPDX-License-Identifier: Apache-2.0
#include "runner/commands/system/adopt.h"

#include "checks/catalogue.h"
#include "checks/scenarios.h"
#include "runner/commands/command.h"
#include "runner/host/running.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace conformance::runner {

namespace {

constexpr const char* nothing_asked = "the machine was started by somebody else, and nobody knows what was asked for";

template <class... Facts>
void leave_out(const std::string& reason, evidence::Group<Facts>&... groups) {
  ((groups = evidence::Group<Facts>::absent(reason)), ...);
}

std::uint64_t now_us() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(now).count());
}

/// Every group of facts from inside, whatever groups there are.
void leave_out_the_inside(evidence::Guest& guest) {
  evidence::Guest::each_field([&]<class Member>(std::string_view, Member member) {
    using Field = std::remove_cvref_t<decltype(guest.*member)>;
    if constexpr (requires { Field::absent(std::string()); })
      guest.*member = Field::absent("the machine was adopted: nothing was looked at from inside");
  });
}

/// One start, which nobody made; everything that takes more than looking is impossible.
std::vector<evidence::Planned> planned(const std::string& subject, const std::optional<Profile>& profile) {
  std::vector<evidence::Planned> all;
  for (const auto& scenario : checks::scenarios()) {
    if (!scenario.standard || !checks::concerns(scenario, subject)) continue;
    auto& one = all.emplace_back(evidence::Planned{.scenario = std::string(scenario.name)});
    if (scenario.name == "boot") continue;
    const std::string claim(scenario.claim);
    if (profile && !claim.empty() && profile->claims_no(claim)) one.claim = profile->claims.at(claim).reason;
    if (one.claim.empty()) one.problem = "the machine was adopted: nothing was started, asked of it or ended";
  }
  return all;
}

void describe(evidence::Run& run, const Running& running, const std::optional<Profile>& profile) {
  if (profile) {
    run.manager = profile->id;
    run.variant = profile->variant;
    run.claims = profile->claims;
  }
  run.tool_version = CONFORMANCE_VERSION;
  run.subject = running.subject;
  run.scenarios = {"boot"};
  run.reported_us = now_us();
  run.state = "adopted";
  auto& asked = run.asked;
  leave_out(nothing_asked, asked.hostname, asked.machine_name, asked.uuid, asked.slice, asked.sockets,
            asked.credentials, asked.smbios_strings);
  leave_out("the machine was left running", run.end);
  leave_out("the machine was running already", run.activation);
}

std::string detail(const Running& running, const evidence::Host& host) {
  std::string name;
  if (host.registration && host.registration->leader_machine) name = ", machine " + *host.registration->leader_machine;
  return fmt::format(
      "the running machine of process {}{}; nothing was started, asked of it or ended. Not seen: its inside, what it "
      "was "
      "asked for, its start and its end, and what these change on the host",
      running.leader, name);
}

}  // namespace

evidence::Document adopt(const std::string& wanted, const std::optional<Profile>& profile) {
  evidence::Document document;
  try {
    const auto running = find_running(wanted, profile ? profile->subject : "");
    auto& start = document.starts.emplace_back();
    describe(start.run, running, profile);
    leave_out_the_inside(start.guest);
    look_at_running(running, start.host);
    start.run.detail = detail(running, start.host);
    // Who registered it is the best guess of who manages it.
    if (const auto& registration = start.host.registration; !profile && registration && registration->leader_machine)
      for (const auto& machine : registration->machines)
        if (machine.name == *registration->leader_machine) start.run.manager = machine.service;
    document.planned = planned(running.subject, profile);
    document.scenarios = std::ssize(document.planned);
  } catch (const NoMachine& why) {
    throw UsageError(fmt::format("--adopt {}: {}", wanted, why.what()));
  }
  return document;
}

}  // namespace conformance::runner
