// SPDX-License-Identifier: Apache-2.0
// The host as a VM: the disk of the image, which is never written to, and the jobs on a disk of their own.
#include "runner/lab/accelerator.h"
#include "runner/lab/build.h"
#include "runner/lab/host.h"
#include "runner/lab/results.h"
#include "runner/lab/room.h"
#include "runner/machine/files.h"
#include "runner/machine/process.h"
#include "runner/machine/text.h"
#include "runner/machine/watch.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <system_error>
#include <utility>

namespace conformance::lab {

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr auto boot_deadline = 10min;  // emulated, beside other work
constexpr auto kvm_boot_deadline = 3min;
constexpr auto job_deadline = 60min;
constexpr std::uint64_t air = 16u << 20;  // of a disk made for one run, beside what is on it

struct Pipe {
  machine::Descriptor reading;
  machine::Descriptor writing;
  Pipe() {
    std::array<int, 2> ends{};
    machine::checked(::pipe2(ends.data(), O_CLOEXEC), "pipe");
    reading.reset(ends[0]);
    writing.reset(ends[1]);
  }
};

std::uint64_t bytes_in(const fs::path& tree) {
  constexpr std::uint64_t block = 4096;
  std::uint64_t bytes = 0;
  std::error_code ignored;
  for (const auto& entry : fs::recursive_directory_iterator(tree, ignored)) {
    bytes += block;
    if (entry.is_regular_file(ignored) && !entry.is_symlink(ignored)) bytes += entry.file_size(ignored) + block;
  }
  return bytes + bytes / 8;
}

/// Half of what is free, but no more than is of use.
unsigned megabytes_here() {
  struct sysinfo info {};
  ::sysinfo(&info);
  const auto free = (info.freeram + info.bufferram) * info.mem_unit / 2 >> 20;
  return static_cast<unsigned>(std::clamp<std::uint64_t>(free, 1536, 4096));
}

class QemuHost : public Host {
 public:
  QemuHost(machine::Loop& loop, const Order& order, const Voice& voice)
      : Host(loop, order, voice, "qemu"),
        stream_([this](const std::string& name, const std::string& content) { take(name, content); }) {
    for (const char* program : {"qemu-system-x86_64", "mke2fs", "setpriv"})
      if (machine::find_command(program).empty()) throw Trouble(missing_program(program));
    have_disk(loop, order.image, voice);
    paths_ = {.name = name(),
              .hostname = fmt::format("lab-{}-qemu", order.image.suite()),
              .kernel = order.image.kernel(),
              .initrd = order.image.initrd(),
              .disk = order.image.disk(),
              .processors = std::clamp(static_cast<unsigned>(::get_nprocs()), 1U, 4U),
              .megabytes = megabytes_here(),
              .kvm = order.kvm};
    if (!order.jobs.empty()) make_disks();
  }
  ~QemuHost() override { process_.reset(); }

  void boot() override {
    launch(false);
    const std::chrono::minutes deadline = paths_.kvm ? kvm_boot_deadline : boot_deadline;
    const bool told = wait(
        "booting", [this] { return stream_.up() || over(); }, deadline);
    if (stream_.up()) return;
    lose(told ? "ended while it booted" : fmt::format("did not come up within {} minutes", deadline.count()),
         paths_.kvm);
  }

  void run(const Job& job, const std::function<void(std::string_view)>& output) override {
    fs::create_directories(results(job));
    current_ = &job;
    output_ = output;
    const bool told = wait(
        job.profile.name(), [&] { return stream_.done() == job.name || over(); }, job_deadline);
    output_ = {};
    if (!stream_.problem().empty()) throw HostLost("what the host sends cannot be read: " + stream_.problem());
    if (stream_.done() != job.name)
      lose(gave_up_ ? "stopped" : told ? "ended" : "did not finish within 60 minutes", gave_up_);
    const auto why = stream_.overfull() ? too_much() : std::exchange(unkept_, "");
    stream_.next_job();
    if (!why.empty()) throw ResultsLost(why);
  }

