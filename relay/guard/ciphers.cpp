#include "guard/ciphers.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <memory>

namespace mailglass::relay::guard {
namespace {

struct Deleter {
  void operator()(EVP_CIPHER* cipher) const { EVP_CIPHER_free(cipher); }
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
  void operator()(EVP_MAC* mac) const { EVP_MAC_free(mac); }
  void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
  void operator()(EVP_KDF* kdf) const { EVP_KDF_free(kdf); }
  void operator()(EVP_KDF_CTX* context) const { EVP_KDF_CTX_free(context); }
  void operator()(OSSL_LIB_CTX* library) const { OSSL_LIB_CTX_free(library); }
};
template <class Object>
using Owned = std::unique_ptr<Object, Deleter>;

/// Apart from whoever else uses OpenSSL in this process.
OSSL_LIB_CTX* library() {
  static const Owned<OSSL_LIB_CTX> own(OSSL_LIB_CTX_new());
  return own.get();
}

int length_of(ByteView bytes) {
  return static_cast<int>(bytes.size());
}

/// The libraries take what they only read as if they wrote it.
void* lent(ByteView bytes) {
  return const_cast<std::uint8_t*>(bytes.data());
}

bool update(EVP_CIPHER_CTX* context, std::uint8_t* out, ByteView in, std::size_t& written) {
  int count = 0;
  if (EVP_CipherUpdate(context, out, &count, in.data(), length_of(in)) != 1) return false;
  written += static_cast<std::size_t>(count);
  return true;
}

}  // namespace

std::optional<Bytes> run_aead(Way way, const Aead& aead, ByteView associated, ByteView input) {
  const bool sealing = way == Way::Seal;
  if (!sealing && input.size() < aead.tag) return std::nullopt;
  const ByteView text = sealing ? input : input.first(input.size() - aead.tag);
  const ByteView tag = sealing ? ByteView{} : input.last(aead.tag);
  const Owned<EVP_CIPHER> cipher(EVP_CIPHER_fetch(library(), aead.cipher, nullptr));
  const Owned<EVP_CIPHER_CTX> context(EVP_CIPHER_CTX_new());
  if (!cipher || !context || static_cast<std::size_t>(EVP_CIPHER_get_key_length(cipher.get())) != aead.key.size())
    return std::nullopt;
  EVP_CIPHER_CTX* const run = context.get();
  const int direction = sealing ? 1 : 0;
  const bool ccm = EVP_CIPHER_get_mode(cipher.get()) == EVP_CIPH_CCM_MODE;
  std::size_t written = 0, ignored = 0;
  int length = 0;
  Bytes out(text.size() + (sealing ? aead.tag : 0));
  // CCM must know the lengths of tag and text beforehand (EVP_EncryptInit(3)).
  const bool ready =
      EVP_CipherInit_ex2(run, cipher.get(), nullptr, nullptr, direction, nullptr) == 1 &&
      EVP_CIPHER_CTX_ctrl(run, EVP_CTRL_AEAD_SET_IVLEN, length_of(aead.nonce), nullptr) == 1 &&
      (sealing && !ccm ? true
                       : EVP_CIPHER_CTX_ctrl(run, EVP_CTRL_AEAD_SET_TAG, static_cast<int>(aead.tag), lent(tag)) == 1) &&
      EVP_CipherInit_ex2(run, nullptr, aead.key.data(), aead.nonce.data(), direction, nullptr) == 1 &&
      (!ccm || EVP_CipherUpdate(run, nullptr, &length, nullptr, length_of(text)) == 1);
  if (!ready || !update(run, nullptr, associated, ignored) || !update(run, out.data(), text, written))
    return std::nullopt;
  if (!ccm && EVP_CipherFinal_ex(run, out.data() + written, &length) != 1) return std::nullopt;
  if (sealing &&
      EVP_CIPHER_CTX_ctrl(run, EVP_CTRL_AEAD_GET_TAG, static_cast<int>(aead.tag), out.data() + text.size()) != 1)
    return std::nullopt;
  return out;
}

std::optional<Bytes> run_cbc(Way way, const char* name, ByteView key, ByteView iv, ByteView input) {
  const Owned<EVP_CIPHER> cipher(EVP_CIPHER_fetch(library(), name, nullptr));
  const Owned<EVP_CIPHER_CTX> context(EVP_CIPHER_CTX_new());
  if (!cipher || !context) return std::nullopt;
  const auto block = static_cast<std::size_t>(EVP_CIPHER_get_block_size(cipher.get()));
  if (static_cast<std::size_t>(EVP_CIPHER_get_key_length(cipher.get())) != key.size() || iv.size() != block ||
      input.size() % block != 0)
    return std::nullopt;
  Bytes out(input.size());
  std::size_t written = 0;
  int length = 0;
  const bool done =
      EVP_CipherInit_ex2(context.get(), cipher.get(), key.data(), iv.data(), way == Way::Seal ? 1 : 0, nullptr) == 1 &&
      EVP_CIPHER_CTX_set_padding(context.get(), 0) == 1 && update(context.get(), out.data(), input, written) &&
      EVP_CipherFinal_ex(context.get(), out.data() + written, &length) == 1;
  if (!done) return std::nullopt;
  return out;
}

std::optional<Bytes> hmac(const char* digest, ByteView key, ByteView first, ByteView second) {
  const Owned<EVP_MAC> mac(EVP_MAC_fetch(library(), "HMAC", nullptr));
  const Owned<EVP_MAC_CTX> context(EVP_MAC_CTX_new(mac.get()));
  std::string name(digest);
  const std::array<OSSL_PARAM, 2> parameters{
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name.data(), name.size()), OSSL_PARAM_construct_end()};
  Bytes out(EVP_MAX_MD_SIZE);
  std::size_t size = 0;
  const bool done = context && EVP_MAC_init(context.get(), key.data(), key.size(), parameters.data()) == 1 &&
                    EVP_MAC_update(context.get(), first.data(), first.size()) == 1 &&
                    EVP_MAC_update(context.get(), second.data(), second.size()) == 1 &&
                    EVP_MAC_final(context.get(), out.data(), &size, out.size()) == 1;
  if (!done) return std::nullopt;
  out.resize(size);
  return out;
}

std::optional<Secret> expand_label(const char* digest, ByteView secret, std::string_view label, std::size_t length) {
  ByteWriter info;
  info.u16(static_cast<std::uint16_t>(length));
  info.prefixed(1, [&](ByteWriter& text) { text.append(view_of("tls13 ")).append(view_of(label)); }).u8(0);
  const Owned<EVP_KDF> kdf(EVP_KDF_fetch(library(), "HKDF", nullptr));
  const Owned<EVP_KDF_CTX> context(EVP_KDF_CTX_new(kdf.get()));
  std::string name(digest);
  int mode = EVP_KDF_HKDF_MODE_EXPAND_ONLY;
  const std::array<OSSL_PARAM, 5> parameters{
      OSSL_PARAM_construct_int(OSSL_KDF_PARAM_MODE, &mode),
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, name.data(), name.size()),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, lent(secret), secret.size()),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, lent(info.bytes()), info.bytes().size()),
      OSSL_PARAM_construct_end()};
  Secret out{Bytes(length)};
  if (!context || EVP_KDF_derive(context.get(), out.data(), out.size(), parameters.data()) != 1) return std::nullopt;
  return out;
}

}  // namespace mailglass::relay::guard
