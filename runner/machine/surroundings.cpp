// SPDX-License-Identifier: Apache-2.0
#include "runner/machine/surroundings.h"

#include "fixtures/guest/build.h"
#include "fixtures/guest/payload.h"
#include "runner/host/identity.h"
#include "runner/machine/files.h"

#include <algorithm>
#include <sstream>
#include <stdexcept>
#include <vector>

namespace conformance::machine {
namespace {

namespace fs = std::filesystem;

class RealObserver : public Observer {
 public:
  explicit RealObserver(runner::Look look) : observer_(look) {}
  int bus_descriptor() const override { return observer_.bus_descriptor(); }
  void dispatch_bus() override { observer_.dispatch_bus(); }
  void while_up(const Watched& watched, evidence::Host& host) override { observer_.while_up(watched, host); }
  void exec_session(const Watched& watched, evidence::Host& host) override { observer_.exec_session(watched, host); }
  void after(evidence::Host& host) override { observer_.after(host); }

 private:
  runner::HostObserver observer_;
};

// A block device the host really has: whether the guest may use it tells about the device policy, and nothing is done
// to it but opening. 0:0 when the host has none.
void add_block_device(guest::Parameters& parameters) {
  std::vector<fs::path> devices;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator("/sys/class/block", ignored)) devices.push_back(entry.path());
  std::sort(devices.begin(), devices.end());
  for (const auto& device : devices) {
    std::istringstream number(read_file(device / "dev", 32));
    char colon = 0;
    if (number >> parameters.block_major >> colon >> parameters.block_minor) return;
  }
}

guest::Parameters parameters_of(const Plan& plan) {
  guest::Parameters parameters;
  parameters.nonce = plan.nonce;
  parameters.subject = plan.profile.subject;
  parameters.machine_id = plan.uuid_hex;
  parameters.time_zone = runner::host::time_zone();
  parameters.hold_ready = plan.holds_ready();
  parameters.hold_level = plan.is_slow();
  parameters.end_takes_us = static_cast<std::uint64_t>(plan.end_takes.count());
  add_block_device(parameters);
  return parameters;
}

fs::path modules_of(const Plan& plan) {
  if (plan.kernel.empty()) throw std::runtime_error("there is no kernel for the guest; give one with --kernel");
  return guest::modules_of(plan.kernel);
}

/// The copy is there already.
void build_payload(const Plan& plan) {
  auto parameters = parameters_of(plan);
  parameters.await_address = plan.host_runs_networkd;
  guest::adapt_payload(plan.tree, plan.probe, parameters);
  if (plan.profile.guest == GuestKind::tar) guest::build_payload_tar(plan.tar, plan.tree);
  if (plan.profile.guest == GuestKind::initramfs)
    guest::build_payload_initramfs(plan.initramfs, plan.tree, plan.probe, modules_of(plan));
}

void build_guest(const Plan& plan) {
  if (plan.boots_payload()) return build_payload(plan);
  const auto parameters = parameters_of(plan);
  switch (plan.profile.guest) {
    case GuestKind::tree:
      return guest::build_tree(plan.tree, plan.probe, parameters);
    case GuestKind::tar:
      return guest::build_tar(plan.tar, plan.probe, parameters);
    case GuestKind::initramfs:
      return guest::build_initramfs(plan.initramfs, plan.probe, parameters, modules_of(plan));
  }
}

// An archive or an initramfs is what it is; in a directory the program can still write.
void refresh_guest(const Plan& plan) {
  if (plan.profile.guest != GuestKind::tree) return;
  guest::remove_report(plan.tree);
  guest::replace_parameters(plan.tree, parameters_of(plan));
}

}  // namespace

Surroundings real_surroundings() {
  return {.build_guest = build_guest,
          .refresh_guest = refresh_guest,
          .observe = [](runner::Look look) { return std::make_unique<RealObserver>(look); },
          .find_leader = runner::find_leader};
}

}  // namespace conformance::machine
