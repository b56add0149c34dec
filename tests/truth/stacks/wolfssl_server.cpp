// A TLS server of wolfSSL 5.5: --port, --versions MIN,MAX (hexadecimal), --ciphers (its own names), --groups, one
// certificate and key, and the rest. Without a port it lists its suites: number, its own name, IANA's name.

#include <wolfssl/options.h>
#include <wolfssl/ssl.h>

#include <array>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include "serving.h"

namespace mailglass::truth {
namespace {

int list() {
  constexpr unsigned kNumbers = 0x10000;
  constexpr unsigned kByte = 8;
  for (unsigned id = 0; id < kNumbers; ++id) {
    const auto high = static_cast<unsigned char>(id >> kByte);
    const auto low = static_cast<unsigned char>(id);
    const char* own = wolfSSL_get_cipher_name_from_suite(high, low);
    const char* iana = wolfSSL_get_cipher_name_iana_from_suite(high, low);
    if (own != nullptr && iana != nullptr && std::strcmp(own, "None") != 0) std::printf("%04x %s %s\n", id, own, iana);
  }
  return 0;
}

int on_protocols(WOLFSSL*, const unsigned char** chosen, unsigned char* length, const unsigned char* offered,
                 unsigned int offered_length, void* options_of_server) {
  const Options& options = *static_cast<const Options*>(options_of_server);
  if (choose_protocol(options, chosen, length, offered, offered_length)) return SSL_TLSEXT_ERR_OK;
  return options.on("alpn-fatal") ? SSL_TLSEXT_ERR_ALERT_FATAL : SSL_TLSEXT_ERR_NOACK;
}

bool configure(WOLFSSL_CTX* context, Options& options) {
  const auto versions = options.numbers("versions");
  if (wolfSSL_CTX_set_min_proto_version(context, versions.at(0)) != WOLFSSL_SUCCESS) return false;
  if (wolfSSL_CTX_set_max_proto_version(context, versions.at(1)) != WOLFSSL_SUCCESS) return false;
  if (wolfSSL_CTX_set_cipher_list(context, options.text("ciphers").c_str()) != WOLFSSL_SUCCESS) return false;
  std::vector<int> groups;
  for (const std::uint16_t group : options.numbers("groups")) groups.push_back(group);
  if (wolfSSL_CTX_set_groups(context, groups.data(), static_cast<int>(groups.size())) != WOLFSSL_SUCCESS) return false;
  if (options.on("serverpref"))
    wolfSSL_CTX_set_options(context, WOLFSSL_OP_CIPHER_SERVER_PREFERENCE);
  else
    wolfSSL_CTX_UseClientSuites(context);
  wolfSSL_CTX_allow_anon_cipher(context);
  wolfSSL_CTX_AllowEncryptThenMac(context, options.on("etm") ? 1 : 0);
  if (!options.on("ticket")) {
    wolfSSL_CTX_NoTicketTLSv12(context);
    wolfSSL_CTX_no_ticket_TLSv13(context);
  }
  if (!options.on("cache")) wolfSSL_CTX_set_session_cache_mode(context, WOLFSSL_SESS_CACHE_OFF);
  wolfSSL_CTX_set_verify(context, options.on("client-certificate") ? WOLFSSL_VERIFY_PEER : WOLFSSL_VERIFY_NONE,
                         nullptr);
  if (!options.text("alpn").empty()) wolfSSL_CTX_set_alpn_select_cb(context, on_protocols, &options);
  const std::string dh = options.text("dh");
  if (!dh.empty() && wolfSSL_CTX_SetTmpDH_file(context, dh.c_str(), WOLFSSL_FILETYPE_PEM) != WOLFSSL_SUCCESS)
    return false;
  return wolfSSL_CTX_use_certificate_chain_file(context, options.text("cert").c_str()) == WOLFSSL_SUCCESS &&
         wolfSSL_CTX_use_PrivateKey_file(context, options.text("key").c_str(), WOLFSSL_FILETYPE_PEM) == WOLFSSL_SUCCESS;
}

void serve(WOLFSSL_CTX* context, const Peer& peer) {
  WOLFSSL* ssl = wolfSSL_new(context);
  wolfSSL_set_fd(ssl, peer.socket());
  std::array<char, 512> words{};
  if (wolfSSL_accept(ssl) == WOLFSSL_SUCCESS) {
    if (wolfSSL_read(ssl, words.data(), static_cast<int>(words.size())) > 0)
      wolfSSL_write(ssl, kGoodbye, static_cast<int>(kGoodbyeSize));
    wolfSSL_shutdown(ssl);
  }
  wolfSSL_free(ssl);
}

}  // namespace
}  // namespace mailglass::truth

int main(int count, char** words) {
  using namespace mailglass::truth;
  wolfSSL_Init();
  Options options(count, words);
  if (options.text("port").empty()) return list();
  WOLFSSL_CTX* context = wolfSSL_CTX_new(wolfSSLv23_server_method());
  if (!configure(context, options)) {
    std::fputs("this cannot be configured\n", stderr);
    return 1;
  }
  return serve_each(options, [&](Peer& peer) { serve(context, peer); });
}
