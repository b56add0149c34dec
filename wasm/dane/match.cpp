#include "dane/match.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <algorithm>

#include "crypto/verifying.h"
#include "dane/records.h"
#include "handshake/seeded_random.h"
#include "x509/openssl_owner.h"

namespace mailglass::dane {
namespace {

constexpr int kMaxDepth = 12;
constexpr std::size_t kMaxChain = 32;
/// At least 80 bits, as Postfix wants them where it authenticates (src/tls/tls_client.c): OpenSSL's level 1.
constexpr int kAuthLevel = 1;
/// No name of a host (RFC 6761 section 6.4).
constexpr const char* kNoName = "none.invalid";

struct FreeSsl {
  void operator()(SSL_CTX* p) const { SSL_CTX_free(p); }
  void operator()(SSL* p) const { SSL_free(p); }
};

/// A chain under OpenSSL's DANE, which belongs to a connection that is never made.
class Verifier {
 public:
  Verifier(const std::vector<Bytes>& chain, const std::vector<std::string>& names, std::int64_t unix_seconds)
      : names_(names),
        unix_seconds_(unix_seconds),
        context_(SSL_CTX_new_ex(library_.context(), nullptr, TLS_client_method())) {
    for (std::size_t i = 0; i < std::min(chain.size(), kMaxChain); ++i) {
      x509::Certificate certificate = x509::read_der(chain[i]);
      if (!certificate && i == 0) return;
      if (!certificate) continue;
      if (i == 0) leaf_ = certificate.get();
      sk_X509_push(chain_.get(), certificate.release());
    }
  }

  [[nodiscard]] bool ready() const { return context_ && leaf_ && SSL_CTX_dane_enable(context_.get()) > 0; }

  /// `record` becomes the one that matched.
  Match verify(const std::vector<const dns::Tlsa*>& records, const dns::Tlsa*& record) {
    const std::unique_ptr<SSL, FreeSsl> connection(SSL_new(context_.get()));
    // RFC 7672 3.1.2 [1, 2]: nothing but what the server sends or the record holds can be the trust anchor.
    const std::unique_ptr<X509_STORE, x509::Free> store(X509_STORE_new());
    const std::unique_ptr<X509_STORE_CTX, x509::Free> verification(X509_STORE_CTX_new_ex(crypto::verifying(), nullptr));
    const bool usable = connection && store && verification && add(connection.get(), records) &&
                        X509_STORE_CTX_init(verification.get(), store.get(), leaf_, chain_.get()) == 1;
    if (!usable) return {};
    X509_STORE_CTX_set_default(verification.get(), "ssl_server");
    X509_VERIFY_PARAM* const parameters = X509_STORE_CTX_get0_param(verification.get());
    X509_VERIFY_PARAM_set1(parameters, SSL_get0_param(connection.get()));
    X509_VERIFY_PARAM_set_time(parameters, static_cast<time_t>(unix_seconds_));
    X509_VERIFY_PARAM_set_depth(parameters, kMaxDepth);
    X509_VERIFY_PARAM_set_auth_level(parameters, kAuthLevel);
    X509_STORE_CTX_set0_dane(verification.get(), SSL_get0_dane(connection.get()));
    const bool holds = X509_verify_cert(verification.get()) == 1;
    const int error = X509_STORE_CTX_get_error(verification.get());
    Match match;
    if (const int depth = SSL_get0_dane_authority(connection.get(), nullptr, nullptr); depth >= 0)
      match.depth = static_cast<std::size_t>(depth);
    record = match.depth ? matched(connection.get(), records) : nullptr;
    if (holds && error == X509_V_OK && record) {
      match.outcome = Outcome::Matches;
    } else if (error == X509_V_ERR_HOSTNAME_MISMATCH) {
      match.outcome = Outcome::WrongName;
    } else if (match.depth) {
      match.outcome = Outcome::ChainFails;
      match.chain = x509::chain_status(error);
    }
    return match;
  }

 private:
  /// RFC 7672 3.2.2 [1]: with DANE-TA(2) clients MUST check names.
  bool add(SSL* connection, const std::vector<const dns::Tlsa*>& records) {
    // RFC 7672 3.2.3 [1]: names of the certificate's subjectAltName; its common name only if there is none; a wildcard
    // is a whole first label.
    SSL_set_hostflags(connection, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    if (SSL_dane_enable(connection, names_.empty() ? kNoName : names_.front().c_str()) <= 0) return false;
    for (std::size_t i = 1; i < names_.size(); ++i)
      if (SSL_add1_host(connection, names_[i].c_str()) != 1) return false;
    // RFC 7672 3.2.1 [1], 3.1.1 [1, 2]: the client MUST NOT check names with DANE-EE(3), nor dates, which OpenSSL does
    // not.
    SSL_dane_set_flags(connection, DANE_FLAG_NO_DANE_EE_NAMECHECKS);
    for (const dns::Tlsa* record : records)
      if (SSL_dane_tlsa_add(connection, record->usage, record->selector, record->matching_type, record->data.data(),
                            record->data.size()) < 0)
        return false;
    return true;
  }

  static const dns::Tlsa* matched(SSL* connection, const std::vector<const dns::Tlsa*>& records) {
    dns::Tlsa found{};
    const unsigned char* data = nullptr;
    std::size_t size = 0;
    if (SSL_get0_dane_tlsa(connection, &found.usage, &found.selector, &found.matching_type, &data, &size) < 0)
      return nullptr;
    const auto same = std::find_if(records.begin(), records.end(), [&](const dns::Tlsa* record) {
      return record->usage == found.usage && record->selector == found.selector &&
             record->matching_type == found.matching_type && record->data.size() == size &&
             std::equal(record->data.begin(), record->data.end(), data);
    });
    return same == records.end() ? nullptr : *same;
  }

  const std::vector<std::string>& names_;
  std::int64_t unix_seconds_;
  // A context wants random numbers for tickets and cookies of servers: none of them is ever used.
  handshake::SeededLibrary library_{{}};
  std::unique_ptr<SSL_CTX, FreeSsl> context_;
  x509::CertificateStack chain_{sk_X509_new_null()};
  X509* leaf_ = nullptr;
};

}  // namespace

std::string_view to_string(Outcome outcome) {
  switch (outcome) {
    case Outcome::Matches: return "matches";
    case Outcome::NoMatch: return "no-match";
    case Outcome::WrongName: return "wrong-name";
    case Outcome::ChainFails: return "chain-fails";
  }
  return {};
}

ChainMatch match_chain(const std::vector<dns::Tlsa>& records, const std::vector<Bytes>& chain,
                       const std::vector<std::string>& names, std::int64_t unix_seconds) {
  ChainMatch out;
  ERR_clear_error();
  std::vector<const dns::Tlsa*> usable;
  for (const dns::Tlsa& record : records)
    if (!unusable(record)) usable.push_back(&record);
  out.each.resize(std::min(records.size(), kMaxRecords));
  Verifier verifier(chain, names, unix_seconds);
  if (usable.empty() || !verifier.ready()) return out;
  const dns::Tlsa* matched = nullptr;
  out.all = verifier.verify(usable, matched);
  if (matched && out.all.outcome == Outcome::Matches) out.record = static_cast<std::size_t>(matched - records.data());
  for (const dns::Tlsa* record : usable) {
    const auto place = static_cast<std::size_t>(record - records.data());
    if (place < out.each.size()) out.each[place] = verifier.verify({record}, matched);
  }
  ERR_clear_error();
  return out;
}

}  // namespace mailglass::dane
