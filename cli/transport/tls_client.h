#pragma once
// TLS of this program's own, towards a relay: by random numbers of the system, to whoever proves the relay's name by a
// certificate of a trusted root.

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <string>
#include <string_view>

#include "cli/transport/system_random.h"

namespace mailglass::cli {

class TlsClient {
 public:
  /// `roots`: PEM. Nothing where OpenSSL gets no randomness.
  static std::unique_ptr<TlsClient> create(const std::string& roots);

  [[nodiscard]] boost::asio::ssl::context& context() { return *context_; }

  /// Wants `session` to be with this host, a name or an IP address: it says the name (SNI), and takes no other one.
  static bool expect_host(SSL* session, const std::string& host);
  /// The message of why a handshake failed.
  static const char* failure_of(const SSL* session);

 private:
  TlsClient() = default;
  bool begin(const std::string& roots);

  SystemRandomLibrary library_;
  std::unique_ptr<boost::asio::ssl::context> context_;  // ends before its library
};

}  // namespace mailglass::cli
