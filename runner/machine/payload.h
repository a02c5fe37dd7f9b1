// SPDX-License-Identifier: Apache-2.0
// An OS tree of the user as guest: its copy, and the second look from inside. The tree itself is only ever read.
#pragma once

#include "evidence/payload.h"
#include "runner/machine/plan.h"
#include "runner/machine/report.h"

namespace conformance::machine {

/// Puts a copy of plan.payload at plan.tree: an overlay whose changes lie in memory, at most 1 GiB, or where
/// that cannot be mounted a real copy. Both are in the work directory and go with it. Throws std::runtime_error.
void copy_payload(Loop& loop, const Plan& plan);

/// What the payload's own service reports once it has booted.
class SecondLook {
 public:
  SecondLook(Loop& loop, const Plan& plan);

  void feed_console(std::string_view bytes) { console_.feed(bytes); }
  /// Complete, or broken for good.
  bool ended() const;
  void refresh();
  void stop_watching();
  /// Absent with `otherwise`, or what is wrong with the report.
  evidence::Group<evidence::Payload> facts(const std::string& otherwise) const;

 private:
  const guest::Decoder& decoder() const { return file_ ? file_->decoder() : console_; }

  guest::Decoder console_;
  std::optional<ReportFile> file_;
};

}  // namespace conformance::machine
