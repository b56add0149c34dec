#include "opener.h"

#include <openssl/evp.h>

#include <map>

#include "support/test_library.h"

namespace mailglass::test {
namespace {

/// A suite's parts: OpenSSL's cipher, its key, the tag or MAC, and the digest of the MAC or of TLS 1.3's derivation.
struct Parts {
  const char* cipher;
  std::size_t key, tag;
  const char* digest;
};
const std::map<std::uint16_t, Parts>& parts() {
  static const std::map<std::uint16_t, Parts> all{
      {0x1301, {"AES-128-GCM", 16, 16, "SHA256"}},
      {0x1302, {"AES-256-GCM", 32, 16, "SHA384"}},
      {0x1303, {"ChaCha20-Poly1305", 32, 16, "SHA256"}},
      {0xc02f, {"AES-128-GCM", 16, 16, ""}},
      {0xc030, {"AES-256-GCM", 32, 16, ""}},
      {0xcca8, {"ChaCha20-Poly1305", 32, 16, ""}},
      {0xc0ac, {"AES-128-CCM", 16, 16, ""}},
      {0xc013, {"AES-128-CBC", 16, 20, "SHA1"}},
      {0xc027, {"AES-128-CBC", 16, 32, "SHA256"}},
      {0xc028, {"AES-256-CBC", 32, 48, "SHA384"}},
      {0x003d, {"AES-256-CBC", 32, 32, "SHA256"}},
      {0x006b, {"AES-256-CBC", 32, 32, "SHA256"}},
      {0x0045, {"CAMELLIA-128-CBC", 16, 20, "SHA1"}},
      {0x0035, {"AES-256-CBC", 32, 20, "SHA1"}},
  };
  return all;
}

Bytes mac(const char* digest, ByteView key, const Bytes& text) {
  Bytes out(EVP_MAX_MD_SIZE);
  std::size_t size = 0;
  EVP_Q_mac(test_library(), "HMAC", nullptr, digest, nullptr, key.data(), key.size(), text.data(), text.size(),
            out.data(), out.size(), &size);
  out.resize(size);
  return out;
}

/// One block of HKDF-Expand-Label, which is all that a key or an IV needs.
Bytes label13(const char* digest, const Bytes& secret, std::string_view label, std::size_t size) {
  Bytes info{0, static_cast<std::uint8_t>(size), static_cast<std::uint8_t>(label.size())};
  info.insert(info.end(), label.begin(), label.end());
  info.insert(info.end(), {0, 1});
  Bytes out = mac(digest, secret, info);
  out.resize(size);
  return out;
}

std::optional<Bytes> decrypt(const char* name, ByteView key, const Bytes& iv, const Bytes& associated, ByteView text,
                             ByteView tag) {
  EVP_CIPHER* cipher = EVP_CIPHER_fetch(test_library(), name, nullptr);
  EVP_CIPHER_CTX* run = EVP_CIPHER_CTX_new();
  Bytes out(text.size() + 32);
  int size = 0, more = 0;
  const bool aead = !tag.empty(), ccm = EVP_CIPHER_get_mode(cipher) == EVP_CIPH_CCM_MODE;
  bool good = EVP_DecryptInit_ex(run, cipher, nullptr, nullptr, nullptr) == 1;
  if (aead) {
    Bytes copy(tag.begin(), tag.end());
    good = good && EVP_CIPHER_CTX_ctrl(run, EVP_CTRL_AEAD_SET_IVLEN, static_cast<int>(iv.size()), nullptr) == 1 &&
           EVP_CIPHER_CTX_ctrl(run, EVP_CTRL_AEAD_SET_TAG, static_cast<int>(copy.size()), copy.data()) == 1;
  }
  good = good && EVP_DecryptInit_ex(run, nullptr, nullptr, key.data(), iv.data()) == 1;
  if (!aead) EVP_CIPHER_CTX_set_padding(run, 0);
  if (ccm) good = good && EVP_DecryptUpdate(run, nullptr, &size, nullptr, static_cast<int>(text.size())) == 1;
  if (aead) {
    good = good && EVP_DecryptUpdate(run, nullptr, &size, associated.data(), static_cast<int>(associated.size())) == 1;
  }
  good = good && EVP_DecryptUpdate(run, out.data(), &size, text.data(), static_cast<int>(text.size())) == 1;
  if (!ccm) good = good && EVP_DecryptFinal_ex(run, out.data() + size, &more) == 1;
  EVP_CIPHER_CTX_free(run);
  EVP_CIPHER_free(cipher);
  if (!good) return std::nullopt;
  out.resize(static_cast<std::size_t>(size) + static_cast<std::size_t>(more));
  return out;
}

void append_number(Bytes& out, std::uint64_t number, int bytes) {
  for (int i = bytes - 1; i >= 0; --i) out.push_back(static_cast<std::uint8_t>(number >> (8 * i)));
}
Bytes covered(const Opening& how, std::size_t size) {
  Bytes out;
  append_number(out, how.number, 8);
  out.push_back(23);
  append_number(out, how.version, 2);
  append_number(out, size, 2);
  return out;
}
Bytes joined(Bytes first, ByteView second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}
Bytes counted(Bytes iv, std::uint64_t number) {
  Bytes mask(iv.size() - 8, 0);
  append_number(mask, number, 8);
  for (std::size_t i = 0; i < iv.size(); ++i) iv[i] ^= mask[i];
  return iv;
}

std::optional<Bytes> open13(const Opening& how, const Parts& with, const Bytes& secret, const Bytes& record) {
  const ByteView body = ByteView(record).subspan(5);
  const Bytes key = label13(with.digest, secret, "tls13 key", with.key);
  const Bytes iv = counted(label13(with.digest, secret, "tls13 iv", 12), how.number);
  auto text = decrypt(with.cipher, key, iv, Bytes(record.begin(), record.begin() + 5),
                      body.first(body.size() - with.tag), body.last(with.tag));
  if (!text || text->empty() || text->back() != 23) return std::nullopt;
  text->pop_back();
  return text;
}

std::optional<Bytes> open_aead(const Opening& how, const Parts& with, const Bytes& key, const Bytes& record) {
  ByteView body = ByteView(record).subspan(5);
  const ByteView enc = ByteView(key).first(with.key), fixed = ByteView(key).subspan(with.key);
  Bytes nonce(fixed.begin(), fixed.end());
  if (nonce.size() == 12) {
    nonce = counted(std::move(nonce), how.number);
  } else {
    nonce = joined(std::move(nonce), body.first(8));
    body = body.subspan(8);
  }
  return decrypt(with.cipher, enc, nonce, covered(how, body.size() - with.tag), body.first(body.size() - with.tag),
                 body.last(with.tag));
}

std::optional<Bytes> open_cbc(const Opening& how, const Parts& with, const Bytes& key, const Bytes& record) {
  ByteView body = ByteView(record).subspan(5);
  const ByteView mac_key = ByteView(key).first(with.tag), enc = ByteView(key).subspan(with.tag, with.key);
  ByteView tag;
  const std::size_t behind = how.encrypt_then_mac ? with.tag : 0;
  if (how.encrypt_then_mac) {
    tag = body.last(with.tag);
    body = body.first(body.size() - with.tag);
    if (mac(with.digest, mac_key, joined(covered(how, body.size()), body)) != Bytes(tag.begin(), tag.end()))
      return std::nullopt;
  }
  ByteView iv = body.first(16);
  if (how.version == 0x0301) {
    iv = ByteView(how.before).first(how.before.size() - behind).last(16);
  } else {
    body = body.subspan(16);
  }
  auto text = decrypt(with.cipher, enc, Bytes(iv.begin(), iv.end()), {}, body, {});
  if (!text || text->empty() || text->back() >= 16) return std::nullopt;
  const std::size_t hidden = text->back() + 1U;
  text->resize(text->size() - hidden);
  if (how.encrypt_then_mac) return text;
  if (text->size() < with.tag) return std::nullopt;
  const Bytes given(text->end() - static_cast<std::ptrdiff_t>(with.tag), text->end());
  text->resize(text->size() - with.tag);
  if (mac(with.digest, mac_key, joined(covered(how, text->size()), *text)) != given) return std::nullopt;
  return text;
}

}  // namespace

std::optional<std::string> opened(const Opening& how, const Bytes& key, const Bytes& record) {
  const auto found = parts().find(how.suite);
  const std::uint16_t outside = how.version == 0x0304 ? 0x0303 : how.version;
  if (found == parts().end() || record.size() < 27 || record[0] != 23 || (record[1] << 8 | record[2]) != outside ||
      static_cast<std::size_t>(record[3] << 8 | record[4]) != record.size() - 5)
    return std::nullopt;
  const bool cbc = std::string_view(found->second.cipher).find("CBC") != std::string_view::npos;
  const auto text = how.version == 0x0304 ? open13(how, found->second, key, record)
                    : cbc                 ? open_cbc(how, found->second, key, record)
                                          : open_aead(how, found->second, key, record);
  if (!text) return std::nullopt;
  return std::string(text->begin(), text->end());
}

}  // namespace mailglass::test
