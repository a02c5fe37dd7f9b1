// SPDX-License-Identifier: Apache-2.0
// What a scenario needs of the rooms beside it, so that tests can put something else there.
#pragma once

#include "runner/host/observer.h"
#include "runner/machine/plan.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace conformance::machine {

using runner::Watched;

class Observer {
 public:
  virtual ~Observer() = default;
  virtual int bus_descriptor() const = 0;
  virtual void dispatch_bus() = 0;
  virtual void while_up(const Watched& watched, evidence::Host& host) = 0;
  virtual void exec_session(const Watched& watched, evidence::Host& host) = 0;
  virtual void after(evidence::Host& host) = 0;
};

struct Surroundings {
  std::function<void(const Plan&)> build_guest;
  std::function<void(const Plan&)> refresh_guest;  ///< for another start of what was built
  std::function<std::unique_ptr<Observer>(runner::Look)> observe;
  std::function<std::optional<pid_t>(const std::string& nonce, const std::string& subject)> find_leader;
  // For people: which start of which machine begins, which phase of it, and what is said on its console.
  std::function<void(const std::string& start, const std::string& machine)> begin = [](const auto&, const auto&) {};
  std::function<void(std::string_view)> progress = [](std::string_view) {};
  std::function<void(std::string_view)> heard = [](std::string_view) {};
};

/// The real ones.
Surroundings real_surroundings();

}  // namespace conformance::machine
