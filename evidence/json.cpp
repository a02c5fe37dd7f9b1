// SPDX-License-Identifier: Apache-2.0
#include "evidence/json.h"

#include "evidence/json_convert.h"

namespace conformance::evidence {

using convert::Json;

std::string to_json(const Document& document) {
  return convert::write(document).dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Document from_json(std::string_view text) {
  try {
    const Json json = convert::parse(text);
    convert::check_schema(json, schema_name, "evidence");
    auto document = convert::read<Document>(json, "");
    if (const auto problem = contradiction_in(document); !problem.empty()) throw Unreadable(problem);
    return document;
  } catch (const convert::Mismatch& mismatch) {
    throw Unreadable(mismatch.what());
  }
}

std::string json_schema() {
  Json schema = {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                 {"title", "Evidence of the starts of a machine, as the conformance program saves it"}};
  schema.update(convert::schema_of<Document>());
  schema["properties"]["schema"] = {{"const", schema_name}};
  return schema.dump(1) + "\n";
}

}  // namespace conformance::evidence
