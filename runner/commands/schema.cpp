// SPDX-License-Identifier: Apache-2.0
// schema: prints the JSON Schemas that stand in the source tree. Not shown in --help.
#include "evidence/json.h"
#include "reports/gate.h"
#include "reports/json.h"
#include "reports/matrix/render.h"
#include "runner/commands/command.h"
#include "runner/commands/io.h"

#include <memory>

namespace conformance::runner {

namespace {

int schema(const std::string& document) {
  if (document == "matrix")
    print(reports::matrix::json_schema());
  else
    print(document == "result" ? reports::result_json_schema() : evidence::json_schema());
  return reports::exit_code::passed;
}

Command schema_command() {
  auto document = std::make_shared<std::string>();
  Command command;
  command.add({{.names = "document",
                .value = "TEXT",
                .help = "result, matrix or evidence",
                .into = document.get(),
                .required = true,
                .choices = {"result", "matrix", "evidence"}}});
  command.action = [document] { return schema(*document); };
  return command;
}

const Registered registered({1000, "schema", "Print the JSON Schema of a document", true}, schema_command);

}  // namespace

}  // namespace conformance::runner
