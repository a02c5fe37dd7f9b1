// SPDX-License-Identifier: Apache-2.0
// The words that stand in result files and on the command line.
#include "checks/catalogue.h"

namespace conformance::checks {

std::string_view name(Level level) {
  switch (level) {
    case Level::required:
      return "required";
    case Level::recommended:
      return "recommended";
    case Level::optional:
      return "optional";
  }
  return "";
}

std::string_view name(Origin origin) { return origin == Origin::documented ? "documented" : "derived"; }

std::string_view name(Subject subject) {
  switch (subject) {
    case Subject::container:
      return "container";
    case Subject::vm:
      return "vm";
    case Subject::both:
      return "both";
  }
  return "";
}

std::string_view name(Outcome outcome) {
  switch (outcome) {
    case Outcome::pass:
      return "pass";
    case Outcome::fail:
      return "fail";
    case Outcome::not_applicable:
      return "not-applicable";
    case Outcome::blocked:
      return "blocked";
    case Outcome::unknown:
      return "unknown";
  }
  return "";
}

}  // namespace conformance::checks
