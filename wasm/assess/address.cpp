#include "assess/address.h"

#include <algorithm>

#include "assess/certificate_facts.h"
#include "assess/clear_text.h"
#include "assess/findings.h"
#include "assess/name_source.h"
#include "assess/smtp_facts.h"
#include "assess/tls_facts.h"
#include "bytes/json_object.h"
#include "check/looks.h"
#include "tls/suite_kinds.h"

namespace mailglass::assess {
namespace {

using check::ProbeRun;
using words::Phrase;

constexpr std::size_t kMaxLooksShown = 8;

/// What modern senders choose: TLS 1.3, or TLS 1.2 with forward secrecy and a cipher of today.
bool takes_modern(const probe::Facts& facts) {
  if (facts.version(tls::Version::Tls13).support.yes()) return true;
  const std::vector<std::uint16_t> suites = facts.version(tls::Version::Tls12).accepted_suites();
  return std::any_of(suites.begin(), suites.end(), [](std::uint16_t id) {
    const tls::CipherSuite* suite = tls::find_cipher_suite(id);
    return suite && tls::is_forward_secret(*suite) && !tls::is_export(*suite) && !tls::is_null(*suite) &&
           !tls::is_rc4(*suite) && !tls::is_block64(*suite);
  });
}

void add_explored(const check::Check& check, const check::AddressRun& address, AddressAssessment& out,
                  FactList& facts) {
  const probe::Explorer* explorer = address.explorer();
  if (!explorer) return;
  out.weaknesses = probe::weaknesses(explorer->facts());
  out.depths = std::make_shared<const AddressAssessment::Depths>(
      AddressAssessment::Depths{probe::properties(explorer->facts()), lens::judge_by_lenses(check, address)});
  for (const probe::Weakness& weakness : out.weaknesses) {
    const std::string_view finding = finding_of_weakness(weakness.code);
    if (weakness.verdict != probe::Verdict::Present || finding.empty()) continue;
    // Where the old is all there is, it is no addition; findings of its own tell of that.
    if (finding == kOldChoices && !takes_modern(explorer->facts())) continue;
    std::vector<BytesAt> evidence;
    evidence.reserve(weakness.evidence.size());
    for (const probe::Evidence& at : weakness.evidence)
      evidence.push_back(BytesAt{Source::FromServer, address.stream(at.probe), at.range});
    const std::uint32_t id = facts.add(
        {0, weakness.code, weakness.because, true, kDelivered, out.subject, std::move(evidence), title_of(weakness)});
    out.minded.push_back({finding, id});
  }
}

/// The largest of the sizes that are tried, larger than the headline's first hello, was answered.
bool takes_large_hellos(const check::AddressRun& address) {
  return address.explorer() && address.explorer()->facts().sizes.back().tolerated.yes();
}

/// The look that tells most about the address: one that found encryption; else the last one that got as far as TLS;
/// else the last one that heard anything.
const ProbeRun& decisive_probe(const check::Check& check, const check::AddressRun& address) {
  const ProbeRun* best = check.probe(address.probes.front());
  const auto rank = [](const ProbeRun& probe) {
    return check::look_of(probe) == check::Look::Encrypts ? 3
           : probe.hello_sent()                           ? 2
           : probe.dialogue().heard().greeting            ? 1
                                                          : 0;
  };
  for (const std::uint32_t id : address.probes) {
    if (address.is_last_look(id)) continue;
    const ProbeRun* probe = check.probe(id);
    const bool running = !probe->end() && rank(*best) < 2;
    if (running || rank(*probe) >= rank(*best)) best = probe;
  }
  return *best;
}

/// Which of the earlier looks' ways the decisive one went round.
void note_what_helped(const check::Check& check, const check::AddressRun& address, const ProbeRun& decisive,
                      AddressAssessment& out) {
  const ProbeRun& first = *check.probe(address.probes.front());
  if (&decisive == &first || !check::encrypts(decisive.handshake()) || !first.hello_sent()) return;
  if (check::look_of(first) == check::Look::Encrypts) return;
  constexpr std::uint8_t kUnrecognizedName = 112;  // RFC 6066 section 3
  const auto& failure = first.handshake().failure;
  out.needed_no_name = failure && failure->alert == kUnrecognizedName;
  if (out.needed_no_name || takes_large_hellos(address)) return;
  const bool differs_in_size_alone =
      std::get<check::Proof>(decisive.plan().aim).nameless == std::get<check::Proof>(first.plan().aim).nameless;
  out.needed_small_hello = check::look_of(first) == check::Look::Unheard && differs_in_size_alone;
  out.refused_first_hello = !differs_in_size_alone;
}

void add_chance(const check::Check& check, const check::AddressRun& address, AddressAssessment& out, FactList& facts) {
  out.offers = offers_seen(check, address);
  if (!out.offers.sometimes()) return;
  const std::size_t all = out.offers.with + out.offers.without;
  std::vector<BytesAt> evidence;
  for (const auto* probes : {&address.probes, &address.questions}) {
    for (const std::uint32_t id : *probes) {
      const ProbeRun& probe = *check.probe(id);
      if (const smtp::Reply* ehlo = probe.dialogue().heard().ehlo; ehlo && evidence.size() < kMaxLooksShown)
        evidence.emplace_back(from_server(probe, ehlo->range));
    }
  }
  const std::vector<words::Argument> counts = {{"n", out.offers.without}, {"all", all}};
  out.sentence = Phrase{"address.by-chance", counts};
  out.not_established = {};
  out.fact.sometimes = facts.add({0, "smtp.starttls_sometimes", Phrase{"said.sometimes", counts},
                                  json_object({{"with", out.offers.with}, {"without", out.offers.without}}), kDelivered,
                                  out.subject, std::move(evidence)});
  out.facts.push_back(out.fact.sometimes);
}

/// The sentence where it is the sender on whom it depends.
words::Value senders_words(const Deliveries& deliveries) {
  const auto said = [](const char* id, words::List names) {
    const std::size_t count = names.size();
    return count == 0 ? words::Value() : Phrase{id, {{"senders", std::move(names)}, {"n", count}}};
  };
  return words::sentences({said("address.by-sender", sender_names(deliveries, Delivery::Readable)),
                           said("address.by-sender-others", sender_names(deliveries, Delivery::Encrypts))});
}

/// It encrypts, and nobody hands mail over to it encrypted: why.
void conclude_in_vain(const ProbeRun& decisive, AddressAssessment& out) {
  out.outcome = Outcome::HandshakeFailed;
  const check::LeftInside* left = decisive.inside().left_at_all();
  if (!left) {
    out.sentence = Phrase{"address.in-vain"};
    return;
  }
  constexpr std::uint8_t kCertificateRequired = 116;  // RFC 8446 section 6
  const bool wants_one = left->alert == kCertificateRequired || out.tls->client_certificate_requested;
  out.sentence = Phrase{wants_one ? "address.certificate-required" : "address.leaves"};
  if (left->alert) out.server_words = Phrase{"server-words.alert", {{"alert", alert_words(*left->alert)}}};
}

void judge_senders(const check::Check& check, const check::AddressRun& address, const ProbeRun& decisive,
                   AddressAssessment& out) {
  if (!out.outcome) return;
  judge_deliveries(check, address, decisive, out);
  out.exposure = exposure_of(out);
  if (out.exposure == Exposure::Mixed && out.outcome == Outcome::Encrypted) out.outcome = Outcome::Depends;
  if (out.offers.sometimes()) return;
  if (out.exposure == Exposure::Mixed) {
    out.sentence = senders_words(out.deliveries);
    if (!any_does(out.deliveries, Delivery::Unknown)) out.not_established = {};
  } else if (out.exposure == Exposure::Clear && !out.not_established.empty()) {
    // Whatever stands in the way of encryption, what comes of it is known.
    out.sentence = words::sentences({std::move(out.sentence), Phrase{"address.then-readable"}});
    out.not_established = {};
  } else if (out.exposure == Exposure::TakesNone && out.outcome == Outcome::Encrypted) {
    out.outcome = Outcome::BrokenSmtp;
    out.sentence = Phrase{"address.out-of-step"};
  } else if (out.exposure == Exposure::Clear && out.outcome == Outcome::Encrypted) {
    conclude_in_vain(decisive, out);
  } else if (out.exposure == Exposure::Unclear && out.outcome == Outcome::Encrypted &&
             (decisive.end() || decisive.patient_ms())) {
    out.outcome =
        std::holds_alternative<check::AwaitedInside>(decisive.inside().state()) ? Outcome::Silent : Outcome::BrokenSmtp;
    out.sentence = Phrase{"address.inside-unknown"};
    out.not_established = Phrase{"why.no-ehlo-inside"};
  }
}

}  // namespace

bool AddressAssessment::withdrawn() const {
  return std::any_of(certificates.begin(), certificates.end(),
                     [](const auto& chain) { return chain->headline && chain->trusted() && chain->withdrawn(); });
}

AddressAssessment assess_address(const check::Check& check, const check::ServerRun& server,
                                 const check::AddressRun& address, const x509::TrustStore* roots, FactList& facts) {
  AddressAssessment out;
  out.subject = {server.host.to_text(), address.address.to_string()};
  if (address.probes.empty()) {
    out.done = check.finished();
    if (out.done) {
      out.outcome = Outcome::NotProbed;
      out.sentence = Phrase{"address.not-reached"};
      out.not_established = Phrase{"why.check-ended"};
    }
    return out;
  }
  const ProbeRun& probe = decisive_probe(check, address);
  note_what_helped(check, address, probe, out);
  out.waiting_ms = probe.patient_ms();
  out.done = probe.end().has_value() && check.probe(address.probes.back())->end().has_value();
  add_smtp_facts(probe, out, facts);
  const bool clear_text_known = std::holds_alternative<senders::Speaking>(probe.dialogue().state());
  if (std::holds_alternative<senders::TlsBegun>(probe.dialogue().state())) {
    assess_tls(check, probe, roots, out, facts);
  } else if (clear_text_known || probe.end()) {
    conclude_clear_text(probe, out);
  }
  if (!out.outcome && probe.patient_ms()) conclude_slow(probe, out);
  add_explored(check, address, out, facts);
  assess_explored_chains(check, address, roots, out, facts);
  if (out.tls)
    out.sentence =
        encrypted_words(*out.tls, name_source(check));  // once it is known whether its certificate still counts
  add_chance(check, address, out, facts);
  judge_senders(check, address, probe, out);
  return out;
}

}  // namespace mailglass::assess
