#pragma once
// Flights of TLS up to 1.2, taken apart and put together again: what somebody in between can change.

#include <functional>
#include <optional>
#include <vector>

#include "bytes/reader.h"
#include "tls/handshake.h"

namespace mailglass::liars {

struct Message {
  tls::HandshakeType type{};
  Bytes body;
};

/// The handshake messages in clear at the beginning, and whatever comes behind them.
struct Flight {
  std::uint16_t record_version = 0x0303;
  std::vector<Message> messages;
  Bytes rest;
  [[nodiscard]] Message* find(tls::HandshakeType type);
};
Flight take_apart(ByteView records);
Bytes put_together(const Flight& flight);

/// A Certificate message up to TLS 1.2.
Bytes certificate_body(const std::vector<Bytes>& chain);
std::vector<Bytes> chain_in(ByteView certificate_body);
/// A CertificateStatus message (RFC 6066 section 8).
Bytes status_body(const Bytes& ocsp);
/// A CertificateRequest message (RFC 5246 section 7.4.4) for anybody.
Bytes request_body();
/// A ServerHello with another suite, or with one more extension.
Bytes with_suite(const Bytes& server_hello, std::uint16_t suite);
Bytes with_extension(const Bytes& server_hello, std::uint16_t type);
Bytes random_in(const Bytes& hello);
std::uint16_t suite_in(const Bytes& server_hello);

/// A ClientHello in records, with some of what it offers taken out; empty if nothing is left.
struct Keep {
  std::function<bool(std::uint16_t suite)> suite{};
  std::function<bool(std::uint16_t extension)> extension{};
  std::function<bool(std::uint16_t scheme)> scheme{};
  std::function<bool(std::uint16_t group)> group{};
};
Bytes rewrite_hello(ByteView records, const Keep& keep);

}  // namespace mailglass::liars
