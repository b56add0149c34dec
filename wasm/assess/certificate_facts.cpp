#include "assess/certificate_facts.h"

#include <algorithm>
#include <utility>

#include "bytes/encoding.h"
#include "bytes/json_object.h"
#include "handshake/signature.h"
#include "probe/hello_spec.h"
#include "tls/extension.h"
#include "words/phrase_json.h"

namespace mailglass::assess {
namespace {

using nlohmann::ordered_json;
using words::Day;
using words::Phrase;
using x509::CertificateFacts;
using x509::Use;

words::Value names_of(const CertificateFacts& leaf) {
  constexpr std::size_t kShown = 10;
  words::List names(leaf.dns_names.begin(),
                    leaf.dns_names.begin() + static_cast<std::ptrdiff_t>(std::min(kShown, leaf.dns_names.size())));
  if (names.empty()) return {};
  if (leaf.dns_names.size() > kShown) names.emplace_back(Phrase{"names.more", {{"n", leaf.dns_names.size() - kShown}}});
  return names;
}

Phrase certificate_words(const CertificateFacts& leaf) {
  words::Value names = names_of(leaf);
  if (names.empty()) names = leaf.subject.empty() ? words::Value(Phrase{"names.none"}) : words::Value(leaf.subject);
  return {"said.certificate",
          {{"names", std::move(names)},
           {"from", Day{leaf.not_before}},
           {"to", Day{leaf.not_after}},
           {"issuer", leaf.issuer}}};
}

Phrase key_words(const CertificateFacts& leaf) {
  if (leaf.key_curve.empty()) return {"said.key-bits", {{"type", leaf.key_type}, {"bits", leaf.key_bits}}};
  return {"said.key-curve", {{"type", leaf.key_type}, {"curve", leaf.key_curve}}};
}

Phrase name_words(const x509::ChainVerdict& verdict, const CertificateFacts& leaf) {
  if (verdict.name_matches) {
    return {match_word(verdict) == "wildcard" ? "said.name-wildcard" : "said.name-exact",
            {{"name", verdict.matched_name}}};
  }
  words::Value names = names_of(leaf);
  if (names.empty()) return {"said.name-none"};
  return {"said.name-other", {{"names", std::move(names)}}};
}

Phrase validity_words(const CertificateFacts& leaf, std::int64_t at) {
  const std::int64_t left = x509::days_left(leaf.not_after, at);
  const words::Argument to{"to", Day{leaf.not_after}};
  if (leaf.not_before > at) return {"said.valid-from-until", {{"from", Day{leaf.not_before}}, to}};
  if (left < 0) return {"said.valid-over", {to}};
  return {"said.valid-left", {to, {"days", left}}};
}

words::Value chain_as_sent_words(const x509::ChainDescription& chain) {
  words::List parts;
  const auto note = [&](const char* id, std::size_t count) {
    if (count > 0) parts.emplace_back(Phrase{id, {{"n", count}}});
  };
  parts.emplace_back(
      Phrase{chain.in_order ? "said.chain-sent" : "said.chain-sent-unordered", {{"n", chain.sent.size()}}});
  note("said.chain-root", chain.count(Use::Root));
  note("said.chain-cross-signed", chain.count(Use::CrossSigned));
  note("said.chain-duplicate", chain.count(Use::Duplicate));
  note("said.chain-extra", chain.count(Use::Extra));
  if (chain.missing) parts.emplace_back(Phrase{"said.chain-missing", {{"name", chain.missing->name}}});
  return words::clauses(std::move(parts));
}

/// What is weak in the certificates that matter; below the root, whose own signature nobody relies on.
words::Value weak_words(const x509::ChainDescription& chain) {
  words::List parts;
  for (const x509::SentCertificate& sent : chain.sent) {
    const bool matters = sent.role == x509::Role::Leaf || sent.use == Use::Path || sent.use == Use::Root;
    if (!sent.facts || !matters) continue;
    const words::Argument subject{"subject", sent.facts->subject};
    if (sent.facts->weak_key()) parts.emplace_back(Phrase{"said.weak-key", {{"key", key_words(*sent.facts)}, subject}});
    if (sent.facts->weak_signature() && !sent.facts->self_issued)
      parts.emplace_back(Phrase{"said.weak-signature", {{"algorithm", sent.facts->signature_algorithm}, subject}});
  }
  return words::clauses(std::move(parts));
}

/// Takes facts about one chain.
class ChainFacts {
 public:
  ChainFacts(SentChain& chain, AddressAssessment& out, FactList& facts) : chain_(chain), out_(out), facts_(facts) {}
  std::uint32_t add(std::string_view code, words::Value text, ordered_json value, Assured assured) {
    std::size_t unasked = 0;
    return add(code, std::move(text), std::move(value), assured, unasked);
  }
  /// `place` becomes its place among the chain's facts.
  std::uint32_t add(std::string_view code, words::Value text, ordered_json value, Assured assured, std::size_t& place,
                    const std::vector<BytesAt>& also = {}) {
    std::vector<BytesAt> evidence = chain_.evidence;
    evidence.insert(evidence.end(), also.begin(), also.end());
    const std::uint32_t id =
        facts_.add({0, code, std::move(text), std::move(value), assured, out_.subject, std::move(evidence), label_});
    out_.facts.push_back(id);
    chain_.facts.push_back(id);
    place = chain_.facts.size();
    return id;
  }
  /// The message that names the facts to come; empty: as their codes say.
  void label(const char* id) { label_ = id; }

