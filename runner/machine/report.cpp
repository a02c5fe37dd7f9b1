// SPDX-License-Identifier: Apache-2.0
#include "runner/machine/report.h"

#include "fixtures/guest/build.h"
#include "fixtures/guest/protocol.h"

#include <fmt/format.h>
#include <sys/inotify.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

namespace conformance::machine {
namespace {

constexpr std::size_t chunk = 64 * 1024;

bool broken(const guest::Decoder& decoder) {
  return decoder.state() == DecoderState::malformed || decoder.state() == DecoderState::flooded;
}

}  // namespace

void Console::feed(std::string_view bytes) {
  // After the end mark events follow, but a guest may go on for ever: only so much of it is looked at.
  if (decoder_.state() == DecoderState::complete) after_ += bytes.size();
  if (after_ <= guest::max_stream) decoder_.feed(bytes);
  if (also_) also_(bytes);
  keep(bytes);
}

void Console::keep_text(std::string_view text) {
  tail_.append(text);
  if (heard_by_) heard_by_(text);
}

void Console::keep(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto feed_at = bytes.find('\n');
    const auto part = bytes.substr(0, feed_at == std::string_view::npos ? bytes.size() : feed_at + 1);
    bytes.remove_prefix(part.size());
    if (!in_record_ && !in_text_) {
      line_ += part.substr(0, guest::marker.size());
      const auto compared = std::min(line_.size(), guest::marker.size());
      if (line_.compare(0, compared, guest::marker, 0, compared) != 0) {
        in_text_ = true;
        keep_text(line_);
        if (part.size() > guest::marker.size()) keep_text(part.substr(guest::marker.size()));
      } else if (line_.size() >= guest::marker.size()) {
        in_record_ = true;
      }
    } else if (in_text_) {
      keep_text(part);
    }
    if (in_text_ || in_record_) line_.clear();
    if (part.back() == '\n') in_text_ = in_record_ = false;
  }
}

ReportFile::ReportFile(Loop& loop, std::filesystem::path tree, const std::string& nonce, const char* path)
    : tree_(std::move(tree)), path_(path), decoder_(nonce) {
  Descriptor events(checked(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK), "inotify"));
  const auto directory = (tree_.string() + path_);
  const auto parent = std::filesystem::path(directory).parent_path();
  directory_ = ::inotify_add_watch(events.get(), parent.c_str(), IN_CREATE | IN_MODIFY | IN_MOVED_TO | IN_ONLYDIR);
  // A copy that the manager makes when it starts it is not there yet; its console tells when there is something to
  // read.
  if (directory_ < 0 && errno != ENOENT) checked(directory_, "watch for the report");
  watch_ = Watch(loop, std::move(events), [this] { return drain_events(); });
}

bool ReportFile::drain_events() {
  alignas(inotify_event) std::array<char, 4096> events;
  while (::read(watch_.get(), events.data(), events.size()) > 0) {
  }
  read();
  return true;
}

// Closing the descriptor of a directory still watched waits some 8 ms for the kernel's readers of the watch; after this
// call they are gone by then.
void ReportFile::stop_watching() {
  if (directory_ >= 0) ::inotify_rm_watch(watch_.get(), directory_);
  directory_ = -1;
}

bool ReportFile::open() {
  if (file_) return true;
  file_.reset(guest::open_report(tree_, path_));
  if (!file_ && errno != ENOENT)
    problem_ = fmt::format("the report file could not be opened: {}", std::generic_category().message(errno));
  return static_cast<bool>(file_);
}

void ReportFile::read() {
  if (broken(decoder_) || !open()) return;
  std::array<char, chunk> bytes;
  while (read_ <= 2 * guest::max_stream) {
    const auto count = ::pread(file_.get(), bytes.data(), bytes.size(), static_cast<off_t>(read_));
    if (count <= 0) return;
    decoder_.feed({bytes.data(), static_cast<std::size_t>(count)});
    if (broken(decoder_)) return;
    read_ += static_cast<std::uint64_t>(count);
  }
}

Report::Report(Loop& loop, const std::string& nonce, const std::optional<std::filesystem::path>& tree,
               std::optional<Earlier> earlier)
    : console_(nonce, earlier) {
  if (tree) file_.emplace(loop, *tree, nonce);
}

void Report::refresh() {
  if (file_) file_->read();
}

void Report::stop_watching() {
  if (file_) file_->stop_watching();
}

bool Report::hopeless() {
  if (!broken(console_.decoder())) return false;
  // Who floods its console is ended at once, unless its report file is already good. A garbled console alone does not
  // end the run where a file is still being written.
  refresh();
  if (complete()) return false;
  if (console_.decoder().state() == DecoderState::flooded) return true;
  return !file_ || file_->decoder().state() != DecoderState::reading;
}

const guest::Decoder& Report::best() const {
  if (!file_ || complete_in(console_.decoder())) return console_.decoder();
  if (complete_in(file_->decoder())) return file_->decoder();
  const auto rank = [](const guest::Decoder& decoder) { return decoder.state() == DecoderState::waiting ? 0 : 1; };
  return rank(console_.decoder()) >= rank(file_->decoder()) ? console_.decoder() : file_->decoder();
}

const std::vector<evidence::GuestEvent>& Report::events() const {
  const auto& console = console_.decoder().events();
  return file_ && file_->decoder().events().size() > console.size() ? file_->decoder().events() : console;
}

void Report::write_to(evidence::Evidence& evidence) const {
  const auto& decoder = best();
  evidence.guest = decoder.guest();
  if (decoder.state() != DecoderState::waiting)
    evidence.run.transport = &decoder == &console_.decoder() ? "console" : "file";
  evidence.run.events = events();
  if (!evidence.run.state.empty()) return;
  switch (decoder.state()) {
    case DecoderState::complete:
      evidence.run.state = "reported";
      break;
    case DecoderState::malformed:
      evidence.run.state = "malformed";
      break;
    case DecoderState::flooded:
      evidence.run.state = "flooded";
      break;
    case DecoderState::reading:
      evidence.run.state = "incomplete";
      break;
    case DecoderState::waiting:
      evidence.run.state = "silent";
      break;
  }
  evidence.run.detail = decoder.problem();
  if (decoder.state() == DecoderState::waiting && file_ && !file_->problem().empty())
    evidence.run.detail = file_->problem();
}

}  // namespace conformance::machine
