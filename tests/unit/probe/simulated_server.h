#pragma once
// A TLS server as a model: a configuration, and the answer to a ClientHello that follows from it by the selection rules
// of the RFCs. It speaks real bytes, so that reading them is tested too; it does no cryptography.

#include <algorithm>
#include <functional>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "probe/answer.h"
#include "probe/hello_spec.h"
#include "probe/offers.h"
#include "tls/extension.h"
#include "tls/handshake.h"
#include "tls/registry.h"

namespace mailglass::probe::simulation {

using Numbers = std::vector<std::uint16_t>;
inline bool has(const Numbers& list, std::uint16_t value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

struct Config {
  std::set<std::uint16_t> versions;
  bool ssl2 = false;
  Numbers suites;  ///< TLS 1.2 and older, in the server's order
  Numbers suites13;
  Numbers groups12, groups13;
  bool server_preference = true;
  bool prioritize_chacha = false;  ///< follows a client that puts ChaCha20 first (OpenSSL)
  bool chacha_unless_gcm = false;  ///< ChaCha20 first, but for a client that puts AES-GCM first (Go)
  bool legacy_last = false;        ///< takes weak suites only when there is nothing else (Java)
  bool rsa = true, ecdsa = false;
  bool ems = true, etm = true, renegotiation = true, ticket = true, heartbeat = false, staple = false, sct = false,
       compression = false;
  /// This kind of certificate comes without staple and timestamps.
  std::optional<tls::Authentication> bare;
  bool curves_in_ssl3 = false;  ///< takes elliptic suites in SSL 3.0 (OpenSSL 1.0.1)
  bool session_ids = false, client_certificate = false;
  bool leaves_session = true, resumes = false;
  bool fallback_scsv = true, sentinel = true, sha1 = true;
  bool alpn = false;  ///< answers it, in TLS 1.3
  bool closes_to_refuse = false;
  bool refuses_gaps = false;
  bool stumbles_on_lists = false;  ///< internal_error where the list of versions lacks TLS 1.3
  bool fears_grease = false;
  std::size_t hangs_from = 0, hangs_to = 0;  ///< sizes it does not answer
  enum class Sni : std::uint8_t {
    Same,
    Different,
    Refused,
    Different13 /* in TLS 1.3 alone */,
    OtherKind /* its RSA certificate only without, its ECDSA certificate only with */
  } sni = Sni::Same;
  std::size_t most_suites = 0;  ///< more are not read: decode_error, or it closes (wolfSSL)
  bool closes_on_many = false;
  bool signs_old = true;       ///< false: internal_error where TLS 1.1 and older would have to sign (OpenSSL 3)
  bool silent_on_all = false;  ///< handshake_failure to everybody: its certificate needs a scheme that nobody offers
  bool ids_without_ticket = false;  ///< gives a session identifier to those who take no ticket
  unsigned resumes_at_try = 0;      ///< takes a session back from this try on
  Bytes export_prime = {};          ///< of its own, for export suites
  Bytes dh_prime = Bytes(256, 0xff);
};

struct Reply {
  Bytes bytes;
  StreamEnd end = StreamEnd::Open;
};

class Server {
 public:
  explicit Server(Config config) : config_(std::move(config)) {}

  [[nodiscard]] const Config& config() const { return config_; }

  [[nodiscard]] Reply answer(ByteView records) const {
    if (!records.empty() && (records[0] & 0x80) != 0) return config_.ssl2 ? ssl2_hello() : alert(70);
    if (config_.hangs_from != 0 && records.size() >= config_.hangs_from && records.size() <= config_.hangs_to)
      return {{}, StreamEnd::Timeout};
    const auto hello = tls::parse_client_hello(records.subspan(9));
    if (!hello) return alert(50);
    return choose(*hello);
  }

  /// Whether a version can be negotiated by a client that offers everything.
  [[nodiscard]] bool negotiates(std::uint16_t version) const {
    if (!config_.versions.contains(version) || config_.silent_on_all || (version < 0x0303 && !config_.signs_old))
      return false;
    if (version == 0x0304) return !config_.suites13.empty() && !config_.groups13.empty();
    return std::any_of(config_.suites.begin(), config_.suites.end(),
                       [&](std::uint16_t s) { return accepts(s, version); });
  }
  /// Whether anybody can have a handshake.
  [[nodiscard]] bool says_yes() const {
    return config_.ssl2 || std::any_of(config_.versions.begin(), config_.versions.end(),
                                       [&](std::uint16_t version) { return negotiates(version); });
  }
  /// Whether a suite is accepted from a client that offers every group and signature algorithm.
  [[nodiscard]] bool accepts(std::uint16_t suite, std::uint16_t version) const {
    if (version == 0x0304) return has(config_.suites13, suite);
    tls::ClientHello everything{};
    everything.server_name = "mx.example.test";
    everything.supported_groups = {groups_tls12().begin(), groups_tls12().end()};
    everything.signature_algorithms = {all_signature_algorithms().begin(), all_signature_algorithms().end()};
    if (version < 0x0303) everything.signature_algorithms.clear();
    return has(config_.suites, suite) && acceptable(suite, version, everything);
  }
  /// TLS 1.3 is all there is, so that its certificates are asked for there.
  [[nodiscard]] bool only_tls13() const {
    return negotiates(0x0304) && std::none_of(config_.versions.begin(), config_.versions.end(),
                                              [&](std::uint16_t v) { return v != 0x0304 && negotiates(v); });
  }
  [[nodiscard]] bool has_certificate(tls::Authentication kind) const {
    return kind == tls::Authentication::Rsa ? config_.rsa : config_.ecdsa;
  }
  /// The answer to a handshake of TLS 1.3 alone that is carried to its end, with this ClientHello.
  [[nodiscard]] ServerAnswer carried(ByteView records, const CarriedHello& asked) const {
    const Reply reply = answer(records);
    ServerAnswer first = read_answer(reply.bytes, 100, reply.end);
    if (refusal_of(first) != Refusal::None) return first;
    const tls::Alert refused{.level = 2, .description = 40, .range = {100, 7}};
    const tls::Authentication own = config_.ecdsa ? tls::Authentication::Ecdsa : tls::Authentication::Rsa;
    const tls::Authentication kind = asked.certificate == tls::Authentication::Any ? own : asked.certificate;
    if (!has_certificate(kind) && config_.closes_to_refuse) return ClosedAnswer{false};
    if (!has_certificate(kind)) return AlertAnswer{refused};
    CarriedAnswer carried;
    const tls::ClientHello hello = *tls::parse_client_hello(records.subspan(9));
    const bool differs = config_.sni == Config::Sni::Different || config_.sni == Config::Sni::Different13;
    const bool other = differs && !asked.server_name;
    carried.chain = {leaf(kind, other)};
    carried.signature_scheme = kind == tls::Authentication::Rsa ? 0x0804 : 0x0403;
    if (comes_with(config_.staple, hello, kind)) carried.staple = Staple{{1}, {200, 100}};
    if (comes_with(config_.sct, hello, kind)) carried.timestamps = Bytes{0, 1, 0};
    if (asked.alpn && config_.alpn) carried.protocol = "smtp";
    carried.certificate_requested = config_.client_certificate;
    carried.range = {200, 100};
    return carried;
  }
  /// Whether one of the host's certificates that show comes with it.
  [[nodiscard]] bool shows_certificate_with(bool has) const {
    if (only_tls13()) {
      const auto with = [&](tls::Authentication kind) { return has_certificate(kind) && kind != config_.bare; };
      return has && (with(tls::Authentication::Rsa) || with(tls::Authentication::Ecdsa));
    }
    return has && std::any_of(config_.suites.begin(), config_.suites.end(), [&](std::uint16_t suite) {
             const tls::Authentication kind = tls::find_cipher_suite(suite)->authentication;
             return kind != tls::Authentication::Anonymous && kind != config_.bare &&
                    std::any_of(config_.versions.begin(), config_.versions.end(),
                                [&](std::uint16_t version) { return version <= 0x0303 && accepts(suite, version); });
           });
  }

 private:
  static Reply with_record(std::uint8_t type, const Bytes& fragment, StreamEnd end) {
    ByteWriter out;
    out.u8(type).u16(0x0303).prefixed(2, [&](ByteWriter& w) { w.append(fragment); });
    return {std::move(out).bytes(), end};
  }
  [[nodiscard]] Reply alert(std::uint8_t description) const {
    if (config_.closes_to_refuse) return {{}, StreamEnd::Closed};
    return with_record(21, {2, description}, StreamEnd::Closed);
  }

  static Reply ssl2_hello() {
    ByteWriter body;
    body.u8(4).u8(0).u8(1).u16(2).u16(3).u16(6).u16(16);
    body.append(Bytes{1, 2, 3}).u24(0x010080).u24(0x0700c0).append(Bytes(16, 7));
    ByteWriter out;
    out.u16(static_cast<std::uint16_t>(0x8000 | body.size())).append(body.bytes());
    return {std::move(out).bytes(), StreamEnd::Open};
  }

  [[nodiscard]] std::optional<std::uint16_t> version_for(const tls::ClientHello& hello) const {
    const bool reads_list = config_.versions.contains(0x0304) && !hello.supported_versions.empty();
    const std::uint16_t newest = std::min<std::uint16_t>(hello.legacy_version, 0x0303);
    std::optional<std::uint16_t> best;
    for (const std::uint16_t version : config_.versions) {
      if (version == 0x0304 && !reads_list) continue;
      if (reads_list ? has(hello.supported_versions, version) : version <= newest) best = version;
    }
    // GnuTLS refuses a version it lacks between two it has.
    const std::uint16_t highest = *config_.versions.rbegin();
    const bool gap = !reads_list && best && newest > *best && highest > newest;
    return config_.refuses_gaps && gap ? std::nullopt : best;
  }

  /// The kind that the host has with this hello.
  [[nodiscard]] bool has_kind(tls::Authentication kind, const tls::ClientHello& hello) const {
    if (config_.sni != Config::Sni::OtherKind) return has_certificate(kind);
    return (kind == tls::Authentication::Ecdsa) == hello.server_name.has_value();
  }

  [[nodiscard]] std::optional<std::uint16_t> scheme_for(bool ecdsa, const tls::ClientHello& hello) const {
    static const Numbers kRsa = {0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0201};
    static const Numbers kEcdsa = {0x0403, 0x0503, 0x0603, 0x0203};
    for (const std::uint16_t scheme : hello.signature_algorithms) {
      if (has(ecdsa ? kEcdsa : kRsa, scheme) && (config_.sha1 || (scheme >> 8) != 2)) return scheme;
    }
    return std::nullopt;
  }

  [[nodiscard]] std::optional<std::uint16_t> shared_group(const Numbers& mine, const Numbers& theirs) const {
    const Numbers& first = config_.server_preference ? mine : theirs;
    const Numbers& second = config_.server_preference ? theirs : mine;
    for (const std::uint16_t group : first) {
      if (has(second, group)) return group;
    }
    return std::nullopt;
  }

  [[nodiscard]] bool acceptable(std::uint16_t id, std::uint16_t version, const tls::ClientHello& hello) const {
    if (!usable_in(id, version)) return false;
    const tls::CipherSuite* suite = tls::find_cipher_suite(id);
    const bool ecdsa = suite->authentication == tls::Authentication::Ecdsa;
    const bool rsa = suite->authentication == tls::Authentication::Rsa;
    if (((ecdsa || rsa) && !has_kind(suite->authentication, hello)) ||
        suite->authentication == tls::Authentication::Dss)
      return false;
    if (version == 0x0300 && (uses_curve(id) || ecdsa)) return config_.curves_in_ssl3 && !config_.groups12.empty();
    if (uses_curve(id) && !shared_group(config_.groups12, hello.supported_groups)) return false;
    if (ecdsa && !has(hello.supported_groups, 0x0017)) return false;  // the certificate's curve (RFC 8422 section 5.1)
    return !(is_signed(id) && version == 0x0303 && !hello.signature_algorithms.empty() && !scheme_for(ecdsa, hello));
  }

  [[nodiscard]] Numbers in_order(const Numbers& mine, const Numbers& theirs) const {
    if (!config_.server_preference) {
      Numbers order = theirs;
      if (config_.legacy_last) {
        std::stable_partition(order.begin(), order.end(), [](std::uint16_t s) { return !is_weak(class_of(s)); });
      }
      std::erase_if(order, [&](std::uint16_t s) { return !has(mine, s); });
      return order;
    }
    Numbers order = mine;
    if (config_.prioritize_chacha && !theirs.empty() && is_chacha(theirs.front())) {
      std::stable_partition(order.begin(), order.end(), is_chacha);
    }
    if (config_.chacha_unless_gcm) {
      const auto first = std::find_if_not(theirs.begin(), theirs.end(), tls::is_grease);  // that it knows
      const bool gcm = first != theirs.end() && is_aes_gcm(*first);
      std::stable_partition(order.begin(), order.end(), [&](auto s) { return gcm != is_chacha(s); });
    }
    std::erase_if(order, [&](std::uint16_t s) { return !has(theirs, s); });
    return order;
  }

  [[nodiscard]] Reply choose(const tls::ClientHello& hello) const {
    const bool grease = std::any_of(hello.extensions.begin(), hello.extensions.end(),
                                    [](const auto& e) { return tls::is_grease(e.type); });
    if (config_.silent_on_all) return alert(40);
    if (config_.most_suites != 0 && hello.cipher_suites.size() > config_.most_suites)
      return config_.closes_on_many ? Reply{{}, StreamEnd::Closed} : alert(50);
    if (config_.fears_grease && grease) return alert(47);
    if (config_.sni == Config::Sni::Refused && !hello.server_name && !hello.extensions.empty()) return alert(40);
    if (config_.stumbles_on_lists && !hello.supported_versions.empty() && !has(hello.supported_versions, 0x0304))
      return with_record(21, {2, 80}, StreamEnd::Closed);
    const auto version = version_for(hello);
    if (!version) return alert(70);
    if (config_.fallback_scsv && has(hello.cipher_suites, kFallbackScsv) && *version < *config_.versions.rbegin())
      return alert(86);
    if (*version == 0x0304) return choose13(hello);
    for (const std::uint16_t suite : in_order(config_.suites, hello.cipher_suites)) {
      if (!acceptable(suite, *version, hello)) continue;
      if (*version < 0x0303 && !config_.signs_old) return with_record(21, {2, 80}, StreamEnd::Closed);
      return flight(hello, *version, suite);
    }
    return alert(40);
  }

  [[nodiscard]] Reply choose13(const tls::ClientHello& hello) const {
    const Numbers suites = in_order(config_.suites13, hello.cipher_suites);
    const auto group = shared_group(config_.groups13, hello.supported_groups);
    if (suites.empty() || !group) return alert(40);
    const bool retry = !has(hello.key_share_groups, *group);
    static const Bytes kRetryRandom = {0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c,
                                       0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb,
                                       0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c};
    ByteWriter body;
    body.u16(0x0303).append(retry ? kRetryRandom : Bytes(32, 5)).prefixed(1, [&](ByteWriter& w) {
      w.append(hello.session_id);
    });
    body.u16(suites.front()).u8(0);
    body.prefixed(2, [&](ByteWriter& w) {
      w.u16(43).u16(2).u16(0x0304);
      w.u16(51);
      if (retry) {
        w.u16(2).u16(*group);
      } else {
        w.prefixed(2, [&](ByteWriter& share) {
          share.u16(*group).prefixed(2, [](ByteWriter& key) { key.append(Bytes(32, 9)); });
        });
      }
    });
    return with_record(22, message(2, body.bytes()), StreamEnd::Open);
  }

  static Bytes leaf(tls::Authentication kind, bool other) {
    return {static_cast<std::uint8_t>(kind == tls::Authentication::Ecdsa ? 2 : 1), static_cast<std::uint8_t>(other)};
  }
  static Bytes message(std::uint8_t type, const Bytes& body) {
    ByteWriter out;
    out.u8(type).prefixed(3, [&](ByteWriter& w) { w.append(body); });
    return std::move(out).bytes();
  }

  /// Whether the certificate of this answer comes with what the host's certificates come with; another one, for clients
  /// without a name, has what they lack.
  [[nodiscard]] bool comes_with(bool has, const tls::ClientHello& hello, tls::Authentication kind) const {
    if (kind == tls::Authentication::Anonymous) return false;
    if (config_.sni == Config::Sni::Different && !hello.server_name) return !has;
    return has && kind != config_.bare;
  }

  [[nodiscard]] Bytes hello_extensions(const tls::ClientHello& hello, std::uint16_t suite) const {
    using namespace tls::extension;
    const auto offered = [&](std::uint16_t type) { return tls::find_extension(hello.extensions, type) != nullptr; };
    ByteWriter out;
    const auto echo = [&](std::uint16_t type, bool supported, const Bytes& data) {
      if (supported && offered(type)) out.u16(type).prefixed(2, [&](ByteWriter& w) { w.append(data); });
    };
    const tls::CipherSuite* known = tls::find_cipher_suite(suite);
    const bool scsv = has(hello.cipher_suites, kRenegotiationScsv);
    if (config_.renegotiation && (offered(kRenegotiationInfo) || scsv)) out.u16(kRenegotiationInfo).u16(1).u8(0);
    echo(kExtendedMasterSecret, config_.ems, {});
    echo(kEncryptThenMac, config_.etm && known->mode == tls::CipherMode::Cbc, {});
    echo(kSessionTicket, config_.ticket, {});
    echo(kHeartbeat, config_.heartbeat, {1});
    echo(kStatusRequest, comes_with(config_.staple, hello, known->authentication), {});
    echo(kSignedCertificateTimestamp, comes_with(config_.sct, hello, known->authentication), {0, 1, 0});
    return std::move(out).bytes();
  }

  [[nodiscard]] bool gives_id(const tls::ClientHello& hello) const {
    const bool ticket =
        config_.ticket && tls::find_extension(hello.extensions, tls::extension::kSessionTicket) != nullptr;
    return config_.session_ids || (config_.ids_without_ticket && !ticket);
  }

  [[nodiscard]] Reply flight(const tls::ClientHello& hello, std::uint16_t version, std::uint16_t suite) const {
    const tls::CipherSuite* known = tls::find_cipher_suite(suite);
    ByteWriter body;
    Bytes random(32, 3);
    if (config_.sentinel && version < *config_.versions.rbegin() && *config_.versions.rbegin() >= 0x0303) {
      const bool tls12 = version == 0x0303;
      const Bytes sentinel = {0x44, 0x4f, 0x57, 0x4e, 0x47, 0x52, 0x44, static_cast<std::uint8_t>(tls12 ? 1 : 0)};
      std::copy(sentinel.begin(), sentinel.end(), random.end() - 8);
    }
    body.u16(version).append(random).prefixed(1, [&](ByteWriter& w) { w.append(Bytes(gives_id(hello) ? 32 : 0, 8)); });
    const bool deflate =
        config_.compression && std::find(hello.compression_methods.begin(), hello.compression_methods.end(), 1) !=
                                   hello.compression_methods.end();
    body.u16(suite).u8(deflate ? 1 : 0);
    const Bytes extensions = hello_extensions(hello, suite);
    if (!extensions.empty()) body.prefixed(2, [&](ByteWriter& w) { w.append(extensions); });
    ByteWriter out;
    out.append(message(2, body.bytes()));
    const bool ecdsa = known->authentication == tls::Authentication::Ecdsa;
    if (known->authentication == tls::Authentication::Rsa || ecdsa) {
      const Bytes own = leaf(known->authentication, config_.sni == Config::Sni::Different && !hello.server_name);
      ByteWriter chain;
      chain.prefixed(3, [&](ByteWriter& list) { list.prefixed(3, [&](ByteWriter& der) { der.append(own); }); });
      out.append(message(11, chain.bytes()));
      if (comes_with(config_.staple, hello, known->authentication) &&
          tls::find_extension(hello.extensions, tls::extension::kStatusRequest))
        out.append(message(22, {1, 0, 0, 1, 0}));
    }
    add_key_exchange(out, hello, version, suite);
    if (config_.client_certificate && known->authentication != tls::Authentication::Anonymous)
      out.append(message(13, {1, 1, 0, 0, 0, 0}));
    out.append(message(14, {}));
    return with_record(22, out.bytes(), StreamEnd::Open);
  }

  void add_key_exchange(ByteWriter& out, const tls::ClientHello& hello, std::uint16_t version,
                        std::uint16_t suite) const {
    const tls::CipherSuite* known = tls::find_cipher_suite(suite);
    const bool dh = known->key_exchange == tls::KeyExchange::Dhe || known->key_exchange == tls::KeyExchange::DhAnon;
    if (!dh && !uses_curve(suite)) return;
    ByteWriter body;
    if (dh) {
      const bool weak = known->exportable && !config_.export_prime.empty();
      for (const Bytes& value : {weak ? config_.export_prime : config_.dh_prime, Bytes{2}, Bytes(64, 4)})
        body.prefixed(2, [&](ByteWriter& w) { w.append(value); });
    } else {
      const auto group = shared_group(config_.groups12, hello.supported_groups);
      body.u8(3).u16(group.value_or(config_.groups12.front())).prefixed(1, [](ByteWriter& w) {
        w.append(Bytes(65, 4));
      });
    }
    if (is_signed(suite)) {
      const bool ecdsa = known->authentication == tls::Authentication::Ecdsa;
      if (version == 0x0303) body.u16(scheme_for(ecdsa, hello).value_or(ecdsa ? 0x0203 : 0x0201));
      body.prefixed(2, [](ByteWriter& w) { w.append(Bytes(64, 6)); });
    }
    out.append(message(12, body.bytes()));
  }

  Config config_;
};

}  // namespace mailglass::probe::simulation
