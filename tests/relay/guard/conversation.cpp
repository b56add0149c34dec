#include "conversation.h"

#include "tls/registry.h"

namespace mailglass::test {
namespace {

ServerSpec tls12(const char* ciphers, bool request_certificate = false) {
  ServerSpec spec;
  spec.max_version = TLS1_2_VERSION;
  spec.ciphers = ciphers;
  spec.request_certificate = request_certificate;
  return spec;
}
ServerSpec mac_then_encrypt(ServerSpec spec) {
  spec.encrypt_then_mac = false;
  return spec;
}
ServerSpec old_tls(int version, const char* ciphers) {
  ServerSpec spec;
  spec.max_version = version;
  spec.ciphers = ciphers;
  return spec;
}
ServerSpec with_groups(const char* groups) {
  ServerSpec spec;
  spec.groups = groups;
  return spec;
}
ServerSpec asking() {
  ServerSpec spec;
  spec.request_certificate = true;
  return spec;
}

/// Both kinds of certificate have what a client may ask for along with them.
ServerSpec with_everything(const char* protocol) {
  ServerSpec spec;
  spec.timestamps = Bytes(120, 1);
  spec.ocsp = Bytes(1500, 2);
  spec.protocol = protocol;
  return spec;
}
handshake::Tls13Only only(tls::Authentication kind, std::vector<std::string> protocols = {}) {
  return {kind, std::move(protocols)};
}

ServerSpec without_tickets(ServerSpec spec) {
  spec.tickets = false;
  return spec;
}
using Session = ConversationSpec::Session;

/// The client says, the server answers, until the client has nothing more to say and has heard the rest.
std::vector<Turn> talk(handshake::Client& client, MemoryServer& server) {
  std::vector<Turn> turns;
  Bytes said = client.client_hello();
  while (!said.empty() && turns.size() < 20) {
    Bytes answer = server.take(said);
    said = client.receive(answer);
    if (!answer.empty()) turns.push_back({true, std::move(answer)});
    if (!said.empty()) turns.push_back({false, said});
  }
  return turns;
}

/// A client's whole conversation with a server.
Conversation told(const char* name, handshake::Client& client, MemoryServer& server) {
  Conversation story{name, client.client_hello(), talk(client, server)};
  story.write_key = client.write_key();
  story.version = client.outcome().version.value_or(0);
  story.suite = client.outcome().suite.value_or(0);
  for (const handshake::SeenMessage& message : client.outcome().messages) {
    if (message.type != tls::HandshakeType::ServerHello) continue;
    const auto hello = tls::parse_server_hello(ByteView(message.bytes).subspan(4));
    story.encrypt_then_mac = hello && tls::find_extension(hello->extensions, 22) != nullptr;
  }
  story.through = client.ready_for_quit() && server.finished();
  return story;
}

handshake::Seed seed_of(std::uint8_t byte) {
  handshake::Seed seed{};
  seed.fill(byte);
  return seed;
}

}  // namespace

const std::vector<ConversationSpec>& conversation_specs() {
  static const std::vector<ConversationSpec> specs{
      {"Tls13", {}},
      {"Tls13Ecdsa", {}, true},
      {"Tls13AsksForCertificate", asking()},
      {"Tls13HelloRetry", with_groups("P-384")},
      {"Tls12Gcm", tls12("ECDHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0")},
      {"Tls12Gcm384", tls12("ECDHE-RSA-AES256-GCM-SHA384:@SECLEVEL=0")},
      {"Tls12ChaCha", tls12("ECDHE-RSA-CHACHA20-POLY1305:@SECLEVEL=0")},
      {"Tls12Ccm", tls12("ECDHE-ECDSA-AES128-CCM:@SECLEVEL=0"), true},
      {"Tls12CbcSha1", tls12("ECDHE-RSA-AES128-SHA:@SECLEVEL=0")},
      {"Tls12CbcSha256", tls12("ECDHE-RSA-AES128-SHA256:@SECLEVEL=0")},
      {"Tls12CbcSha384", tls12("ECDHE-RSA-AES256-SHA384:@SECLEVEL=0")},
      {"Tls12CbcSha1MacFirst", mac_then_encrypt(tls12("ECDHE-RSA-AES128-SHA:@SECLEVEL=0"))},
      {"Tls12CbcSha256MacFirst", mac_then_encrypt(tls12("ECDHE-RSA-AES128-SHA256:@SECLEVEL=0"))},
      {"Tls12CbcSha384MacFirst", mac_then_encrypt(tls12("ECDHE-RSA-AES256-SHA384:@SECLEVEL=0"))},
      {"Tls10MacFirst", mac_then_encrypt(old_tls(TLS1_VERSION, "ECDHE-RSA-AES128-SHA:@SECLEVEL=0"))},
      {"Tls12StaticRsa", tls12("AES256-SHA256:@SECLEVEL=0")},
      {"Tls12Dhe", tls12("DHE-RSA-AES256-SHA256:@SECLEVEL=0")},
      {"Tls12Camellia", tls12("DHE-RSA-CAMELLIA128-SHA:@SECLEVEL=0")},
      {"Tls12AsksForCertificate", tls12("ECDHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0", true)},
      {"Tls11", old_tls(TLS1_1_VERSION, "ECDHE-RSA-AES128-SHA:@SECLEVEL=0")},
      {"Tls10", old_tls(TLS1_VERSION, "ECDHE-RSA-AES128-SHA:@SECLEVEL=0")},
      {"Tls10StaticRsa", old_tls(TLS1_VERSION, "AES256-SHA:@SECLEVEL=0")},
      {"Tls13Resumed", {}, false, Session::TakenBack},
      {"Tls13NotResumed", {}, false, Session::Refused},
      {"Tls13ResumedAfterRetry", with_groups("P-384"), false, Session::TakenBack},
      {"Tls12ResumedByTicket", tls12("ECDHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0"), false, Session::TakenBack},
      {"Tls12ResumedById", without_tickets(tls12("ECDHE-RSA-AES128-SHA:@SECLEVEL=0")), false, Session::TakenBack},
      {"Tls12NotResumed", tls12("ECDHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0"), false, Session::Refused},
      {"Tls13OnlyRsa", with_everything(""), false, Session::New, only(tls::Authentication::Rsa)},
      {"Tls13OnlyElliptic", with_everything(""), true, Session::New, only(tls::Authentication::Ecdsa)},
      {"Tls13OnlyNameless", with_everything(""), true, Session::New, only(tls::Authentication::Ecdsa), true},
      {"Tls13OnlyRetry", with_groups("P-384"), false, Session::New, only(tls::Authentication::Rsa)},
      {"Tls13OnlyProtocol", with_everything("smtp"), false, Session::New,
       only(tls::Authentication::Rsa, {"smtp", "esmtp"})},
      {"Tls10Resumed", old_tls(TLS1_VERSION, "AES256-SHA:@SECLEVEL=0"), false, Session::TakenBack},
  };
  return specs;
}

Ends ends_of(const ConversationSpec& spec) {
  const Key key = spec.ec_key ? ec_key() : rsa_key();
  const Cert certificate = make_certificate({"test", {std::string("DNS:") + kHost}}, key.get());
  Ends ends;
  ends.server = std::make_unique<MemoryServer>(spec.server, certificate.get(), key.get());
  ends.client = std::make_unique<handshake::Client>(handshake::ClientConfig{.server_name = spec.nameless ? "" : kHost,
                                                                            .seed = seed_of(7),
                                                                            .offer = handshake::Offer::Modern,
                                                                            .tls13_only = spec.tls13_only});
  if (spec.session == Session::New) return ends;
  talk(*ends.client, *ends.server);
  auto again = std::make_unique<MemoryServer>(*ends.server);
  auto stranger = std::make_unique<MemoryServer>(spec.server, certificate.get(), key.get());
  auto back = std::make_unique<handshake::Client>(ends.client->resume(seed_of(8)).value());
  return {std::move(ends.server), spec.session == Session::TakenBack ? std::move(again) : std::move(stranger),
          std::move(back)};
}

Conversation converse(const ConversationSpec& spec) {
  const Ends ends = ends_of(spec);
  Conversation story = told(spec.name, *ends.client, *ends.server);
  // Another than was asked for is none.
  return ends.client->outcome().session_taken_back == (spec.session == Session::TakenBack) ? story : Conversation{};
}

}  // namespace mailglass::test