 private:
  SentChain& chain_;
  AddressAssessment& out_;
  FactList& facts_;
  std::string label_;
};

/// How a server keeps its certificate's promise to staple.
Phrase promise_words(const SentChain& chain) {
  if (!chain.status_requested) return {"said.promise-not-asked"};
  if (!chain.staple) return {"said.promise-broken"};
  return {chain.staple->useless() ? "said.promise-useless" : "said.promise-kept"};
}

/// What is wrong with a chain and shows in no other fact.
void add_defects(SentChain& chain, ChainFacts& add) {
  const words::Value weak = weak_words(chain.description);
  chain.weak = !weak.empty();
  if (chain.weak) add.add("x509.weak", weak, words::to_json(weak), chain.assured(About::Sent), chain.place.weak);
  if (chain.staple) {
    add.add("x509.staple", staple_words(*chain.staple), staple_value(*chain.staple),
            chain.staple->proven() ? chain.staple_proofs.assured(About::Day, chain.names_host(), chain.reading)
                                   : kDelivered,
            chain.place.staple, chain.staple_evidence);
  }
  const CertificateFacts* leaf = chain.description.leaf();
  if (!leaf || !leaf->must_staple) return;
  const std::optional<bool> stapled = chain.stapled();
  // That it keeps its promise, or does not, is for the relay to change.
  add.add("x509.must_staple", promise_words(chain), stapled ? ordered_json(*stapled) : ordered_json(nullptr),
          stapled ? kDelivered : chain.assured(About::Sent), chain.place.must_staple, chain.staple_evidence);
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

words::Value chain_words(const x509::ChainVerdict& verdict, const CertificateFacts* leaf) {
  const bool of_issuer = verdict.depth > 0;
  switch (verdict.status) {
    case x509::ChainStatus::Trusted: return Phrase{verdict.name_matches ? "trust.trusted" : "trust.other-name"};
    case x509::ChainStatus::Expired:
      if (of_issuer) return Phrase{"trust.issuer-expired"};
      return leaf ? Phrase{"trust.expired-on", {{"day", Day{leaf->not_after}}}} : Phrase{"trust.expired"};
    case x509::ChainStatus::NotYetValid:
      return Phrase{of_issuer ? "trust.issuer-not-yet-valid" : "trust.not-yet-valid"};
    case x509::ChainStatus::Other:
      if (verdict.detail.empty()) return Phrase{"trust.unreadable"};
      return Phrase{"trust.other", {{"detail", printable(view_of(verdict.detail), 120)}}};
    default: break;
  }
  return Phrase{std::string("trust.").append(x509::to_string(verdict.status))};
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
    out.fact.leaf =
        add.add("x509.leaf", certificate_words(*leaf), certificate_value(*leaf), as_sent, chain->place.leaf);
    if (held.assurance <= Assurance::Authenticated) add.label("fact.x509.key.held");
    add.add("x509.key", key_words(*leaf),
            json_object({{"type", leaf->key_type}, {"bits", leaf->key_bits}, {"curve", leaf->key_curve}}), held);
    add.label("");
    add.add("x509.validity", validity_words(*leaf, chain->judged_at),
            x509::days_left(leaf->not_after, chain->judged_at), of_the_day, chain->place.validity);
    add.add("x509.chain", chain_as_sent_words(sent), sent.sent.size(), of_the_day, chain->place.sent);
    if (verdict) {
      add.add("x509.name", name_words(*verdict, *leaf), match_word(*verdict), as_sent);
    }
  }
  if (verdict) {
    Phrase said{"said.trust-no", {{"why", chain_words(*verdict, leaf)}}};
    if (chain->names_host()) said = {chain->proves_name() ? "said.trust-yes" : "said.trust-not-shown"};
    out.fact.chain = add.add("x509.trust", std::move(said),
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
      add.add("x509.other_leaf", words::clauses({certificate_words(*leaf), key_words(*leaf)}), certificate_value(*leaf),
              chain.assured(About::Day), chain.place.leaf);
    }
    add_defects(chain, add);
  }
}

}  // namespace mailglass::assess
