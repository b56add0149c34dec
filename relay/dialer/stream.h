#pragma once
// One connection to one mail server: carries bytes between the socket, the guard and the page, keeps the deadlines, and
// always ends.

#include <boost/asio/any_io_executor.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "budget/budgets.h"
#include "bytes/address.h"
#include "guard/guard.h"
#include "target/off_limits.h"
#include "wire/control.h"
#include "wire/frame.h"

namespace mailglass::relay::dialer {

/// What a stream reports, in order; nothing follows `closed`, nor a `refused` before the first stage.
class Listener {
 public:
  virtual void on_frame(wire::Frame frame) = 0;
  virtual void on_message(wire::FromRelay message) = 0;
  virtual void on_closed(std::uint32_t stream) = 0;  ///< right after that message; the stream may be destroyed later
 protected:
  ~Listener() = default;
};

struct Plan {
  std::uint32_t id;
  IpAddress address;
  std::uint16_t port;
  wire::Limits limits;
  std::uint32_t page_ms;            ///< for the page, where it is its turn to speak
  std::uint32_t patience_ms;        ///< for each step of a slow server, once its usual deadline has passed; 0: none
  std::optional<IpAddress> client;  ///< whose share it is; none: this very process
  bool first;                       ///< of the session's connections to this address
};

/// Used from the executor's one thread.
class Stream {
 public:
  /// Begins when its turn at the mail server has come. `budgets`, `off_limits` and `listener` outlive the stream, or
  /// cancel() comes first.
  static std::shared_ptr<Stream> start(const boost::asio::any_io_executor& executor, Plan plan, guard::Guard guard,
                                       budget::Budgets& budgets, const target::OffLimits& off_limits,
                                       Listener& listener);
  virtual ~Stream() = default;
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  virtual void on_page(ByteView bytes) = 0;
  virtual void on_finish() = 0;
  virtual void on_say(wire::Word word, ByteView key) = 0;
  /// Closes at once and reports nothing more.
  virtual void cancel() = 0;

 protected:
  Stream() = default;
};

}  // namespace mailglass::relay::dialer
