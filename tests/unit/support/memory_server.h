#pragma once
// An OpenSSL server over memory: a real peer without sockets.

#include <openssl/ssl.h>

#include <functional>
#include <string>

#include "support/certificates.h"

namespace mailglass::test {

struct ServerSpec {
  int min_version = TLS1_VERSION, max_version = TLS1_3_VERSION;
  const char* ciphers = "ALL:@SECLEVEL=0";
  const char* groups = "X25519:P-256:P-384";
  bool request_certificate = false;
  std::vector<X509*> extra_chain = {};
  X509* second_certificate = nullptr;  ///< of another kind of key, beside the first
  EVP_PKEY* second_key = nullptr;
  Bytes timestamps = {};  ///< sent as TLS extension in TLS 1.2's ServerHello (RFC 6962 section 3.3.1)
};

class MemoryServer {
 public:
  MemoryServer(const ServerSpec& spec, X509* certificate, EVP_PKEY* key);
  ~MemoryServer();
  MemoryServer(const MemoryServer&) = delete;
  MemoryServer& operator=(const MemoryServer&) = delete;
  /// Takes client bytes, returns what the server says.
  Bytes take(ByteView from_client);
  /// What the client said after the handshake.
  [[nodiscard]] const std::string& application_data() const { return received_; }
  [[nodiscard]] bool heard_close_notify() const { return (SSL_get_shutdown(ssl_) & SSL_RECEIVED_SHUTDOWN) != 0; }
  [[nodiscard]] bool finished() const { return SSL_is_init_finished(ssl_) == 1; }

 private:
  SSL_CTX* context_;
  SSL* ssl_;
  BIO* in_;
  BIO* out_;
  Bytes timestamps_;
  std::string received_;
};

}  // namespace mailglass::test
