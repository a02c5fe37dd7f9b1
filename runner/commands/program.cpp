// SPDX-License-Identifier: Apache-2.0
#include "runner/commands/program.h"

#include "reports/gate.h"
#include "runner/commands/command_line.h"
#include "runner/commands/io.h"

#include <exception>
#include <string>

namespace conformance::runner {

namespace {

namespace exit_code = reports::exit_code;

int run(int argc, const char* const* argv) {
  const auto wanted = read_command_line(registered_commands(), argc, argv);
  return wanted.action ? wanted.action() : wanted.exit_code;
}

}  // namespace

int program(int argc, const char* const* argv) {
  try {
    return run(argc, argv);
  } catch (const UsageError& error) {
    tell(error.what());
    return exit_code::usage;
  } catch (const OutputError& error) {
    tell(error.what());
    return exit_code::internal;
  } catch (const std::exception& error) {
    tell(std::string("internal error: ") + error.what());
    return exit_code::internal;
  }
}

}  // namespace conformance::runner
