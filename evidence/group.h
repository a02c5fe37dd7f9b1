// SPDX-License-Identifier: Apache-2.0
// A group of facts that was either looked at, or not, and then it says why.
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace conformance::evidence {

/// Thrown when a check asks for facts nobody could collect; the judge turns it into `blocked`.
class Absent : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Facts, or the reason why they are not there. Never both, never neither.
template <class T>
class Group {
 public:
  Group() = default;
  Group(T facts) : facts_(std::move(facts)), reason_() {}  // NOLINT(google-explicit-constructor): a fact is a group

  static Group absent(std::string reason) {
    Group group;
    group.reason_ = std::move(reason);
    return group;
  }

  bool present() const { return facts_.has_value(); }
  explicit operator bool() const { return present(); }

  /// Why the facts are not there; empty when they are.
  const std::string& reason() const { return reason_; }

  const T& operator*() const {
    if (!facts_) throw Absent(reason_);
    return *facts_;
  }
  const T* operator->() const { return &**this; }

  /// For whoever collects; a check sees only const evidence.
  T& edit() {
    if (!facts_) throw Absent(reason_);
    return *facts_;
  }

  friend bool operator==(const Group&, const Group&) = default;

 private:
  std::optional<T> facts_;
  std::string reason_ = "nobody looked";
};

}  // namespace conformance::evidence
