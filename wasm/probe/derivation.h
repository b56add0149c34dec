#pragma once
// The rules of inference behind derive(), shared by its parts.

#include <array>
#include <functional>
#include <optional>
#include <span>

#include "probe/hello_spec.h"
#include "probe/knowledge.h"
#include "tls/extension.h"

namespace mailglass::probe {

/// How often the headline's session is presented before it is said not to be taken back.
inline constexpr unsigned kSessionTries = 3;

/// Sets a fact that is not known yet.
void settle(Known& fact, Support support, const Evidence& evidence);

/// Extensions that tell of the certificate: the host's own, so that the name has to be asked for.
inline constexpr std::array kOfCertificate = {tls::extension::kStatusRequest,
                                              tls::extension::kSignedCertificateTimestamp};
inline constexpr std::uint8_t kNoApplicationProtocol = 120;  ///< alert no_application_protocol (RFC 7301 section 3.2)

/// Whether the hello offers a suite, or a group, that is known to be accepted in this version.
bool offers_accepted_suite(const Offered& offered, const VersionFacts& known);
bool offers_accepted_group(const Offered& offered, const VersionFacts& known);

/// Whether there is a certificate of this kind; null for a kind without a fact of its own.
Known* certificate_of(Facts& facts, tls::Authentication kind);
/// A certificate that was sent, each once.
void remember_certificate(const CertificateFact& seen, Facts& facts);
/// "No application protocol" tells that the server looks for one (RFC 7301 section 3.2).
void read_protocol_refusal(const Observation& observation, Facts& facts);
/// Extensions of the certificate are missing once each kind of certificate was seen without, or is known not to be
/// there.
using SeenWith = std::function<std::optional<Evidence>(tls::Authentication kind, std::uint16_t type)>;
using NotThere = std::function<bool(tls::Authentication kind)>;
void settle_missing_extensions(std::span<const tls::Authentication> kinds, const SeenWith& asked_for,
                               const NotThere& none, Facts& facts);

/// The observations with the questions that concern all of them answered once. Handshakes that are carried to their end
/// are not among them: what is answered to a session follows from the session, not from what was offered, and the
/// others leave out signature schemes on purpose.
class Reading {
 public:
  explicit Reading(const std::vector<Observation>& observations);
  using Observations = std::vector<std::reference_wrapper<const Observation>>;
  [[nodiscard]] const Observations& all() const { return observations_; }
  /// The server said yes to a hello: without that a refusal says nothing about what was offered.
  [[nodiscard]] bool answered() const { return answered_; }
  /// The server has nothing in common with this hello: by an alert that says so, or by closing, where closing is proven
  /// to mean it in this version (two different hellos were closed on, one of them twice, none was refused by an alert),
  /// and the length of the list of suites cannot be the reason.
  [[nodiscard]] bool nothing_in_common(const Observation& observation) const;
  /// Its answer is about suites, groups and order in general: a server may have others for clients that give no name.
  [[nodiscard]] bool counts(const Observation& observation) const;
  /// The length of its list of suites cannot be why it was not answered.
  [[nodiscard]] bool length_excused(const Observation& observation) const;
  /// A hello with this version at the top ended like that.
  [[nodiscard]] bool met(Refusal refusal, std::uint16_t version) const;
  /// The longest list of suites that may be offered at the top of this version: longer ones were not answered.
  [[nodiscard]] std::size_t most_suites(std::uint16_t version) const;

 private:
  void learn_closing(std::uint16_t version);
  [[nodiscard]] bool closed_twice(const Observation& observation) const;
  Observations observations_;
  std::size_t longest_answered_ = 0;
  std::vector<std::uint16_t> closes_to_refuse_;  ///< the versions, as the highest offered
  bool answered_ = false;
  bool named_ = false;  ///< it said yes to a hello with a name
};
/// Lists of suites, for servers that cannot bear long ones: half of all, and about what mail servers say as clients.
inline constexpr std::size_t kManySuites = 100, kFewSuites = 40;

/// Whether the hello leaves the server all of its choices in this version, suites apart: every group and signature
/// algorithm we know.
bool is_ordinary(const Offered& offered, std::uint16_t version);
/// Whether an oddity of the hello (GREASE, no server name, size) could be why it was refused: false when a hello with
/// the same oddity was answered in this version.
bool oddity_excused(const Offered& offered, std::uint16_t version, const Reading& reading);
/// The version a server with these facts would choose; none while that is not certain.
std::optional<std::uint16_t> effective_version(const Offered& offered, const Facts& facts);

void derive_versions(const Reading& reading, Asking asking, Facts& facts);
void derive_suites(const Reading& reading, Facts& facts);
void derive_groups(const Reading& reading, Facts& facts);
void derive_preference(const Reading& reading, Asking asking, Facts& facts);
void derive_session(const Reading& reading, Facts& facts);
/// Whether a session was taken back, from the observations that Reading leaves out and the headline.
void derive_resumption(const std::vector<Observation>& observations, Asking asking, Facts& facts);
/// What handshakes of TLS 1.3 showed that were carried to their end for it.
void derive_carried(const std::vector<Observation>& observations, Facts& facts);
/// Certificates with and without the name: what leaving it out changes.
void compare_server_name(const std::vector<Observation>& observations, Asking asking, Facts& facts);
/// Which schemes the server signs TLS 1.2's key exchange with.
void derive_signatures(const Reading& reading, Facts& facts);
/// RFC 8446 section 9.2 and RFC 6066 section 3: missing_extension and unrecognized_name are about the name.
bool is_about_name(const ServerAnswer& answer);
/// Every suite of the version that brings a certificate is offered.
bool offers_every_certificate(const Offered& offered, std::uint16_t version);
void derive_tolerance(const Reading& reading, Facts& facts);

}  // namespace mailglass::probe
