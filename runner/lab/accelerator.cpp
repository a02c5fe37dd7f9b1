// SPDX-License-Identifier: Apache-2.0
#include "runner/lab/accelerator.h"

#include "runner/lab/build.h"
#include "runner/machine/descriptor.h"
#include "runner/machine/process.h"

#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <string>
#include <vector>

namespace conformance::lab {

namespace {

using namespace std::chrono_literals;

constexpr auto patience = 5s;
constexpr int ended_by_guest = 0x10 << 1 | 1;  // what isa-debug-exit makes of 0x10

/// mov al, 0x10; out 0xf4, al; hlt; and the signature of a boot sector.
machine::Descriptor boot_sector() {
  std::array<unsigned char, 512> sector{0xb0, 0x10, 0xe6, 0xf4, 0xf4};
  sector[510] = 0x55;
  sector[511] = 0xaa;
  machine::Descriptor file(machine::checked(::memfd_create("boot", MFD_CLOEXEC), "memfd_create"));
  machine::checked(static_cast<int>(::write(file.get(), sector.data(), sector.size())), "write");
  return file;
}

std::vector<std::string> trial(const std::string& program) {
  std::vector<std::string> words{program};
  for (const char* word :
       {"-nodefaults", "-display", "none", "-machine", "pc", "-accel", "kvm", "-cpu", "host", "-drive",
        "file=/dev/fd/3,format=raw,if=ide", "-device", "isa-debug-exit,iobase=0xf4,iosize=1"})
    words.emplace_back(word);
  return words;
}

}  // namespace

machine::Kvm try_qemu_with_kvm(machine::Loop& loop) {
  auto kvm = machine::try_kvm();
  if (!kvm.proven) return kvm;
  kvm.proven = false;
  const std::string program = "qemu-system-x86_64";
  kvm.problem = missing_program(program);
  if (machine::find_command(program).empty()) return kvm;
  const auto sector = boot_sector();
  machine::Launch launch{.arguments = trial(program), .environment = machine::clean_environment()};
  launch.passed = {sector.get()};
  const machine::Process qemu(loop, launch);
  loop.until([&] { return qemu.ended(); }, machine::in(patience));
  kvm.proven = qemu.exit_code() == ended_by_guest;
  kvm.problem = kvm.proven     ? ""
                : qemu.ended() ? "QEMU with KVM breaks off"
                               : "QEMU with KVM does not get through its firmware";
  return kvm;
}

}  // namespace conformance::lab
