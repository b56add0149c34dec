// A TLS server of Botan 2.19: --port, --versions MIN,MAX (hexadecimal), --suites, --groups, certificates and the rest.
// Without a port it lists its suites: number, name, and whether this build has them.

#include <botan/auto_rng.h>
#include <botan/data_src.h>
#include <botan/pkcs8.h>
#include <botan/tls_callbacks.h>
#include <botan/tls_ciphersuite.h>
#include <botan/tls_exceptn.h>
#include <botan/tls_policy.h>
#include <botan/tls_server.h>
#include <botan/tls_session_manager.h>
#include <botan/x509cert.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "serving.h"

namespace mailglass::truth {
namespace {

namespace tls = Botan::TLS;

int list() {
  for (const tls::Ciphersuite& suite : tls::Ciphersuite::all_known_ciphersuites())
    if (suite.valid()) std::printf("%04x %s\n", suite.ciphersuite_code(), suite.to_string().c_str());
  return 0;
}

class Policy : public tls::Policy {
 public:
  explicit Policy(const Options& options)
      : options_(options), versions_(options.numbers("versions")), suites_(options.numbers("suites")) {}
  [[nodiscard]] std::vector<std::uint16_t> ciphersuite_list(tls::Protocol_Version version, bool) const override {
    std::vector<std::uint16_t> usable;
    for (const std::uint16_t suite : suites_)
      if (tls::Ciphersuite::by_id(suite).usable_in_version(version)) usable.push_back(suite);
    return usable;
  }
  [[nodiscard]] std::vector<tls::Group_Params> key_exchange_groups() const override {
    std::vector<tls::Group_Params> groups;
    for (const std::uint16_t group : options_.numbers("groups"))
      groups.push_back(static_cast<tls::Group_Params>(group));
    return groups;
  }
  [[nodiscard]] std::vector<std::string> allowed_signature_hashes() const override {
    std::vector<std::string> hashes = {"SHA-512", "SHA-384", "SHA-256"};
    if (options_.on("sha1")) hashes.emplace_back("SHA-1");
    return hashes;
  }
  [[nodiscard]] std::vector<std::string> allowed_signature_methods() const override {
    return {"ECDSA", "RSA", "IMPLICIT"};
  }
  [[nodiscard]] std::size_t minimum_signature_strength() const override { return 0; }
  [[nodiscard]] bool allow_tls10() const override { return has(0x0301); }
  [[nodiscard]] bool allow_tls11() const override { return has(0x0302); }
  [[nodiscard]] bool allow_tls12() const override { return has(0x0303); }
  [[nodiscard]] bool server_uses_own_ciphersuite_preferences() const override { return options_.on("serverpref"); }
  [[nodiscard]] bool negotiate_encrypt_then_mac() const override { return options_.on("etm"); }
  [[nodiscard]] bool request_client_certificate_authentication() const override {
    return options_.on("client-certificate");
  }

 private:
  [[nodiscard]] bool has(std::uint16_t version) const {
    return versions_.at(0) <= version && version <= versions_.at(1);
  }
  const Options& options_;
  std::vector<std::uint16_t> versions_;
  std::vector<std::uint16_t> suites_;
};

struct Identity {
  Botan::X509_Certificate certificate;
  std::unique_ptr<Botan::Private_Key> key;
};

class Credentials : public Botan::Credentials_Manager {
 public:
  Credentials(const Options& options, Botan::RandomNumberGenerator& random)
      : tickets_(options.on("ticket")), ticket_key_(random, 32) {
    for (const char* kind : {"rsa", "ecdsa"}) {
      const std::string certificate = options.text(std::string(kind) + "-cert");
      if (certificate.empty()) continue;
      Botan::DataSource_Stream key(options.text(std::string(kind) + "-key"));
      identities_.push_back({Botan::X509_Certificate(certificate), Botan::PKCS8::load_key(key)});
    }
  }
  std::vector<Botan::X509_Certificate> cert_chain(const std::vector<std::string>& types, const std::string&,
                                                  const std::string&) override {
    for (const Identity& identity : identities_)
      if (std::find(types.begin(), types.end(), identity.key->algo_name()) != types.end())
        return {identity.certificate};
    return {};
  }
  Botan::Private_Key* private_key_for(const Botan::X509_Certificate& certificate, const std::string&,
                                      const std::string&) override {
    for (const Identity& identity : identities_)
      if (identity.certificate == certificate) return identity.key.get();
    return nullptr;
  }
  Botan::SymmetricKey psk(const std::string& type, const std::string& context, const std::string& identity) override {
    if (type == "tls-server" && context == "session-ticket" && tickets_) return ticket_key_;
    return Credentials_Manager::psk(type, context, identity);
  }

