#include "report/tls_message_view.h"

#include <algorithm>
#include <string>

#include "bytes/encoding.h"
#include "bytes/json_object.h"
#include "tls/handshake.h"
#include "tls/registry.h"
#include "words/phrase_json.h"
#include "x509/trust.h"

namespace mailglass::report {
namespace {

using handshake::SeenMessage;
using nlohmann::ordered_json;
using tls::HandshakeType;
using words::Day;
using words::Phrase;

constexpr std::size_t kHandshakeHeader = 4;  // RFC 8446 section 4: type and a length of three bytes

struct View {
  words::Value summary;
  ordered_json details = ordered_json::array();
  void add(const char* label, const words::Value& text) {
    ordered_json detail = ordered_json::array();
    detail.push_back(words::to_json(Phrase{std::string("tls.label.").append(label)}));
    detail.push_back(words::to_json(text));
    details.push_back(std::move(detail));
  }
};

std::string version_text(std::uint16_t version) {
  const std::string_view name = tls::to_string(static_cast<tls::Version>(version));
  return name.empty() ? "0x" + to_hex(ByteWriter().u16(version).bytes()) : std::string(name);
}

template <class List, class Name>
std::string join(const List& list, Name&& name) {
  std::string out;
  for (const auto& item : list) {
    if (!out.empty()) out += ", ";
    out += name(item);
  }
  return out;
}

std::string extension_text(std::uint16_t type) {
  const std::string_view name = tls::extension_name(type);
  return name.empty() ? std::to_string(type) : std::string(name);
}

View client_hello(ByteView body) {
  View view;
  const Parsed<tls::ClientHello> hello = tls::parse_client_hello(body);
  if (!hello) return view;
  view.summary =
      Phrase{"tls.client-hello", {{"suites", hello->cipher_suites.size()}, {"groups", hello->supported_groups.size()}}};
  if (hello->server_name) view.add("server-name", printable(view_of(*hello->server_name)));
  view.add("versions", hello->supported_versions.empty() ? version_text(hello->legacy_version)
                                                         : join(hello->supported_versions, version_text));
  view.add("suites", join(hello->cipher_suites, tls::cipher_suite_text));
  view.add("groups", join(hello->supported_groups, tls::named_group_text));
  view.add("key-shares", join(hello->key_share_groups, tls::named_group_text));
  view.add("schemes", join(hello->signature_algorithms, tls::signature_scheme_text));
  view.add("random", to_hex(hello->random));
  return view;
}

View server_hello(ByteView body) {
  View view;
  const Parsed<tls::ServerHello> hello = tls::parse_server_hello(body);
  if (!hello) return view;
  view.summary =
      hello->hello_retry_request
          ? Phrase{"tls.retry"}
          : Phrase{"tls.server-hello",
                   {{"version", version_text(hello->version)}, {"suite", tls::cipher_suite_text(hello->cipher_suite)}}};
  view.add("version", version_text(hello->version));
  view.add("suite", tls::cipher_suite_text(hello->cipher_suite));
  if (hello->group)
    view.add(hello->hello_retry_request ? "group-asked-for" : "group", tls::named_group_text(*hello->group));
  view.add("extensions", join(hello->extensions, [](const tls::Extension& e) { return extension_text(e.type); }));
  view.add("random", to_hex(hello->random));
  return view;
}

/// The two forms differ in their first byte's meaning; under encryption it is TLS 1.3's.
Parsed<std::vector<tls::CertificateEntry>> entries(const SeenMessage& message, ByteView body) {
  if (message.encrypted) return tls::parse_certificate_tls13(body);
  const Parsed<std::vector<Bytes>> chain = tls::parse_certificate_tls12(body);
  if (!chain) return chain.error();
  std::vector<tls::CertificateEntry> out;
  for (const Bytes& der : *chain) out.push_back({der, {}});
  return out;
}

View certificate(const SeenMessage& message, ByteView body) {
  View view;
  const Parsed<std::vector<tls::CertificateEntry>> chain = entries(message, body);
  if (!chain) return view;
  view.summary = Phrase{"tls.certificates", {{"n", chain->size()}}};
  for (const auto& [der, extensions] : *chain) {
    const Parsed<x509::CertificateFacts> facts = x509::read_certificate(der);
    if (!facts) {
      view.add("certificate", Phrase{"tls.unreadable"});
      continue;
    }
    view.add("subject", facts->subject);
    if (!facts->dns_names.empty()) view.add("names", join(facts->dns_names, [](const std::string& n) { return n; }));
    view.add("issuer", facts->issuer);
    view.add("valid", Phrase{"tls.span", {{"from", Day{facts->not_before}}, {"to", Day{facts->not_after}}}});
    view.add("key", facts->key_curve.empty()
                        ? Phrase{"tls.key-bits", {{"type", facts->key_type}, {"bits", facts->key_bits}}}
                        : Phrase{"tls.key-curve", {{"type", facts->key_type}, {"curve", facts->key_curve}}});
    view.add("sha256", facts->sha256_fingerprint);
    if (!extensions.empty())
      view.add("sent-with-it", join(extensions, [](const tls::Extension& e) { return extension_text(e.type); }));
  }
  return view;
}

View signature(ByteView body) {
  View view;
  if (const auto scheme = ByteReader(body).u16())
    view.summary = Phrase{"tls.signed-with", {{"scheme", tls::signature_scheme_text(*scheme)}}};
  return view;
}

View view_of_message(const SeenMessage& message) {
  const ByteView all = message.bytes;
  const ByteView body = all.subspan(std::min(all.size(), kHandshakeHeader));
  switch (message.type) {
    case HandshakeType::ClientHello: return client_hello(body);
    case HandshakeType::ServerHello: return server_hello(body);
    case HandshakeType::Certificate: return certificate(message, body);
    case HandshakeType::CertificateVerify: return signature(body);
    case HandshakeType::ServerKeyExchange: return {Phrase{"tls.server-key-exchange"}};
    case HandshakeType::CertificateRequest: return {Phrase{"tls.certificate-request"}};
    case HandshakeType::ServerHelloDone: return {Phrase{"tls.server-hello-done"}};
    case HandshakeType::ClientKeyExchange: return {Phrase{"tls.client-key-exchange"}};
    case HandshakeType::EncryptedExtensions: return {Phrase{"tls.encrypted-extensions"}};
    case HandshakeType::Finished: return {Phrase{"tls.finished"}};
    case HandshakeType::NewSessionTicket: return {Phrase{"tls.new-session-ticket"}};
    default: return {};
  }
}

}  // namespace

ordered_json tls_message_json(const SeenMessage& message) {
  View view = view_of_message(message);
  view.add("size", Phrase{"tls.size", {{"n", message.bytes.size()}}});
  const std::string_view name = tls::to_string(message.type);
  return json_object(
      {{"from", message.from_server ? "server" : "client"},
       {"name", words::to_json(name.empty() ? words::Value(Phrase{"tls.message-number",
                                                                  {{"number", static_cast<int>(message.type)}}})
                                            : words::Value(name))},
       {"summary", words::to_json(view.summary)},
       {"encrypted", message.encrypted},
       {"details", view.details}});
}

ordered_json alert_json(const tls::Alert& alert) {
  const std::string_view name = tls::alert_name(alert.description);
  View view;
  if (name.empty()) {
    view.summary = Phrase{"alert-number", {{"number", alert.description}}};
  } else {
    view.summary = name;
    view.add("meaning", Phrase{std::string("alert.").append(name)});
  }
  view.add("level", Phrase{alert.level == tls::kWarningLevel ? "tls.warning" : "tls.fatal"});
  return json_object({{"from", "server"},
                      {"name", words::to_json(Phrase{"tls.alert"})},
                      {"summary", words::to_json(view.summary)},
                      {"encrypted", false},
                      {"details", view.details}});
}

}  // namespace mailglass::report
