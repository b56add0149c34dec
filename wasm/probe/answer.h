#pragma once
// A server's first flight, read into what it says about the server.

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "bytes/parsed.h"
#include "bytes/reader.h"
#include "tls/handshake.h"
#include "tls/record.h"
#include "tls/server_key_exchange.h"
#include "tls/ssl2.h"

namespace mailglass::probe {

struct CertificateMessage {
  std::vector<Bytes> chain;  ///< DER, as sent
  ByteRange range;
};

/// What came in answer to status_request (RFC 6066 section 8).
struct Staple {
  Bytes ocsp;  ///< the OCSP answer, DER; empty where the message cannot be read
  ByteRange range;
};

/// The server chose.
struct HelloAnswer {
  tls::ServerHello hello;
  ByteRange range;                                     ///< of the ServerHello message
  std::optional<CertificateMessage> certificate;       ///< TLS 1.2 and older
  std::optional<tls::ServerKeyExchange> key_exchange;  ///< TLS 1.2 and older
  std::optional<Staple> staple;
  bool certificate_requested = false;
  /// TLS 1.2 and older: ServerHelloDone came. TLS 1.3: the ServerHello is all that can be read.
  bool complete = false;
  std::optional<tls::Alert> then_alert;  ///< a fatal alert behind the ServerHello: the choice did not lead anywhere
  [[nodiscard]] bool stands() const { return !then_alert && complete; }
  [[nodiscard]] bool echoes(std::uint16_t extension) const {
    return tls::find_extension(hello.extensions, extension) != nullptr;
  }
};
/// TLS 1.3: the server asks for a key share of a group; it has chosen version and suite.
struct RetryAnswer {
  std::uint16_t suite;
  std::optional<std::uint16_t> group;
  ByteRange range;
};
/// A fatal alert instead of a ServerHello.
struct AlertAnswer {
  tls::Alert alert;
};
/// The connection ended before any of these, after the ClientHello was sent.
struct ClosedAnswer {
  bool reset;  ///< by RST rather than FIN
};
struct TimeoutAnswer {};  ///< nothing usable within the probe's deadline
struct NotTlsAnswer {
  ParseError error;
};
/// A session was presented and the handshake came to its end, the server's Finished checked. Version and suite are the
/// session's where it was taken back, so that this is no choice among what was offered.
struct SessionAnswer {
  bool taken_back = false;
  ByteRange range{};  ///< of the ServerHello
};
/// A handshake of TLS 1.3 came to its end, the certificate's signature and the server's Finished checked.
struct CarriedAnswer {
  std::vector<Bytes> chain;  ///< DER, as sent
  std::uint16_t signature_scheme = 0;
  std::optional<Staple> staple;
  std::optional<Bytes> timestamps;  ///< a SignedCertificateTimestampList (RFC 6962 section 3.3)
  std::string protocol;             ///< chosen by ALPN; empty: none
  bool certificate_requested = false;
  ByteRange range;  ///< of what is encrypted in the server's flight
};
using ServerAnswer = std::variant<HelloAnswer, RetryAnswer, AlertAnswer, tls::Ssl2ServerHello, ClosedAnswer,
                                  TimeoutAnswer, NotTlsAnswer, SessionAnswer, CarriedAnswer>;

/// How the stream ended, when it did.
enum class StreamEnd : std::uint8_t { Open /* we stop reading */, Closed, Reset, Timeout };

/// Reads the TLS stream of one probe as it comes.
class AnswerReader {
 public:
  /// `stream_offset` is where TLS begins in the server's stream. `ssl2` reads the record format of SSL 2.0 first.
  explicit AnswerReader(std::size_t stream_offset, bool ssl2 = false);
  /// Takes bytes in order; after `complete()` they are ignored.
  void feed(ByteView bytes);
  /// Nothing more to be learnt from this stream: the probe can be ended.
  [[nodiscard]] bool complete() const { return complete_; }
  [[nodiscard]] ServerAnswer answer(StreamEnd end) const;

 private:
  void take_record(const tls::Record& record);
  void take_message(const tls::HandshakeMessage& message);
  void take_key_exchange(const tls::HandshakeMessage& message);
  void read_ssl2();
  void fail(ParseError error);

  std::size_t stream_offset_;
  tls::RecordReader records_;
  tls::HandshakeReader messages_;
  Bytes ssl2_bytes_;
  bool ssl2_;
  bool complete_ = false;
  std::optional<HelloAnswer> hello_;
  std::optional<RetryAnswer> retry_;
  std::optional<tls::Alert> alert_;
  std::optional<tls::Ssl2ServerHello> ssl2_hello_;
  std::optional<ParseError> error_;
};

/// Reads a whole stream at once.
ServerAnswer read_answer(ByteView tls_stream, std::size_t stream_offset, StreamEnd end, bool ssl2 = false);

}  // namespace mailglass::probe
