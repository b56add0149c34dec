#pragma once
// What one address of a mail server turned out to be, from its probes.

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "assess/delivery.h"
#include "assess/fact.h"
#include "assess/lens/judgements.h"
#include "assess/staple.h"
#include "check/check.h"
#include "probe/properties.h"
#include "probe/weaknesses.h"
#include "words/phrase.h"
#include "x509/chain.h"

namespace mailglass::assess {

/// The outcome for one address. "No" and "could not be established" are different values, never mixed.
enum class Outcome : std::uint8_t {
  Encrypted,
  Depends,  ///< on the sender, or on chance
  NoStarttls,
  NoEhlo,
  StarttlsRefused,
  HandshakeFailed,
  ProofFailed,
  TemporarilyRefused,
  PermanentlyRefused,
  Unreachable,
  NoRoute,
  NotPublic,
  Silent,
  BrokenSmtp,
  NotProbed,
};
std::string_view to_string(Outcome outcome);
/// A chain that the address sent, in the headline's handshake or in an answer of the exploration.
struct SentChain {
  const std::vector<Bytes>* bytes = nullptr;  ///< in the check
  std::int64_t judged_at = 0;                 ///< Unix seconds: the evidence's own time
  x509::ChainDescription description = {};
  std::optional<x509::ChainVerdict> verdict = {};  ///< none until the roots are there
  bool headline = false;                           ///< the one of the headline's handshake
  bool with_server_name = false;                   ///< sent to a ClientHello that named the host
  Proofs proofs = {};                              ///< of the conversations it came in
  check::Reading reading = check::Reading::Live;
  bool weak = false;                                   ///< a key or signature that matters is weak
  bool status_requested = false;                       ///< an OCSP answer was asked for
  std::optional<StapleReading> staple = {};            ///< what the one that came is worth; none where none came
  const Bytes* ocsp = nullptr;                         ///< the answer itself, in the check
  Proofs staple_proofs = {}, timestamps_proofs = {};   ///< of the conversations that these came in
  std::vector<x509::SignedTimestamp> timestamps = {};  ///< by TLS extension (RFC 6962 section 3.3.1)
  std::vector<BytesAt> evidence = {};
  std::vector<BytesAt> staple_evidence = {};  ///< the OCSP answer, or the answer without one
  std::vector<std::uint32_t> facts = {};
  /// Those that findings rest on, by their places in `facts`, from 1; 0: none.
  struct {
    std::size_t leaf = 0, validity = 0, sent = 0, weak = 0, staple = 0, must_staple = 0;
  } place = {};
  [[nodiscard]] std::uint32_t fact_at(std::size_t placed) const { return placed == 0 ? 0 : facts[placed - 1]; }
  /// A trusted authority certified its key for the host's name …
  [[nodiscard]] bool names_host() const { return verdict && verdict->binds_name(); }
  [[nodiscard]] Assured assured(About about) const { return proofs.assured(about, names_host(), reading); }
  /// Of what came along with it: an OCSP answer, timestamps.
  [[nodiscard]] Assured along_assured() const;
  /// … and it is the server's, as far as whoever makes the check can tell.
  [[nodiscard]] bool proves_name() const { return assured(About::Sent).assurance <= Assurance::Authenticated; }
  /// Whether an OCSP answer came along; none where none was asked for.
  [[nodiscard]] std::optional<bool> stapled() const {
    return status_requested ? std::optional(staple.has_value()) : std::nullopt;
  }
  /// Its issuer says, in an answer that came along, that it was revoked.
  [[nodiscard]] bool withdrawn() const { return staple && staple->worth == StapleWorth::Revoked; }
  [[nodiscard]] bool trusted() const { return verdict && verdict->status == x509::ChainStatus::Trusted; }
};

/// What this address's certificate and handshake show.
struct TlsSummary {
  std::uint16_t version = 0;
  std::shared_ptr<const SentChain> chain = {};
  bool static_rsa = false;
  bool post_quantum = false;
  bool client_certificate_requested = false;
};

struct AddressAssessment {
  Subject subject;
  bool done = false;
  std::optional<std::uint32_t> waiting_ms;  ///< it is slow, and is waited for at most so long from when that showed
  std::optional<Outcome> outcome;
  words::Value sentence;         ///< what came of it
  words::Value not_established;  ///< why, when the outcome leaves it open; else empty. A sentence
  std::optional<words::Value> server_words;
  std::optional<TlsSummary> tls;
  std::vector<std::shared_ptr<SentChain>> certificates;  ///< each chain once, the headline's first
  Deliveries deliveries{};
  std::array<bool, senders::kSenders.size()> begins_tls{};  ///< who comes as far as the handshake
  OfferSeen offers;
  Exposure exposure = Exposure::Unclear;
  bool needed_no_name = false;       ///< refused a hello with its name, and took one without
  bool needed_small_hello = false;   ///< the first hello went unanswered, and no large one was answered since
  bool refused_first_hello = false;  ///< and took one that was smaller and had no name: which of the two, is not known
  bool stripped = false;             ///< the EHLO answer shows a keyword as long as STARTTLS blanked out
  bool clear_text_after_starttls = false;
  std::uint64_t greeting_us = 0;
  std::vector<std::uint32_t> facts;
  std::vector<probe::Weakness> weaknesses;  ///< all of them, by verdict; empty where nothing was explored
  /// Of these, the ones that are there and mail has to mind: the finding each leads to, and the fact.
  struct Minded {
    std::string_view finding;
    std::uint32_t fact;
  };
  std::vector<Minded> minded;
  /// What looks deeper than a verdict, shared by copies.
  struct Depths {
    std::vector<probe::Property> properties;
    std::vector<lens::Judged> lenses;  ///< empty until the exploration is over
  };
  std::shared_ptr<const Depths> depths = {};  ///< none where nothing was explored
  /// Its certificate was revoked, by what came along with it.
  [[nodiscard]] bool withdrawn() const;
  /// Facts that findings point to.
  struct {
    std::uint32_t greeting = 0, ehlo = 0, starttls = 0, starttls_reply = 0, version = 0, suite = 0, group = 0, leaf = 0,
                  chain = 0, failure = 0, client_certificate = 0, breaks = 0, sometimes = 0;
  } fact;
};

AddressAssessment assess_address(const check::Check& check, const check::ServerRun& server,
                                 const check::AddressRun& address, const x509::TrustStore* roots, FactList& facts);

}  // namespace mailglass::assess
