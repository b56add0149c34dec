#include "assess/delivery.h"

#include <algorithm>
#include <array>
#include <utility>

#include "assess/address.h"
#include "bytes/address.h"
#include "check/looks.h"
#include "tls/extension.h"
#include "tls/handshake.h"
#include "tls/suite_kinds.h"

namespace mailglass::assess {
namespace {

using check::ProbeRun;
using senders::kSenders;
using senders::Sender;
using senders::Way;

/// RFC 8446 section 4, RFC 5246 section 7.4: type and length stand before the message.
constexpr std::size_t kMessageHeader = 4;

std::size_t certificates_sent(const ProbeRun& probe) {
  std::size_t most = 0;
  for (const handshake::SeenMessage& message : probe.handshake().messages) {
    if (message.from_server && message.type == tls::HandshakeType::Certificate)
      most = std::max(most, message.bytes.size() - std::min(message.bytes.size(), kMessageHeader));
  }
  return most;
}

/// The server itself ended a handshake that began as senders begin it. Where it let the time pass, a sender may have
/// more patience.
bool fails_senders(const check::Check& check, const check::AddressRun& address) {
  const ProbeRun& last = *check.probe(address.probes.back());
  const wire::Closed* closed = last.closed();
  return std::get<check::Proof>(last.plan().aim) == check::kSendersHello && closed &&
         closed->end != wire::End::Timeout && last.hello_sent() && check::look_of(last) != check::Look::Encrypts;
}

constexpr std::uint8_t kTls13Suites = 0x13;  // RFC 8446 appendix B.4: the first byte
bool of_tls13(const tls::CipherSuite& suite) {
  return suite.id >> 8U == kTls13Suites;
}

/// Suites that some senders offer and this analyzer's own handshake does not.
bool beyond_own_hello(const tls::CipherSuite& suite) {
  using tls::BulkCipher, tls::CipherMode;
  if (of_tls13(suite)) return false;
  const bool camellia = suite.cipher == BulkCipher::Camellia &&
                        (suite.mac != tls::Mac::Sha1 || suite.key_exchange == tls::KeyExchange::Ecdhe);
  const bool ccm = suite.mode == CipherMode::Ccm && suite.key_exchange != tls::KeyExchange::Ecdhe;
  return camellia || ccm || suite.cipher == BulkCipher::Aria || suite.mode == CipherMode::Ccm8;
}

/// Whether the sender offers the suite.
bool offers(const Sender& sender, const tls::CipherSuite& suite) {
  using tls::BulkCipher, tls::CipherMode;
  if (tls::is_null(suite)) return false;
  if (tls::is_anonymous(suite)) return sender.anonymous_suites;
  // OpenSSL has no such suites, and GnuTLS does not offer them by itself.
  if (suite.cipher == BulkCipher::Camellia && suite.mode == CipherMode::Gcm) return false;
  if (suite.cipher == BulkCipher::Camellia || suite.cipher == BulkCipher::Aria) return sender.suites.camellia_and_aria;
  if (suite.mode == CipherMode::Ccm8) return !of_tls13(suite) && sender.suites.ccm8;
  if (suite.mode == CipherMode::Ccm) return of_tls13(suite) ? sender.suites.ccm_in_tls13 : sender.suites.ccm;
  const bool sha2 = suite.mac == tls::Mac::Sha256 || suite.mac == tls::Mac::Sha384;
  return !sha2 || sender.suites.cbc_with_sha2;
}

/// Whether the exploration saw the server take any of the sender's suites, of these; none where it did not tell.
std::optional<bool> shares_suite(const Sender& sender, const check::AddressRun& address,
                                 bool (*these)(const tls::CipherSuite&)) {
  const probe::Explorer* explorer = address.explorer();
  if (!explorer) return std::nullopt;
  bool any = false;
  for (const auto& [version, facts] : explorer->facts().versions) {
    for (const std::uint16_t id : facts.accepted_suites()) {
      const tls::CipherSuite* suite = tls::find_cipher_suite(id);
      if (!suite || version < static_cast<std::uint16_t>(tls::Version::Tls10)) continue;
      if (offers(sender, *suite) && these(*suite)) return true;
      any = true;
    }
  }
  return any && explorer->finished() ? std::optional(false) : std::nullopt;
}

/// Senders' hellos have no post-quantum group, and no name. Where an exploration left it open whether they get through,
/// senders' own was said behind it: whether it failed; none where that stays open.
std::optional<bool> fails_as_senders_come(const check::Check& check, const check::AddressRun& address) {
  if (address.is_last_look(address.probes.back())) {
    const ProbeRun& look = *check.probe(address.probes.back());
    if (check::look_of(look) == check::Look::Encrypts) return false;
    return fails_senders(check, address) ? std::optional(true) : std::nullopt;
  }
  return check::senders_look_is_due(check, address) ? std::nullopt : std::optional(false);
}

/// The server answered renegotiation_info, or its version has no renegotiation.
bool renegotiates_securely(const ProbeRun& probe) {
  for (const handshake::SeenMessage& message : probe.handshake().messages) {
    if (!message.from_server || message.type != tls::HandshakeType::ServerHello) continue;
    const auto hello =
        tls::parse_server_hello(ByteView(message.bytes).subspan(std::min(kMessageHeader, message.bytes.size())));
    if (!hello) continue;
    return std::any_of(hello->extensions.begin(), hello->extensions.end(), [](const tls::Extension& extension) {
      return extension.type == tls::extension::kRenegotiationInfo;
    });
  }
  return true;  // it was not seen
}

/// The server signed its key exchange as the sender does not let it, and was not seen to sign otherwise too.
bool signs_in_vain(const Sender& sender, std::uint16_t scheme, const check::AddressRun& address) {
  const auto minded = [&](std::uint16_t one) {
    return std::find(sender.not_verified.begin(), sender.not_verified.end(), one) != sender.not_verified.end();
  };
  if (!minded(scheme)) return false;
  const probe::Explorer* explorer = address.explorer();
  if (!explorer) return true;
  const auto& others = explorer->facts().signs_with;
  return std::none_of(others.begin(), others.end(),
                      [&](const auto& one) { return one.second.yes() && !minded(one.first); });
}

/// RFC 7919 section 2.
bool is_ffdhe(std::uint16_t group) {
  return group >> 8U == 1;
}

/// With TLS 1.3 the server was seen to take a group that every sender offers.
bool takes_curves(const check::AddressRun& address) {
  if (!address.explorer()) return false;
  const probe::VersionFacts& facts = address.explorer()->facts().version(tls::Version::Tls13);
  return std::any_of(check::kSendersGroups.begin(), check::kSendersGroups.end(),
                     [&](std::uint16_t group) { return facts.group(group).yes(); });
}

/// What the sender's TLS library asks of a server, and this analyzer's does not.
bool library_minds(const Sender& sender, const check::AddressRun& address, const ProbeRun& decisive,
                   const AddressAssessment& out) {
  constexpr auto kTls13 = static_cast<std::uint16_t>(tls::Version::Tls13);
  const handshake::Outcome& seen = decisive.handshake();
  if (!seen.version) return false;
  if (*seen.version < kTls13) {
    if (sender.needs_secure_renegotiation && !renegotiates_securely(decisive)) return true;
    if (seen.dh_bits && *seen.dh_bits < sender.least_dh_bits) return true;
    if (seen.signature_scheme && signs_in_vain(sender, *seen.signature_scheme, address)) return true;
  }
  if (*seen.version == kTls13 && !sender.ffdhe_in_tls13 && seen.group && is_ffdhe(*seen.group) &&
      !takes_curves(address))
    return true;
  const x509::CertificateFacts* leaf = out.tls && out.tls->chain ? out.tls->chain->description.leaf() : nullptr;
  if (!sender.checks_key_usage || !leaf) return false;
  return out.tls->static_rsa ? !leaf->may_encipher_keys : !leaf->may_sign;
}

bool has_anonymous_suites(const AddressAssessment& address) {
  return std::any_of(address.weaknesses.begin(), address.weaknesses.end(), [](const probe::Weakness& weakness) {
    return weakness.code == probe::kAnonymousSuites && weakness.verdict == probe::Verdict::Present;
  });
}

Delivery delivery_of(Way inside) {
  switch (inside) {
    case Way::Tls: return Delivery::Encrypts;
    case Way::Readable: return Delivery::Readable;
    case Way::Defers: return Delivery::Defers;
    case Way::Unknown: return Delivery::Unknown;
  }
  return Delivery::Unknown;
}

/// The server showed its key: what of the conversation inside.
Delivery inside(const Sender& sender, const ProbeRun& probe) {
  using check::LeftInside, check::NotAskedInside;
  const check::InsideTls& session = probe.inside();
  if (const auto* unasked = std::get_if<NotAskedInside>(&session.state())) {
    if (unasked->why != NotAskedInside::Why::NoHandshake) return Delivery::Encrypts;
    // Before TLS 1.3 the end of the handshake is still to come behind the proof.
    return probe.ended_by_server() || probe.handshake().failure ? Delivery::Readable : Delivery::Unknown;
  }
  if (const auto* answered = session.answered()) {
    // They take it for the next command's, and lose their place.
    if (answered->early || (answered->stray && !sender.skips_lines_without_code)) return Delivery::Defers;
    const bool closing = answered->reply.code == smtp::kClosing;
    if (answered->left && !closing) return delivery_of(senders::way_of_leaving(sender));
    return delivery_of(way_inside(sender, answered->reply, answered->stayed));
  }
  // Senders take it for a handshake that failed (RFC 8446 section 4.4.2.4: a missing client certificate shows here).
  const LeftInside* left = session.left();
  if (!left) return Delivery::Unknown;
  const bool reset = left->how == LeftInside::How::Reset;
  return delivery_of(senders::way_of_breach(sender, session.partial_lines(), reset));
}

/// The handshake went well with this analyzer; with the sender it may not.
std::optional<Delivery> in_spite_of(const Sender& sender, const check::Check& check, const check::AddressRun& address,
                                    const ProbeRun& decisive, const AddressAssessment& out) {
  constexpr auto kTls12 = static_cast<std::uint16_t>(tls::Version::Tls12);
  const bool old = decisive.handshake().version.value_or(kTls12) < kTls12;
  // Static RSA has no signature over its key exchange, and before TLS 1.2 that is what its library minds.
  const bool signs_old = old && !(out.tls && out.tls->static_rsa);
  if ((signs_old && !sender.old_versions) || certificates_sent(decisive) > sender.certificates_taken ||
      library_minds(sender, address, decisive, out))
    return Delivery::Readable;
  const std::optional<bool> fails = fails_as_senders_come(check, address);
  if (!fails) return Delivery::Unknown;
  if (*fails) return Delivery::Readable;
  const auto& messages = decisive.tls().messages;
  const bool requested = !messages.empty() && messages.front().type == tls::HandshakeType::HelloRequest;
  if (sender.warnings_fail && requested) return Delivery::Readable;
  const std::optional<tls::Alert>& alert = decisive.tls().alert;
  if (sender.warnings_fail && alert && alert->level == tls::kWarningLevel) {
    // To a hello without a name, as the sender's is, it may not come.
    return std::get<check::Proof>(decisive.plan().aim).nameless ? Delivery::Readable : Delivery::Unknown;
  }
  const tls::CipherSuite* suite = tls::find_cipher_suite(decisive.handshake().suite.value_or(0));
  if (!suite || offers(sender, *suite)) return std::nullopt;
  const std::optional<bool> shares = shares_suite(sender, address, [](const tls::CipherSuite&) { return true; });
  if (shares && *shares) return std::nullopt;
  return shares ? Delivery::Readable : Delivery::Unknown;
}

Delivery after_starttls(const Sender& sender, const check::Check& check, const check::AddressRun& address,
                        const ProbeRun& decisive, const AddressAssessment& out, bool fails) {
  if (decisive.text_behind_go_ahead()) {
    if (sender.minds_text_behind_go_ahead) return Delivery::Readable;
    if (!decisive.plan().drops_text_behind_go_ahead) return Delivery::Unknown;
  }
  if (out.outcome == Outcome::Encrypted)
    return in_spite_of(sender, check, address, decisive, out).value_or(inside(sender, decisive));
  // Clear text in place of TLS has nothing to do with the hello.
  if (out.outcome != Outcome::HandshakeFailed || !(fails || out.clear_text_after_starttls)) return Delivery::Unknown;
  const bool anonymous = sender.anonymous_suites && has_anonymous_suites(out);
  const bool rare = shares_suite(sender, address, beyond_own_hello).value_or(false);
  // Behind a handshake that is not ours nothing can be heard.
  return anonymous || rare ? Delivery::Unknown : Delivery::Readable;
}

struct DeliveryWord {
  Delivery delivery;
  std::string_view word;
};
constexpr std::array<DeliveryWord, 4> kDeliveryWords{{{Delivery::Unknown, "unknown"},
                                                      {Delivery::Encrypts, "encrypts"},
                                                      {Delivery::Readable, "readable"},
                                                      {Delivery::Defers, "defers"}}};

/// Others of this check's connections to the address began shortly before or behind.
bool in_a_crowd(const check::Check& check, const check::AddressRun& address, const ProbeRun& one) {
  constexpr std::uint64_t kShortly = 15'000'000;
  const auto beside = [&](std::uint32_t id) {
    const std::uint64_t here = one.plan().begun_us, there = check.probe(id)->plan().begun_us;
    return id != one.plan().id && (here > there ? here - there : there - here) < kShortly;
  };
  return std::any_of(address.probes.begin(), address.probes.end(), beside) ||
         std::any_of(address.questions.begin(), address.questions.end(), beside);
}

}  // namespace

std::string_view to_string(Delivery delivery) {
  return kDeliveryWords[static_cast<std::size_t>(delivery)].word;
}

OfferSeen offers_seen(const check::Check& check, const check::AddressRun& address) {
  OfferSeen seen;
  std::size_t refused = 0;  // by itself, and nothing was taken since: it may have been enough
  for (const auto* probes : {&address.probes, &address.questions}) {
    for (const std::uint32_t id : *probes) {
      const senders::Dialogue& dialogue = check.probe(id)->dialogue();
      const senders::Conversation heard = check.probe(id)->heard();
      // Some defer whatever is offered.
      const auto any = [&](Way way) {
        return std::any_of(kSenders.begin(), kSenders.end(),
                           [&](const Sender& sender) { return way_of(sender, heard) == way; });
      };
      if (dialogue.out_of_step()) continue;
      const bool offered = any(Way::Tls);
      const bool without = !offered && any(Way::Readable);
      if (probes == &address.questions && heard.starttls && !heard.starttls->positive()) {
        // In the middle of many connections it may be about their number.
        refused += without && !in_a_crowd(check, address, *check.probe(id)) ? 1U : 0U;
        continue;
      }
      seen.without += without ? 1U : 0U;
      seen.with += offered ? 1U : 0U;
      if (offered) seen.without += std::exchange(refused, 0);
    }
  }
  return seen;
}

bool unreadable(const senders::Dialogue& dialogue) {
  const auto& lines = dialogue.partial_lines();
  return std::any_of(lines.begin(), lines.end(), [](const smtp::ReplyLine& line) {
    // White space alone behind a code is nothing to some.
    return !line.code && line.text.find_first_not_of("0123456789") == 3 &&
           line.text.find_first_not_of(" \t\v\f\r", 3) != std::string::npos;
  });
}

void judge_deliveries(const check::Check& check, const check::AddressRun& address, const ProbeRun& decisive,
                      AddressAssessment& out) {
  Deliveries& all = out.deliveries;
  all = {};
  const senders::Dialogue& dialogue = decisive.dialogue();
  const bool lost = dialogue.out_of_step() && out.outcome != Outcome::Encrypted;
  if (lost || (out.outcome == Outcome::BrokenSmtp && unreadable(dialogue))) {
    all.fill(Delivery::Defers);
    return;
  }
  if (dialogue.seems_out_of_step() && out.outcome != Outcome::Encrypted) return;
  senders::Conversation heard = decisive.heard();
  heard.tls_begun = !decisive.tls().records.empty();
  heard.clear_again = out.clear_text_after_starttls;
  const bool fails = fails_senders(check, address);
  const bool address_as_name = IpAddress::parse(decisive.plan().host).has_value();
  for (const Sender& sender : kSenders) {
    Delivery& delivery = all[static_cast<std::size_t>(sender.name)];
    if (address_as_name && !sender.takes_address_as_name) {
      delivery = Delivery::Defers;
      continue;
    }
    const Way way = way_of(sender, heard);
    out.begins_tls[static_cast<std::size_t>(sender.name)] = way == Way::Tls;
    switch (way) {
      case Way::Tls: delivery = after_starttls(sender, check, address, decisive, out, fails); break;
      case Way::Readable: delivery = Delivery::Readable; break;
      case Way::Defers: delivery = Delivery::Defers; break;
      // Saved evidence of relays that say no HELO: who knows no EHLO has only that.
      case Way::Unknown:
        delivery = out.outcome == Outcome::NoEhlo && !heard.helo ? Delivery::Readable : Delivery::Unknown;
        break;
    }
  }
}

bool any_does(const Deliveries& deliveries, Delivery wanted) {
  return std::find(deliveries.begin(), deliveries.end(), wanted) != deliveries.end();
}

Exposure exposure_of(const AddressAssessment& address) {
  switch (address.outcome.value_or(Outcome::NotProbed)) {
    case Outcome::Unreachable: return Exposure::TakesNone;
    case Outcome::NoRoute: return Exposure::Unseen;
    case Outcome::NotPublic: return Exposure::Nobody;
    case Outcome::NotProbed: return Exposure::Unclear;
    default: break;
  }
  const auto any = [&](Delivery wanted) { return any_does(address.deliveries, wanted); };
  const bool unknown = any(Delivery::Unknown), encrypts = any(Delivery::Encrypts);
  if (any(Delivery::Readable) || address.offers.sometimes())
    return encrypts || unknown ? Exposure::Mixed : Exposure::Clear;
  if (unknown) return Exposure::Unclear;
  return encrypts ? Exposure::Encrypted : Exposure::TakesNone;
}

words::List sender_names(const std::array<bool, kSenders.size()>& which) {
  const bool exim = which[static_cast<std::size_t>(senders::Name::EximGnutls)] &&
                    which[static_cast<std::size_t>(senders::Name::EximOpenssl)];
  words::List names;
  for (const Sender& sender : kSenders) {
    if (!which[static_cast<std::size_t>(sender.name)]) continue;
    if (exim && sender.name == senders::Name::EximOpenssl) continue;
    names.emplace_back(exim && sender.name == senders::Name::EximGnutls ? "Exim" : sender.words);
  }
  return names;
}

words::List sender_names(const Deliveries& deliveries, Delivery wanted) {
  std::array<bool, kSenders.size()> which{};
  std::transform(deliveries.begin(), deliveries.end(), which.begin(),
                 [&](Delivery delivery) { return delivery == wanted; });
  return sender_names(which);
}

}  // namespace mailglass::assess
