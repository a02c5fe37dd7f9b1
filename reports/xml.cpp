// SPDX-License-Identifier: Apache-2.0
#include "reports/xml.h"

#include <sstream>

namespace conformance::reports {

std::string text_of(const pugi::xml_document& document) {
  std::ostringstream out;
  out << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  document.save(out, "  ", pugi::format_indent | pugi::format_no_declaration, pugi::encoding_utf8);
  return out.str();
}

}  // namespace conformance::reports
