// A TLS server made of the project's own OpenSSL, for what the system's openssl(1) does not have yet: post-quantum
// groups. It takes connections one after the other, does the handshake and closes.

#define OPENSSL_SUPPRESS_DEPRECATED  // RAND_METHOD: this OpenSSL is built without a source of randomness of its own

#include <openssl/err.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <sys/random.h>

#include <array>
#include <map>
#include <memory>
#include <string>

#include "serving.h"

namespace {

using mailglass::truth::Options;
using mailglass::truth::Peer;

int from_kernel(unsigned char* out, int count) {
  return ::getrandom(out, static_cast<std::size_t>(count), 0) == count ? 1 : 0;
}
int ready() {
  return 1;
}
constexpr RAND_METHOD kRandomness = {nullptr, from_kernel, nullptr, nullptr, from_kernel, ready};

int on_protocols(SSL*, const unsigned char** chosen, unsigned char* length, const unsigned char* offered,
                 unsigned int offered_length, void* options_of_server) {
  const Options& options = *static_cast<const Options*>(options_of_server);
  if (choose_protocol(options, chosen, length, offered, offered_length)) return SSL_TLSEXT_ERR_OK;
  return options.on("alpn-fatal") ? SSL_TLSEXT_ERR_ALERT_FATAL : SSL_TLSEXT_ERR_NOACK;
}

bool configure(SSL_CTX* context, Options& options) {
  SSL_CTX_set_security_level(context, 0);
  SSL_CTX_set_min_proto_version(context, TLS1_VERSION);
  const std::map<std::string, std::uint64_t> disabling = {
      {"0301", SSL_OP_NO_TLSv1}, {"0302", SSL_OP_NO_TLSv1_1}, {"0303", SSL_OP_NO_TLSv1_2}, {"0304", SSL_OP_NO_TLSv1_3}};
  for (const auto& [version, option] : disabling) {
    if (options.text("versions").find(version) == std::string::npos) SSL_CTX_set_options(context, option);
  }
  if (options.on("serverpref")) SSL_CTX_set_options(context, SSL_OP_CIPHER_SERVER_PREFERENCE);
  if (!options.on("etm")) SSL_CTX_set_options(context, SSL_OP_NO_ENCRYPT_THEN_MAC);
  if (!options.on("ems")) SSL_CTX_set_options(context, SSL_OP_NO_EXTENDED_MASTER_SECRET);
  if (!options.on("ticket")) SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
  SSL_CTX_set_dh_auto(context, 1);
  if (!options.text("alpn").empty()) SSL_CTX_set_alpn_select_cb(context, on_protocols, &options);
  if (!options.text("sigalgs").empty() && SSL_CTX_set1_sigalgs_list(context, options.text("sigalgs").c_str()) != 1)
    return false;
  for (const char* kind : {"rsa", "ecdsa"}) {
    const std::string certificate = options.text(std::string(kind) + "-cert"),
                      key = options.text(std::string(kind) + "-key");
    if (certificate.empty()) continue;
    if (SSL_CTX_use_certificate_chain_file(context, certificate.c_str()) != 1) return false;
    if (SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM) != 1) return false;
    // Timestamps go with the certificate that was set last.
    const std::string timestamps = options.text(std::string(kind) + "-timestamps");
    if (!timestamps.empty() && SSL_CTX_use_serverinfo_file(context, timestamps.c_str()) != 1) return false;
  }
  return SSL_CTX_set_cipher_list(context, options.text("ciphers").c_str()) == 1 &&
         (options.text("ciphersuites").empty() ||
          SSL_CTX_set_ciphersuites(context, options.text("ciphersuites").c_str()) == 1) &&
         (options.text("groups").empty() || SSL_CTX_set1_groups_list(context, options.text("groups").c_str()) == 1);
}

/// The handshake over memory: this OpenSSL is built without sockets.
void serve(SSL* connection, const Peer& peer) {
  BIO* in = BIO_new(BIO_s_mem());
  BIO* out = BIO_new(BIO_s_mem());
  BIO_set_mem_eof_return(in, -1);
  SSL_set_bio(connection, in, out);
  std::array<char, 16384> bytes{};
  while (true) {
    const int result = SSL_accept(connection);
    const int error = SSL_get_error(connection, result);
    while (const int count = BIO_read(out, bytes.data(), static_cast<int>(bytes.size()))) {
      if (count < 0 || !peer.write(bytes.data(), static_cast<std::size_t>(count))) break;
    }
    if (result == 1 || error != SSL_ERROR_WANT_READ) return;
    const std::size_t count = peer.read(bytes.data(), bytes.size());
    if (count == 0) return;
    BIO_write(in, bytes.data(), static_cast<int>(count));
  }
}

}  // namespace

int main(int count, char** words) {
  Options options(count, words);
  RAND_set_rand_method(&kRandomness);
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  if (!configure(context.get(), options)) {
    ERR_print_errors_fp(stderr);
    return 1;
  }
  return mailglass::truth::serve_each(options, [&](const Peer& peer) {
    const std::unique_ptr<SSL, decltype(&SSL_free)> connection(SSL_new(context.get()), SSL_free);
    serve(connection.get(), peer);
    ERR_clear_error();
  });
}
