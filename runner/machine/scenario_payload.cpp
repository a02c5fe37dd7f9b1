// SPDX-License-Identifier: Apache-2.0
// An OS in the machine: its init has taken the probe's place, and a service of its own looks once more.
#include "runner/machine/scenario.h"

#include "runner/machine/payload_use.h"

#include <fmt/format.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <system_error>

namespace conformance::machine {

namespace {

const evidence::GuestEvent* find_event(const Report& report, std::string_view kind) {
  const auto& events = report.events();
  const auto found = std::find_if(events.begin(), events.end(), [&](const auto& event) { return event.kind == kind; });
  return found == events.end() ? nullptr : &*found;
}

/// What a payload has for its changes, in memory, is not the whole disk of the host.
bool is_full(const std::filesystem::path& tree) {
  struct statvfs room {};
  return ::statvfs(tree.c_str(), &room) == 0 && room.f_blocks > 0 && (room.f_bavail == 0 || room.f_favail == 0);
}

}  // namespace

bool Scenario::payload_gone() const {
  return (leader_ && leader_gone_) || (manager_->foreground() && manager_->ended());
}

void Scenario::await_payload() {
  if (!second_) return;
  site_.enter("payload", "waiting for the payload to boot");
  loop_.until([&] { return second_->ended() || payload_gone() || find_event(*report_, "init-failed") != nullptr; },
              in(plan().payload_deadline));
  second_->refresh();
  second_->stop_watching();
  report_->refresh();
  payload_ = second_->facts(why_no_second_look());
  if (!leader_) find_leader();
}

std::string Scenario::why_no_second_look() const {
  std::string why = fmt::format("the payload did not reach its default target within {} s",
                                std::chrono::duration<double>(plan().payload_deadline).count());
  if (payload_gone()) why = "the payload ended before its service could look";
  if (const auto* event = find_event(*report_, "init-failed"))
    why = fmt::format("the payload's systemd could not be executed: {}",
                      std::generic_category().message(static_cast<int>(event->number)));
  if (plan().profile.guest == GuestKind::tree && is_full(plan().tree)) why += "; it has filled its file system";
  if (const auto line = last_line(last_words()); !line.empty()) why += "; the last line was: " + line;
  return why;
}

void Scenario::use_payload() {
  if (!second_) return;
  report_->write_to(evidence_);
  evidence_.guest.payload = payload_;
  evidence_.host.payload_tree = read_payload_tree(plan().payload);
  if (payload_) evidence_.host.payload_use = machine::use_payload(loop_, evidence_, watched().machine_name);
}

}  // namespace conformance::machine
