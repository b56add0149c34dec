#include "assess/tls_facts.h"

#include <algorithm>

#include "assess/certificate_facts.h"
#include "assess/inside_facts.h"
#include "assess/name_source.h"
#include "assess/smtp_facts.h"
#include "bytes/encoding.h"
#include "bytes/json_object.h"
#include "tls/registry.h"
#include "words/phrase_json.h"

namespace mailglass::assess {
namespace {

using check::ProbeRun;
using handshake::Failure;
using handshake::Progress;
using tls::HandshakeType;
using wire::Direction;
using words::Phrase;

/// The place of the last clear handshake message of a type; in TLS 1.3 the encrypted part of the server's flight.
std::vector<BytesAt> place_of(const ProbeRun& probe, HandshakeType type) {
  const check::TlsView& view = probe.tls();
  const auto last = std::find_if(view.messages.rbegin(), view.messages.rend(),
                                 [type](const auto& message) { return message.type == type; });
  if (last != view.messages.rend()) return {BytesAt{Source::FromServer, probe.plan().id, last->range}};
  const std::optional<ByteRange> sealed = probe.encrypted();
  if (!sealed) return {};
  return {BytesAt{Source::FromServer, probe.plan().id, *sealed}};
}

std::vector<BytesAt> everything_since_tls(const ProbeRun& probe) {
  const std::size_t from = probe.tls().from_server_offset;
  const std::size_t size = probe.transcript().stream(Direction::FromServer).size();
  if (!probe.heard_tls() || size <= from) return {};
  return {BytesAt{Source::FromServer, probe.plan().id, {from, std::min<std::size_t>(size - from, 512)}}};
}

void conclude_failure(const ProbeRun& probe, AddressAssessment& out) {
  const Failure& failure = *probe.handshake().failure;
  const words::Value& detail = failure.detail;
  switch (failure.kind) {
    case Failure::Kind::ServerAlert:
      out.outcome = Outcome::HandshakeFailed;
      out.sentence = Phrase{"address.handshake-alert"};
      out.not_established = Phrase{"why.handshake-alert"};
      out.server_words = Phrase{"server-words.alert", {{"alert", alert_words(failure.alert.value_or(0))}}};
      return;
    case Failure::Kind::BadProof:
      out.outcome = Outcome::ProofFailed;
      out.sentence = Phrase{"address.bad-proof"};
      out.not_established = Phrase{"why.bad-proof", {{"detail", detail}}};
      return;
    case Failure::Kind::NotTls:
      out.outcome = Outcome::HandshakeFailed;
      out.sentence = Phrase{"address.not-tls"};
      out.not_established = Phrase{"why.not-tls", {{"detail", detail}}};
      out.server_words =
          printable(probe.transcript().bytes(Direction::FromServer, {probe.tls().from_server_offset, 200}), 200);
      out.clear_text_after_starttls = true;
      return;
    case Failure::Kind::Unsupported:
    case Failure::Kind::Malformed:
      out.outcome = Outcome::HandshakeFailed;
      out.sentence = Phrase{"address.handshake-failed"};
      out.not_established = Phrase{"why.handshake-failed", {{"detail", detail}}};
      return;
  }
}

void conclude_unfinished(const ProbeRun& probe, AddressAssessment& out) {
  if (!probe.end()) return;
  out.outcome = Outcome::HandshakeFailed;
  out.sentence = Phrase{"address.handshake-unfinished"};
  const wire::Closed* closed = probe.closed();
  if (closed && closed->end == wire::End::Timeout) {
    out.not_established = Phrase{"why.handshake-timeout"};
  } else if (closed && closed->end == wire::End::PeerReset) {
    out.not_established = Phrase{"why.handshake-reset"};
  } else if (closed) {
    out.not_established = Phrase{"why.handshake-ended"};
  } else {
    out.outcome = Outcome::NotProbed;
    out.sentence = Phrase{"address.relay-lost"};
    out.not_established = Phrase{"why.relay-lost"};
  }
}

}  // namespace

words::Value encrypted_words(const TlsSummary& tls, std::string_view name_source) {
  const std::string_view version = tls::to_string(static_cast<tls::Version>(tls.version));
  const auto encrypts = [&](const char* how) { return Phrase{how, {{"version", version}}}; };
  if (!tls.chain || !tls.chain->verdict) return encrypts("address.encrypts");
  if (!tls.chain->names_host())
    return Phrase{"address.encrypts-unnamed",
                  {{"version", version}, {"why", chain_words(*tls.chain->verdict, tls.chain->description.leaf())}}};
  if (!tls.chain->proves_name()) return encrypts("address.encrypts-unconfirmed");
  if (tls.chain->withdrawn()) return encrypts("address.encrypts-withdrawn");
  return words::sentences({encrypts("address.encrypts-named"), name_words(name_source)});
}

void assess_tls(const check::Check& check, const ProbeRun& probe, const x509::TrustStore* roots, AddressAssessment& out,
                FactList& facts) {
  const handshake::Outcome& seen = probe.handshake();
  if (seen.failure && seen.progress != Progress::ServerFinished) {
    conclude_failure(probe, out);
    out.fact.failure =
        facts.add({0, "tls.failure", out.not_established,
                   json_object({{"alert", seen.failure->alert ? nlohmann::ordered_json(*seen.failure->alert) : nullptr},
                                {"detail", words::to_json(seen.failure->detail)}}),
                   kDelivered, out.subject, everything_since_tls(probe)});
    out.facts.push_back(out.fact.failure);
    return;
  }
  if (!check::encrypts(seen) || !seen.version || !seen.suite) {
    conclude_unfinished(probe, out);
    return;
  }

  TlsSummary tls;
  tls.version = *seen.version;
  tls.client_certificate_requested = seen.client_certificate_requested;
  if (const tls::CipherSuite* suite = tls::find_cipher_suite(*seen.suite)) {
    tls.static_rsa = suite->key_exchange == tls::KeyExchange::Rsa;
  }
  if (const tls::NamedGroup* group = seen.group ? tls::find_named_group(*seen.group) : nullptr) {
    tls.post_quantum =
        group->kind == tls::NamedGroup::Kind::PostQuantumHybrid || group->kind == tls::NamedGroup::Kind::PostQuantum;
  }
  const std::shared_ptr<SentChain> sent = make_chain(check, probe.plan().host, seen.chain, roots);
  sent->headline = true;
  sent->with_server_name = !std::get<check::Proof>(probe.plan().aim).nameless;
  sent->proofs.add(shown_by(seen));
  tls.chain = sent;
  const Assured choice = sent->assured(About::Choice);

  const auto remember = [&](std::string_view code, words::Value text, nlohmann::ordered_json value,
                            std::vector<BytesAt> evidence) {
    const std::uint32_t id =
        facts.add({0, code, std::move(text), std::move(value), choice, out.subject, std::move(evidence)});
    out.facts.push_back(id);
    return id;
  };
  const auto hello = place_of(probe, HandshakeType::ServerHello);
  const std::string version_text(tls::to_string(static_cast<tls::Version>(tls.version)));
  out.fact.version = remember("tls.version", version_text, version_text, hello);
  const std::string suite_text = tls::cipher_suite_text(*seen.suite);
  out.fact.suite = remember("tls.suite", suite_text, suite_text, hello);
  const bool tls13 = tls.version == static_cast<std::uint16_t>(tls::Version::Tls13);
  const auto exchange_place = place_of(probe, tls13 ? HandshakeType::ServerHello : HandshakeType::ServerKeyExchange);
  if (seen.group) {
    const std::string group = tls::named_group_text(*seen.group);
    out.fact.group = remember("tls.group", group, group, exchange_place);
  } else if (seen.dh_bits) {
    out.fact.group =
        remember("tls.dh_bits", Phrase{"said.dh-bits", {{"bits", *seen.dh_bits}}}, *seen.dh_bits, exchange_place);
  } else if (tls.static_rsa) {
    out.fact.group = remember("tls.static_rsa", Phrase{"said.static-rsa"}, true, hello);
  }
  if (seen.signature_scheme) {
    const std::string scheme = tls::signature_scheme_text(*seen.signature_scheme);
    remember("tls.signature_scheme", scheme, scheme,
             place_of(probe, tls13 ? HandshakeType::CertificateVerify : HandshakeType::ServerKeyExchange));
  }
  if (seen.hello_retried) remember("tls.hello_retry", Phrase{"said.hello-retry"}, true, hello);
  if (seen.client_certificate_requested) {
    out.fact.client_certificate = remember("tls.client_certificate_requested", Phrase{"said.yes"}, true,
                                           place_of(probe, HandshakeType::CertificateRequest));
  }
  sent->evidence = place_of(probe, HandshakeType::Certificate);
  add_chain_facts(sent, out, facts);
  add_inside_facts(probe, sent->assured(About::Inside), out, facts);
  out.outcome = Outcome::Encrypted;
  out.tls = std::move(tls);
}

}  // namespace mailglass::assess
