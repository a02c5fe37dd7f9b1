// SPDX-License-Identifier: Apache-2.0
#include "reports/badge.h"

#include "reports/text.h"
#include "reports/words.h"
#include "reports/xml.h"

#include <fmt/format.h>

namespace conformance::reports {

namespace {

constexpr const char* label = "systemd interface";
constexpr int height = 20;

/// Room for a text in 11 px Verdana or DejaVu Sans; textLength makes it exact whatever font is found.
int width_of(const std::string& text) { return static_cast<int>(columns(text)) * 7 + 10; }

/// White on each of them has a contrast of 4.5 or more.
const char* colour_of(const Result& result) {
  if (result.verdict == "conformant") return "#2a6f2a";
  return result.verdict == "not-conformant" ? "#b3261e" : "#6b5b00";
}

void add_box(pugi::xml_node svg, int x, int width, const char* colour) {
  auto box = svg.append_child("rect");
  set(box, "x", std::to_string(x));
  set(box, "width", std::to_string(width));
  set(box, "height", std::to_string(height));
  set(box, "fill", colour);
}

void add_words(pugi::xml_node svg, int x, int width, const std::string& words) {
  auto text = svg.append_child("text");
  set(text, "x", std::to_string(x + width / 2));
  set(text, "y", "14");
  set(text, "textLength", std::to_string(width - 10));
  add_text(text, words);
}

}  // namespace

std::string render_badge(const Result& result) {
  const std::string words =
      result.score ? fmt::format("{}, {}", verdict_words(result), result.score->floor.text()) : verdict_words(result);
  const int left = width_of(label);
  const int right = width_of(words);
  pugi::xml_document document;
  auto svg = document.append_child("svg");
  set(svg, "xmlns", "http://www.w3.org/2000/svg");
  set(svg, "width", std::to_string(left + right));
  set(svg, "height", std::to_string(height));
  set(svg, "role", "img");
  set(svg, "aria-label", fmt::format("{}: {}", label, words));
  add_text(svg.append_child("title"), fmt::format("{}: {}", title_of(result), words));
  add_box(svg, 0, left, "#444444");
  add_box(svg, left, right, colour_of(result));
  auto group = svg.append_child("g");
  set(group, "fill", "#ffffff");
  set(group, "text-anchor", "middle");
  set(group, "font-family", "Verdana,DejaVu Sans,sans-serif");
  set(group, "font-size", "11");
  add_words(group, 0, left, label);
  add_words(group, left, right, words);
  return text_of(document);
}

}  // namespace conformance::reports
