// SPDX-License-Identifier: Apache-2.0
// Reading and writing for commands. Results go to standard output, words for people to standard error.
#pragma once

#include "reports/terminal.h"

#include <memory>
#include <string>
#include <string_view>

namespace conformance::runner {

/// All of a file, at most 64 MiB; "-" is standard input. Throws UsageError.
std::string read_file(const std::string& path);

/// To standard output. Throws OutputError when not all of it could be written.
void print(std::string_view text);

/// Throws UsageError when the file cannot be opened, OutputError when it cannot be written to its end. Then, and until
/// all is written, the file stays as it was; devices and pipes get the text as it comes.
void write_file(const std::string& path, std::string_view text);

/// Writes a long text piece by piece. Throws as write_file() does.
class Writer {
 public:
  explicit Writer(std::string path);
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  void write(std::string_view text);
  /// What was written is complete. Without it the file stays as it was.
  void finish();

 private:
  friend void check_writable(const std::string& path);
  struct Target;
  void flush();

  std::string path_;
  std::string buffer_;
  std::unique_ptr<Target> target_;
};

/// "-", and what means the same.
bool is_standard_output(const std::string& path);

/// Throws UsageError where two outputs are the same file, under whatever names, or one of them is an input.
void check_apart(const std::vector<std::string>& outputs, const std::vector<std::string>& inputs);

/// Throws UsageError when write_file() could not open it; leaves everything as it was.
void check_writable(const std::string& path);

/// One line for people on standard error: "conformance: …".
void tell(std::string_view line);

/// Colour and width for standard output: colour only on a terminal, and not with NO_COLOR or TERM=dumb.
reports::TerminalOptions terminal_options();

/// Of standard output; `otherwise` where it is no terminal.
std::size_t output_width(std::size_t otherwise);

}  // namespace conformance::runner
