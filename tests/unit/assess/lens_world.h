#pragma once
// Simulated servers and their certificates, looked at through a lens.

#include <map>
#include <set>

#include "assess/lens/requirements.h"
#include "probe/simulated_world.h"

namespace mailglass::assess::lens {

using namespace probe::simulation;
using probe::Depth;
using probe::Evidence;
using probe::Explorer;
using probe::Facts;
using x509::CertificateFacts;

inline constexpr std::int64_t kDay = 86400;
inline constexpr std::string_view kHost = "mx.example.test";

/// A server, and the certificates it has, which the simulation only hints at.
struct World {
  Config config;
  CertificateFacts rsa, ecdsa;
};

inline World good() {
  World world;
  world.config.versions = {0x0303, 0x0304};
  world.config.suites = {0xc02b, 0xc02f, 0xc02c, 0xc030};
  world.config.suites13 = {0x1301, 0x1302};
  world.config.groups12 = world.config.groups13 = {0x0017, 0x0018};
  world.config.server_preference = false;
  world.config.ecdsa = true;
  world.config.sha1 = false;
  world.config.staple = true;
  world.rsa.key_type = "RSA";
  world.rsa.key_bits = 3072;
  world.rsa.signature_algorithm = "sha256WithRSAEncryption";
  world.rsa.not_after = 90 * kDay - 1;
  world.rsa.sha256_fingerprint = "rsa";
  world.ecdsa = world.rsa;
  world.ecdsa.key_type = "EC";
  world.ecdsa.key_bits = 256;
  world.ecdsa.key_curve = "P-256";
  world.ecdsa.signature_algorithm = "ecdsa-with-SHA256";
  world.ecdsa.sha256_fingerprint = "ecdsa";
  return world;
}

using Statuses = std::map<std::string_view, Judgement>;

inline Statuses judge(const Lens& lens, const Facts& facts, const std::vector<CertificateSeen>& certificates) {
  const Subject subject{facts, certificates};
  Statuses all;
  for (const Rule& rule : lens.rules) all.emplace(rule.code, rule.judge(subject, rule));
  return all;
}

inline Statuses explore(const Lens& lens, const World& world, Depth depth = Depth::Full) {
  const Server server(world.config);
  Explorer explorer({std::string(kHost), probe::Seed{7}, depth, 300, 2}, headline(server, std::string(kHost)));
  drive(explorer, server);
  std::vector<CertificateSeen> certificates;
  if (world.config.rsa) certificates.push_back({&world.rsa, true, Evidence{1, {200, 900}}});
  if (world.config.ecdsa) certificates.push_back({&world.ecdsa, true, Evidence{2, {200, 600}}});
  return judge(lens, explorer.facts(), certificates);
}

inline std::set<std::string_view> with(const Statuses& all, Status status) {
  std::set<std::string_view> codes;
  for (const auto& [code, judgement] : all) {
    if (judgement.status == status) codes.insert(code);
  }
  return codes;
}

using Codes = std::set<std::string_view>;

}  // namespace mailglass::assess::lens
