#include "assess/tls_facts.h"

#include <algorithm>

#include "assess/certificate_facts.h"
#include "assess/inside_facts.h"
#include "bytes/encoding.h"
#include "bytes/json_object.h"
#include "tls/registry.h"

namespace mailglass::assess {
namespace {

using check::ProbeRun;
using handshake::Failure;
using handshake::Progress;
using tls::HandshakeType;
using wire::Direction;

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
  const std::string detail = printable(view_of(failure.detail), 200);
  switch (failure.kind) {
    case Failure::Kind::ServerAlert: {
      const std::string_view name = failure.alert ? tls::alert_name(*failure.alert) : std::string_view{};
      const std::string alert = name.empty() ? "alert " + std::to_string(failure.alert.value_or(0)) : std::string(name);
      out.outcome = Outcome::HandshakeFailed;
      out.sentence = "It offers encryption, but setting it up failed: the server gave up.";
      out.not_established = "the server broke off the TLS handshake";
      out.server_words = "TLS alert: " + alert;
      return;
    }
    case Failure::Kind::BadProof:
      out.outcome = Outcome::ProofFailed;
      out.sentence = "It began encryption, but its proof did not verify: something on the way may have changed it.";
      out.not_established = "the server's cryptographic proof did not verify (" + detail + ")";
      return;
    case Failure::Kind::NotTls:
      out.outcome = Outcome::HandshakeFailed;
      out.sentence = "It offers encryption, but then it did not speak TLS.";
      out.not_established = "what came after STARTTLS was not TLS (" + detail + ")";
      out.server_words =
          printable(probe.transcript().bytes(Direction::FromServer, {probe.tls().from_server_offset, 200}), 200);
      out.clear_text_after_starttls = true;
      return;
    case Failure::Kind::Unsupported:
    case Failure::Kind::Malformed:
      out.outcome = Outcome::HandshakeFailed;
      out.sentence = "It offers encryption, but setting it up failed.";
      out.not_established = "the TLS handshake failed (" + detail + ")";
      return;
  }
}

void conclude_unfinished(const ProbeRun& probe, AddressAssessment& out) {
  if (!probe.end()) return;
  out.outcome = Outcome::HandshakeFailed;
  out.sentence = "It offers encryption, but setting it up did not finish.";
  const wire::Closed* closed = probe.closed();
  if (closed && closed->end == wire::End::Timeout) {
    out.not_established = "the server did not finish the TLS handshake in time";
  } else if (closed && closed->end == wire::End::PeerReset) {
    out.not_established = "the connection was reset during the TLS handshake";
  } else if (closed) {
    out.not_established = "the connection ended during the TLS handshake";
  } else {
    out.outcome = Outcome::NotProbed;
    out.sentence = "The connection to the relay broke, so this address could not be checked.";
    out.not_established = "the connection to the relay was lost";
  }
}

}  // namespace

std::string encrypted_words(const TlsSummary& tls, std::string_view name_words) {
  const std::string encrypts =
      "It encrypts with " + std::string(tls::to_string(static_cast<tls::Version>(tls.version)));
  if (!tls.chain || !tls.chain->verdict) return encrypts + ".";
  if (!tls.chain->names_host())
    return encrypts + ", but its certificate does not prove who it is: " +
           chain_words(*tls.chain->verdict, tls.chain->description.leaf()) + ".";
  if (!tls.chain->proves_name())
    return encrypts + ". The conversation ended before it was shown whether the certificate that came is its own.";
  if (tls.chain->withdrawn()) return encrypts + ", but the authority that issued its certificate has withdrawn it.";
  return encrypts + ", and its certificate proves its name; " + std::string(name_words) + ".";
}

void assess_tls(const check::Check& check, const ProbeRun& probe, const x509::TrustStore* roots, AddressAssessment& out,
                FactList& facts) {
  const handshake::Outcome& seen = probe.handshake();
  if (seen.failure && seen.progress != Progress::ServerFinished) {
    conclude_failure(probe, out);
    out.fact.failure =
        facts.add({0, "tls.failure", "TLS handshake", out.not_established,
                   json_object({{"alert", seen.failure->alert ? nlohmann::ordered_json(*seen.failure->alert) : nullptr},
                                {"detail", printable(view_of(seen.failure->detail), 200)}}),
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
  tls.post_quantum = seen.group && tls::is_post_quantum(*seen.group);
  const std::shared_ptr<SentChain> sent = make_chain(check, probe.plan().host, seen.chain, roots);
  sent->headline = true;
  sent->with_server_name = !std::get<check::Proof>(probe.plan().aim).nameless;
  sent->proofs.add(shown_by(seen));
  tls.chain = sent;
  const Assured choice = sent->assured(About::Choice);

  const auto remember = [&](std::string_view code, std::string_view label, std::string text,
                            nlohmann::ordered_json value, std::vector<BytesAt> evidence) {
    const std::uint32_t id =
        facts.add({0, code, label, std::move(text), std::move(value), choice, out.subject, std::move(evidence)});
    out.facts.push_back(id);
    return id;
  };
  const auto hello = place_of(probe, HandshakeType::ServerHello);
  const std::string version_text(tls::to_string(static_cast<tls::Version>(tls.version)));
  out.fact.version = remember("tls.version", "TLS version", version_text, version_text, hello);
  const std::string suite_text = tls::cipher_suite_text(*seen.suite);
  out.fact.suite = remember("tls.suite", "Cipher suite", suite_text, suite_text, hello);
  const bool tls13 = tls.version == static_cast<std::uint16_t>(tls::Version::Tls13);
  const auto exchange_place = place_of(probe, tls13 ? HandshakeType::ServerHello : HandshakeType::ServerKeyExchange);
  if (seen.group) {
    const std::string group = tls::named_group_text(*seen.group);
    out.fact.group = remember("tls.group", "Key agreement", group, group, exchange_place);
  } else if (seen.dh_bits) {
    out.fact.group = remember("tls.dh_bits", "Key agreement",
                              "finite-field Diffie-Hellman, " + std::to_string(*seen.dh_bits) + " bits", *seen.dh_bits,
                              exchange_place);
  } else if (tls.static_rsa) {
    out.fact.group = remember("tls.static_rsa", "Key agreement", "static RSA, without forward secrecy", true, hello);
  }
  if (seen.signature_scheme) {
    const std::string scheme = tls::signature_scheme_text(*seen.signature_scheme);
    remember("tls.signature_scheme", "Signature by the server", scheme, scheme,
             place_of(probe, tls13 ? HandshakeType::CertificateVerify : HandshakeType::ServerKeyExchange));
  }
  if (seen.hello_retried)
    remember("tls.hello_retry", "HelloRetryRequest", "yes: the server asked for another key share", true, hello);
  if (seen.client_certificate_requested) {
    out.fact.client_certificate = remember("tls.client_certificate_requested", "Asks for a client certificate", "yes",
                                           true, place_of(probe, HandshakeType::CertificateRequest));
  }
  sent->evidence = place_of(probe, HandshakeType::Certificate);
  add_chain_facts(sent, out, facts);
  add_inside_facts(probe, sent->assured(About::Inside), out, facts);
  out.outcome = Outcome::Encrypted;
  out.tls = std::move(tls);
}

}  // namespace mailglass::assess
