// SPDX-License-Identifier: Apache-2.0
#include "runner/machine/watch.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <fcntl.h>

#include <system_error>

namespace conformance::machine {

int checked(int result, const char* what) {
  if (result < 0) throw std::system_error(errno, std::generic_category(), what);
  return result;
}

struct Watch::State : std::enable_shared_from_this<State> {
  State(Loop& loop, int number) : stream(loop.context(), number) {}

  void wait() {
    stream.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                      [self = shared_from_this()](const boost::system::error_code& error) {
                        if (error || !self->open) return;
                        const auto call = self->ready;  // outlives a stop() from within
                        const bool more = call();
                        if (self->open && more) self->wait();
                        if (!more) self->open = false;
                      });
  }

  void stop() {
    open = false;
    boost::system::error_code ignored;
    stream.close(ignored);
  }

  boost::asio::posix::stream_descriptor stream;
  std::function<bool()> ready;
  bool open = true;
};

Watch::Watch(Loop& loop, Descriptor descriptor, std::function<bool()> ready) {
  const int flags = checked(::fcntl(descriptor.get(), F_GETFL), "F_GETFL");
  checked(::fcntl(descriptor.get(), F_SETFL, flags | O_NONBLOCK), "F_SETFL");
  state_ = std::make_shared<State>(loop, descriptor.get());
  static_cast<void>(descriptor.release());
  state_->ready = std::move(ready);
  state_->wait();
}

Watch::~Watch() {
  if (state_) state_->stop();
}

Watch& Watch::operator=(Watch&& other) noexcept {
  if (this == &other) return *this;
  if (state_) state_->stop();
  state_ = std::move(other.state_);
  return *this;
}

int Watch::get() const { return state_ ? state_->stream.native_handle() : -1; }
bool Watch::open() const { return state_ && state_->open; }

}  // namespace conformance::machine
