#pragma once
// An OpenSSL server over memory: a real peer without sockets.

#include <openssl/ssl.h>

#include <functional>
#include <memory>
#include <string>

#include "support/certificates.h"

namespace mailglass::test {

struct ServerSpec {
  int min_version = TLS1_VERSION, max_version = TLS1_3_VERSION;
  const char* ciphers = "ALL:@SECLEVEL=0";
  const char* groups = "X25519:P-256:P-384";
  const char* signatures = nullptr;  ///< schemes, in OpenSSL's words; none: its own
  bool small_prime = false;          ///< an ephemeral prime of 1,024 bits
  bool request_certificate = false;
  bool require_certificate =
      false;  ///< and breaks the handshake off without one: in TLS 1.3 behind the client's Finished
  std::vector<X509*> extra_chain = {};
  X509* second_certificate = nullptr;  ///< of another kind of key, beside the first
  EVP_PKEY* second_key = nullptr;
  bool tickets = true;        ///< false: sessions are kept by the server and found by their id
  int tickets13 = 2;          ///< NewSessionTicket messages in TLS 1.3
  bool cache = true;          ///< false, and no tickets: no session is left
  Bytes timestamps = {};      ///< sent as TLS extension, in TLS 1.2's ServerHello or with TLS 1.3's certificate
  Bytes ocsp = {};            ///< an OCSP answer, sent with TLS 1.3's certificate: this OpenSSL has none for TLS 1.2
  std::string protocol = {};  ///< chosen by ALPN; a client that asks for others only is refused
  bool encrypt_then_mac = true;
};

class MemoryServer {
 public:
  MemoryServer(const ServerSpec& spec, X509* certificate, EVP_PKEY* key);
  ~MemoryServer();
  /// Another connection to the same server: it has its sessions and keys.
  MemoryServer(const MemoryServer& same);
  MemoryServer& operator=(const MemoryServer&) = delete;
  /// Takes client bytes, returns what the server says.
  Bytes take(ByteView from_client);
  /// Says something encrypted, once the handshake is through.
  Bytes say(std::string_view text);
  /// Says close_notify.
  Bytes close();
  /// What the client said after the handshake.
  [[nodiscard]] const std::string& application_data() const { return received_; }
  [[nodiscard]] bool heard_close_notify() const { return (SSL_get_shutdown(ssl_) & SSL_RECEIVED_SHUTDOWN) != 0; }
  [[nodiscard]] bool finished() const { return SSL_is_init_finished(ssl_) == 1; }

 private:
  void accept();
  Bytes output();

  SSL_CTX* context_;
  SSL* ssl_ = nullptr;
  BIO* in_ = nullptr;
  BIO* out_ = nullptr;
  /// What custom extensions and callbacks say, for as long as a connection of the same server lives.
  struct Said {
    Bytes timestamps, status;
    std::string protocol;
  };
  std::shared_ptr<Said> said_;
  std::string received_;
};

}  // namespace mailglass::test
