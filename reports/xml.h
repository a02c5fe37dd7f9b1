// SPDX-License-Identifier: Apache-2.0
// XML as a tree, in which nothing can be left unescaped.
#pragma once

#include <pugixml.hpp>

#include <string>
#include <string_view>

namespace conformance::reports {

/// The node with an attribute more, at the end of the others, its value made harmless.
pugi::xml_node set(pugi::xml_node node, const char* name, std::string_view value);

inline void add_text(pugi::xml_node node, const std::string& text) {
  node.append_child(pugi::node_pcdata).set_value(text.c_str());
}

/// As pugixml's format flags say.
std::string text_of(const pugi::xml_node& node, unsigned format);
/// With a declaration, indented.
std::string text_of(const pugi::xml_document& document);

}  // namespace conformance::reports
