#pragma once
// What a page may say as a ClientHello: one whole, ordinary TLS ClientHello for the probed host, and nothing hidden in
// it.

#include <string>
#include <string_view>
#include <utility>

#include "bytes/reader.h"
#include "refusal.h"
#include "tls/handshake.h"
#include "wire/service.h"

namespace mailglass::relay::guard {

/// Whom a page may speak to over a connection: a service, at a host.
class Addressee {
 public:
  /// `host`: lower-case, no final dot.
  Addressee(wire::ServiceId service, std::string host) : service_(&wire::service(service)), host_(std::move(host)) {}
  [[nodiscard]] const wire::Service& service() const { return *service_; }
  [[nodiscard]] const std::string& host() const { return host_; }

 private:
  const wire::Service* service_;
  std::string host_;
};

/// A ClientHello that passed every rule; SSL 2.0's has an empty hello(), after which a page may say nothing more. Only
/// check_client_hello makes one.
class CheckedHello {
 public:
  [[nodiscard]] const Bytes& records() const { return records_; }
  [[nodiscard]] const tls::ClientHello& hello() const { return hello_; }
  [[nodiscard]] bool offers_suite(std::uint16_t suite) const;

 private:
  friend Allowed<CheckedHello> check_client_hello(ByteView records, const Addressee& to,
                                                  const tls::Extension* due_cookie);
  CheckedHello(Bytes records, tls::ClientHello hello) : records_(std::move(records)), hello_(std::move(hello)) {}
  Bytes records_;
  tls::ClientHello hello_;
};

/// `records`: the TLS records carrying the message, nothing before or behind. `due_cookie`: the cookie of the
/// HelloRetryRequest that this hello answers, which it then carries unchanged (RFC 8446 section 4.2.2); without one it
/// carries none, since a cookie is up to 4 KB of free bytes.
Allowed<CheckedHello> check_client_hello(ByteView records, const Addressee& to,
                                         const tls::Extension* due_cookie = nullptr);

}  // namespace mailglass::relay::guard
