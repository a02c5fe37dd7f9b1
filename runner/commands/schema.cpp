// SPDX-License-Identifier: Apache-2.0
// schema: prints the JSON Schemas that stand in the source tree.
#include "evidence/json.h"
#include "reports/diff.h"
#include "reports/gate.h"
#include "reports/json.h"
#include "reports/matrix/render.h"
#include "runner/commands/command.h"
#include "runner/commands/io.h"

#include <memory>

namespace conformance::runner {

namespace {

struct Document {
  const char* name;
  std::string (*schema)();
};

constexpr Document documents[] = {{"result", reports::result_json_schema},
                                  {"evidence", evidence::json_schema},
                                  {"matrix", reports::matrix::json_schema},
                                  {"diff", reports::diff_json_schema}};

int schema(const std::string& wanted) {
  for (const auto& [name, schema] : documents)
    if (name == wanted) print(schema());
  return reports::exit_code::passed;
}

Command schema_command() {
  auto document = std::make_shared<std::string>();
  Command command;
  command.add({{.names = "document",
                .value = "DOCUMENT",
                .help = "What run and eval write: result, evidence; or what these commands do: matrix, diff",
                .into = document.get(),
                .required = true}});
  for (const auto& each : documents) command.options.back().choices.emplace_back(each.name);
  command.action = [document] { return schema(*document); };
  return command;
}

const Registered registered({90, "schema", "Print the JSON Schema of a document that the program writes"},
                            schema_command);

}  // namespace

}  // namespace conformance::runner
