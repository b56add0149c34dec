#pragma once
// What is known about the TLS of one address: facts that follow from observations, each with the bytes that prove it.
// Facts are derived anew from all observations whenever one is added, so that their order does not matter and a later
// answer can settle an earlier one.

#include <map>
#include <string_view>
#include <vector>

#include "probe/observation.h"
#include "tls/registry.h"

namespace mailglass::probe {

enum class Support : std::uint8_t { Unknown, Yes, No };
struct Known {
  Support support = Support::Unknown;
  Evidence evidence{};
  [[nodiscard]] bool unknown() const { return support == Support::Unknown; }
  [[nodiscard]] bool yes() const { return support == Support::Yes; }
  [[nodiscard]] bool no() const { return support == Support::No; }
};

/// Whose order decides among suites both sides have.
enum class Preference : std::uint8_t { Unknown, Server, Client, Mixed /* neither throughout: both were seen */ };
std::string_view to_string(Preference preference);

struct VersionFacts {
  Known support;
  std::map<std::uint16_t, Known> suites;  ///< those asked about with a conclusion
  std::map<std::uint16_t, Known> groups;
  Preference preference = Preference::Unknown;
  std::vector<Evidence> preference_evidence;  ///< one probe or two compared
  /// The server's own order from its first choice on, as far as established (preference Server, or a single suite).
  std::vector<std::uint16_t> order;
  bool order_complete = false;  ///< every accepted suite is in `order`
  [[nodiscard]] Known suite(std::uint16_t id) const;
  [[nodiscard]] Known group(std::uint16_t id) const;
  [[nodiscard]] std::vector<std::uint16_t> accepted_suites() const;
  [[nodiscard]] std::vector<std::uint16_t> accepted_groups() const;
};

struct DhFact {
  FiniteFieldExchange parameters;
  std::uint16_t suite = 0;
  Evidence evidence;
};
struct CertificateFact {
  tls::Authentication authentication{};  ///< Rsa, Ecdsa (EdDSA with it) or Dss; of the suite, where that tells it
  std::vector<Bytes> chain;
  bool with_server_name = false;
  bool extensible = false;  ///< false: an SSL 3.0 hello, which has no place for a name
  Evidence evidence;
};
/// What leaving out the server name changes.
enum class SniEffect : std::uint8_t { Unknown, None, OtherCertificate, Refused };

/// How large a ClientHello was that the server took, or did not.
struct SizeFact {
  std::size_t size = 0;  ///< one of kSizes
  Known tolerated;
};
inline constexpr std::array<std::size_t, 4> kSizes = {300, 600, 1200, 1600};

struct Facts {
  std::map<std::uint16_t, VersionFacts> versions;  ///< SSL 3.0 … TLS 1.3, always all of them
  Known ssl2;
  std::vector<std::uint32_t> ssl2_cipher_kinds;
  std::vector<DhFact> dh;                               ///< distinct primes
  std::map<std::uint16_t, Evidence> signature_schemes;  ///< seen in TLS 1.2 and newer
  Known sha1_signatures;  ///< signs TLS 1.2's key exchange with SHA-1 when that is all the client offers
  std::vector<CertificateFact>
      certificates;  ///< distinct (authentication, leaf, server name) as sent to the exploration
  Known rsa_certificate, ecdsa_certificate;
  SniEffect sni = SniEffect::Unknown;
  std::optional<Evidence> sni_evidence;
  std::map<std::uint16_t, Known> extensions;  ///< by type; in TLS 1.2 and older, or where TLS 1.3 is all there is
  Known compression;
  Known session_ids;  ///< gives a session id to resume by
  Known resumption;   ///< took the headline's session back, once it was presented
  Known fallback_scsv;
  Known sentinel_tls12, sentinel_tls11;  ///< downgrade sentinel (RFC 8446 section 4.1.3)
  Known grease;
  std::vector<SizeFact> sizes;
  Known future_version;  ///< a legacy_version above TLS 1.2's is answered (RFC 8446 appendix D.2)
  Known client_certificate_requested;
  std::optional<std::size_t> export_rsa_bits;

  [[nodiscard]] const VersionFacts& version(std::uint16_t number) const { return versions.at(number); }
  [[nodiscard]] const VersionFacts& version(tls::Version v) const { return versions.at(static_cast<std::uint16_t>(v)); }
  /// Unknown for a type not asked about with a conclusion.
  [[nodiscard]] Known extension(std::uint16_t type) const;
  /// The highest version up to `at_most` that is supported.
  [[nodiscard]] std::optional<std::uint16_t> highest(std::uint16_t at_most) const;
};

Facts derive(const std::vector<Observation>& observations);

/// Observations and what follows from them.
class Knowledge {
 public:
  Knowledge() : facts_(derive({})) {}
  void learn(Observation observation) {
    observations_.push_back(std::move(observation));
    facts_ = derive(observations_);
  }
  [[nodiscard]] const Facts& facts() const { return facts_; }
  [[nodiscard]] const std::vector<Observation>& observations() const { return observations_; }

 private:
  std::vector<Observation> observations_;
  Facts facts_;
};

}  // namespace mailglass::probe
