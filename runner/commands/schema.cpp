// SPDX-License-Identifier: Apache-2.0
// schema: prints the JSON Schemas that stand in the source tree. Not shown in --help.
#include "evidence/json.h"
#include "reports/gate.h"
#include "reports/json.h"
#include "runner/commands/command.h"
#include "runner/commands/io.h"

#include <memory>

namespace conformance::runner {

namespace {

void add_schema(CLI::App& app, Context& context) {
  auto document = std::make_shared<std::string>();
  auto* command = app.add_subcommand("schema", "Print the JSON Schema of a document")->group("");
  command->add_option("document", *document, "result or evidence")
      ->required()
      ->check(CLI::IsMember({"result", "evidence"}));
  command->callback([&context, document] {
    context.action = [document] {
      print(*document == "result" ? reports::result_json_schema() : evidence::json_schema());
      return reports::exit_code::passed;
    };
  });
}

const Registered registered(1000, add_schema);

}  // namespace

}  // namespace conformance::runner
