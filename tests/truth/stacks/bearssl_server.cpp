// A TLS server of BearSSL 0.6: --port, --versions MIN,MAX (hexadecimal), --suites, --curves p256|x25519|prime|all, one
// certificate and key (DER), and the rest.

#include <bearssl.h>

#include <array>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "serving.h"

namespace mailglass::truth {
namespace {

using Bytes = std::vector<unsigned char>;

Bytes contents(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  return Bytes(std::istreambuf_iterator<char>(in), {});
}

/// What a connection needs, for as long as the process lives.
struct Server {
  explicit Server(const Options& all) : options(all) {}
  const Options& options;
  Bytes certificate;
  br_x509_certificate chain{};
  br_skey_decoder_context key{};
  br_ssl_session_cache_lru cache{};
  Bytes cache_room = Bytes(65536);
  std::vector<std::uint16_t> suites;
  std::vector<std::uint16_t> versions;
  std::vector<std::string> protocols;
  std::vector<const char*> protocol_names;
  const br_ec_impl* curves = nullptr;
};

const br_ec_impl* curves_of(const std::string& name) {
  if (name == "p256") return &br_ec_p256_m31;
  if (name == "x25519") return &br_ec_c25519_m31;
  if (name == "prime") return &br_ec_prime_i31;
  return &br_ec_all_m31;
}

bool load(Server& server) {
  const Options& options = server.options;
  server.certificate = contents(options.text("cert"));
  server.chain = {server.certificate.data(), server.certificate.size()};
  const Bytes key = contents(options.text("key"));
  br_skey_decoder_init(&server.key);
  br_skey_decoder_push(&server.key, key.data(), key.size());
  server.suites = options.numbers("suites");
  server.versions = options.numbers("versions");
  server.protocols = options.list("alpn");
  for (const std::string& name : server.protocols) server.protocol_names.push_back(name.c_str());
  server.curves = curves_of(options.text("curves"));
  br_ssl_session_cache_lru_init(&server.cache, server.cache_room.data(), server.cache_room.size());
  return br_skey_decoder_last_error(&server.key) == 0 && !server.certificate.empty();
}

void configure(br_ssl_server_context& context, Server& server) {
  if (br_skey_decoder_key_type(&server.key) == BR_KEYTYPE_RSA)
    br_ssl_server_init_full_rsa(&context, &server.chain, 1, br_skey_decoder_get_rsa(&server.key));
  else
    br_ssl_server_init_full_ec(&context, &server.chain, 1, BR_KEYTYPE_EC, br_skey_decoder_get_ec(&server.key));
  br_ssl_engine_context* engine = &context.eng;
  br_ssl_engine_set_versions(engine, server.versions.at(0), server.versions.at(1));
  br_ssl_engine_set_suites(engine, server.suites.data(), server.suites.size());
  br_ssl_engine_set_ec(engine, server.curves);
  if (!server.protocol_names.empty())
    br_ssl_engine_set_protocol_names(engine, server.protocol_names.data(), server.protocol_names.size());
  std::uint32_t flags = 0;
  if (server.options.on("serverpref")) flags |= BR_OPT_ENFORCE_SERVER_PREFERENCES;
  if (server.options.on("alpn-fatal")) flags |= BR_OPT_FAIL_ON_ALPN_MISMATCH;
  br_ssl_engine_set_all_flags(engine, flags);
  if (server.options.on("cache")) br_ssl_server_set_cache(&context, &server.cache.vtable);
}

int receive_bytes(void* peer, unsigned char* out, std::size_t room) {
  const std::size_t count = static_cast<const Peer*>(peer)->read(out, room);
  return count > 0 ? static_cast<int>(count) : -1;
}
int send_bytes(void* peer, const unsigned char* bytes, std::size_t count) {
  return static_cast<const Peer*>(peer)->write(bytes, count) ? static_cast<int>(count) : -1;
}

void serve(Server& server, Peer& peer) {
  auto context = std::make_unique<br_ssl_server_context>();
  Bytes buffer(BR_SSL_BUFSIZE_BIDI);
  configure(*context, server);
  br_ssl_engine_set_buffer(&context->eng, buffer.data(), buffer.size(), 1);
  if (br_ssl_server_reset(context.get()) == 0) return;
  br_sslio_context io;
  br_sslio_init(&io, &context->eng, receive_bytes, &peer, send_bytes, &peer);
  std::array<char, 512> words{};
  if (br_sslio_read(&io, words.data(), words.size()) <= 0) return;
  br_sslio_write_all(&io, kGoodbye, kGoodbyeSize);
  br_sslio_close(&io);
}

}  // namespace
}  // namespace mailglass::truth

int main(int count, char** words) {
  using namespace mailglass::truth;
  const Options options(count, words);
  Server server(options);
  if (!load(server)) return 1;
  return serve_each(options, [&](Peer& peer) { serve(server, peer); });
}
