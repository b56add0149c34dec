// A TLS server of Mbed TLS 2.28: --port, --versions MIN,MAX (hexadecimal), --suites, --groups, certificates and the
// rest. Without a port it lists its suites: number, name, least and last version.

#include <mbedtls/ctr_drbg.h>
#include <mbedtls/dhm.h>
#include <mbedtls/entropy.h>
#include <mbedtls/ssl.h>
#include <mbedtls/ssl_cache.h>
#include <mbedtls/ssl_ciphersuites.h>
#include <mbedtls/ssl_ticket.h>

#include <array>
#include <cstdio>
#include <string>
#include <vector>

#include "serving.h"

namespace mailglass::truth {
namespace {

constexpr unsigned kTls10 = 0x0301;

int list() {
  for (const int* id = mbedtls_ssl_list_ciphersuites(); *id != 0; ++id) {
    const mbedtls_ssl_ciphersuite_t* suite = mbedtls_ssl_ciphersuite_from_id(*id);
    std::printf("%04x %s 03%02x 03%02x\n", *id, suite->name, suite->min_minor_ver, suite->max_minor_ver);
  }
  return 0;
}

int send_bytes(void* peer, const unsigned char* bytes, std::size_t count) {
  return static_cast<const Peer*>(peer)->write(bytes, count) ? static_cast<int>(count) : -1;
}
int receive_bytes(void* peer, unsigned char* out, std::size_t room) {
  return static_cast<int>(static_cast<const Peer*>(peer)->read(out, room));
}

/// A certificate and its key.
struct Identity {
  mbedtls_x509_crt certificate{};
  mbedtls_pk_context key{};
  Identity() {
    mbedtls_x509_crt_init(&certificate);
    mbedtls_pk_init(&key);
  }
  bool load(const std::string& certificate_file, const std::string& key_file) {
    return mbedtls_x509_crt_parse_file(&certificate, certificate_file.c_str()) == 0 &&
           mbedtls_pk_parse_keyfile(&key, key_file.c_str(), nullptr) == 0;
  }
};

/// Everything lives as long as the process.
struct Server {
  mbedtls_entropy_context entropy{};
  mbedtls_ctr_drbg_context random{};
  mbedtls_ssl_config config{};
  mbedtls_ssl_cache_context cache{};
  mbedtls_ssl_ticket_context tickets{};
  mbedtls_dhm_context dh{};
  Identity rsa, ecdsa, named;
  std::vector<int> suites;
  std::vector<mbedtls_ecp_group_id> groups;
  std::vector<int> hashes;
  std::vector<std::string> protocols;
  std::vector<const char*> protocol_names;
};

int choose_by_name(void* server, mbedtls_ssl_context* ssl, const unsigned char*, std::size_t) {
  Identity& named = static_cast<Server*>(server)->named;
  return mbedtls_ssl_set_hs_own_cert(ssl, &named.certificate, &named.key);
}

bool load_identities(Server& server, const Options& options) {
  for (auto& [kind, identity] : {std::pair{"rsa", &server.rsa}, {"ecdsa", &server.ecdsa}, {"named", &server.named}}) {
    const std::string certificate = options.text(std::string(kind) + "-cert");
    if (certificate.empty()) continue;
    if (!identity->load(certificate, options.text(std::string(kind) + "-key"))) return false;
    if (identity == &server.named)
      mbedtls_ssl_conf_sni(&server.config, choose_by_name, &server);
    else if (mbedtls_ssl_conf_own_cert(&server.config, &identity->certificate, &identity->key) != 0)
      return false;
  }
  return true;
}

bool configure_sessions(Server& server, const Options& options) {
  constexpr std::uint32_t kTicketLifetime = 3600;
  if (options.on("cache")) {
    mbedtls_ssl_cache_init(&server.cache);
    mbedtls_ssl_conf_session_cache(&server.config, &server.cache, mbedtls_ssl_cache_get, mbedtls_ssl_cache_set);
  }
  if (!options.on("ticket")) return true;
  mbedtls_ssl_ticket_init(&server.tickets);
  mbedtls_ssl_conf_session_tickets_cb(&server.config, mbedtls_ssl_ticket_write, mbedtls_ssl_ticket_parse,
                                      &server.tickets);
  return mbedtls_ssl_ticket_setup(&server.tickets, mbedtls_ctr_drbg_random, &server.random, MBEDTLS_CIPHER_AES_256_GCM,
                                  kTicketLifetime) == 0;
}

bool configure(Server& server, const Options& options) {
  mbedtls_entropy_init(&server.entropy);
  mbedtls_ctr_drbg_init(&server.random);
  mbedtls_ssl_config_init(&server.config);
  if (mbedtls_ctr_drbg_seed(&server.random, mbedtls_entropy_func, &server.entropy, nullptr, 0) != 0) return false;
  mbedtls_ssl_config* config = &server.config;
  if (mbedtls_ssl_config_defaults(config, MBEDTLS_SSL_IS_SERVER, MBEDTLS_SSL_TRANSPORT_STREAM,
                                  MBEDTLS_SSL_PRESET_DEFAULT) != 0)
    return false;
  mbedtls_ssl_conf_rng(config, mbedtls_ctr_drbg_random, &server.random);
  const std::vector<std::uint16_t> versions = options.numbers("versions");
  const auto minor = [](unsigned version) { return static_cast<int>(version - kTls10) + MBEDTLS_SSL_MINOR_VERSION_1; };
  mbedtls_ssl_conf_min_version(config, MBEDTLS_SSL_MAJOR_VERSION_3, minor(versions.at(0)));
  mbedtls_ssl_conf_max_version(config, MBEDTLS_SSL_MAJOR_VERSION_3, minor(versions.at(1)));
  for (const std::uint16_t suite : options.numbers("suites")) server.suites.push_back(suite);
  server.suites.push_back(0);
  mbedtls_ssl_conf_ciphersuites(config, server.suites.data());
  for (const std::uint16_t group : options.numbers("groups"))
    server.groups.push_back(mbedtls_ecp_curve_info_from_tls_id(group)->grp_id);
  server.groups.push_back(MBEDTLS_ECP_DP_NONE);
  mbedtls_ssl_conf_curves(config, server.groups.data());
  server.hashes = {MBEDTLS_MD_SHA512, MBEDTLS_MD_SHA384, MBEDTLS_MD_SHA256};
  if (options.on("sha1")) server.hashes.push_back(MBEDTLS_MD_SHA1);
  server.hashes.push_back(MBEDTLS_MD_NONE);
  mbedtls_ssl_conf_sig_hashes(config, server.hashes.data());
  mbedtls_ssl_conf_encrypt_then_mac(config, options.on("etm") ? 1 : 0);
  mbedtls_ssl_conf_extended_master_secret(config, options.on("ems") ? 1 : 0);
  mbedtls_ssl_conf_authmode(config,
                            options.on("client-certificate") ? MBEDTLS_SSL_VERIFY_OPTIONAL : MBEDTLS_SSL_VERIFY_NONE);
  mbedtls_dhm_init(&server.dh);
  const std::string dh = options.text("dh");
  if (!dh.empty() && (mbedtls_dhm_parse_dhmfile(&server.dh, dh.c_str()) != 0 ||
                      mbedtls_ssl_conf_dh_param_ctx(config, &server.dh) != 0))
    return false;
  server.protocols = options.list("alpn");
  for (const std::string& name : server.protocols) server.protocol_names.push_back(name.c_str());
  server.protocol_names.push_back(nullptr);
  if (!server.protocols.empty() && mbedtls_ssl_conf_alpn_protocols(config, server.protocol_names.data()) != 0)
    return false;
  return configure_sessions(server, options) && load_identities(server, options);
}

void serve(const mbedtls_ssl_config& config, Peer& peer) {
  mbedtls_ssl_context ssl;
  mbedtls_ssl_init(&ssl);
  mbedtls_ssl_set_bio(&ssl, &peer, send_bytes, receive_bytes, nullptr);
  std::array<unsigned char, 512> words{};
  if (mbedtls_ssl_setup(&ssl, &config) == 0 && mbedtls_ssl_handshake(&ssl) == 0) {
    if (mbedtls_ssl_read(&ssl, words.data(), words.size()) > 0)
      mbedtls_ssl_write(&ssl, reinterpret_cast<const unsigned char*>(kGoodbye), kGoodbyeSize);
    mbedtls_ssl_close_notify(&ssl);
  }
  mbedtls_ssl_free(&ssl);
}

}  // namespace
}  // namespace mailglass::truth

int main(int count, char** words) {
  using namespace mailglass::truth;
  const Options options(count, words);
  if (options.text("port").empty()) return list();
  static Server server;
  if (!configure(server, options)) return 1;
  return serve_each(options, [](Peer& peer) { serve(server.config, peer); });
}
