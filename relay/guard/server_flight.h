#pragma once
// What the guard must know of the server's side of a TLS handshake to judge what the page may say next. It reads what
// travels in the clear.

#include <optional>

#include "bytes/reader.h"
#include "tls/handshake.h"
#include "tls/record.h"

namespace mailglass::relay::guard {

class ServerFlight {
 public:
  /// Takes bytes of the server's TLS stream, in order. Bytes behind a broken rule are not looked at.
  void feed(ByteView bytes);

  /// The server asked for a second ClientHello (RFC 8446 section 4.1.4), and nothing else has come since.
  [[nodiscard]] const std::optional<tls::ServerHello>& retry_request() const { return retry_; }
  [[nodiscard]] const std::optional<tls::ServerHello>& server_hello() const { return hello_; }
  [[nodiscard]] bool is_tls13() const { return hello_ && hello_->version == 0x0304; }
  /// TLS 1.2 and older.
  [[nodiscard]] bool certificate_requested() const { return certificate_requested_; }
  [[nodiscard]] bool hello_done() const { return hello_done_; }
  /// TLS 1.2 and older: a ChangeCipherSpec and a whole handshake record behind it (its Finished) have come.
  [[nodiscard]] bool finished() const { return finished_; }
  /// TLS 1.2 and older: it took a session back, and its half of the handshake is over (RFC 5246 section 7.3, figure 2).
  [[nodiscard]] bool took_session_back() const { return finished() && !hello_done_; }
  /// What came is no TLS, or an alert: the page has nothing to answer to.
  [[nodiscard]] bool broken() const { return broken_; }

 private:
  void take(const tls::Record& record);
  void take(const tls::HandshakeMessage& message);

  tls::RecordReader records_;
  tls::HandshakeReader messages_;
  std::optional<tls::ServerHello> retry_;
  std::optional<tls::ServerHello> hello_;
  bool certificate_requested_ = false;
  bool hello_done_ = false;
  bool cipher_changed_ = false;
  bool finished_ = false;
  bool broken_ = false;
};

}  // namespace mailglass::relay::guard
