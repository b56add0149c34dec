#include "servers.h"

#include "support/ocsp.h"

namespace mailglass::liars {
namespace {

using nlohmann::json;

nlohmann::json honest_report(const Server& server, check::Depth depth, bool takes_large_hellos) {
  check::Check check(test::setup("example.test", depth));
  LyingRelay relay(zone_of(server.host, 1), [&](const wire::Probe& request) {
    Line line = honest_line(server.connect());
    constexpr std::size_t kLarge = 700;
    if (!takes_large_hellos && request.client_hello.size() > kLarge) line.tls = nullptr;
    return line;
  });
  relay.run(check);
  return json::parse(report::write_report(check, &test::world().roots));
}

bool is_proven(const json& assurance) {
  return assurance == "verified" || assurance == "authenticated";
}

}  // namespace

test::Zone zone_of(const std::string& host, std::size_t addresses) {
  test::Zone zone{{{"example.test", dns::Type::MX, "10 " + host}}};
  for (std::size_t i = 1; i <= addresses; ++i)
    zone.records.push_back({host, dns::Type::A, "192.0.2." + std::to_string(i)});
  return zone;
}

Claims claims_of(const json& report, Which which) {
  Claims claims;
  const auto counts = [&](const json& of) { return which == Which::All || is_proven(of["assurance"]); };
  const auto host_of = [](const json& subject) { return subject.value("host", std::string()); };
  for (const json& fact : report["facts"]) {
    if (!counts(fact)) continue;
    // Which connection showed a certificate first is chance.
    std::string code = fact["code"];
    if (code == "x509.other_leaf") code = "x509.leaf";
    claims.insert("fact|" + code + "|" + host_of(fact["subject"]) + "|" + fact["value"].dump());
  }
  for (const json& finding : report["findings"]) {
    if (!counts(finding)) continue;
    for (const json& subject : finding["subjects"])
      claims.insert("finding|" + finding["code"].get<std::string>() + "|" + host_of(subject));
  }
  for (const json& server : report["servers"]) {
    const std::string host = server["host"];
    const auto claim = [&](const json& of, const char* member, std::string what) {
      if (which == Which::All || is_proven(of.value(member, json()))) claims.insert(std::move(what));
    };
    for (const json& address : server["addresses"]) {
      if (const json proof = address.value("proof", json()); proof.is_object())
        claim(proof, "assurance", "proof|" + proof["name"].get<std::string>());
      for (const json& chain : address["certificates"]) {
        if (chain["sent"].empty() || !chain["sent"][0]["certificate"].is_object()) continue;
        const json& leaf = chain["sent"][0]["certificate"];
        const std::string name = host + "|" + leaf["sha256"].get<std::string>() + "|";
        claim(chain, "assurance",
              "chain|" + name + chain["in_order"].dump() + "|" + std::to_string(chain["sent"].size()));
        claim(chain, "key_assurance", "key|" + host + "|" + leaf["spki_sha256"].get<std::string>());
        claim(chain, "along_assurance", "along|" + name + chain["stapled"].dump() + chain["staple"].dump());
        if (chain["trust"].is_object())
          claim(chain["trust"], "assurance", "trust|" + name + chain["trust"]["status"].get<std::string>());
      }
    }
  }
  return claims;
}

void Servers::add(std::string name, const test::ServerSpec& spec, X509* certificate, EVP_PKEY* key, const char* host) {
  test::ServerSpec with_chain = spec;
  with_chain.extra_chain = {test::world().authority.middle.get()};
  servers_.push_back({std::move(name), host, std::make_shared<test::MemoryServer>(with_chain, certificate, key)});
}

Servers::Servers() : root_(test::der_of(test::world().authority.root.get())) {
  test::World& world = test::world();
  const auto issue = [&](EVP_PKEY* key, const char* name, std::int64_t from, std::int64_t to) {
    certificates_.push_back(world.authority.leaf(key, {"leaf", {std::string("DNS:") + name}, from, to}));
    return certificates_.back().get();
  };
  constexpr std::int64_t kFrom = 1'700'000'000, kTo = 1'900'000'000, kPast = 1'600'000'000;
  X509* const second = issue(world.other_key.get(), kHost, kFrom, kTo);
  X509* const second_expired = issue(world.other_key.get(), kHost, kPast, kFrom);
  X509* const ec = issue(ec_key_.get(), kHost, kFrom, kTo);
  X509* const attackers = issue(attackers_key_.get(), kAttacker, kFrom, kTo);
  const auto up_to = [](int version) { return test::ServerSpec{.max_version = version}; };

  add("TLS 1.2", up_to(TLS1_2_VERSION), world.cert.get(), world.key.get());
  add("TLS 1.2, expired", up_to(TLS1_2_VERSION), world.expired.get(), world.key.get());
  add("TLS 1.3", {.min_version = TLS1_3_VERSION}, second, world.other_key.get());
  add("TLS 1.0 to 1.3, expired", {}, world.expired.get(), world.key.get());
  add("static RSA, expired", {.max_version = TLS1_2_VERSION, .ciphers = "AES128-GCM-SHA256:AES256-SHA:@SECLEVEL=0"},
      second_expired, world.other_key.get());
  test::ServerSpec two{};
  two.second_certificate = ec;
  two.second_key = ec_key_.get();
  add("RSA and ECDSA", two, world.cert.get(), world.key.get());
  add("TLS 1.0", up_to(TLS1_VERSION), second, world.other_key.get());
  add("ECDSA, TLS 1.2", up_to(TLS1_2_VERSION), ec, ec_key_.get());
  add("another name", {}, world.wrong_name.get(), world.key.get());
  add("self-signed", {}, world.self_signed.get(), world.key.get());
  X509* const issuer = world.authority.middle.get();
  test::ServerSpec stapling{.request_certificate = true};
  stapling.ocsp = test::ocsp_answer({second, issuer, world.authority.middle_key.get()});
  add("stapling, asks for a certificate", stapling, second, world.other_key.get());
  add("the attacker's own", {}, attackers, attackers_key_.get(), kAttacker);

  const handshake::Client somebody({.server_name = kHost, .seed = {9, 9, 9}});
  for (const Server& server : servers_) recorded_.push_back(server.connect()->take(somebody.client_hello()));
  for (X509* const leaf : {world.cert.get(), world.expired.get(), second, second_expired, ec, world.wrong_name.get(),
                           world.self_signed.get(), attackers}) {
    chains_.push_back(test::chain_of(leaf, issuer));
    ocsp_.push_back(test::ocsp_answer({leaf, issuer, world.authority.middle_key.get()}));
  }
}

const Claims& Servers::truth(std::size_t server) {
  const auto known = truths_.find(server);
  if (known != truths_.end()) return known->second;
  Claims& truth = truths_[server];
  // Each of them holds a key that a certificate which anybody can have certifies for the name, whichever one it shows.
  truth.insert("proof|" + servers_[server].host);
  for (const check::Depth depth : {check::Depth::Headline, check::Depth::Quick, check::Depth::Standard})
    truth.merge(claims_of(honest_report(servers_[server], depth, true), Which::All));
  // A smaller hello may show the same facts in another light; that it was needed would be no truth.
  for (const std::string& claim :
       claims_of(honest_report(servers_[server], check::Depth::Headline, false), Which::All)) {
    if (claim.starts_with("fact|")) truth.insert(claim);
  }
  return truth;
}

}  // namespace mailglass::liars
