#include "assess/certificate_facts.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "bytes/encoding.h"
#include "bytes/json_object.h"
#include "handshake/signature.h"
#include "probe/hello_spec.h"
#include "tls/extension.h"

namespace mailglass::assess {
namespace {

using nlohmann::ordered_json;
using x509::CertificateFacts;
using x509::Use;

std::string names_of(const CertificateFacts& leaf) {
  constexpr std::size_t kShown = 10;
  std::string names;
  for (std::size_t i = 0; i < leaf.dns_names.size() && i < kShown; ++i)
    names += (names.empty() ? "" : ", ") + leaf.dns_names[i];
  if (leaf.dns_names.size() > kShown) names += " and " + std::to_string(leaf.dns_names.size() - kShown) + " more";
  return names;
}

std::string certificate_words(const CertificateFacts& leaf) {
  std::string names = names_of(leaf);
  if (names.empty()) names = leaf.subject.empty() ? "no name" : leaf.subject;
  return names + "; valid " + date_text(leaf.not_before) + " to " + date_text(leaf.not_after) + "; issued by " +
         leaf.issuer;
}

std::string key_words(const CertificateFacts& leaf) {
  const std::string size = leaf.key_curve.empty() ? std::to_string(leaf.key_bits) + " bits" : leaf.key_curve;
  return leaf.key_type + ", " + size;
}

std::string name_words(const x509::ChainVerdict& verdict, const CertificateFacts& leaf) {
  if (verdict.name_matches) return verdict.matched_name + " (" + std::string(match_word(verdict)) + " match)";
  const std::string names = names_of(leaf);
  return names.empty() ? "none: the certificate names no host (a common name or an IP address does not count)"
                       : "none: it is for " + names;
}

std::string validity_words(const CertificateFacts& leaf, std::int64_t at) {
  const std::int64_t left = x509::days_left(leaf.not_after, at);
  const std::string ends = "until " + date_text(leaf.not_after);
  if (leaf.not_before > at) return "from " + date_text(leaf.not_before) + " " + ends;
  return ends + (left < 0 ? " (over)" : " (" + std::to_string(left) + (left == 1 ? " day left)" : " days left)"));
}

std::string chain_as_sent_words(const x509::ChainDescription& chain) {
  std::string words = std::to_string(chain.sent.size()) + " sent" + (chain.in_order ? "" : ", out of order");
  const auto note = [&](Use use, std::string_view what) {
    const std::size_t count = chain.count(use);
    if (count > 0) (words += "; " + std::to_string(count) + " ") += what;
  };
  note(Use::Root, "trusted root, which senders have");
  note(Use::CrossSigned, "cross-signed, for older senders");
  note(Use::Duplicate, "sent twice");
  note(Use::Extra, "not needed");
  if (chain.missing) words += "; missing: " + chain.missing->name;
  return words;
}

/// What is weak in the certificates that matter; below the root, whose own signature nobody relies on.
std::string weak_words(const x509::ChainDescription& chain) {
  std::string words;
  const auto add = [&](const CertificateFacts& facts, const std::string& what) {
    words += (words.empty() ? "" : "; ") + what + " (" + facts.subject + ")";
  };
  for (const x509::SentCertificate& sent : chain.sent) {
    const bool matters = sent.role == x509::Role::Leaf || sent.use == Use::Path || sent.use == Use::Root;
    if (!sent.facts || !matters) continue;
    if (sent.facts->weak_key()) add(*sent.facts, "key " + key_words(*sent.facts));
    if (sent.facts->weak_signature() && !sent.facts->self_issued)
      add(*sent.facts, "signature " + sent.facts->signature_algorithm);
  }
  return words;
}

/// Takes facts about one chain.
class ChainFacts {
 public:
  ChainFacts(SentChain& chain, AddressAssessment& out, FactList& facts) : chain_(chain), out_(out), facts_(facts) {}
  std::uint32_t add(std::string_view code, std::string_view label, std::string text, ordered_json value,
                    Assured assured) {
    std::size_t unasked = 0;
    return add(code, label, std::move(text), std::move(value), assured, unasked);
  }
  /// `place` becomes its place among the chain's facts.
  std::uint32_t add(std::string_view code, std::string_view label, std::string text, ordered_json value,
                    Assured assured, std::size_t& place, const std::vector<BytesAt>& also = {}) {
    std::vector<BytesAt> evidence = chain_.evidence;
    evidence.insert(evidence.end(), also.begin(), also.end());
    const std::uint32_t id =
        facts_.add({0, code, label, std::move(text), std::move(value), assured, out_.subject, std::move(evidence)});
    out_.facts.push_back(id);
    chain_.facts.push_back(id);
    place = chain_.facts.size();
    return id;
  }

