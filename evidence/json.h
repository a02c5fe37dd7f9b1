// SPDX-License-Identifier: Apache-2.0
// Evidence as JSON. Reading is strict: an unknown, missing or mistyped field is an error that names its place.
#pragma once

#include "evidence/document.h"

#include <stdexcept>
#include <string>
#include <string_view>

namespace conformance::evidence {

/// The text is no evidence of this schema; what() says where and why.
class Unreadable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Pretty-printed JSON with a final newline; fields in the order of the structs, so equal evidence gives equal bytes.
std::string to_json(const Document& document);

/// Throws Unreadable, of a document that contradicts itself too. Accepts at most 64 MiB and 64 levels of nesting.
Document from_json(std::string_view text);

/// The JSON Schema (draft 2020-12) of what to_json() writes, made from the same field lists.
std::string json_schema();

}  // namespace conformance::evidence
