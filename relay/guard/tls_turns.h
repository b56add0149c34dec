#pragma once
// The page's part of a TLS handshake, record by record: what it may say, when, and how long each record is; and the
// relay's own words behind it. States are types.

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "guard/client_hello_rules.h"
#include "guard/record_sizes.h"
#include "guard/seal.h"
#include "guard/server_flight.h"
#include "refusal.h"
#include "tls/record.h"

namespace mailglass::relay::guard {

/// The ClientHello was said; the server decides what comes next.
struct AwaitServer {};
/// A HelloRetryRequest came: exactly one second ClientHello.
struct SecondHello {
  Bytes collected;  ///< its records so far
};
/// TLS 1.3: [ChangeCipherSpec] [empty Certificate] Finished.
struct Finish13 {
  Protection protection;
  bool certificate_said = false;
  bool finished_said = false;
};
/// TLS 1.2 and older: [empty Certificate] ClientKeyExchange ChangeCipherSpec Finished. Where the server took a session
/// back its Finished comes first, and ours begins with ChangeCipherSpec.
struct Finish12 {
  Protection protection;
  enum class Next : std::uint8_t { CertificateOrKeyExchange, KeyExchange, CipherChange, Finished, Nothing } next;
  Bytes finished = {};  ///< the fragment that was said, which shows whose key another one would be under
};
/// The relay has said a word: from now on it does the talking, and the page says nothing of its own.
struct RelaySpeaks {
  Protection protection;
  Bytes finished;  ///< TLS 1.2 and older
  Written written = {};
};
/// The page can say nothing to this server.
struct Nothing {};
using Turn = std::variant<AwaitServer, SecondHello, Finish13, Finish12, RelaySpeaks, Nothing>;

class TlsTurns {
 public:
  TlsTurns(CheckedHello hello, Addressee to) : hello_(std::move(hello)), to_(std::move(to)) {}

  void on_server(ByteView bytes);

  /// Bytes the page wants said; returns whole records to write. All or nothing: a refusal means that none of these
  /// bytes may be written. Behind the end of the handshake the page says nothing: the relay's words are all there is.
  Allowed<Bytes> on_page(ByteView bytes);

  /// Whether it is the page's turn. In TLS 1.3 the server's flight is encrypted, and its end cannot be seen: there the
  /// page is awaited from the server's first whole record on.
  [[nodiscard]] bool awaits_page() const;

  /// A line of the relay's own as one record, under the client's write key: only behind the end of the handshake, and
  /// instead of records of the page's.
  Allowed<Bytes> say(std::string_view line, ByteView key);

  /// What breaks off the handshake politely, made here and not by the page: the alerts user_canceled and close_notify
  /// (RFC 5246 section 7.2, RFC 8446 section 6.1). Nothing unless the server waits for our next message in clear text.
  [[nodiscard]] Bytes farewell() const;

 private:
  void decide();
  [[nodiscard]] Allowed<RelaySpeaks> floor() const;
  std::optional<Refusal> pass(const tls::Record& record, Bytes& out);
  std::optional<Refusal> pass_in(AwaitServer& turn, const tls::Record& record, Bytes& out);
  std::optional<Refusal> pass_in(SecondHello& turn, const tls::Record& record, Bytes& out);
  std::optional<Refusal> pass_in(Finish13& turn, const tls::Record& record, Bytes& out);
  std::optional<Refusal> pass_in(Finish12& turn, const tls::Record& record, Bytes& out);
  std::optional<Refusal> pass_in(RelaySpeaks& turn, const tls::Record& record, Bytes& out);
  std::optional<Refusal> pass_in(Nothing& turn, const tls::Record& record, Bytes& out);
  std::optional<Refusal> pass_clear12(Finish12& turn, const tls::Record& record, Bytes& out);
  std::optional<Refusal> pass_cipher_change(const tls::Record& record, Bytes& out);

  CheckedHello hello_;
  Addressee to_;
  ServerFlight server_;
  tls::RecordReader page_;
  Turn turn_ = AwaitServer{};
  bool cipher_change_said_ = false;
  bool second_hello_said_ = false;
};

}  // namespace mailglass::relay::guard
