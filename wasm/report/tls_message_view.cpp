#include "report/tls_message_view.h"

#include <algorithm>
#include <string>

#include "assess/certificate_facts.h"
#include "bytes/encoding.h"
#include "bytes/json_object.h"
#include "tls/handshake.h"
#include "tls/registry.h"
#include "x509/trust.h"

namespace mailglass::report {
namespace {

using handshake::SeenMessage;
using nlohmann::ordered_json;
using tls::HandshakeType;

constexpr std::size_t kHandshakeHeader = 4;  // RFC 8446 section 4: type and a length of three bytes

struct View {
  std::string summary;
  ordered_json details = ordered_json::array();
  void add(std::string_view label, std::string text) {
    details.push_back(ordered_json::array({label, std::move(text)}));
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
  view.summary = "what this check offers: " + std::to_string(hello->cipher_suites.size()) + " cipher suites, " +
                 std::to_string(hello->supported_groups.size()) + " groups";
  if (hello->server_name) view.add("Server name", printable(view_of(*hello->server_name)));
  view.add("Versions", hello->supported_versions.empty() ? version_text(hello->legacy_version)
                                                         : join(hello->supported_versions, version_text));
  view.add("Cipher suites", join(hello->cipher_suites, tls::cipher_suite_text));
  view.add("Groups", join(hello->supported_groups, tls::named_group_text));
  view.add("Key shares", join(hello->key_share_groups, tls::named_group_text));
  view.add("Signature schemes", join(hello->signature_algorithms, tls::signature_scheme_text));
  view.add("Random", to_hex(hello->random));
  return view;
}

View server_hello(ByteView body) {
  View view;
  const Parsed<tls::ServerHello> hello = tls::parse_server_hello(body);
  if (!hello) return view;
  view.summary = hello->hello_retry_request
                     ? "asks for another key share (HelloRetryRequest)"
                     : "chooses " + version_text(hello->version) + ", " + tls::cipher_suite_text(hello->cipher_suite);
  view.add("Version", version_text(hello->version));
  view.add("Cipher suite", tls::cipher_suite_text(hello->cipher_suite));
  if (hello->group)
    view.add(hello->hello_retry_request ? "Group asked for" : "Group", tls::named_group_text(*hello->group));
  view.add("Extensions", join(hello->extensions, [](const tls::Extension& e) { return extension_text(e.type); }));
  view.add("Random", to_hex(hello->random));
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
  view.summary = std::to_string(chain->size()) + (chain->size() == 1 ? " certificate" : " certificates");
  for (const auto& [der, extensions] : *chain) {
    const Parsed<x509::CertificateFacts> facts = x509::read_certificate(der);
    if (!facts) {
      view.add("Certificate", "unreadable");
      continue;
    }
    view.add("Subject", facts->subject);
    if (!facts->dns_names.empty()) view.add("Names", join(facts->dns_names, [](const std::string& n) { return n; }));
    view.add("Issuer", facts->issuer);
    view.add("Valid", assess::date_text(facts->not_before) + " to " + assess::date_text(facts->not_after));
    view.add("Key",
             facts->key_type + " " + (facts->key_curve.empty() ? std::to_string(facts->key_bits) : facts->key_curve));
    view.add("SHA-256", facts->sha256_fingerprint);
    if (!extensions.empty())
      view.add("Sent with it", join(extensions, [](const tls::Extension& e) { return extension_text(e.type); }));
  }
  return view;
}

View signature(ByteView body) {
  View view;
  if (const auto scheme = ByteReader(body).u16()) view.summary = "signed with " + tls::signature_scheme_text(*scheme);
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
    case HandshakeType::ServerKeyExchange: return {"the server's part of the key agreement, signed"};
    case HandshakeType::CertificateRequest: return {"asks for a client certificate"};
    case HandshakeType::ServerHelloDone: return {"the server's turn ends"};
    case HandshakeType::ClientKeyExchange: return {"this check's part of the key agreement"};
    case HandshakeType::EncryptedExtensions: return {"settings, from here on encrypted"};
    case HandshakeType::Finished: return {"checksum over the whole handshake"};
    case HandshakeType::NewSessionTicket: return {"a ticket for a shorter handshake next time"};
    default: return {};
  }
}

}  // namespace

ordered_json tls_message_json(const SeenMessage& message) {
  View view = view_of_message(message);
  view.add("Size", std::to_string(message.bytes.size()) + " bytes");
  const std::string_view name = tls::to_string(message.type);
  return json_object(
      {{"from", message.from_server ? "server" : "client"},
       {"name", name.empty() ? "message " + std::to_string(static_cast<int>(message.type)) : std::string(name)},
       {"summary", view.summary},
       {"encrypted", message.encrypted},
       {"details", view.details}});
}

ordered_json alert_json(const tls::Alert& alert) {
  const std::string_view name = tls::alert_name(alert.description);
  return json_object(
      {{"from", "server"},
       {"name", "Alert"},
       {"summary", name.empty() ? "alert " + std::to_string(alert.description) : std::string(name)},
       {"encrypted", false},
       {"details", ordered_json::array({ordered_json::array({"Meaning", tls::alert_meaning(alert.description)}),
                                        ordered_json::array({"Level", alert.level == 2 ? "fatal" : "warning"})})}});
}

}  // namespace mailglass::report
