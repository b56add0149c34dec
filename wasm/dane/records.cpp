#include "dane/records.h"

#include <openssl/err.h>
#include <openssl/evp.h>

#include <array>
#include <memory>

#include "x509/openssl_owner.h"

namespace mailglass::dane {
namespace {

constexpr std::array<RuleText, 7> kUnusable{{
    {"pkix-usage", "RFC 7672 3.1.3"},
    {"usage", "RFC 6698 2.1.1"},
    {"selector", "RFC 6698 2.1.2"},
    {"matching-type", "RFC 6698 2.1.3"},
    {"digest-length", "RFC 6698 2.1.3"},
    {"certificate", "RFC 6698 2.1.4"},
    {"key", "RFC 6698 2.1.4"},
}};

constexpr std::array<std::string_view, 4> kUsages{"PKIX-TA", "PKIX-EE", "DANE-TA", "DANE-EE"};
constexpr std::array<std::string_view, 2> kSelectors{"Cert", "SPKI"};
struct MatchingRow {
  std::string_view name;
  std::size_t length;  ///< 0: any
};
/// RFC 6698 section 2.1.3; a higher number is the stronger digest.
constexpr std::array<MatchingRow, 3> kMatching{{{"Full", 0}, {"SHA2-256", 32}, {"SHA2-512", 64}}};

template <class Table>
std::string_view name_in(const Table& table, std::uint8_t number) {
  return number < table.size() ? table[number] : std::string_view();
}

bool is_certificate(ByteView der) {
  const x509::Certificate certificate = x509::read_der(der);
  return certificate && X509_get0_pubkey(certificate.get());
}

bool is_key(ByteView der) {
  const unsigned char* data = der.data();
  const std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key(d2i_PUBKEY(nullptr, &data, static_cast<long>(der.size())),
                                                           [](EVP_PKEY* k) { EVP_PKEY_free(k); });
  return key && data == der.data() + der.size();
}

}  // namespace

std::string_view usage_name(std::uint8_t usage) {
  return name_in(kUsages, usage);
}
std::string_view selector_name(std::uint8_t selector) {
  return name_in(kSelectors, selector);
}
std::string_view matching_name(std::uint8_t matching_type) {
  return matching_type < kMatching.size() ? kMatching.at(matching_type).name : std::string_view();
}

const RuleText& rule_text(Unusable why) {
  return kUnusable.at(static_cast<std::size_t>(why));
}

std::optional<Unusable> unusable(const dns::Tlsa& record) {
  // RFC 7672 3.1.3: senders treat PKIX-TA(0) and PKIX-EE(1) as unusable.
  if (record.usage < usage::kDaneTa) return Unusable::PkixUsage;
  if (record.usage >= kUsages.size()) return Unusable::Usage;
  if (record.selector >= kSelectors.size()) return Unusable::Selector;
  if (record.matching_type >= kMatching.size()) return Unusable::MatchingType;
  if (record.matching_type != matching::kFull) {
    if (record.data.size() != kMatching.at(record.matching_type).length) return Unusable::DigestLength;
    return std::nullopt;
  }
  ERR_clear_error();
  const bool certificate = record.selector == selector::kCert;
  const bool readable = certificate ? is_certificate(record.data) : is_key(record.data);
  ERR_clear_error();
  if (readable) return std::nullopt;
  return certificate ? Unusable::Certificate : Unusable::Key;
}

std::string_view to_string(Pins pins) {
  switch (pins) {
    case Pins::LeafKey: return "leaf-key";
    case Pins::LeafCertificate: return "leaf-certificate";
    case Pins::IssuerKey: return "issuer-key";
    case Pins::IssuerCertificate: return "issuer-certificate";
  }
  return {};
}

Pins pinned(const dns::Tlsa& record) {
  const bool key = record.selector == selector::kSpki;
  if (record.usage == usage::kDaneEe) return key ? Pins::LeafKey : Pins::LeafCertificate;
  return key ? Pins::IssuerKey : Pins::IssuerCertificate;
}

std::vector<bool> superseded(const std::vector<dns::Tlsa>& records) {
  // RFC 7672 5, RFC 7671 9: of each usage and selector, only the records with the strongest digest count, and those
  // in full.
  std::array<std::array<std::uint8_t, kSelectors.size()>, kUsages.size()> strongest{};
  std::vector<bool> usable;
  for (const dns::Tlsa& record : records) {
    usable.push_back(!unusable(record));
    if (!usable.back()) continue;
    std::uint8_t& most = strongest.at(record.usage).at(record.selector);
    most = std::max(most, record.matching_type);
  }
  std::vector<bool> out;
  for (std::size_t i = 0; i < records.size(); ++i) {
    const dns::Tlsa& record = records[i];
    out.push_back(usable[i] && record.matching_type != matching::kFull &&
                  record.matching_type < strongest.at(record.usage).at(record.selector));
  }
  return out;
}

}  // namespace mailglass::dane
