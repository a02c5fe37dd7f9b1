// SPDX-License-Identifier: Apache-2.0
// Many short texts, each kept once, within a bound.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace conformance::reports::matrix {

class Texts {
 public:
  using Handle = std::uint32_t;

  explicit Texts(std::size_t most_bytes) : left_(most_bytes) {}

  /// The handle of an equal text, or of a new one. When the room is used up a text is only said to be left out.
  Handle keep(std::string_view text) {
    if (const auto known = handles_.find(text); known != handles_.end()) return known->second;
    constexpr std::size_t overhead = 64;
    if (left_ < text.size() + overhead) return left_out();
    left_ -= text.size() + overhead;
    return add(text);
  }

  const std::string& operator[](Handle handle) const { return *texts_[handle]; }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };

  Handle add(std::string_view text) {
    const auto handle = static_cast<Handle>(texts_.size());
    texts_.push_back(&handles_.emplace(text, handle).first->first);  // keys of a map stay where they are
    return handle;
  }

  Handle left_out() {
    constexpr std::string_view word = "(left out: too many different texts)";
    const auto known = handles_.find(word);
    return known == handles_.end() ? add(word) : known->second;
  }

  std::size_t left_;
  std::unordered_map<std::string, Handle, Hash, std::equal_to<>> handles_;
  std::vector<const std::string*> texts_;
};

}  // namespace conformance::reports::matrix
