// SPDX-License-Identifier: Apache-2.0
// The guest's report as it arrives, over the console and through the file in its tree. The first complete one wins.
#pragma once

#include "evidence/evidence.h"
#include "fixtures/guest/decoder.h"
#include "fixtures/guest/protocol.h"
#include "runner/machine/text.h"
#include "runner/machine/watch.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace conformance::machine {

using DecoderState = guest::Decoder::State;
using Earlier = guest::Decoder::Earlier;

/// Bytes of the console: records to the decoder, the last of everything else kept for messages.
class Console {
 public:
  explicit Console(const std::string& nonce, std::optional<Earlier> earlier = {}) : decoder_(nonce, earlier) {}

  void feed(std::string_view bytes);
  /// Somebody else who gets the bytes as well.
  void also(std::function<void(std::string_view)> use) { also_ = std::move(use); }
  /// Somebody who gets what is no record.
  void heard_by(std::function<void(std::string_view)> use) { heard_by_ = std::move(use); }
  const guest::Decoder& decoder() const { return decoder_; }
  /// The last 4 KiB that were not records, as they came.
  const std::string& last_words() const { return tail_.bytes(); }

 private:
  void keep(std::string_view bytes);
  void keep_text(std::string_view text);

  guest::Decoder decoder_;
  std::function<void(std::string_view)> also_;
  std::function<void(std::string_view)> heard_by_;
  Tail tail_;
  std::string line_;         ///< the beginning of a line, as long as it may turn out to be a record
  bool in_record_ = false;   ///< inside a line that is a record
  bool in_text_ = false;     ///< inside a line that is none
  std::uint64_t after_ = 0;  ///< bytes fed after the end mark
};

/// The report file below the guest's tree, read as it grows. What lies there is the guest's and is never trusted:
/// it is opened by guest::open_report() alone.
class ReportFile {
 public:
  /// Watches the directory the report appears in. `changed` is called after something was read.
  ReportFile(Loop& loop, std::filesystem::path tree, const std::string& nonce, const char* path = guest::report_path);

  /// Reads what is there now.
  void read();
  /// Events do not matter any more. Long before the destructor, this saves the wait for the kernel there.
  void stop_watching();
  const guest::Decoder& decoder() const { return decoder_; }
  /// Why the file could not be opened, if that is not just because it is not there yet.
  const std::string& problem() const { return problem_; }

 private:
  bool drain_events();
  bool open();

  std::filesystem::path tree_;
  const char* path_;
  guest::Decoder decoder_;
  Watch watch_;
  int directory_ = -1;  ///< inotify's number for the directory
  Descriptor file_;
  std::uint64_t read_ = 0;
  std::string problem_;
};

/// Both ways together.
class Report {
 public:
  /// `earlier`: where an earlier boot of the guest has written to the same console.
  Report(Loop& loop, const std::string& nonce, const std::optional<std::filesystem::path>& tree,
         std::optional<Earlier> earlier = {});

  Console& console() { return console_; }
  const Console& console() const { return console_; }
  /// Reads the file once more, for what came without an event.
  void refresh();

  /// From now on refresh() alone looks into the file.
  void stop_watching();

  bool complete() const { return complete_in(console_.decoder()) || (file_ && complete_in(file_->decoder())); }
  /// Nothing that may still come can make it complete.
  bool hopeless();

  /// What the guest said after its report, so far.
  const std::vector<evidence::GuestEvent>& events() const;

  /// State, detail and transport, guest facts and events, as they stand.
  void write_to(evidence::Evidence& evidence) const;

 private:
  static bool complete_in(const guest::Decoder& decoder) { return decoder.state() == DecoderState::complete; }
  const guest::Decoder& best() const;

  Console console_;
  std::optional<ReportFile> file_;
};

}  // namespace conformance::machine