  int shell() override {
    if (order_.commands) return run_commands(*order_.commands);
    launch(true);
    loop_.until([this] { return process_->ended() || gave_up_; }, machine::in(24h * 365));
    if (gave_up_) throw HostLost(lost("stopped"));
    return process_->exit_code();
  }

 private:
  /// As a job: the terminal of a VM would lose what is typed before its shell is there, and have no end.
  int run_commands(const std::string& commands) {
    const auto directory = work_.path() / "job";
    fs::create_directories(directory);
    machine::create_file(directory / "order", "commands\n", 0644);
    machine::create_file(directory / "commands", commands, 0644);
    machine::create_file(directory / "commands.sh", fmt::format("exec /bin/bash -l {}/commands\n", job_directory),
                         0644);
    paths_.jobs = make_disk(directory, "lab-job");
    output_ = [](std::string_view text) {
      [[maybe_unused]] const auto written = ::write(STDOUT_FILENO, text.data(), text.size());
    };
    boot();
    loop_.until([this] { return !stream_.done().empty() || over(); }, machine::in(24h * 365));
    if (stream_.done().empty()) throw HostLost(lost("ended"));
    // It powers itself off; until then there may be words on their way.
    loop_.until([this] { return process_->ended() && !log_.open(); }, machine::in(1min));
    return stream_.exit_code();
  }

  /// In the work directory, which may be in memory: they are no larger than what goes in.
  void make_disks() {
    stage(loop_, order_.jobs, order_.words, order_.image.tree(), work_.path() / "job");
    paths_.jobs = make_disk(work_.path() / "job", "lab-job");
    if (!order_.words.guest.empty()) paths_.guest = make_disk(order_.words.guest, "lab-guest");
  }

  fs::path make_disk(const fs::path& tree, const std::string& label) {
    const auto file = work_.path() / (label + ".disk");
    run_helper(loop_, "disk of " + label, mke2fs_command(tree, file, label, bytes_in(tree) + air), voice_);
    return file;
  }

  void launch(bool shell) {
    Pipe log;
    Pipe results;
    Pipe console;
    Pipe errors;
    machine::Launch launch{.arguments = qemu_command(paths_), .environment = machine::clean_environment()};
    // What is written to the disk goes to a file there that has no name any more.
    launch.environment.push_back("TMPDIR=" + order_.image.directory().string());
    if (shell) {
      launch.input = STDIN_FILENO;
      launch.output = STDOUT_FILENO;
    }
    launch.error = errors.writing.get();
    launch.passed = {log.writing.get(), results.writing.get(), console.writing.get()};
    process_ = std::make_unique<machine::Process>(loop_, launch);
    owns(process_->pid());
    listen(log_, std::move(log.reading), [this](std::string_view text) {
      said_.append(text);
      if (output_) output_(text);
      return true;
    });
    listen(console_, std::move(console.reading), [this](std::string_view text) {
      shown_.append(text);
      halted_ = halted_ || shown_.bytes().find("reboot: System halted") != std::string::npos;
      return true;
    });
    listen(errors_, std::move(errors.reading), [this](std::string_view text) {
      complaints_.append(text);
      gave_up_ = gave_up_ || (paths_.kvm && kvm_gave_up(complaints_.bytes()));
      return true;
    });
    listen(results_, std::move(results.reading), [this](std::string_view text) {
      stream_.feed(text);
      return stream_.problem().empty();
    });
  }

  /// Pipes, for a file would grow as long as the guest writes. `use` returns false when it wants no more.
  void listen(machine::Watch& watch, machine::Descriptor reading, std::function<bool(std::string_view)> use) {
    watch = machine::Watch(loop_, std::move(reading), [&watch, use = std::move(use)] {
      std::array<char, 64 * 1024> bytes;
      const auto count = ::read(watch.get(), bytes.data(), bytes.size());
      if (count <= 0) return count < 0 && errno == EAGAIN;
      return use({bytes.data(), static_cast<std::size_t>(count)});
    });
  }

