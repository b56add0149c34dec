// What a ServerHello and its companions of TLS 1.2 and older say beside version and suite.

#include <algorithm>

#include "probe/derivation.h"
#include "probe/hello_spec.h"
#include "probe/known_primes.h"
#include "probe/offers.h"
#include "tls/extension.h"
#include "tls/registry.h"

namespace mailglass::probe {
namespace {

using tls::Version;

bool has_hash_sha1(std::uint16_t scheme) {
  return (scheme >> 8) == 2;
}  // RFC 5246 section 7.4.1.4.1

bool has_certificate(const HelloAnswer& hello) {
  return hello.certificate && !hello.certificate->chain.empty();
}

bool is_of_certificate(std::uint16_t type) {
  return std::find(kOfCertificate.begin(), kOfCertificate.end(), type) != kOfCertificate.end();
}

/// Whether a ServerHello without the extension shows that the server does not have it: some extensions only go with
/// some suites, or with one of several certificates.
bool absence_counts(std::uint16_t type, const HelloAnswer& hello) {
  const tls::CipherSuite* suite = tls::find_cipher_suite(hello.hello.cipher_suite);
  if (is_of_certificate(type)) return false;
  switch (type) {
    case tls::extension::kEncryptThenMac: return suite && suite->mode == tls::CipherMode::Cbc;  // RFC 7366 section 3
    case tls::extension::kExtendedMasterSecret: return hello.hello.version >= number(Version::Tls10);
    default: return true;
  }
}

void read_extensions(const Observation& o, const HelloAnswer& hello, Facts& facts, bool presence) {
  static constexpr std::array kTypes = {tls::extension::kExtendedMasterSecret,
                                        tls::extension::kEncryptThenMac,
                                        tls::extension::kRenegotiationInfo,
                                        tls::extension::kSessionTicket,
                                        tls::extension::kHeartbeat,
                                        tls::extension::kStatusRequest,
                                        tls::extension::kSignedCertificateTimestamp,
                                        tls::extension::kAlpn};
  for (const std::uint16_t type : kTypes) {
    const bool by_scsv = type == tls::extension::kRenegotiationInfo && !o.offered.extensible;
    if (!o.offered.offers_extension(type) && !by_scsv) continue;
    if (is_of_certificate(type) && !o.offered.server_name) continue;
    // An answer to status_request may come without the certificate's status: the staple itself is what counts.
    const bool present = type == tls::extension::kStatusRequest ? hello.staple.has_value() : hello.echoes(type);
    if (present && presence)
      settle(facts.extensions[type], Support::Yes,
             {o.probe, hello.staple && type == tls::extension::kStatusRequest ? hello.staple->range : hello.range});
    if (!present && !presence && absence_counts(type, hello))
      settle(facts.extensions[type], Support::No, evidence_of(o));
  }
}

void read_certificate(const Observation& o, const HelloAnswer& hello, Facts& facts) {
  if (!has_certificate(hello)) return;
  const tls::CipherSuite* suite = tls::find_cipher_suite(hello.hello.cipher_suite);
  if (!suite) return;
  const Evidence evidence{o.probe, hello.certificate->range};
  if (Known* kind = certificate_of(facts, certificate_kind(suite->id))) settle(*kind, Support::Yes, evidence);
  remember_certificate(
      {certificate_kind(suite->id), hello.certificate->chain, o.offered.server_name, o.offered.extensible, evidence},
      facts);
}

void read_key_exchange(const Observation& o, const HelloAnswer& hello, Facts& facts) {
  if (!hello.key_exchange) return;
  const Evidence evidence{o.probe, hello.key_exchange->range};
  if (const auto* dh = std::get_if<tls::FiniteFieldExchange>(&hello.key_exchange->parameters)) {
    const KnownPrime* known = find_known_prime(dh->prime);
    const DhFact seen{*dh, hello.hello.cipher_suite, evidence, hello.hello.version,
                      known ? known->source : std::string_view()};
    const auto same = [&](const DhFact& other) { return other.parameters.prime == dh->prime; };
    if (std::none_of(facts.dh.begin(), facts.dh.end(), same)) facts.dh.push_back(seen);
    facts.dh_seen.push_back(seen);
  }
  if (const auto* rsa = std::get_if<tls::ExportRsaExchange>(&hello.key_exchange->parameters))
    facts.export_rsa_bits = rsa->modulus_bits;
  if (const auto scheme = hello.key_exchange->signature_scheme) {
    facts.signature_schemes.emplace(*scheme, evidence);
    if (has_hash_sha1(*scheme)) settle(facts.sha1_signatures, Support::Yes, evidence);
  }
}

/// Only SHA-1 was offered for the signature, with a suite known to be accepted.
bool asks_for_sha1(const Observation& o, const Facts& facts) {
  const auto sha1 = sha1_signature_algorithms();
  const auto version = effective_version(o.offered, facts);
  if (version != number(Version::Tls12) || o.offered.signature_algorithms.empty()) return false;
  if (!std::all_of(o.offered.signature_algorithms.begin(), o.offered.signature_algorithms.end(),
                   [&](std::uint16_t s) { return std::find(sha1.begin(), sha1.end(), s) != sha1.end(); })) {
    return false;
  }
  const auto accepted = [&](std::uint16_t s) { return is_signed(s) && facts.version(Version::Tls12).suite(s).yes(); };
  return std::any_of(o.offered.suites.begin(), o.offered.suites.end(), accepted);
}

void read_fallback(const Observation& o, Facts& facts) {
  // RFC 7507 section 3: refused only by a server that would have a higher version.
  if (!o.offered.fallback_scsv || o.offered.versions.empty()) return;
  const auto top = facts.highest(number(Version::Tls13));
  if (!top || *top <= o.offered.versions.front()) return;
  if (refusal_of(o.answer) == Refusal::Fallback) settle(facts.fallback_scsv, Support::Yes, evidence_of(o));
  if (choice_of(o.answer)) settle(facts.fallback_scsv, Support::No, evidence_of(o));
}

void read_sentinel(const Observation& o, const HelloAnswer& hello, Facts& facts) {
  const auto top = facts.highest(number(Version::Tls13));
  const std::uint16_t version = hello.hello.version;
  if (top == number(Version::Tls13) && version == number(Version::Tls12)) {
    settle(facts.sentinel_tls12, hello.hello.downgrade_sentinel_tls12 ? Support::Yes : Support::No, evidence_of(o));
  }
  if (top && *top >= number(Version::Tls12) && version < number(Version::Tls12)) {
    settle(facts.sentinel_tls11, hello.hello.downgrade_sentinel_tls11 ? Support::Yes : Support::No, evidence_of(o));
  }
}

/// The last refusal, when every suite that brings a certificate of this kind is refused in the newest version where
/// certificates show.
std::optional<Evidence> none_left(tls::Authentication authentication, const Facts& facts) {
  const auto version = facts.highest(number(Version::Tls12));
  if (!version) return std::nullopt;
  for (std::uint16_t above = number(Version::Tls12); above > *version; --above) {
    if (facts.version(above).support.unknown()) return std::nullopt;
  }
  std::optional<Evidence> last;
  for (const std::uint16_t suite : suites_for(*version, false)) {
    if (tls::find_cipher_suite(suite)->authentication != authentication) continue;
    const Known known = facts.version(*version).suite(suite);
    if (!known.no()) return std::nullopt;
    last = known.evidence;
  }
  return last;
}

void read_missing_certificates(Facts& facts) {
  if (!facts.version(Version::Tls12).support.yes()) return;
  if (const auto evidence = none_left(tls::Authentication::Ecdsa, facts))
    settle(facts.ecdsa_certificate, Support::No, *evidence);
  if (const auto evidence = none_left(tls::Authentication::Rsa, facts))
    settle(facts.rsa_certificate, Support::No, *evidence);
}

/// An answer with this kind of certificate to a hello that asked for the extension by the host's name.
bool answers_for(const Observation& o, std::uint16_t type, tls::Authentication authentication) {
  const HelloAnswer* hello = standing_hello(o.answer);
  if (!hello || !has_certificate(*hello) || !o.offered.server_name || !o.offered.offers_extension(type)) return false;
  const tls::CipherSuite* suite = tls::find_cipher_suite(hello->hello.cipher_suite);
  return suite && certificate_kind(suite->id) == authentication;
}

void read_missing_extensions(const Reading& reading, Facts& facts) {
  using tls::Authentication;
  constexpr std::array kKinds = {Authentication::Rsa, Authentication::Ecdsa, Authentication::Dss};
  const auto asked_for = [&](Authentication kind, std::uint16_t type) -> std::optional<Evidence> {
    const auto& all = reading.all();
    const auto seen = std::find_if(all.begin(), all.end(), [&](const auto& o) { return answers_for(o, type, kind); });
    return seen == all.end() ? std::nullopt : std::optional(evidence_of(*seen));
  };
  const auto none = [&](Authentication kind) { return none_left(kind, facts).has_value(); };
  settle_missing_extensions(kKinds, asked_for, none, facts);
}

}  // namespace

void derive_resumption(const std::vector<Observation>& observations, Asking asking, Facts& facts) {
  // Servers behind one address may not share their sessions, and some take back those of TLS 1.2 alone.
  const unsigned tries = asking.edition == Edition::First ? 1 : kSessionTries;
  const bool elsewhere = asking.edition != Edition::First && facts.version(Version::Tls13).support.yes() &&
                         facts.highest(number(Version::Tls12)).has_value();
  unsigned refused = 0;
  for (const Observation& o : observations) {
    const auto* answer = std::get_if<SessionAnswer>(&o.answer);
    if (answer && answer->taken_back) settle(facts.resumption, Support::Yes, evidence_of(o));
    if (o.left_no_session || (answer && !answer->taken_back && ++refused >= tries)) {
      if (!elsewhere) settle(facts.resumption, Support::No, evidence_of(o));
    }
  }
}

Known* certificate_of(Facts& facts, tls::Authentication kind) {
  switch (kind) {
    case tls::Authentication::Rsa: return &facts.rsa_certificate;
    case tls::Authentication::Ecdsa: return &facts.ecdsa_certificate;
    default: return nullptr;
  }
}

void remember_certificate(const CertificateFact& seen, Facts& facts) {
  const auto same = [&](const CertificateFact& known) {
    return known.authentication == seen.authentication && known.with_server_name == seen.with_server_name &&
           known.extensible == seen.extensible && known.chain == seen.chain;
  };
  if (std::none_of(facts.certificates.begin(), facts.certificates.end(), same)) facts.certificates.push_back(seen);
}

void settle_missing_extensions(std::span<const tls::Authentication> kinds, const SeenWith& asked_for,
                               const NotThere& none, Facts& facts) {
  for (const std::uint16_t type : kOfCertificate) {
    std::optional<Evidence> without;
    const auto settled = [&](tls::Authentication kind) {
      const std::optional<Evidence> seen = asked_for(kind, type);
      if (seen) without = seen;
      return seen || none(kind);
    };
    if (std::all_of(kinds.begin(), kinds.end(), settled) && without)
      settle(facts.extensions[type], Support::No, *without);
  }
}

void read_protocol_refusal(const Observation& o, Facts& facts) {
  const auto* refused = std::get_if<AlertAnswer>(&o.answer);
  if (refused && refused->alert.description == kNoApplicationProtocol &&
      o.offered.offers_extension(tls::extension::kAlpn))
    settle(facts.extensions[tls::extension::kAlpn], Support::Yes, evidence_of(o));
}

void derive_session(const Reading& reading, Facts& facts) {
  for (const bool presence : {true, false}) {
    for (const Observation& o : reading.all()) {
      const HelloAnswer* hello = standing_hello(o.answer);
      if (!hello || hello->hello.version >= number(Version::Tls13)) continue;
      read_extensions(o, *hello, facts, presence);
      const auto set = [&](Known& fact, bool present) {
        if (present == presence) settle(fact, present ? Support::Yes : Support::No, evidence_of(o));
      };
      if (o.offered.compression) set(facts.compression, hello->hello.compression_method != 0);
      // An anonymous server must not ask for one (RFC 5246 section 7.4.4).
      // Some ask only where the suite has the server sign as well (Botan).
      if (has_certificate(*hello) && (hello->certificate_requested || is_signed(hello->hello.cipher_suite)))
        set(facts.client_certificate_requested, hello->certificate_requested);
      // A server that gives a ticket needs no identifier (RFC 5077 section 3.4).
      if (!hello->hello.session_id.empty() || !hello->echoes(tls::extension::kSessionTicket))
        set(facts.session_ids, !hello->hello.session_id.empty());
    }
  }
  for (const Observation& o : reading.all()) {
    read_protocol_refusal(o, facts);
    read_fallback(o, facts);
    if (asks_for_sha1(o, facts)) {
      if (reading.nothing_in_common(o)) settle(facts.sha1_signatures, Support::No, evidence_of(o));
    }
    const HelloAnswer* hello = standing_hello(o.answer);
    if (!hello || hello->hello.version >= number(Version::Tls13)) continue;
    read_certificate(o, *hello, facts);
    read_key_exchange(o, *hello, facts);
    read_sentinel(o, *hello, facts);
  }
  for (const Observation& o : reading.all()) {
    // Another hash although only SHA-1 was offered: the server does not sign with SHA-1 even when asked to.
    const HelloAnswer* hello = standing_hello(o.answer);
    if (hello && hello->key_exchange && hello->key_exchange->signature_scheme && asks_for_sha1(o, facts)) {
      settle(facts.sha1_signatures, Support::No, {o.probe, hello->key_exchange->range});
    }
  }
  read_missing_certificates(facts);
  read_missing_extensions(reading, facts);
}

}  // namespace mailglass::probe
