// SPDX-License-Identifier: Apache-2.0
#include "reports/xml.h"

#include "reports/text.h"

namespace conformance::reports {

namespace {

class Text : public pugi::xml_writer {
 public:
  void write(const void* data, std::size_t size) override { text.append(static_cast<const char*>(data), size); }
  std::string text;
};

}  // namespace

pugi::xml_node set(pugi::xml_node node, const char* name, std::string_view value) {
  node.append_attribute(name).set_value(printable(value).c_str());
  return node;
}

std::string text_of(const pugi::xml_node& node, unsigned format) {
  Text writer;
  node.print(writer, "  ", format, pugi::encoding_utf8);
  return std::move(writer.text);
}

std::string text_of(const pugi::xml_document& document) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" +
         text_of(document, pugi::format_indent | pugi::format_no_declaration);
}

}  // namespace conformance::reports
