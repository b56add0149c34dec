#pragma once
// The verified handshake: OpenSSL's own client state machine over memory, fed with what the server sent and seeded so
// that it says the same again for the same seed. It needs only the server's first flight to prove who spoke
// (docs/architecture.md).

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bytes/reader.h"
#include "tls/handshake.h"
#include "tls/registry.h"
#include "words/phrase.h"

namespace mailglass::handshake {

using Seed = std::array<std::uint8_t, 32>;

/// What the ClientHello offers. Named explicitly, so that native and browser builds say the same bytes.
enum class Offer : std::uint8_t {
  Modern,   ///< TLS 1.0–1.3, all suites this OpenSSL has but anonymous and NULL, X25519MLKEM768 and X25519 key shares
            ///< (about 1,500 bytes)
  Classic,  ///< the same without post-quantum groups (about 300 bytes): for servers that cannot take a large
            ///< ClientHello
};

/// TLS 1.3 alone, for what travels encrypted there: a certificate of one kind, with what comes along with it.
struct Tls13Only {
  tls::Authentication certificate;       ///< Rsa or Ecdsa (EdDSA with it): signature schemes of this kind alone; or Any
  std::vector<std::string> protocols{};  ///< ALPN (RFC 7301); none: not asked
};

struct ClientConfig {
  std::string server_name;  ///< SNI; a host name, no final dot. Empty: none is named
  Seed seed;
  Offer offer = Offer::Modern;
  /// Asks for the certificate's OCSP answer and timestamps too. Not where an older version could be chosen: this
  /// OpenSSL is built without either and would not take the answer in its form of TLS 1.2.
  std::optional<Tls13Only> tls13_only = {};
  /// Draws its own key before TLS 1.3 from the seed alone. Without assembly OpenSSL draws numbers where it verifies by
  /// ECDSA too, so that else the browser's key there is another than this program's.
  bool key_from_seed = false;
};

/// A handshake message as OpenSSL saw it, decrypted where it was encrypted.
struct SeenMessage {
  bool from_server;
  tls::HandshakeType type;
  Bytes bytes;     ///< header and body
  bool encrypted;  ///< it travelled under encryption
};

/// How far the handshake got. Order matters: later states include earlier ones.
enum class Progress : std::uint8_t {
  HelloSent,    ///< nothing usable from the server yet
  ServerHello,  ///< version and suite chosen by the server
  KeyProven,    ///< TLS 1.2 and older, (EC)DHE: the signature over the key exchange verified with the certificate's key
  ServerFinished,  ///< the server's Finished checked (TLS 1.3: CertificateVerify before it too): everything above is
                   ///< proven
};
/// For static-RSA suites KeyProven is skipped: only the server's Finished proves the key.

struct Failure {
  enum class Kind : std::uint8_t {
    ServerAlert,  ///< the server sent a fatal alert
    NotTls,       ///< the bytes are not TLS records
    BadProof,     ///< a signature, MAC or Finished did not verify: altered, replayed, or the server is faulty
    Unsupported,  ///< version, suite or parameters that were not offered or this analyzer cannot do
    Malformed,    ///< TLS, but against the protocol
  } kind;
  std::optional<std::uint8_t> alert;  ///< ServerAlert: the description received
  words::Value detail;                ///< what exactly: a phrase, or the rule of a standard
};

/// Everything learnt so far; meaningful up to `progress`.
struct Outcome {
  Progress progress = Progress::HelloSent;
  std::optional<Failure> failure;
  std::optional<std::uint16_t> version;  ///< wire number
  std::optional<std::uint16_t> suite;    ///< IANA number
  std::optional<std::uint16_t>
      group;                   ///< IANA number; none for static RSA. FFDHE of TLS 1.2 has none either: see dh_bits
  std::optional<int> dh_bits;  ///< size of the ephemeral DH prime, TLS 1.2 and older
  std::optional<std::uint16_t> signature_scheme;  ///< IANA number of the server's signature (TLS 1.0/1.1: none)
  bool hello_retried = false;
  bool session_taken_back = false;  ///< known once the server's Finished was checked: the session presented goes on
  bool client_certificate_requested = false;
  std::vector<Bytes> chain;                     ///< DER, as the server sent them, leaf first
  std::vector<tls::Extension> leaf_extensions;  ///< TLS 1.3: what came with the leaf (RFC 8446 section 4.4.2)
  std::string protocol;                         ///< chosen by ALPN; empty: none
  std::vector<SeenMessage> messages;            ///< in order
};

/// What a server left to come back with (RFC 5246 section 7.4.1.2, RFC 5077, RFC 8446 section 4.6.1).
enum class SessionLeft : std::uint8_t {
  Unknown,  ///< the handshake is not through, or a ticket may still come: in TLS 1.3 the answer to QUIT ends the wait
  None,     ///< neither ticket nor session id
  Given,
};

/// What a server said inside TLS behind the handshake.
struct Inside {
  Bytes plaintext;                    ///< up to kMaxInside
  std::optional<std::uint8_t> alert;  ///< a fatal alert's description: the server broke it off
  bool closed = false;                ///< close_notify
  bool broken = false;                ///< what came does not decrypt, or breaks TLS
};
inline constexpr std::size_t kMaxInside = 64 * 1024;

/// One handshake. Not copyable; owns its OpenSSL objects; draws randomness only from the seed.
class Client {
 public:
  explicit Client(const ClientConfig& config);
  ~Client();
  Client(Client&&) noexcept;
  Client& operator=(Client&&) noexcept;
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// The records of the first ClientHello; the same for the same config.
  [[nodiscard]] const Bytes& client_hello() const;
  /// Takes bytes of the server's TLS stream, in order; returns the records the client wants to send now: a second
  /// ClientHello after a HelloRetryRequest, the client's flight, or nothing. Bytes after a failure are ignored.
  Bytes receive(ByteView from_server);
  /// After the client is free to send application data (TLS 1.3: its Finished was returned; older: progress is
  /// ServerFinished): one record carrying exactly "QUIT\r\n". With a CBC suite, whose records do not show how much they
  /// carry, one with the alert close_notify instead: the relay lets no application data pass there (docs/protocol.md).
  /// Empty when not possible, or when asked twice.
  Bytes quit();
  [[nodiscard]] bool ready_for_quit() const;
  /// The key under which a relay says words in this connection's place (docs/protocol.md, "Words inside TLS"). Empty
  /// before the handshake is through, and with a suite under which no relay does.
  [[nodiscard]] Bytes write_key() const;
  /// From now on a relay says the words under that key, and what the server says is kept in `inside`. Once the
  /// handshake is through; instead of `quit`.
  void listen();
  [[nodiscard]] const Inside& inside() const;
  [[nodiscard]] const Outcome& outcome() const;
  [[nodiscard]] SessionLeft session_left() const;
  /// The ticket's size where one was given, else 0.
  [[nodiscard]] std::size_t ticket_size() const;
  /// A client that presents the session left here to the same server, with the same offer and randomness of its own.
  /// Its ClientHello depends on nothing but the two seeds and the server's bytes: OpenSSL's clock is kept out of the
  /// ticket's age. nullopt unless a session was given.
  [[nodiscard]] std::optional<Client> resume(const Seed& seed) const;

 private:
  struct State;
  explicit Client(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;  ///< shared with clients that come back: their session lives in its library
};

}  // namespace mailglass::handshake