 private:
  bool tickets_;
  Botan::SymmetricKey ticket_key_;
  std::vector<Identity> identities_;
};

class Callbacks : public tls::Callbacks {
 public:
  Callbacks(const Options& options, const Peer& peer)
      : protocols_(options.list("alpn")), refusing_(options.on("alpn-fatal")), peer_(peer) {}
  void tls_emit_data(const std::uint8_t data[], std::size_t size) override { peer_.write(data, size); }
  void tls_record_received(std::uint64_t, const std::uint8_t[], std::size_t) override { spoken_to = true; }
  void tls_alert(tls::Alert) override {}
  bool tls_session_established(const tls::Session&) override { return true; }
  void tls_verify_cert_chain(const std::vector<Botan::X509_Certificate>&,
                             const std::vector<std::shared_ptr<const Botan::OCSP::Response>>&,
                             const std::vector<Botan::Certificate_Store*>&, Botan::Usage_Type, const std::string&,
                             const tls::Policy&) override {}
  std::string tls_server_choose_app_protocol(const std::vector<std::string>& offered) override {
    for (const std::string& name : protocols_)
      if (std::find(offered.begin(), offered.end(), name) != offered.end()) return name;
    if (refusing_ && !protocols_.empty())
      throw tls::TLS_Exception(tls::Alert::NO_APPLICATION_PROTOCOL, "no protocol in common");
    return "";
  }
  bool spoken_to = false;

 private:
  std::vector<std::string> protocols_;
  bool refusing_;
  const Peer& peer_;
};

struct Server {
  explicit Server(const Options& all) : options(all), policy(all), credentials(all, random), kept(random) {}
  const Options& options;
  Botan::AutoSeeded_RNG random{};
  Policy policy;
  Credentials credentials;
  tls::Session_Manager_In_Memory kept;
  tls::Session_Manager_Noop forgotten{};
};

void serve(Server& server, const Peer& peer) {
  Callbacks callbacks(server.options, peer);
  tls::Session_Manager* sessions = &server.forgotten;
  if (server.options.on("cache")) sessions = &server.kept;
  try {
    tls::Server connection(callbacks, *sessions, server.credentials, server.policy, server.random);
    std::array<std::uint8_t, 4096> bytes{};
    while (!connection.is_closed() && !callbacks.spoken_to) {
      const std::size_t count = peer.read(bytes.data(), bytes.size());
      if (count == 0) return;
      connection.received_data(bytes.data(), count);
    }
    if (!callbacks.spoken_to) return;
    connection.send(std::string(kGoodbye));
    connection.close();
  } catch (const std::exception&) {
    return;  // it has said its alert
  }
}

}  // namespace
}  // namespace mailglass::truth

int main(int count, char** words) try {
  using namespace mailglass::truth;
  const Options options(count, words);
  if (options.text("port").empty()) return list();
  Server server(options);
  return serve_each(options, [&](Peer& peer) { serve(server, peer); });
} catch (const std::exception& error) {
  std::fputs(error.what(), stderr);
  return 1;
}