  void take(const std::string& name, const std::string& content) {
    const bool known = name == exit_code_file || std::ranges::find(result_files, name) != result_files.end();
    if (current_ == nullptr || !known) return;
    try {
      machine::replace_file(results(*current_) / name, content, 0644);
    } catch (const std::system_error& error) {
      unkept_ = fmt::format("what the host sends cannot be kept: {}", error.what());
    }
  }

  /// Nothing more will come of it.
  bool over() const { return process_->ended() || halted_ || gave_up_ || !stream_.problem().empty(); }

  [[noreturn]] void lose(const std::string& how, bool by_kvm) const {
    if (by_kvm) throw KvmLost(lost(how));
    throw HostLost(lost(how));
  }

  std::string lost(const std::string& how) const {
    return fmt::format("the host of {} {}\n{}{}{}", order_.image.suite(), how, machine::printable(shown_.bytes()),
                       machine::printable(said_.bytes()), machine::printable(complaints_.bytes()));
  }

  QemuPaths paths_;
  ResultStream stream_;
  machine::Tail said_;
  machine::Tail shown_{2000};  ///< on the console
  bool halted_ = false;        ///< the kernel said so; QEMU runs on
  machine::Tail complaints_;   ///< of QEMU
  bool gave_up_ = false;       ///< KVM did; QEMU pauses the VM
  machine::Watch log_;
  machine::Watch console_;
  machine::Watch errors_;
  machine::Watch results_;
  std::unique_ptr<machine::Process> process_;
  const Job* current_ = nullptr;
  std::string unkept_;  ///< why a file of the current job is missing
  std::function<void(std::string_view)> output_;
};

/// Commas separate the parts of an option.
std::string escaped(const fs::path& path) {
  std::string text;
  for (const char letter : path.string()) text += letter == ',' ? std::string(",,") : std::string(1, letter);
  return text;
}

std::string drive(const fs::path& file, const char* how) {
  return fmt::format("file={},if=virtio,format=raw,{}", escaped(file), how);
}

/// QEMU, up to 11.1 at least, may run old code on one emulated processor after another one has changed it: Linux, which
/// changes its own to switch static keys, then panics ("Oops: int3",
/// https://gitlab.com/qemu-project/qemu/-/work_items/4669).
unsigned processors_of(const QemuPaths& paths) { return paths.kvm ? paths.processors : 1; }

}  // namespace

std::vector<std::string> qemu_command(const QemuPaths& paths) {
  const bool shell = paths.jobs.empty();
  // A disk that is full here is an error there; by default QEMU would pause the VM until there is room again.
  const auto disk = drive(paths.disk, "snapshot=on,cache=unsafe,werror=report");
  const auto words = fmt::format("root=/dev/vda rw tsc=reliable quiet systemd.hostname={} {}", paths.hostname,
                                 shell ? "lab.shell" : "lab.jobs");
  auto command = bare_vm_command({.kernel = paths.kernel,
                                  .words = words,
                                  .processors = processors_of(paths),
                                  .megabytes = paths.megabytes,
                                  .kvm = paths.kvm});
  command.insert(command.end(),
                 {"-name", paths.name, "-initrd", paths.initrd.string(), "-device", "virtio-rng-pci", "-drive", disk});
  if (shell) {
    command.insert(command.end(), {"-chardev", "stdio,id=terminal,signal=off", "-serial", "chardev:terminal"});
    return command;
  }
  command.insert(command.end(), {"-chardev", "file,id=console,path=/dev/fd/5", "-serial", "chardev:console", "-drive",
                                 drive(paths.jobs, "readonly=on")});
  if (!paths.guest.empty()) command.insert(command.end(), {"-drive", drive(paths.guest, "readonly=on")});
  command.insert(command.end(),
                 {"-device", "virtio-serial-pci", "-chardev", "file,id=log,path=/dev/fd/3", "-device",
                  "virtserialport,chardev=log,name=lab.log", "-chardev", "file,id=results,path=/dev/fd/4", "-device",
                  "virtserialport,chardev=results,name=lab.results"});
  return command;
}

std::unique_ptr<Host> qemu_host(machine::Loop& loop, const Order& order, const Voice& voice) {
  return std::make_unique<QemuHost>(loop, order, voice);
}

}  // namespace conformance::lab
