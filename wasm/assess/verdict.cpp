#include "assess/verdict.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "bytes/encoding.h"

namespace mailglass::assess {
namespace {

using words::Phrase;

/// Addresses by what they turned out to be, and what was never looked at: it may be reached by mail all the same.
struct Tally {
  std::size_t encrypted = 0, mixed = 0, clear = 0, unclear = 0, takes_none = 0, unproven = 0, old = 0;
  std::size_t servers = 0;
  std::size_t offered = 0;    ///< of the unclear ones, those that offer encryption
  std::size_t failing = 0;    ///< of the clear ones, those that offer encryption in vain
  std::size_t by_chance = 0;  ///< of the mixed ones, those where it is not the sender on whom it depends
  std::size_t seen_both = 0;  ///< of the mixed ones, those where somebody was seen to encrypt; the rest may not
  std::size_t nobody = 0;     ///< nobody on the internet can reach them
  std::array<bool, senders::kSenders.size()> readable = {};  ///< senders to whom the mixed ones are clear text
  std::size_t servers_without = 0;                           ///< their address lookups failed
  std::size_t servers_partly = 0;                            ///< the one for IPv4 failed
  std::size_t addresses_left_out = 0, servers_left_out = 0;
  std::size_t away = 0;  ///< no way there from the relay, while the same server was seen at another address
  std::size_t told = 0;  ///< of all, those that a sentence tells of already
  [[nodiscard]] std::size_t all() const { return seen() + takes_none + told; }
  [[nodiscard]] std::size_t seen() const { return encrypted + mixed + clear + unclear; }
  /// For what is said of the rest, once those that offer encryption were told of.
  [[nodiscard]] Tally without_offered() const {
    Tally rest = *this;
    rest.unclear -= offered;
    rest.told += offered;
    return rest;
  }
  /// Nothing was left out unseen …
  [[nodiscard]] bool all_seen() const {
    return servers_without + servers_partly + addresses_left_out + servers_left_out == 0;
  }
  /// … and each address showed whether it encrypts.
  [[nodiscard]] bool all_checked() const { return unclear + takes_none + away == 0 && all_seen(); }
};

/// Offers STARTTLS, and how it went on could not be established.
bool only_offers(const AddressAssessment& address) {
  return address.exposure == Exposure::Unclear &&
         (address.outcome == Outcome::HandshakeFailed || address.outcome == Outcome::ProofFailed);
}

void count_address(const AddressAssessment& address, Tally& tally) {
  switch (address.exposure) {
    case Exposure::Encrypted: ++tally.encrypted; break;
    case Exposure::Mixed:
      ++tally.mixed;
      tally.by_chance += address.offers.sometimes() ? 1U : 0U;
      tally.seen_both += address.offers.sometimes() || any_does(address.deliveries, Delivery::Encrypts) ? 1U : 0U;
      for (std::size_t i = 0; i < tally.readable.size() && !address.offers.sometimes(); ++i)
        tally.readable[i] = tally.readable[i] || address.deliveries[i] == Delivery::Readable;
      break;
    case Exposure::Clear:
      ++tally.clear;
      tally.failing += address.outcome == Outcome::StarttlsRefused || address.outcome == Outcome::HandshakeFailed;
      break;
    case Exposure::Unclear: ++tally.unclear; break;
    case Exposure::TakesNone: ++tally.takes_none; break;
    case Exposure::Unseen: ++tally.away; break;
    case Exposure::Nobody: ++tally.nobody; break;
  }
  if (only_offers(address)) ++tally.offered;
  if (address.tls && address.tls->chain && address.tls->chain->verdict && !address.tls->chain->names_host())
    ++tally.unproven;
  if (address.tls && address.tls->version < static_cast<std::uint16_t>(tls::Version::Tls12)) ++tally.old;
}

Tally count(const check::MailRoute::State& route, const std::vector<ServerAssessment>& servers) {
  Tally tally;
  tally.servers = servers.size();
  if (const auto* mx = std::get_if<check::MailRoute::Mx>(&route)) tally.servers_left_out = mx->left_out;
  for (const ServerAssessment& server : servers) {
    const Tally before = tally;
    for (const AddressAssessment& address : server.addresses) count_address(address, tally);
    // Nothing of this server was seen: whether it encrypts is open.
    if (tally.seen() == before.seen()) tally.unclear += std::exchange(tally.away, before.away) - before.away;
    if (server.lookup_failed && server.addresses.empty()) ++tally.servers_without;
    if (server.ipv4_failed && !server.addresses.empty()) ++tally.servers_partly;
    tally.addresses_left_out += server.server->addresses_left_out;
  }
  return tally;
}

/// What became of the rest: "For one of 3 addresses it could not be established.", or nothing.
words::Value rest_words(const Tally& tally) {
  const auto rest = [&](const char* id, std::size_t n) {
    return n > 0 ? words::Value(Phrase{id, {{"n", n}, {"all", tally.all()}}}) : words::Value();
  };
  return words::sentences(
      {rest("verdict.rest.unclear", tally.unclear), rest("verdict.rest.takes-none", tally.takes_none)});
}

/// A sentence about so many, or nothing of none.
words::Value counted(const char* id, std::size_t n) {
  return n > 0 ? words::Value(Phrase{id, {{"n", n}}}) : words::Value();
}

/// What was not looked at, or nothing.
words::Value unseen_words(const Tally& tally) {
  return words::sentences({counted("verdict.unseen.away", tally.away),
                           counted("verdict.unseen.servers", tally.servers_without),
                           counted("verdict.unseen.servers-partly", tally.servers_partly),
                           counted("verdict.unseen.addresses-left-out", tally.addresses_left_out),
                           counted("verdict.unseen.servers-left-out", tally.servers_left_out)});
}

/// On what it depends at mixed addresses.
words::Value mixed_words(const Tally& tally) {
  words::List names = sender_names(tally.readable);
  const std::size_t count = names.size();
  return words::sentences(
      {count > 0 ? words::Value(Phrase{"verdict.mixed.senders", {{"senders", std::move(names)}, {"n", count}}})
                 : words::Value(),
       tally.by_chance > 0 ? words::Value(Phrase{"verdict.mixed.chance"}) : words::Value()});
}

/// What each part of the addresses does.
words::Value parts_words(const Tally& tally) {
  if (tally.encrypted > 0 && tally.clear > 0 && tally.encrypted + tally.clear == tally.all()) {
    return Phrase{"verdict.encrypt-and-clear",
                  {{"all", tally.all()}, {"encrypted", tally.encrypted}, {"clear", tally.clear}}};
  }
  return words::sentences({Phrase{"verdict.parts", {{"all", tally.all()}}},
                           counted("verdict.parts.encrypt", tally.encrypted),
                           counted("verdict.parts.clear", tally.clear), counted("verdict.parts.mixed", tally.mixed),
                           mixed_words(tally), rest_words(tally)});
}

struct Route {
  std::string_view because;
  words::Value sentence;
};

/// A sentence about the domain.
Phrase about(const char* id, const std::string& domain) {
  return {id, {{"domain", domain}}};
}

/// Why there is no server to look at, if there is none.
std::optional<Route> no_servers(const check::Check& check, const std::string& domain) {
  const check::MailRoute::State route = check.route();
  if (const auto* ended = std::get_if<check::Ended>(&check.session()); ended && ended->why && check.servers().empty()) {
    if (std::holds_alternative<check::MailRoute::Pending>(route) || !check.mx()) {
      return Route{"session-failed", *ended->why};
    }
  }
  const auto* failed = std::get_if<check::MailRoute::Failed>(&route);
  if (failed && check.welcome() && check.welcome()->dns_broken) {
    return Route{"relay-without-dns", about("verdict.relay-without-dns", domain)};
  }
  if (failed) {
    return Route{"dns-failed", Phrase{"verdict.dns-failed", {{"domain", domain}, {"why", failed->why}}}};
  }
  if (const auto* none = std::get_if<check::MailRoute::NoDomain>(&route)) {
    if (none->alias_of) {
      return Route{"no-domain",
                   Phrase{"verdict.dangling-alias", {{"domain", domain}, {"target", none->alias_of->to_text()}}}};
    }
    return Route{"no-domain", about("verdict.no-domain", domain)};
  }
  if (std::holds_alternative<check::MailRoute::NullMx>(route)) {
    return Route{"null-mx", about("verdict.null-mx", domain)};
  }
  return std::nullopt;
}

/// Every address that mail can be handed to now encrypts. Whoever was never looked at may not.
void judge_all_encrypted(const Tally& tally, const std::string& domain, Verdict& out) {
  const bool single = tally.all() == 1 && tally.away == 0;
  out.word = tally.all_seen() ? Word::Yes : Word::Partly;
  out.because = "all-encrypted";
  if (!tally.all_seen()) out.because = "some-unclear";
  // Whoever is left out of "every" is told of behind it.
  const char* const all = tally.all_checked() ? "verdict.all-encrypt" : "verdict.all-checked-encrypt";
  const char* const one = tally.all_seen() ? "verdict.one-encrypts" : "verdict.checked-one-encrypts";
  out.sentence = words::sentences({about(single ? one : all, domain), rest_words(tally), unseen_words(tally)});
  if (!tally.all_seen()) {
    out.passive = {AxisState::Partly, Phrase{"passive.partly-seen"}};
    return;
  }
  if (!tally.all_checked()) {
    // A relay without IPv6 meets this at half of all domains. Where no mail can be handed over, none is read.
    const auto where = [](bool holds, const char* id) { return holds ? words::Value(Phrase{id}) : words::Value(); };
    out.passive = {AxisState::Protected,
                   words::sentences({Phrase{tally.away > 0 ? "passive.protected-from-here" : "passive.protected-now"},
                                     where(tally.takes_none > 0, "passive.others-took-none"),
                                     where(tally.away > 0, "passive.others-unreached")})};
    return;
  }
  out.passive = {AxisState::Protected, Phrase{tally.old == 0 ? "passive.protected" : "passive.protected-old"}};
}

void judge_none_encrypted(const Tally& tally, const std::string& domain, Verdict& out) {
  const bool fails = tally.failing > 0;
  out.word = Word::No;
  out.because = "none-encrypted";
  if (tally.offered > 0) {
    out.sentence = words::sentences({about("verdict.none-seen", domain), counted("verdict.offers-none", tally.clear),
                                     counted("verdict.offers-unchecked", tally.offered),
                                     rest_words(tally.without_offered()), unseen_words(tally)});
  } else if (tally.all() == 1 && tally.away == 0 && tally.all_seen()) {
    out.sentence = about(fails ? "verdict.one-fails" : "verdict.one-offers-none", domain);
  } else {
    const char* const checked = fails ? "verdict.none-encrypts" : "verdict.none-offers";
    const char* const seen = fails ? "verdict.none-checked-encrypts" : "verdict.none-checked-offers";
    out.sentence =
        words::sentences({about(tally.all_checked() ? checked : seen, domain), rest_words(tally), unseen_words(tally)});
  }
  out.passive = {AxisState::Exposed, Phrase{tally.all_checked() ? "passive.exposed" : "passive.exposed-servers"}};
  if (tally.unclear == 0) return;
  // Who delivers to those of which it could not be established may do so encrypted.
  out.word = Word::Partly;
  out.because = "some-readable";
  out.passive.state = AxisState::Partly;
}

void judge_listener(const Tally& tally, const std::string& domain, Verdict& out) {
  const bool one_server = tally.servers == 1 && tally.all_seen();
  if (tally.encrypted > 0 && tally.mixed + tally.clear + tally.unclear == 0) {
    judge_all_encrypted(tally, domain, out);
  } else if (tally.mixed > 0 || (tally.encrypted > 0 && tally.clear > 0)) {
    out.word = Word::Partly;
    const bool any_encrypts = tally.encrypted + tally.seen_both > 0;
    out.because = any_encrypts ? "some-encrypted" : "some-readable";
    out.sentence = words::sentences(
        {about("verdict.can-be-readable", domain), tally.mixed == tally.all() ? mixed_words(tally) : parts_words(tally),
         any_encrypts ? words::Value() : words::Value(Phrase{"verdict.others-unclear"}), unseen_words(tally)});
    out.passive = {AxisState::Partly, Phrase{tally.clear > 0 ? "passive.exposed-servers" : "passive.exposed-some"}};
  } else if (tally.encrypted > 0) {
    out.word = Word::Partly;
    out.because = "some-unclear";
    out.sentence = words::sentences(
        {Phrase{"verdict.some-encrypt", {{"all", tally.all()}, {"domain", domain}, {"n", tally.encrypted}}},
         rest_words(tally), unseen_words(tally)});
    out.passive = {AxisState::Partly, Phrase{"passive.partly-seen"}};
  } else if (tally.clear > 0) {
    judge_none_encrypted(tally, domain, out);
  } else {
    out.because = "not-established";
    out.sentence = about(one_server ? "verdict.not-to-the-end" : "verdict.none-to-the-end", domain);
    out.passive = {AxisState::Unknown, Phrase{"passive.unknown"}};
  }
}

/// Nothing came of any connection, at a relay whose network lets none out.
bool kept_in(const check::Check& check, const std::vector<ServerAssessment>& servers) {
  if (!check.welcome() || check.welcome()->port25 != wire::Port25::Blocked) return false;
  return std::all_of(servers.begin(), servers.end(), [](const ServerAssessment& server) {
    return std::all_of(server.addresses.begin(), server.addresses.end(), [](const AddressAssessment& address) {
      return address.outcome == Outcome::Unreachable || address.outcome == Outcome::NoRoute;
    });
  });
}

/// The ways to insist that these senders keep to, by their own names.
words::List means_of(const std::vector<senders::Stand>& stands, senders::Standing standing) {
  bool dane = false, mta_sts = false;
  for (const senders::Stand& stand : stands) {
    if (stand.standing != standing || stand.profile->for_partners()) continue;
    const bool by_dane = stand.untouched.proof == senders::Proof::Dane;
    dane = dane || by_dane || !stand.profile->sts.enforced;
    mta_sts = mta_sts || (!by_dane && stand.profile->sts.enforced);
  }
  words::List means;
  if (dane) means.emplace_back("DANE");
  if (mta_sts) means.emplace_back("MTA-STS");
  return means;
}

/// By which of them senders that keep to it refuse to deliver.
words::List means_of_refusal(const Protection& protection) {
  bool dane = false, mta_sts = false;
  for (const senders::Stand& stand : protection.interference.stands) {
    if (stand.standing != senders::Standing::Refuses || stand.profile->for_partners()) continue;
    dane = dane || stand.profile->dane.use != senders::Dane::Use::None;
    mta_sts = mta_sts || stand.profile->sts.enforced;
  }
  const auto& servers = protection.domain.servers;
  const bool tlsa = std::any_of(servers.begin(), servers.end(), [](const senders::Server& server) {
    return server.tlsa == senders::Tlsa::Mismatches || server.tlsa == senders::Tlsa::LookupFailed;
  });
  words::List means;
  if (dane && tlsa) means.emplace_back("DANE");
  if (mta_sts && protection.domain.policy == senders::Policy::Enforce) means.emplace_back("MTA-STS");
  return means;
}

/// Of a domain that publishes protection: what it is worth to senders that keep to it.
Axis judge_protection(const Protection& protection) {
  const auto& stands = protection.interference.stands;
  const words::List held = means_of(stands, senders::Standing::Holds);
  const words::List refused = means_of_refusal(protection);
  const words::Value refusal =
      refused.empty() ? words::Value() : words::Value(Phrase{"active.refused", {{"means", refused}}});
  switch (protection.interference.protection) {
    case senders::Protection::Protected:
      return {AxisState::Protected, words::sentences({Phrase{"active.protected", {{"means", held}}}, refusal})};
    case senders::Protection::Depends:
      return {AxisState::Partly, words::sentences({Phrase{"active.depends", {{"means", held}}}, refusal})};
    case senders::Protection::NotProtected: break;
  }
  if (protection.open && refused.empty()) return {AxisState::Unknown, Phrase{"active.published"}};
  return {AxisState::Exposed, words::sentences({Phrase{"active.does-not-hold"}, refusal})};
}

Axis judge_attacker(const Tally& tally, const DomainSignals& domain, const std::optional<Protection>& protection) {
  using Published = DomainSignals::Published;
  if (tally.encrypted + tally.mixed == 0 && tally.clear > 0) {
    return {AxisState::Exposed,
            Phrase{tally.all_checked() ? "active.nothing-to-undo" : "active.nothing-to-undo-somewhere"}};
  }
  if (tally.encrypted + tally.mixed == 0) return {AxisState::Unknown, Phrase{"active.unknown"}};
  if (domain.publishes_protection() && protection) return judge_protection(*protection);
  if (domain.publishes_protection()) return {AxisState::Unknown, Phrase{"active.published"}};
  if (domain.tlsa == Published::No && domain.mta_sts == Published::No) {
    return {AxisState::Exposed,
            words::sentences({Phrase{"active.exposed"},
                              tally.unproven > 0 ? words::Value(Phrase{"active.impostor"}) : words::Value()})};
  }
  return {AxisState::Unknown, Phrase{"active.not-looked-up"}};
}

}  // namespace

std::string_view to_string(Word word) {
  switch (word) {
    case Word::Yes: return "yes";
    case Word::Partly: return "partly";
    case Word::No: return "no";
    case Word::Unknown: return "unknown";
  }
  return "";
}

std::string_view to_string(AxisState state) {
  switch (state) {
    case AxisState::Protected: return "protected";
    case AxisState::Partly: return "partly";
    case AxisState::Exposed: return "exposed";
    case AxisState::Unknown: return "unknown";
  }
  return "";
}

Verdict judge(const check::Check& check, const std::vector<ServerAssessment>& servers, const DomainSignals& domain,
              const std::optional<Protection>& protection) {
  Verdict out;
  const std::string name =
      check.domain().is_root() ? printable(view_of(check.setup().domain), 100) : check.domain().to_text();
  if (!check.headline_us() && !check.finished()) {
    out.because = "pending";
    out.sentence = about("verdict.pending", name);
    return out;
  }
  if (std::optional<Route> none = no_servers(check, name)) {
    out.because = none->because;
    out.sentence = std::move(none->sentence);
    return out;
  }
  const Tally tally = count(check.route(), servers);
  if (tally.all() > 0) {
    judge_listener(tally, name, out);
    if (out.because == "not-established" && kept_in(check, servers)) {
      out.because = "relay-without-port25";
      out.sentence = about("verdict.relay-without-port25", name);
    }
    out.active = judge_attacker(tally, domain, protection);
  } else if (tally.all_seen() && tally.nobody > 0) {
    out.because = "no-mail";
    out.sentence = about("verdict.not-public", name);
  } else if (tally.all_seen()) {
    out.because = "no-mail";
    out.sentence = about("verdict.no-addresses", name);
  } else {
    out.because = "dns-failed";
    out.sentence = words::sentences({about("verdict.no-address-found", name), unseen_words(tally)});
  }
  return out;
}

}  // namespace mailglass::assess
