#include "probe/observation.h"

#include <algorithm>

#include "bytes/overload.h"
#include "probe/hello_spec.h"
#include "tls/extension.h"
#include "tls/registry.h"

namespace mailglass::probe {
namespace {

std::vector<std::uint16_t> without_grease(const std::vector<std::uint16_t>& numbers) {
  std::vector<std::uint16_t> kept;
  std::copy_if(numbers.begin(), numbers.end(), std::back_inserter(kept),
               [](std::uint16_t n) { return !tls::is_grease(n); });
  return kept;
}

Offered offer_of(const tls::ClientHello& hello, std::size_t size) {
  Offered offered;
  offered.size = size;
  offered.legacy_version = hello.legacy_version;
  offered.versions = without_grease(hello.supported_versions);
  if (offered.versions.empty()) {
    for (std::uint16_t version = std::min(hello.legacy_version, number(tls::Version::Tls12));
         version >= number(tls::Version::Ssl3); --version) {
      offered.versions.push_back(version);
    }
  }
  std::sort(offered.versions.rbegin(), offered.versions.rend());
  offered.extensible = !hello.extensions.empty();
  offered.groups = without_grease(hello.supported_groups);
  offered.key_share_groups = without_grease(hello.key_share_groups);
  offered.signature_algorithms = without_grease(hello.signature_algorithms);
  for (const std::uint16_t suite : without_grease(hello.cipher_suites)) {
    if (suite == kFallbackScsv) offered.fallback_scsv = true;
    if (suite != kFallbackScsv && suite != kRenegotiationScsv) offered.suites.push_back(suite);
  }
  for (const auto& [type, data] : hello.extensions) {
    if (tls::is_grease(type)) {
      offered.grease = true;
    } else {
      offered.extensions.push_back(type);
    }
    const bool ticket = type == tls::extension::kSessionTicket && !data.empty();
    if (ticket || type == tls::extension::kPreSharedKey) offered.session = true;
  }
  offered.server_name = hello.server_name.has_value();
  offered.compression = std::find(hello.compression_methods.begin(), hello.compression_methods.end(), 1) !=
                        hello.compression_methods.end();
  return offered;
}

}  // namespace

bool Offered::offers_extension(std::uint16_t type) const {
  return std::find(extensions.begin(), extensions.end(), type) != extensions.end();
}

Parsed<Offered> read_offer(ByteView records) {
  if (!records.empty() && (records[0] & 0x80) != 0) {
    Offered offered;
    offered.ssl2 = true;
    offered.size = records.size();
    return offered;
  }
  const std::size_t size = records.size();
  tls::RecordReader reader;
  tls::HandshakeReader messages;
  while (true) {
    Parsed<std::optional<tls::Record>> record = reader.feed(records);
    if (!record) return record.error();
    if (!record->has_value()) return ParseError{size, "RFC 8446 4.1.2: no complete ClientHello"};
    Parsed<std::vector<tls::HandshakeMessage>> found = messages.feed(**record);
    if (!found) return found.error();
    if (found->empty()) continue;
    if (found->front().type != tls::HandshakeType::ClientHello) return ParseError{0, "RFC 8446 4.1.2: no ClientHello"};
    const Parsed<tls::ClientHello> hello = tls::parse_client_hello(found->front().body);
    if (!hello) return hello.error();
    return offer_of(*hello, size - records.size());
  }
}

namespace {
ByteRange nothing_at(std::size_t offset) {
  return {offset, 0};
}
}  // namespace

Evidence evidence_of(const Observation& observation) {
  const ByteRange range = std::visit(
      Overload{
          [](const HelloAnswer& a) { return a.range; }, [](const RetryAnswer& a) { return a.range; },
          [](const AlertAnswer& a) { return a.alert.range; }, [](const tls::Ssl2ServerHello& a) { return a.range; },
          [](const SessionAnswer& a) { return a.range; }, [](const CarriedAnswer& a) { return a.range; },
          [](const NotTlsAnswer& a) { return nothing_at(a.error.offset); }, [](const auto&) { return ByteRange{}; }},
      observation.answer);
  return {observation.probe, range};
}

const HelloAnswer* standing_hello(const ServerAnswer& answer) {
  const auto* hello = std::get_if<HelloAnswer>(&answer);
  return hello && hello->stands() ? hello : nullptr;
}

std::optional<Choice> choice_of(const ServerAnswer& answer) {
  if (const auto* retry = std::get_if<RetryAnswer>(&answer)) {
    return Choice{static_cast<std::uint16_t>(tls::Version::Tls13), retry->suite, retry->group};
  }
  const HelloAnswer* hello = standing_hello(answer);
  if (!hello) return std::nullopt;
  std::optional<std::uint16_t> group = hello->hello.group;
  if (hello->key_exchange) {
    if (const auto* curve = std::get_if<tls::EllipticExchange>(&hello->key_exchange->parameters)) group = curve->group;
  }
  return Choice{hello->hello.version, hello->hello.cipher_suite, group};
}

Refusal refusal_of(const ServerAnswer& answer) {
  if (const auto* refused = std::get_if<AlertAnswer>(&answer)) {
    switch (refused->alert.description) {  // IANA "TLS Alerts"
      case 40:                             /* handshake_failure */
      case 71: /* insufficient_security */ return Refusal::NoCommon;
      case 70: /* protocol_version */ return Refusal::Version;
      case 86: /* inappropriate_fallback */ return Refusal::Fallback;
      default: return Refusal::Unclear;
    }
  }
  if (std::holds_alternative<ClosedAnswer>(answer)) return Refusal::Closed;
  if (std::holds_alternative<TimeoutAnswer>(answer)) return Refusal::Silent;
  if (choice_of(answer) || std::holds_alternative<tls::Ssl2ServerHello>(answer) ||
      std::holds_alternative<SessionAnswer>(answer) || std::holds_alternative<CarriedAnswer>(answer))
    return Refusal::None;
  return Refusal::Unclear;
}

words::Phrase describe(const ServerAnswer& answer) {
  using words::Phrase;
  const auto alert_text = [](const tls::Alert& alert) -> words::Value {
    const std::string_view name = tls::alert_name(alert.description);
    if (name.empty()) return Phrase{"alert-number", {{"number", alert.description}}};
    return name;
  };
  return std::visit(Overload{[&](const HelloAnswer& a) -> Phrase {
                               if (a.then_alert)
                                 return {"reply.chose-then-alert", {{"alert", alert_text(*a.then_alert)}}};
                               return {a.complete ? "reply.chose" : "reply.broke-off",
                                       {{"suite", tls::cipher_suite_text(a.hello.cipher_suite)}}};
                             },
                             [](const RetryAnswer& a) -> Phrase {
                               return {"reply.chose", {{"suite", tls::cipher_suite_text(a.suite)}}};
                             },
                             [&](const AlertAnswer& a) -> Phrase {
                               return {"reply.alert", {{"alert", alert_text(a.alert)}}};
                             },
                             [](const tls::Ssl2ServerHello&) -> Phrase { return {"reply.ssl2"}; },
                             [](const SessionAnswer& a) -> Phrase {
                               return {a.taken_back ? "reply.took-session" : "reply.left-session"};
                             },
                             [](const CarriedAnswer& a) -> Phrase {
                               return {"reply.signed", {{"scheme", tls::signature_scheme_text(a.signature_scheme)}}};
                             },
                             [](const ClosedAnswer& a) -> Phrase { return {a.reset ? "reply.reset" : "reply.closed"}; },
                             [](const TimeoutAnswer&) -> Phrase { return {"reply.silent"}; },
                             [](const NotTlsAnswer& a) -> Phrase {
                               return {"reply.not-tls", {{"rule", a.error.rule}}};
                             }},
                    answer);
}

}  // namespace mailglass::probe
