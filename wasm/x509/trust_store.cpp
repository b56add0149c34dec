#include "x509/trust_store.h"

#include <openssl/evp.h>

#include <array>

#include "bytes/encoding.h"
#include "x509/der.h"

namespace mailglass::x509 {
namespace {

constexpr std::string_view kBegin = "-----BEGIN CERTIFICATE-----";
constexpr std::string_view kEnd = "-----END CERTIFICATE-----";
constexpr std::size_t kMaxRoots = 2000;

std::string sha256_hex(const std::vector<TrustStore::State::Root>& roots) {
  Bytes all;
  for (const auto& root : roots) all.insert(all.end(), root.der.begin(), root.der.end());
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_Digest(all.data(), all.size(), digest.data(), &size, EVP_sha256(), nullptr);
  return to_hex(ByteView(digest).first(size));
}

}  // namespace

std::optional<ByteRange> find_subject(ByteView der) {
  constexpr std::uint8_t kVersionTag = 0xa0;
  ByteReader outer(der);
  auto certificate = next_element(outer);
  auto tbs = certificate ? next_element(certificate->contents) : std::nullopt;
  if (!tbs) return std::nullopt;
  ByteReader& fields = tbs->contents;
  auto field = next_element(fields);
  if (field && field->tag == kVersionTag) field = next_element(fields);
  // serialNumber, then signature, issuer, validity, subject.
  for (int i = 0; i < 4 && field; ++i) field = next_element(fields);
  if (!field) return std::nullopt;
  return field->whole;
}

Parsed<TrustStore> TrustStore::from_pem(std::string_view bundle) {
  TrustStore store;
  store.state_ = std::make_unique<State>();
  std::size_t at = 0;
  while ((at = bundle.find(kBegin, at)) != std::string_view::npos) {
    const std::size_t body = at + kBegin.size();
    const std::size_t end = bundle.find(kEnd, body);
    if (end == std::string_view::npos) return ParseError{at, "RFC 7468 5: certificate without its end line"};
    std::string base64;
    for (const char c : bundle.substr(body, end - body)) {
      if (c != '\n' && c != '\r' && c != ' ' && c != '\t') base64 += c;
    }
    auto der = from_base64(base64);
    if (!der) return ParseError{at, "RFC 7468 3: certificate is not base64"};
    const auto subject = find_subject(*der);
    if (!subject) return ParseError{at, "RFC 5280 4.1: not a certificate"};
    store.state_->roots.push_back({std::move(*der), *subject});
    if (store.state_->roots.size() > kMaxRoots) return ParseError{at, "more roots than this store's bound"};
    at = end;
  }
  if (store.state_->roots.empty()) return ParseError{0, "no certificate in the bundle"};
  store.state_->fingerprint = sha256_hex(store.state_->roots);
  return store;
}

TrustStore::~TrustStore() = default;
TrustStore::TrustStore(TrustStore&&) noexcept = default;
TrustStore& TrustStore::operator=(TrustStore&&) noexcept = default;
std::size_t TrustStore::size() const {
  return state_->roots.size();
}
const std::string& TrustStore::fingerprint() const {
  return state_->fingerprint;
}

}  // namespace mailglass::x509
