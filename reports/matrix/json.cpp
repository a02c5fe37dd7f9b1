// SPDX-License-Identifier: Apache-2.0
#include "reports/json.h"
#include "evidence/json_convert.h"
#include "reports/matrix/render.h"
#include "reports/percent_json.h"

#include <utility>

namespace conformance::reports::matrix {

namespace {

namespace convert = evidence::convert;
using convert::Json;

/// What the document holds; the program never has all of it at once.
struct Document {
  std::string schema = schema_name;
  std::vector<std::string> catalogues;
  std::vector<std::string> skipped;
  std::vector<ColumnView> columns;
  std::vector<RowView> rows;
  EVIDENCE_FIELDS(Document, schema, catalogues, skipped, columns, rows)
};

template <class T>
std::string text_of(const T& value) {
  return convert::write(value).dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// One element a line.
template <class Element>
void write_list(const Sink& sink, std::size_t size, Element element) {
  sink("[");
  for (std::size_t i = 0; i < size; ++i) sink((i == 0 ? "\n  " : ",\n  ") + text_of(element(i)));
  sink(size == 0 ? "]" : "\n ]");
}

}  // namespace

void render_json(const Matrix& matrix, const std::filesystem::path& directory, const Sink& sink) {
  const std::vector<std::string> catalogues(matrix.catalogues().begin(), matrix.catalogues().end());
  sink("{\n \"schema\": " + text_of(std::string(schema_name)) + ",\n \"catalogues\": " + text_of(catalogues) +
       ",\n \"skipped\": " + text_of(matrix.skipped()) + ",\n \"columns\": ");
  write_list(sink, matrix.columns(), [&](std::size_t i) {
    auto column = matrix.column(i);
    for (auto& source : column.sources) {
      source.file = link_to(source.file, directory);
      if (!source.evidence.empty()) source.evidence = link_to(source.evidence, directory);
    }
    return column;
  });
  sink(",\n \"rows\": ");
  write_list(sink, matrix.rows(), [&](std::size_t i) { return matrix.row(i); });
  sink("\n}\n");
}

std::string json_schema() {
  Json schema = {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                 {"title", "Results of several managers side by side"}};
  schema.update(convert::schema_of<Document>());
  schema["properties"]["schema"] = {{"const", schema_name}};
  return schema.dump(1) + "\n";
}

}  // namespace conformance::reports::matrix
