#pragma once
// Checks of example.test against scripted servers, with a world of certificates to choose from.

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "report/report.h"
#include "support/in_english.h"
#include "support/scripted_relay.h"

namespace mailglass::test {

struct World {
  Authority authority;
  Key key = rsa_key(), other_key = rsa_key();
  Cert cert = authority.leaf(key.get(), {"leaf", {"DNS:mx.example.test"}});
  Cert wrong_name = authority.leaf(key.get(), {"leaf", {"DNS:other.example.test"}});
  Cert expired = authority.leaf(key.get(), {"leaf", {"DNS:mx.example.test"}, 1'600'000'000, 1'700'000'000});
  Cert self_signed = make_certificate({"self", {"DNS:mx.example.test"}}, key.get());
  x509::TrustStore roots = std::move(*x509::TrustStore::from_pem(pem_of(authority.root.get())));
};
inline World& world() {
  static World instance;
  return instance;
}

inline check::Setup setup(std::string domain = "example.test", check::Depth depth = check::Depth::Headline) {
  return {std::move(domain), {5, 5, 5}, kNow * 1000, depth};
}

inline Zone one_server() {
  return {{{"example.test", dns::Type::MX, "10 mx.example.test"}, {"mx.example.test", dns::Type::A, "192.0.2.1"}}};
}

inline std::shared_ptr<MemoryServer> tls_server(ServerSpec spec = {}, X509* certificate = nullptr,
                                                bool send_intermediate = true) {
  if (send_intermediate) spec.extra_chain = {world().authority.middle.get()};
  return std::make_shared<MemoryServer>(spec, certificate ? certificate : world().cert.get(), world().key.get());
}

inline ServerScript encrypted(ServerSpec spec = {}, X509* certificate = nullptr, bool send_intermediate = true) {
  ServerScript script;
  script.tls = tls_server(std::move(spec), certificate, send_intermediate);
  return script;
}

struct Ran {
  nlohmann::json report;
  std::vector<std::string> connections;
  std::string evidence;
  [[nodiscard]] const nlohmann::json& address(std::size_t server = 0, std::size_t index = 0) const {
    return report["servers"][server]["addresses"][index];
  }
  [[nodiscard]] nlohmann::json fact(const std::string& code) const {
    for (const nlohmann::json& fact : report["facts"]) {
      if (fact["code"] == code) return fact;
    }
    return nullptr;
  }
  [[nodiscard]] bool found(const std::string& code) const {
    for (const nlohmann::json& finding : report["findings"]) {
      if (finding["code"] == code) return true;
    }
    return false;
  }
};

inline Ran run(const Zone& zone, std::map<std::string, ServerScript> servers, check::Setup from) {
  check::Check check(std::move(from));
  ScriptedRelay relay(zone, std::move(servers));
  EXPECT_TRUE(relay.run(check));
  const std::string report = report::write_report(check, &world().roots);
  // Whatever was seen runs again to the same report.
  const std::string evidence = check::write_evidence(check.evidence());
  const auto read = check::read_evidence(evidence);
  EXPECT_TRUE(read);
  EXPECT_EQ(report::write_report(check::replay(*read, check::Reading::Live), &world().roots), report);
  return {in_english(report), relay.connections(), evidence};
}

inline Ran run(const Zone& zone, std::map<std::string, ServerScript> servers,
               const std::string& domain = "example.test", check::Depth depth = check::Depth::Headline) {
  return run(zone, std::move(servers), setup(domain, depth));
}

}  // namespace mailglass::test
