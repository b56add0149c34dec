// A TLS server made of the project's own OpenSSL, for what the system's openssl(1) does not have yet: post-quantum
// groups. It takes connections one after the other, does the handshake and closes.

#define OPENSSL_SUPPRESS_DEPRECATED  // RAND_METHOD: this OpenSSL is built without a source of randomness of its own

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <csignal>
#include <cstring>
#include <iostream>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>

namespace {

using Options = std::map<std::string, std::string>;

int from_kernel(unsigned char* out, int count) {
  return ::getrandom(out, static_cast<std::size_t>(count), 0) == count ? 1 : 0;
}
int ready() {
  return 1;
}
constexpr RAND_METHOD kRandomness = {nullptr, from_kernel, nullptr, nullptr, from_kernel, ready};

/// Chooses the first of its own protocols that the client has too.
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* length, const unsigned char* offered,
                    unsigned int offered_length, void* options_of_server) {
  Options& options = *static_cast<Options*>(options_of_server);
  const std::string_view theirs(reinterpret_cast<const char*>(offered), offered_length);
  std::istringstream ours(options["alpn"]);
  for (std::string name; std::getline(ours, name, ',');) {
    const std::size_t at = theirs.find(static_cast<char>(name.size()) + name);
    if (at == std::string_view::npos) continue;
    *chosen = offered + at + 1;
    *length = static_cast<unsigned char>(name.size());
    return SSL_TLSEXT_ERR_OK;
  }
  return options["alpn-fatal"] == "yes" ? SSL_TLSEXT_ERR_ALERT_FATAL : SSL_TLSEXT_ERR_NOACK;
}

bool configure(SSL_CTX* context, Options& options) {
  SSL_CTX_set_security_level(context, 0);
  SSL_CTX_set_min_proto_version(context, TLS1_VERSION);
  const std::map<std::string, std::uint64_t> disabling = {
      {"0301", SSL_OP_NO_TLSv1}, {"0302", SSL_OP_NO_TLSv1_1}, {"0303", SSL_OP_NO_TLSv1_2}, {"0304", SSL_OP_NO_TLSv1_3}};
  for (const auto& [version, option] : disabling) {
    if (options["versions"].find(version) == std::string::npos) SSL_CTX_set_options(context, option);
  }
  if (options["serverpref"] == "yes") SSL_CTX_set_options(context, SSL_OP_CIPHER_SERVER_PREFERENCE);
  if (options["etm"] == "no") SSL_CTX_set_options(context, SSL_OP_NO_ENCRYPT_THEN_MAC);
  if (options["ems"] == "no") SSL_CTX_set_options(context, SSL_OP_NO_EXTENDED_MASTER_SECRET);
  if (options["ticket"] == "no") SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
  SSL_CTX_set_dh_auto(context, 1);
  if (!options["alpn"].empty()) SSL_CTX_set_alpn_select_cb(context, choose_protocol, &options);
  if (!options["sigalgs"].empty() && SSL_CTX_set1_sigalgs_list(context, options["sigalgs"].c_str()) != 1) return false;
  for (const char* kind : {"rsa", "ecdsa"}) {
    const std::string certificate = options[std::string(kind) + "-cert"], key = options[std::string(kind) + "-key"];
    if (certificate.empty()) continue;
    if (SSL_CTX_use_certificate_chain_file(context, certificate.c_str()) != 1) return false;
    if (SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM) != 1) return false;
    // Timestamps go with the certificate that was set last.
    const std::string timestamps = options[std::string(kind) + "-timestamps"];
    if (!timestamps.empty() && SSL_CTX_use_serverinfo_file(context, timestamps.c_str()) != 1) return false;
  }
  return SSL_CTX_set_cipher_list(context, options["ciphers"].c_str()) == 1 &&
         (options["ciphersuites"].empty() || SSL_CTX_set_ciphersuites(context, options["ciphersuites"].c_str()) == 1) &&
         (options["groups"].empty() || SSL_CTX_set1_groups_list(context, options["groups"].c_str()) == 1);
}

int listen_on(const std::string& port) {
  unsigned number = 0;
  std::from_chars(port.data(), port.data() + port.size(), number);
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  const int yes = 1;
  ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  sockaddr_in here{};
  here.sin_family = AF_INET;
  here.sin_port = htons(static_cast<std::uint16_t>(number));
  here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  sockaddr general{};
  std::memcpy(&general, &here, sizeof here);
  if (::bind(socket, &general, sizeof general) != 0 || ::listen(socket, 64) != 0) return -1;
  return socket;
}

/// The handshake over memory: this OpenSSL is built without sockets.
void serve(SSL* connection, int peer) {
  BIO* in = BIO_new(BIO_s_mem());
  BIO* out = BIO_new(BIO_s_mem());
  BIO_set_mem_eof_return(in, -1);
  SSL_set_bio(connection, in, out);
  std::array<char, 16384> bytes{};
  while (true) {
    const int result = SSL_accept(connection);
    const int error = SSL_get_error(connection, result);
    while (const int count = BIO_read(out, bytes.data(), static_cast<int>(bytes.size()))) {
      if (count < 0 || ::send(peer, bytes.data(), static_cast<std::size_t>(count), 0) != count) break;
    }
    if (result == 1 || error != SSL_ERROR_WANT_READ) return;
    const ssize_t count = ::recv(peer, bytes.data(), bytes.size(), 0);
    if (count <= 0) return;
    BIO_write(in, bytes.data(), static_cast<int>(count));
  }
}

}  // namespace

int main(int count, char** words) {
  Options options;
  for (int i = 1; i + 1 < count; i += 2) options[std::string(words[i]).substr(2)] = words[i + 1];
  std::signal(SIGPIPE, SIG_IGN);
  RAND_set_rand_method(&kRandomness);
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  if (!configure(context.get(), options)) {
    ERR_print_errors_fp(stderr);
    return 1;
  }
  const int listening = listen_on(options["port"]);
  if (listening < 0) return 1;
  while (true) {
    const int peer = ::accept(listening, nullptr, nullptr);
    if (peer < 0) continue;
    const timeval patience{5, 0};
    ::setsockopt(peer, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    const std::unique_ptr<SSL, decltype(&SSL_free)> connection(SSL_new(context.get()), SSL_free);
    serve(connection.get(), peer);
    ERR_clear_error();
    ::close(peer);
  }
}
