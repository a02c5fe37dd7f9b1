// SPDX-License-Identifier: Apache-2.0
// The published schemas are those of the program. After a change of a document:
//     conformance schema result > reports/schemas/result.schema.json
//     conformance schema evidence > evidence/schemas/evidence.schema.json
#include "evidence/json.h"
#include "reports/json.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace conformance::reports {
namespace {

std::string content(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(Schema, ThePublishedResultSchemaIsCurrent) {
  EXPECT_EQ(content(SOURCE_ROOT "/reports/schemas/result.schema.json"), result_json_schema());
}

TEST(Schema, ThePublishedEvidenceSchemaIsCurrent) {
  EXPECT_EQ(content(SOURCE_ROOT "/evidence/schemas/evidence.schema.json"), evidence::json_schema());
}

}  // namespace
}  // namespace conformance::reports
