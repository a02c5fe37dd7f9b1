// SPDX-License-Identifier: Apache-2.0
// What a check says: one of five outcomes, and the facts it rests on.
#pragma once

#include <string>
#include <utility>

namespace conformance::checks {

enum class Outcome {
  pass,
  fail,
  not_applicable,  ///< the precondition is proven not to hold
  blocked,         ///< could not look
  unknown,         ///< looked, cannot tell
};

struct Finding {
  Outcome outcome;
  std::string saw;  ///< the facts, in one line
};

inline Finding pass(std::string saw) { return {Outcome::pass, std::move(saw)}; }
inline Finding fail(std::string saw) { return {Outcome::fail, std::move(saw)}; }
/// `proof` is the fact that shows that the clause does not bind here.
inline Finding not_applicable(std::string proof) { return {Outcome::not_applicable, std::move(proof)}; }
/// `reason` says why nobody could look, and what would help.
inline Finding blocked(std::string reason) { return {Outcome::blocked, std::move(reason)}; }
inline Finding unknown(std::string saw) { return {Outcome::unknown, std::move(saw)}; }

/// pass or fail by one condition, with the same facts shown either way.
inline Finding pass_if(bool holds, std::string saw) { return holds ? pass(std::move(saw)) : fail(std::move(saw)); }

}  // namespace conformance::checks
