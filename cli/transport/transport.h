#pragma once
// A way to a relay's engine, wherever that is: messages of `mailglass.v1` there and back, in order.

#include <string>
#include <string_view>

#include "bytes/reader.h"
#include "check/check.h"

namespace mailglass::cli {

/// Who hears what the relay says. Never called from within a call of the transport.
class Receiver {
 public:
  virtual void on_text(std::string_view message) = 0;
  virtual void on_binary(ByteView message) = 0;
  /// There is no session, or no longer; `why` is one plain clause. Nothing follows.
  virtual void on_closed(const std::string& why) = 0;

 protected:
  ~Receiver() = default;
};

/// Used from its io_context's one thread, and outlives its work there.
class Transport {
 public:
  virtual ~Transport() = default;
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;

  /// Once, first. `receiver` lives until close().
  virtual void begin(Receiver& receiver) = 0;
  virtual void send(const check::Outgoing& message) = 0;
  /// Ends the session; the receiver hears nothing more, and the io_context soon has no work of the transport's.
  virtual void close() = 0;

 protected:
  Transport() = default;
};

}  // namespace mailglass::cli
