// Records that hold for what is presented.

#include <openssl/err.h>
#include <openssl/evp.h>

#include <algorithm>

#include "dane/judgement.h"
#include "x509/openssl_owner.h"

namespace mailglass::dane {
namespace {

Bytes sha256(ByteView bytes) {
  Bytes digest(EVP_MAX_MD_SIZE);
  unsigned size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1) return {};
  digest.resize(size);
  return digest;
}

Bytes key_of(const X509* certificate) {
  unsigned char* data = nullptr;
  const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &data);
  Bytes out;
  if (size > 0) out.assign(data, data + size);
  OPENSSL_free(data);
  return out;
}

/// RFC 7672 3.1.2: a trust anchor that is no part of what is presented may not be known to a sender.
bool issued(ByteView issuer, ByteView leaf) {
  const x509::Certificate above = x509::read_der(issuer), below = x509::read_der(leaf);
  if (!above || !below || X509_check_issued(above.get(), below.get()) != X509_V_OK) return false;
  EVP_PKEY* const key = X509_get0_pubkey(above.get());
  return X509_check_ca(above.get()) > 0 && key && X509_verify(below.get(), key) == 1;
}

void add(std::vector<Advice>& out, std::optional<dns::Tlsa> record, std::size_t chain) {
  if (!record) return;
  const bool known = std::any_of(out.begin(), out.end(), [&](const Advice& one) {
    return one.record.usage == record->usage && one.record.data == record->data;
  });
  if (!known) out.push_back({std::move(*record), chain});
}

}  // namespace

std::optional<dns::Tlsa> record_for(ByteView certificate, std::uint8_t usage, std::uint8_t selector) {
  ERR_clear_error();
  const x509::Certificate read = x509::read_der(certificate);
  ERR_clear_error();
  if (!read) return std::nullopt;
  const bool key = selector == selector::kSpki;
  return dns::Tlsa{usage, selector, matching::kSha256, key ? sha256(key_of(read.get())) : sha256(certificate)};
}

std::vector<Advice> records_for(const std::vector<std::vector<Bytes>>& chains) {
  std::vector<Advice> out;
  // RFC 7672 3.1.1: "3 1 1" for most servers.
  for (std::size_t i = 0; i < chains.size(); ++i)
    if (!chains[i].empty()) add(out, record_for(chains[i].front(), usage::kDaneEe, selector::kSpki), i);
  for (std::size_t i = 0; i < chains.size(); ++i) {
    const std::vector<Bytes>& chain = chains[i];
    const auto issuer = std::find_if(chain.begin() + (chain.empty() ? 0 : 1), chain.end(),
                                     [&](const Bytes& one) { return issued(one, chain.front()); });
    if (issuer != chain.end()) add(out, record_for(*issuer, usage::kDaneTa, selector::kSpki), i);
  }
  ERR_clear_error();
  return out;
}

}  // namespace mailglass::dane
