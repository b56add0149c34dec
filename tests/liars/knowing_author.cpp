#include "knowing_author.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/ssl.h>

#include <array>
#include <stdexcept>

#include "handshake/offer.h"
#include "handshake/seeded_random.h"
#include "support/test_library.h"

namespace mailglass::liars {
namespace {

struct Release {
  void operator()(SSL_CTX* p) const { SSL_CTX_free(p); }
  void operator()(SSL* p) const { SSL_free(p); }
  void operator()(EVP_KDF* p) const { EVP_KDF_free(p); }
  void operator()(EVP_KDF_CTX* p) const { EVP_KDF_CTX_free(p); }
  void operator()(EVP_CIPHER_CTX* p) const { EVP_CIPHER_CTX_free(p); }
};
template <class T>
using Owned = std::unique_ptr<T, Release>;

void must(bool done) {
  if (!done) throw std::runtime_error("the forger's cryptography failed");
}

Bytes joined(std::initializer_list<ByteView> parts) {
  Bytes out;
  for (const ByteView part : parts) out.insert(out.end(), part.begin(), part.end());
  return out;
}

/// RFC 5246 section 5.
Bytes prf(const Bytes& secret, std::string_view label, const Bytes& seed, std::size_t size) {
  const Owned<EVP_KDF> kdf(EVP_KDF_fetch(test::test_library(), "TLS1-PRF", nullptr));
  const Owned<EVP_KDF_CTX> context(EVP_KDF_CTX_new(kdf.get()));
  Bytes key = secret, all = joined({view_of(label), seed}), out(size);
  std::string digest = "SHA256";
  const std::array<OSSL_PARAM, 4> parameters{
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest.data(), 0),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SECRET, key.data(), key.size()),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SEED, all.data(), all.size()), OSSL_PARAM_construct_end()};
  must(context && EVP_KDF_derive(context.get(), out.data(), out.size(), parameters.data()) == 1);
  return out;
}

Bytes sha256(const Bytes& content) {
  Bytes digest(32);
  must(EVP_Digest(content.data(), content.size(), digest.data(), nullptr, EVP_sha256(), nullptr) == 1);
  return digest;
}

/// The first record under a key: RFC 5288 section 3, sequence number 0.
Bytes sealed(std::uint8_t type, const Bytes& plain, const Bytes& key, const Bytes& salt) {
  const Bytes explicit_nonce(8, 0);
  const Bytes nonce = joined({salt, explicit_nonce});
  ByteWriter associated;
  associated.u64(0).u8(type).u16(0x0303).u16(static_cast<std::uint16_t>(plain.size()));
  const Owned<EVP_CIPHER_CTX> context(EVP_CIPHER_CTX_new());
  Bytes cipher(plain.size()), tag(16);
  int size = 0;
  must(EVP_EncryptInit_ex(context.get(), EVP_aes_128_gcm(), nullptr, key.data(), nonce.data()) == 1 &&
       EVP_EncryptUpdate(context.get(), nullptr, &size, associated.bytes().data(),
                         static_cast<int>(associated.size())) == 1 &&
       EVP_EncryptUpdate(context.get(), cipher.data(), &size, plain.data(), static_cast<int>(plain.size())) == 1 &&
       EVP_EncryptFinal_ex(context.get(), cipher.data() + size, &size) == 1 &&
       EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, 16, tag.data()) == 1);
  ByteWriter record;
  record.u8(type).u16(0x0303).prefixed(
      2, [&](ByteWriter& body) { body.append(explicit_nonce).append(cipher).append(tag); });
  return std::move(record).bytes();
}

}  // namespace

struct KnowingAuthor::State {
  explicit State(const handshake::ClientConfig& told) : library(told.seed), key_from_seed(told.key_from_seed) {}
  handshake::SeededLibrary library;
  bool key_from_seed;
  Owned<SSL_CTX> context;
  Owned<SSL> ssl;
  Bytes hello;
  Bytes messages;  ///< of the handshake, both sides'
  Bytes client_random, server_random;

