// SPDX-License-Identifier: Apache-2.0
#include "runner/machine/kvm.h"

#include "runner/machine/descriptor.h"

#include <fcntl.h>
#include <linux/kvm.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <csignal>
#include <cstring>
#include <system_error>

namespace conformance::machine {
namespace {

constexpr int patience_ms = 2000;
constexpr std::size_t page = 4096;

#ifdef __x86_64__
// A page with the instruction HLT, run in real mode; returns 0 when KVM says that the guest halted.
int run_guest(int kvm) {
  const int machine = ::ioctl(kvm, KVM_CREATE_VM, 0);
  auto* memory =
      static_cast<unsigned char*>(::mmap(nullptr, page, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  if (machine < 0 || memory == MAP_FAILED) return 1;
  constexpr unsigned char halt = 0xf4;
  memory[0] = halt;
  kvm_userspace_memory_region region{};
  region.guest_phys_addr = page;
  region.memory_size = page;
  region.userspace_addr = reinterpret_cast<std::uintptr_t>(memory);
  const int processor = ::ioctl(machine, KVM_CREATE_VCPU, 0);
  const int size = ::ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE, 0);
  if (::ioctl(machine, KVM_SET_USER_MEMORY_REGION, &region) != 0 || processor < 0 || size < 0) return 1;
  auto* shared = ::mmap(nullptr, static_cast<std::size_t>(size), PROT_READ | PROT_WRITE, MAP_SHARED, processor, 0);
  kvm_sregs segments{};
  if (shared == MAP_FAILED || ::ioctl(processor, KVM_GET_SREGS, &segments) != 0) return 1;
  segments.cs.base = 0;
  segments.cs.selector = 0;
  kvm_regs registers{};
  registers.rip = page;
  registers.rflags = 2;
  if (::ioctl(processor, KVM_SET_SREGS, &segments) != 0 || ::ioctl(processor, KVM_SET_REGS, &registers) != 0) return 1;
  if (::ioctl(processor, KVM_RUN, 0) != 0) return 1;
  return static_cast<kvm_run*>(shared)->exit_reason == KVM_EXIT_HLT ? 0 : 1;
}
#else
int run_guest(int kvm) { return ::ioctl(kvm, KVM_CREATE_VM, 0) >= 0 ? 0 : 1; }
#endif

}  // namespace

Kvm try_kvm() {
  const Descriptor kvm(::open("/dev/kvm", O_RDWR | O_CLOEXEC));
  if (!kvm) return {false, false, "/dev/kvm: " + std::generic_category().message(errno)};
  // In a child: a call into a KVM that does not work may never return.
  const pid_t child = ::fork();
  if (child == 0) ::_exit(run_guest(kvm.get()));
  if (child < 0) return {true, false, "fork: " + std::generic_category().message(errno)};
  const Descriptor handle(static_cast<int>(::syscall(SYS_pidfd_open, child, 0)));
  pollfd end{.fd = handle.get(), .events = POLLIN, .revents = 0};
  const bool ended = ::poll(&end, 1, patience_ms) == 1;
  ::kill(child, SIGKILL);
  int status = 0;
  const bool reaped = ::waitpid(child, &status, ended ? 0 : WNOHANG) == child;
  if (!ended) return {true, false, "a guest of one instruction did not end within two seconds"};
  if (reaped && WIFEXITED(status) && WEXITSTATUS(status) == 0) return {true, true, ""};
  return {true, false, "a guest of one instruction did not run"};
}

}  // namespace conformance::machine
