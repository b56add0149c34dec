#pragma once
// Random servers, and an explorer driven against one of them in virtual time.

#include <deque>
#include <functional>
#include <sstream>

#include "probe/explorer.h"
#include "probe/hello_builder.h"
#include "simulated_server.h"

namespace mailglass::probe::simulation {

inline Numbers shuffled_part(Numbers all, double share, std::mt19937& random) {
  std::bernoulli_distribution keep(share);
  std::erase_if(all, [&](std::uint16_t) { return !keep(random); });
  std::shuffle(all.begin(), all.end(), random);
  return all;
}

inline Config random_config(std::mt19937& random) {
  const auto chance = [&](double p) { return std::bernoulli_distribution(p)(random); };
  Config config;
  const bool old_server = chance(0.3);
  if (chance(old_server ? 0.1 : 0.7)) config.versions.insert(0x0304);
  if (chance(0.9)) config.versions.insert(0x0303);
  if (chance(old_server ? 0.8 : 0.3)) config.versions.insert(0x0302);
  if (chance(old_server ? 0.8 : 0.3)) config.versions.insert(0x0301);
  if (chance(old_server ? 0.5 : 0.05)) config.versions.insert(0x0300);
  if (config.versions.empty()) config.versions.insert(0x0303);
  config.ssl2 = old_server && chance(0.3);
  Numbers old_suites = suites_for(0x0303, false);
  const double share = std::uniform_real_distribution<>(0.02, 0.9)(random);
  if (chance(0.6)) std::erase_if(old_suites, [](std::uint16_t s) { return is_weak(class_of(s)); });
  config.suites = shuffled_part(std::move(old_suites), share, random);
  config.suites13 = shuffled_part(suites_for(0x0304, false), 0.6, random);
  config.groups12 = shuffled_part({groups_tls12().begin(), groups_tls12().end()}, 0.4, random);
  config.groups13 = shuffled_part({groups_tls13().begin(), groups_tls13().end()}, 0.4, random);
  config.server_preference = chance(0.5);
  config.prioritize_chacha = chance(0.3);
  config.legacy_last = chance(0.2);
  config.rsa = chance(0.85);
  config.ecdsa = !config.rsa || chance(0.3);
  for (bool* flag :
       {&config.ems, &config.etm, &config.renegotiation, &config.ticket, &config.heartbeat, &config.staple, &config.sct,
        &config.session_ids, &config.client_certificate, &config.fallback_scsv, &config.sentinel, &config.sha1}) {
    *flag = chance(0.5);
  }
  config.compression = chance(0.1);
  config.closes_to_refuse = chance(0.15);
  config.refuses_gaps = chance(0.3);
  config.stumbles_on_lists = chance(0.03);
  config.fears_grease = chance(0.1);
  if (chance(0.1)) {
    config.hangs_from = chance(0.5) ? 256 : 1000;
    config.hangs_to = config.hangs_from == 256 ? 511 : 100000;
  }
  config.sni = chance(0.7) ? Config::Sni::Same : chance(0.5) ? Config::Sni::Different : Config::Sni::Refused;
  if (chance(0.05)) config.sni = Config::Sni::Different13;
  config.chacha_unless_gcm = config.server_preference && chance(0.1);
  if (chance(0.03)) config.most_suites = chance(0.5) ? 150 : 60;
  config.closes_on_many = chance(0.5);
  config.signs_old = chance(0.95);
  config.silent_on_all = chance(0.01);
  config.ids_without_ticket = chance(0.5);
  if (chance(0.2)) config.dh_prime = Bytes(64, 0xfd);
  config.curves_in_ssl3 = chance(0.5);
  config.alpn = chance(0.5);
  config.leaves_session = chance(0.7);
  config.resumes = chance(0.5);
  config.resumes_at_try = chance(0.3) ? 2 : 0;
  if (chance(0.4)) config.bare = chance(0.5) ? tls::Authentication::Rsa : tls::Authentication::Ecdsa;
  return config;
}

/// What an ordinary sender would say first.
inline Bytes headline_hello(const std::string& host) {
  HelloSpec spec;
  spec.supported_versions = {0x0304, 0x0303, 0x0302, 0x0301};
  spec.suites = {0x1302, 0x1303, 0x1301, 0xc02c, 0xc030, 0xc02b, 0xc02f, 0xcca9, 0xcca8, 0x009f, 0x009e, 0xc024, 0xc028,
                 0xc023, 0xc027, 0xc00a, 0xc014, 0xc009, 0xc013, 0x009d, 0x009c, 0x003d, 0x003c, 0x0035, 0x002f};
  spec.groups = {0x11ec, 0x001d, 0x0017, 0x0018};
  spec.key_shares = std::vector<std::uint16_t>{0x11ec, 0x001d};
  spec.signature_algorithms = {0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601};
  spec.server_name = host;
  spec.extended_master_secret = spec.session_ticket = true;
  return build_client_hello(spec, Seed{1});
}

inline std::optional<Observation> headline(const Server& server, const std::string& host) {
  const Bytes hello = headline_hello(host);
  const Reply reply = server.answer(hello);
  auto offered = read_offer(hello);
  return Observation{kHeadline, *offered, read_answer(reply.bytes, 100, reply.end), !server.config().leaves_session};
}

/// The headline's session, as whoever keeps it would present it; no server here looks into it.
inline SessionToPresent session_of(const Server& server, const std::string& host) {
  return server.config().leaves_session ? SessionToPresent{headline_hello(host), {}} : SessionToPresent{};
}

/// The hello of a handshake that is carried to its end: TLS 1.3 alone, and the schemes of one kind of certificate.
inline Bytes carried_hello(const CarriedHello& asked, const std::string& host) {
  HelloSpec spec;
  spec.supported_versions = {0x0304};
  spec.suites = {0x1302, 0x1303, 0x1301, 0x1304, 0x1305};
  spec.groups = {0x11ec, 0x001d, 0x0017, 0x0018};
  spec.key_shares = std::vector<std::uint16_t>{0x11ec, 0x001d};
  if (asked.certificate != tls::Authentication::Rsa) spec.signature_algorithms = {0x0403, 0x0503, 0x0603};
  if (asked.certificate != tls::Authentication::Ecdsa)
    spec.signature_algorithms.insert(spec.signature_algorithms.end(), {0x0804, 0x0805, 0x0806});
  if (asked.server_name) spec.server_name = host;
  if (asked.alpn) spec.alpn.assign(kMailProtocols.begin(), kMailProtocols.end());
  spec.status_request = spec.signed_certificate_timestamp = true;
  return build_client_hello(spec, Seed{2});
}
inline MakeCarried carrier(const std::string& host) {
  return [host](const CarriedHello& asked) { return carried_hello(asked, host); };
}

/// What is known of versions, suites and groups, to be compared.
inline std::string of_versions(const Facts& facts) {
  std::ostringstream all;
  for (const auto& [version, known] : facts.versions) {
    all << version << int(known.support.support) << to_string(known.preference);
    for (const auto& [suite, fact] : known.suites) all << suite << int(fact.support);
    for (const auto& [group, fact] : known.groups) all << group << int(fact.support);
  }
  return all.str();
}

inline constexpr const char* kHost = "mx.example.test";

inline bool is_open(const Explorer& explorer, std::string_view topic) {
  const auto open = explorer.not_established();
  return std::any_of(open.begin(), open.end(), [&](const NotEstablished& one) { return one.what == topic; });
}

/// Lets a connection through (nullopt) or turns it away, given the time it begins.
using Door = std::function<std::optional<NoTls>(std::uint64_t now_us)>;

inline bool asks_ssl2(const PlannedProbe& probe) {
  return std::holds_alternative<Ssl2HelloSpec>(probe.hello);
}

struct Outcome {
  unsigned connections = 0;
  unsigned most_at_once = 0;
  std::uint64_t took_us = 0;
  bool stuck = false;
};

/// How long the connection with this number (from 1) takes, and its greeting alone.
struct Slowness {
  std::uint64_t connection_us = 100'000;
  std::uint64_t greeting_us = 1000;
};
using Speed = std::function<Slowness(unsigned connection)>;

inline Outcome drive(Explorer& explorer, const Server& server, const Door& door = {}, const Speed& speed = {}) {
  struct Running {
    std::uint64_t ends;
    std::uint32_t id;
    ProbeResult result;
  };
  Outcome outcome;
  std::deque<Running> running;
  const auto slowness = [&](unsigned connection) { return speed ? speed(connection) : Slowness{}; };
  std::uint64_t now = slowness(1).connection_us;  // the headline is over
  while (!explorer.finished()) {
    while (auto probe = explorer.next(now)) {
      ++outcome.connections;
      const Slowness slow = slowness(outcome.connections + 1);
      ProbeResult result{TimeoutAnswer{}, slow.greeting_us};
      const auto refused = door ? door(now) : std::nullopt;
      if (refused) {
        result = {*refused, std::nullopt};
      } else if (const auto* session = std::get_if<SessionHello>(&probe->hello)) {
        const bool now_too = session->attempt >= server.config().resumes_at_try;
        result.answer = SessionAnswer{server.config().resumes && now_too, {100, 90}};
      } else if (const auto* carried = std::get_if<CarriedHello>(&probe->hello)) {
        result.answer = server.carried(probe->client_hello, *carried);
      } else {
        const Reply reply = server.answer(probe->client_hello);
        result.answer = read_answer(reply.bytes, 100, reply.end, asks_ssl2(*probe));
      }
      running.push_back({now + slow.connection_us, probe->id, std::move(result)});
      outcome.most_at_once = std::max(outcome.most_at_once, static_cast<unsigned>(running.size()));
    }
    const auto at = explorer.next_at();
    if (!running.empty() && (!at || running.front().ends <= *at || *at <= now)) {
      now = std::max(now, running.front().ends);
      const Running done = std::move(running.front());
      running.pop_front();
      explorer.answered(done.id, done.result, now);
    } else if (at && *at > now) {
      now = *at;
    } else {
      outcome.stuck = !explorer.finished();
      break;
    }
  }
  outcome.took_us = now;
  return outcome;
}

}  // namespace mailglass::probe::simulation
