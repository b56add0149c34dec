#pragma once
// What is known about the TLS of one address: facts that follow from observations, each with the bytes that prove it.
// Facts are derived anew from all observations whenever one is added, so that their order does not matter and a later
// answer can settle an earlier one.

#include <limits>
#include <map>
#include <string_view>
#include <vector>

#include "probe/observation.h"
#include "tls/registry.h"

namespace mailglass::probe {

enum class Support : std::uint8_t { Unknown, Yes, No };
std::string_view to_string(Support support);
struct Known {
  Support support = Support::Unknown;
  Evidence evidence{};
  [[nodiscard]] bool unknown() const { return support == Support::Unknown; }
  [[nodiscard]] bool yes() const { return support == Support::Yes; }
  [[nodiscard]] bool no() const { return support == Support::No; }
};

/// Which questions an exploration asks: evidence answers those of its own time, and is read with them in mind.
enum class Edition : std::uint8_t {
  First,
  Second,  ///< besides: ChaCha20 first, no name in TLS 1.3, several tries to resume, shorter lists, …
};
/// What knowledge is to be gained by, as far as conclusions depend on it.
struct Asking {
  Edition edition = Edition::Second;
  bool carries = false;  ///< there is somebody to carry handshakes to their end
};

/// Whose order decides among suites both sides have.
enum class Preference : std::uint8_t {
  Unknown,
  Server,
  Client,
  Mixed,  ///< neither throughout: both were seen, or the server follows a client that has ChaCha20 first
};
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
  /// The server has an order of its own, whatever it makes of clients that have ChaCha20 first.
  bool own_order = false;
  /// It says internal_error to a hello of this version as older clients say it.
  bool fails = false;
  /// It closed on a hello of this version, or gave no answer to one.
  bool closes = false, silent = false;
  /// No longer list of suites is to be offered: longer ones were not answered.
  std::size_t most_suites = std::numeric_limits<std::size_t>::max();
  [[nodiscard]] Known suite(std::uint16_t id) const;
  [[nodiscard]] Known group(std::uint16_t id) const;
  [[nodiscard]] std::vector<std::uint16_t> accepted_suites() const;
  [[nodiscard]] std::vector<std::uint16_t> accepted_groups() const;
};

struct DhFact {
  tls::FiniteFieldExchange parameters;
  std::uint16_t suite = 0;
  Evidence evidence;
  std::uint16_t version = 0;
  std::string_view known_prime = {};  ///< where the prime comes from, when it is a well-known one; empty otherwise
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
std::string_view to_string(SniEffect effect);

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
  std::vector<DhFact> dh_seen;                          ///< one for each version and suite chosen in it
  std::map<std::uint16_t, Evidence> signature_schemes;  ///< seen in TLS 1.2 and newer
  std::map<std::uint16_t, Known> signs_with;            ///< TLS 1.2's key exchange, by scheme
  Known sha1_signatures;  ///< signs TLS 1.2's key exchange with SHA-1 when that is all the client offers
  std::vector<CertificateFact>
      certificates;  ///< distinct (authentication, leaf, server name) as sent to the exploration
  Known rsa_certificate, ecdsa_certificate;
  SniEffect sni = SniEffect::Unknown;
  std::optional<Evidence> sni_evidence;
  /// How far the comparison without a name went: a certificate came in TLS 1.2 or older, in TLS 1.3, and is of a kind
  /// that was not seen with the name.
  bool nameless_older = false, nameless_tls13 = false, nameless_of_another_kind = false;
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

Facts derive(const std::vector<Observation>& observations, Asking asking = {});

/// Observations and what follows from them.
class Knowledge {
 public:
  explicit Knowledge(Asking asking = {}) : asking_(asking), facts_(derive({}, asking)) {}
  void learn(Observation observation) {
    observations_.push_back(std::move(observation));
    facts_ = derive(observations_, asking_);
  }
  [[nodiscard]] const Facts& facts() const { return facts_; }
  [[nodiscard]] const std::vector<Observation>& observations() const { return observations_; }

 private:
  Asking asking_;
  std::vector<Observation> observations_;
  Facts facts_;
};

}  // namespace mailglass::probe
