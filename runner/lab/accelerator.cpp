// SPDX-License-Identifier: Apache-2.0
#include "runner/lab/accelerator.h"

#include "runner/lab/build.h"
#include "runner/machine/step.h"

#include <string>
#include <vector>

namespace conformance::lab {

namespace {

using namespace std::chrono_literals;

constexpr auto patience = 20s;

}  // namespace

std::vector<std::string> bare_vm_command(const BareVm& vm) {
  return {"setpriv", "--pdeathsig", "KILL", "--",
          // A kernel that panics ends it at once: panic=-1 reboots, and -no-reboot makes that its end.
          "qemu-system-x86_64", "-nodefaults", "-no-user-config", "-no-reboot", "-display", "none", "-machine",
          "q35,sata=off", "-smp", std::to_string(vm.processors), "-m", std::to_string(vm.megabytes), "-accel",
          vm.kvm ? "kvm" : "tcg,tb-size=1024", "-cpu", vm.kvm ? "host" : "max", "-kernel", vm.kernel.string(),
          "-append", vm.words + " console=ttyS0 panic=-1"};
}

bool looked_for_root(std::string_view console) {
  return console.find("Kernel panic - not syncing: VFS") != std::string_view::npos;
}

bool kvm_gave_up(std::string_view errors) { return errors.find("KVM internal error") != std::string_view::npos; }

machine::Kvm try_qemu_with_kvm(machine::Loop& loop, const std::filesystem::path& kernel) {
  auto kvm = machine::try_kvm();
  if (!kvm.proven) return kvm;
  kvm.proven = false;
  for (const char* program : {"qemu-system-x86_64", "setpriv"}) {
    kvm.problem = missing_program(program);
    if (machine::find_command(program).empty()) return kvm;
  }
  auto command = bare_vm_command({.kernel = kernel, .processors = 2, .kvm = true});
  command.insert(command.end(), {"-chardev", "file,id=console,path=/dev/fd/1", "-serial", "chardev:console"});
  machine::Tail said(64 * 1024);
  machine::RunningStep qemu(loop, "trial", {.arguments = command, .environment = machine::clean_environment()});
  qemu.on_output([&](std::string_view text) { said.append(text); });
  loop.until([&] { return looked_for_root(said.bytes()) || kvm_gave_up(said.bytes()) || qemu.ended(); },
             machine::in(patience));
  const bool timed_out = qemu.finish().timed_out;
  kvm.proven = looked_for_root(said.bytes());
  kvm.problem = kvm.proven                  ? ""
                : kvm_gave_up(said.bytes()) ? "KVM breaks off while QEMU boots a kernel with it (KVM internal error)"
                : timed_out                 ? "QEMU with KVM does not boot a kernel in 20 s"
                                            : "QEMU with KVM ends while it boots a kernel";
  return kvm;
}

}  // namespace conformance::lab