  Bytes step() {
    SSL_do_handshake(ssl.get());
    BIO* const out = SSL_get_wbio(ssl.get());
    Bytes said(BIO_ctrl_pending(out));
    if (!said.empty()) BIO_read(out, said.data(), static_cast<int>(said.size()));
    return said;
  }
  static void on_message(int /*write*/, int /*version*/, int type, const void* data, std::size_t size, SSL* /*ssl*/,
                         void* self) {
    if (type != SSL3_RT_HANDSHAKE) return;
    const auto* bytes = static_cast<const std::uint8_t*>(data);
    auto& state = *static_cast<State*>(self);
    state.messages.insert(state.messages.end(), bytes, bytes + size);
    // As the page's client does it before it draws its key.
    const bool done = size > 0 && bytes[0] == static_cast<std::uint8_t>(tls::HandshakeType::ServerHelloDone);
    if (done && state.key_from_seed) state.library.draw_anew();
  }
};

KnowingAuthor::KnowingAuthor(const handshake::ClientConfig& config) : state_(std::make_unique<State>(config)) {
  State& s = *state_;
  must(s.library.ready());
  s.context.reset(SSL_CTX_new_ex(s.library.context(), nullptr, TLS_client_method()));
  must(s.context && handshake::configure(s.context.get(), config));
  s.ssl.reset(SSL_new(s.context.get()));
  BIO* const in = BIO_new(BIO_s_mem());
  BIO_set_mem_eof_return(in, -1);
  SSL_set_bio(s.ssl.get(), in, BIO_new(BIO_s_mem()));
  SSL_set_msg_callback(s.ssl.get(), State::on_message);
  SSL_set_msg_callback_arg(s.ssl.get(), &s);
  SSL_set_connect_state(s.ssl.get());
  must(config.server_name.empty() || SSL_set_tlsext_host_name(s.ssl.get(), config.server_name.c_str()) == 1);
  s.hello = s.step();
  const Flight said = take_apart(s.hello);
  must(said.messages.size() == 1);
  s.client_random = random_in(said.messages[0].body);
}

KnowingAuthor::~KnowingAuthor() = default;

const Bytes& KnowingAuthor::client_hello() const {
  return state_->hello;
}

Message KnowingAuthor::server_hello(std::uint16_t suite, const Bytes& random) {
  ByteWriter out;
  out.u16(0x0303).append(random).u8(0).u16(suite).u8(0);
  out.u16(5).u16(0xff01).u16(1).u8(0);  // RFC 5746 section 3.6
  return {tls::HandshakeType::ServerHello, std::move(out).bytes()};
}

void KnowingAuthor::make_up(const Flight& first_flight) {
  State& s = *state_;
  s.server_random = random_in(first_flight.messages.at(0).body);
  const Bytes records = put_together(first_flight);
  BIO_write(SSL_get_rbio(s.ssl.get()), records.data(), static_cast<int>(records.size()));
  s.step();
}

Bytes KnowingAuthor::server_end() const {
  const State& s = *state_;
  Bytes master(48);
  must(SSL_SESSION_get_master_key(SSL_get0_session(s.ssl.get()), master.data(), master.size()) == master.size());
  // RFC 5246 section 6.3: no MAC keys with GCM; two keys, then two salts.
  const Bytes block = prf(master, "key expansion", joined({s.server_random, s.client_random}), 2 * 16 + 2 * 4);
  const Bytes key(block.begin() + 16, block.begin() + 32), salt(block.begin() + 36, block.end());
  ByteWriter finished;
  finished.u8(static_cast<std::uint8_t>(tls::HandshakeType::Finished))
      .u24(12)
      .append(prf(master, "server finished", sha256(s.messages), 12));
  const Bytes change = {20, 3, 3, 0, 1, 1};
  return joined({change, sealed(22, finished.bytes(), key, salt)});
}

}  // namespace mailglass::liars