 private:
  SentChain& chain_;
  AddressAssessment& out_;
  FactList& facts_;
};

/// How a server keeps its certificate's promise to staple.
std::string_view promise_words(const SentChain& chain) {
  if (!chain.status_requested) return "yes; whether it does was not asked";
  if (!chain.staple) return "yes, but it sent none when asked";
  return chain.staple->useless() ? "yes, but what it sent does not count" : "yes, and it did";
}

/// What is wrong with a chain and shows in no other fact.
void add_defects(SentChain& chain, ChainFacts& add) {
  const std::string weak = weak_words(chain.description);
  chain.weak = !weak.empty();
  if (chain.weak)
    add.add("x509.weak", "Weak key or signature", weak, weak, chain.assured(About::Sent), chain.place.weak);
  if (chain.staple) {
    add.add("x509.staple", "OCSP answer sent along", staple_words(*chain.staple), staple_value(*chain.staple),
            chain.staple->proven() ? chain.staple_proofs.assured(About::Day, chain.names_host(), chain.reading)
                                   : kDelivered,
            chain.place.staple, chain.staple_evidence);
  }
  const CertificateFacts* leaf = chain.description.leaf();
  if (!leaf || !leaf->must_staple) return;
  const std::optional<bool> stapled = chain.stapled();
  // That it keeps its promise, or does not, is for the relay to change.
  add.add("x509.must_staple", "Must staple (OCSP)", std::string(promise_words(chain)),
          stapled ? ordered_json(*stapled) : ordered_json(nullptr), stapled ? kDelivered : chain.assured(About::Sent),
          chain.place.must_staple, chain.staple_evidence);
}

/// One answer of the exploration with a chain, whatever the version.
struct Answer {
  const std::vector<Bytes>& chain;
  ByteRange range;              ///< of the chain
  const probe::Staple* staple;  ///< null: none came
  const Bytes* timestamps;      ///< null: none came
  ByteRange hello;              ///< of what the two would stand in, had they come
};

/// RFC 5246 section 7.4.3.
bool proves_key(const probe::HelloAnswer& hello, const check::ProbeRun& probe) {
  const auto& exchange = hello.key_exchange;
  if (hello.hello.version != static_cast<std::uint16_t>(tls::Version::Tls12) || !exchange ||
      !exchange->signature_scheme)
    return false;
  return handshake::signed_by(hello.certificate->chain.front(),
                              {handshake::client_random(probe.client_hello()), hello.hello.random,
                               exchange->signed_parameters, *exchange->signature_scheme, exchange->signature});
}

std::optional<Answer> answer_of(const probe::HelloAnswer& hello) {
  if (!hello.certificate || hello.certificate->chain.empty()) return std::nullopt;
  const tls::Extension* timestamps =
      tls::find_extension(hello.hello.extensions, tls::extension::kSignedCertificateTimestamp);
  return Answer{hello.certificate->chain, hello.certificate->range, hello.staple ? &*hello.staple : nullptr,
                timestamps ? &timestamps->data : nullptr, hello.range};
}

std::optional<Answer> answer_of(const probe::CarriedAnswer& carried) {
  if (carried.chain.empty()) return std::nullopt;
  return Answer{carried.chain, carried.range, carried.staple ? &*carried.staple : nullptr,
                carried.timestamps ? &*carried.timestamps : nullptr, carried.range};
}

std::optional<Answer> answer_of(const probe::Observation& observation) {
  if (const probe::HelloAnswer* hello = probe::standing_hello(observation.answer)) return answer_of(*hello);
  const auto* carried = std::get_if<probe::CarriedAnswer>(&observation.answer);
  return carried ? answer_of(*carried) : std::nullopt;
}

void take_staple(const Answer& answer, Shown shown, const check::ProbeRun& probe, SentChain& chain) {
  const auto evidence = [&](ByteRange range) {
    return std::vector<BytesAt>{BytesAt{Source::FromServer, probe.plan().id, range}};
  };
  // One staple is enough, although the first answers may come without: servers fetch it when it is first wanted.
  const bool first = !std::exchange(chain.status_requested, true);
  if (!answer.staple) {
    if (first) chain.staple_evidence = evidence(answer.hello);
    return;
  }
  // Nearly always it is the same one, and its signatures need not be checked again.
  if (chain.ocsp && *chain.ocsp == answer.staple->ocsp) {
    chain.staple_proofs.add(shown);
    return;
  }
  StapleReading staple = read_staple(answer.staple->ocsp, chain);
  if (chain.staple && staple.rank() <= chain.staple->rank()) return;
  chain.staple = std::move(staple);
  chain.ocsp = &answer.staple->ocsp;
  chain.staple_proofs = Proofs(shown);
  chain.staple_evidence = evidence(answer.staple->range);
}

void take_answer(const Answer& answer, const probe::Observation& observation, const check::ProbeRun& probe,
                 SentChain& chain) {
  const auto at = [&](ByteRange range) { return BytesAt{Source::FromServer, probe.plan().id, range}; };
  const probe::HelloAnswer* hello = probe::standing_hello(observation.answer);
  // An answer that was not carried on confirms nothing of what came with it.
  const Shown shown = hello ? Shown::Nothing : Shown::Conversation;
  chain.with_server_name = chain.with_server_name || observation.offered.server_name;
  if (observation.offered.offers_extension(tls::extension::kStatusRequest)) take_staple(answer, shown, probe, chain);
  if (answer.timestamps && chain.timestamps.empty()) {
    if (auto timestamps = x509::parse_timestamps(*answer.timestamps)) {
      chain.timestamps = std::move(*timestamps);
      chain.timestamps_proofs.add(shown);
      chain.evidence.emplace_back(at(answer.hello));
    }
  }
  chain.proofs.add(shown);
  // A static-RSA suite proves nothing here, another answer with the same chain may.
  if (chain.proofs.key_signed() || !hello || !proves_key(*hello, probe)) return;
  chain.evidence.insert(chain.evidence.end(), {at(hello->range), at(hello->key_exchange->range)});
  chain.proofs.add(Shown::Key);
}

struct NamedText {
  const char* key;
  x509::TextMember member;
};
constexpr std::array<NamedText, 9> kTexts{{
    {"subject", &CertificateFacts::subject},
    {"issuer", &CertificateFacts::issuer},
    {"serial", &CertificateFacts::serial_hex},
    {"common_name", &CertificateFacts::common_name},
    {"key_type", &CertificateFacts::key_type},
    {"key_curve", &CertificateFacts::key_curve},
    {"signature_algorithm", &CertificateFacts::signature_algorithm},
    {"sha256", &CertificateFacts::sha256_fingerprint},
    {"spki_sha256", &CertificateFacts::spki_sha256},
}};

}  // namespace

std::string date_text(std::int64_t unix_seconds) {
  // Days since the epoch as a calendar date, without any time zone or locale.
  const std::chrono::sys_days day{std::chrono::days{(unix_seconds >= 0 ? unix_seconds : unix_seconds - 86399) / 86400}};
  const std::chrono::year_month_day date{day};
  const auto padded = [](unsigned value) { return (value < 10 ? "0" : "") + std::to_string(value); };
  return std::to_string(static_cast<int>(date.year())) + "-" + padded(static_cast<unsigned>(date.month())) + "-" +
         padded(static_cast<unsigned>(date.day()));
}

std::string chain_words(const x509::ChainVerdict& verdict, const CertificateFacts* leaf) {
  const bool of_issuer = verdict.depth > 0;
  switch (verdict.status) {
    case x509::ChainStatus::Trusted:
      return verdict.name_matches ? "issued by a trusted authority for this name" : "it is for another name";
    case x509::ChainStatus::SelfSigned: return "it is self-signed";
    case x509::ChainStatus::UntrustedRoot: return "its issuer is not a trusted authority";
    case x509::ChainStatus::MissingIntermediate: return "the certificates sent do not reach a trusted authority";
    case x509::ChainStatus::Expired:
      if (of_issuer) return "a certificate of an issuer in its chain has expired";
      return leaf ? "it has expired (valid to " + date_text(leaf->not_after) + ")" : "it has expired";
    case x509::ChainStatus::NotYetValid:
      return of_issuer ? "a certificate of an issuer in its chain is not valid yet" : "it is not valid yet";
    case x509::ChainStatus::BadSignature: return "a signature in its chain is wrong";
    case x509::ChainStatus::WeakKeyOrDigest: return "a key or signature in its chain is too weak";
    case x509::ChainStatus::WrongPurpose: return "a certificate in its chain is not meant for servers";
    case x509::ChainStatus::InvalidCa: return "an issuer in its chain may not issue certificates";
    case x509::ChainStatus::NoCertificate: return "there is none";
    case x509::ChainStatus::Other: break;
  }
  return printable(view_of(verdict.detail), 120);
}

std::string_view match_word(const x509::ChainVerdict& verdict) {
  if (verdict.matched_name.empty()) return "none";
  return verdict.matched_name.starts_with("*.") ? "wildcard" : "exact";
}

ordered_json certificate_value(const CertificateFacts& facts) {
  ordered_json out;
  for (const auto& [key, member] : kTexts) set_member(out, key, facts.*member);
  set_member(out, "dns_names", facts.dns_names);
  set_member(out, "ip_addresses", facts.ip_addresses);
  set_member(out, "not_before", facts.not_before);
  set_member(out, "not_after", facts.not_after);
  set_member(out, "key_bits", facts.key_bits);
  set_member(out, "self_issued", facts.self_issued);
  return out;
}

std::shared_ptr<SentChain> make_chain(const check::Check& check, std::string_view host, const std::vector<Bytes>& chain,
                                      const x509::TrustStore* roots) {
  auto out = std::make_shared<SentChain>();
  out->bytes = &chain;
  out->judged_at = check.setup().started_unix_ms / 1000;
  out->reading = check.reading();
  if (roots) out->verdict = x509::verify_chain(chain, host, out->judged_at, *roots);
  out->description = x509::describe_chain(chain, out->verdict ? &*out->verdict : nullptr);
  return out;
}

Assured SentChain::along_assured() const {
  Assured sure{Assurance::Verified, Reason::Signed};
  if (staple || timestamps.empty()) sure = weakest(sure, staple_proofs.assured(About::Sent, names_host(), reading));
  if (!timestamps.empty()) sure = weakest(sure, timestamps_proofs.assured(About::Sent, names_host(), reading));
  return sure;
}

void add_chain_facts(std::shared_ptr<SentChain> chain, AddressAssessment& out, FactList& facts) {
  ChainFacts add(*chain, out, facts);
  const x509::ChainDescription& sent = chain->description;
  const std::optional<x509::ChainVerdict>& verdict = chain->verdict;
  const Assured as_sent = chain->assured(About::Sent), of_the_day = chain->assured(About::Day);
  const CertificateFacts* leaf = sent.leaf();
  if (leaf) {
    const Assured held = chain->assured(About::Key);
    out.fact.leaf = add.add("x509.leaf", "Certificate", certificate_words(*leaf), certificate_value(*leaf), as_sent,
                            chain->place.leaf);
    add.add("x509.key",
            held.assurance <= Assurance::Authenticated ? "Key that whoever answered holds" : "Certificate's key",
            key_words(*leaf),
            json_object({{"type", leaf->key_type}, {"bits", leaf->key_bits}, {"curve", leaf->key_curve}}), held);
    add.add("x509.validity", "Certificate valid", validity_words(*leaf, chain->judged_at),
            x509::days_left(leaf->not_after, chain->judged_at), of_the_day, chain->place.validity);
    add.add("x509.chain", "Certificates", chain_as_sent_words(sent), sent.sent.size(), of_the_day, chain->place.sent);
    if (verdict) {
      add.add("x509.name", "Name that matches", name_words(*verdict, *leaf), match_word(*verdict), as_sent);
    }
  }
  if (verdict) {
    std::string words = "no: " + chain_words(*verdict, leaf);
    if (chain->names_host()) {
      words = chain->proves_name()
                  ? "yes: issued by a trusted authority for this name"
                  : "not shown: the conversation ended before the server confirmed that this certificate is its own";
    }
    out.fact.chain = add.add("x509.trust", "Does the certificate prove the name?", std::move(words),
                             json_object({{"status", x509::to_string(verdict->status)},
                                          {"depth", verdict->depth},
                                          {"name_matches", verdict->name_matches},
                                          {"detail", printable(view_of(verdict->detail), 200)}}),
                             of_the_day);
  }
  out.certificates.push_back(std::move(chain));
}

void assess_explored_chains(const check::Check& check, const check::AddressRun& address, const x509::TrustStore* roots,
                            AddressAssessment& out, FactList& facts) {
  const probe::Explorer* explorer = address.explorer();
  const std::vector<probe::Observation> nothing;
  for (const probe::Observation& observation : explorer ? explorer->knowledge().observations() : nothing) {
    const check::ProbeRun* probe = check.probe(address.stream(observation.probe));
    const std::optional<Answer> answer = probe ? answer_of(observation) : std::nullopt;
    if (!answer) continue;
    auto known = std::find_if(out.certificates.begin(), out.certificates.end(),
                              [&](const auto& chain) { return *chain->bytes == answer->chain; });
    if (known == out.certificates.end()) {
      out.certificates.push_back(make_chain(check, out.subject.host, answer->chain, roots));
      known = std::prev(out.certificates.end());
      (*known)->evidence.push_back(BytesAt{Source::FromServer, probe->plan().id, answer->range});
    }
    take_answer(*answer, observation, *probe, **known);
  }
  for (const std::shared_ptr<SentChain>& known : out.certificates) {
    SentChain& chain = *known;
    ChainFacts add(chain, out, facts);
    const CertificateFacts* leaf = chain.description.leaf();
    if (!chain.headline && leaf && chain.with_server_name) {
      // It stands for its validity and trust as well.
      add.add("x509.other_leaf", "Another certificate", certificate_words(*leaf) + "; " + key_words(*leaf),
              certificate_value(*leaf), chain.assured(About::Day), chain.place.leaf);
    }
    add_defects(chain, add);
  }
}

}  // namespace mailglass::assess
