#include "support/memory_server.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/params.h>

#include <array>
#include <stdexcept>

#include "support/test_library.h"

namespace mailglass::test {
namespace {

/// RFC 5114 section 2.1: 1,024 bits.
EVP_PKEY* small_prime() {
  EVP_PKEY* parameters = nullptr;
  EVP_PKEY_CTX* context = EVP_PKEY_CTX_new_from_name(test_library(), "DHX", nullptr);
  char group[] = "dh_1024_160";
  const OSSL_PARAM wanted[] = {OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
                               OSSL_PARAM_construct_end()};
  if (EVP_PKEY_paramgen_init(context) != 1 || EVP_PKEY_CTX_set_params(context, wanted) != 1 ||
      EVP_PKEY_generate(context, &parameters) != 1)
    parameters = nullptr;
  EVP_PKEY_CTX_free(context);
  return parameters;
}

constexpr unsigned kStatusExtension = 5, kTimestampExtension = 18;

int add_with_leaf(SSL* /*ssl*/, unsigned /*type*/, unsigned /*context*/, const unsigned char** out, std::size_t* size,
                  X509* /*certificate*/, std::size_t index, int* /*alert*/, void* bytes) {
  const auto& said = *static_cast<const Bytes*>(bytes);
  *out = said.data();
  *size = said.size();
  return index == 0 ? 1 : 0;
}

/// `said` may be empty: then the server does not have the extension.
bool add_extension(SSL_CTX* context, unsigned type, unsigned where, Bytes& said) {
  return said.empty() || SSL_CTX_add_custom_ext(context, type, SSL_EXT_CLIENT_HELLO | where, add_with_leaf, nullptr,
                                                &said, nullptr, nullptr) == 1;
}

int choose_protocol(SSL* /*ssl*/, const unsigned char** chosen, unsigned char* length, const unsigned char* offered,
                    unsigned size, void* protocol) {
  const auto& own = *static_cast<const std::string*>(protocol);
  ByteReader list(ByteView(offered, size));
  while (const auto name = list.prefixed(1)) {
    if (text_of(name->rest()) != own) continue;
    *chosen = name->rest().data();
    *length = static_cast<unsigned char>(own.size());
    return SSL_TLSEXT_ERR_OK;
  }
  return SSL_TLSEXT_ERR_ALERT_FATAL;
}

/// RFC 6066 section 8.
Bytes certificate_status(const Bytes& ocsp) {
  if (ocsp.empty()) return {};
  ByteWriter out;
  out.u8(1).prefixed(3, [&](ByteWriter& answer) { answer.append(ocsp); });
  return std::move(out).bytes();
}

}  // namespace

MemoryServer::MemoryServer(const ServerSpec& spec, X509* certificate, EVP_PKEY* key)
    : context_(SSL_CTX_new_ex(test_library(), nullptr, TLS_server_method())),
      said_(std::make_shared<Said>(Said{spec.timestamps, certificate_status(spec.ocsp), spec.protocol})) {
  SSL_CTX_set_security_level(context_, 0);
  SSL_CTX_set_options(context_, SSL_OP_CIPHER_SERVER_PREFERENCE);
  const bool ok = SSL_CTX_set_min_proto_version(context_, spec.min_version) == 1 &&
                  SSL_CTX_set_max_proto_version(context_, spec.max_version) == 1 &&
                  SSL_CTX_set_cipher_list(context_, spec.ciphers) == 1 &&
                  SSL_CTX_set1_groups_list(context_, spec.groups) == 1 &&
                  SSL_CTX_use_certificate(context_, certificate) == 1 && SSL_CTX_use_PrivateKey(context_, key) == 1;
  const bool second_ok = !spec.second_certificate || (SSL_CTX_use_certificate(context_, spec.second_certificate) == 1 &&
                                                      SSL_CTX_use_PrivateKey(context_, spec.second_key) == 1);
  const bool extensions_ok =
      add_extension(context_, kTimestampExtension, SSL_EXT_TLS1_2_SERVER_HELLO | SSL_EXT_TLS1_3_CERTIFICATE,
                    said_->timestamps) &&
      add_extension(context_, kStatusExtension, SSL_EXT_TLS1_3_CERTIFICATE, said_->status);
  if (!said_->protocol.empty()) SSL_CTX_set_alpn_select_cb(context_, choose_protocol, &said_->protocol);
  if (!ok || !second_ok || !extensions_ok) throw std::runtime_error("the test server cannot be configured");
  for (X509* extra : spec.extra_chain) {
    X509_up_ref(extra);
    SSL_CTX_add_extra_chain_cert(context_, extra);
  }
  SSL_CTX_set_dh_auto(context_, spec.small_prime ? 0 : 1);
  if (spec.signatures && SSL_CTX_set1_sigalgs_list(context_, spec.signatures) != 1)
    throw std::runtime_error("the test server does not sign so");
  if (spec.small_prime && SSL_CTX_set0_tmp_dh_pkey(context_, small_prime()) != 1)
    throw std::runtime_error("the test server has no such prime");
  SSL_CTX_set_num_tickets(context_, static_cast<std::size_t>(spec.tickets13));
  if (!spec.tickets) SSL_CTX_set_options(context_, SSL_OP_NO_TICKET);
  if (!spec.encrypt_then_mac) SSL_CTX_set_options(context_, SSL_OP_NO_ENCRYPT_THEN_MAC);
  if (!spec.cache) SSL_CTX_set_session_cache_mode(context_, SSL_SESS_CACHE_OFF);
  if (spec.request_certificate || spec.require_certificate) {
    const int required = spec.require_certificate ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0;
    SSL_CTX_set_verify(context_, SSL_VERIFY_PEER | required, [](int, X509_STORE_CTX*) { return 1; });
  }
  accept();
}

MemoryServer::MemoryServer(const MemoryServer& same) : context_(same.context_), said_(same.said_) {
  SSL_CTX_up_ref(context_);
  accept();
}

void MemoryServer::accept() {
  ssl_ = SSL_new(context_);
  in_ = BIO_new(BIO_s_mem());
  out_ = BIO_new(BIO_s_mem());
  BIO_set_mem_eof_return(in_, -1);
  SSL_set_bio(ssl_, in_, out_);
  SSL_set_accept_state(ssl_);
}

MemoryServer::~MemoryServer() {
  SSL_free(ssl_);
  SSL_CTX_free(context_);
}

Bytes MemoryServer::take(ByteView from_client) {
  ERR_clear_error();
  if (!from_client.empty()) BIO_write(in_, from_client.data(), static_cast<int>(from_client.size()));
  if (SSL_do_handshake(ssl_) == 1) {
    std::array<char, 256> buffer{};
    int count = 0;
    while ((count = SSL_read(ssl_, buffer.data(), static_cast<int>(buffer.size()))) > 0)
      received_.append(buffer.data(), static_cast<std::size_t>(count));
  }
  ERR_clear_error();
  return output();
}

Bytes MemoryServer::say(std::string_view text) {
  SSL_write(ssl_, text.data(), static_cast<int>(text.size()));
  return output();
}

Bytes MemoryServer::close() {
  SSL_shutdown(ssl_);
  return output();
}

Bytes MemoryServer::output() {
  Bytes out(BIO_ctrl_pending(out_));
  if (!out.empty()) BIO_read(out_, out.data(), static_cast<int>(out.size()));
  return out;
}

}  // namespace mailglass::test
