#include "assess/verdict.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "assess/number_words.h"
#include "bytes/encoding.h"

namespace mailglass::assess {
namespace {

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
  [[nodiscard]] std::size_t all() const { return seen() + takes_none; }
  [[nodiscard]] std::size_t seen() const { return encrypted + mixed + clear + unclear; }
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

std::string several(std::size_t number, std::string_view one, std::string_view many) {
  return number_word(number) + " " + std::string(number == 1 ? one : many);
}

/// "; for one of three it could not be established; one of three takes no mail now", or nothing.
std::string rest_words(const Tally& tally) {
  std::string words;
  if (tally.unclear > 0)
    words += "; for " + number_word(tally.unclear) + " of " + number_word(tally.all()) + " it could not be established";
  if (tally.takes_none > 0)
    words += "; at " + number_word(tally.takes_none) + " of " + number_word(tally.all()) + " no mail is taken now";
  return words;
}

/// "; the addresses of one mail server could not be looked up; two more mail servers were not checked", or nothing.
std::string unseen_words(const Tally& tally) {
  std::string words;
  if (tally.away > 0)
    words +=
        "; " + several(tally.away, "more address", "more addresses") + " could not be reached from where the check ran";
  if (tally.servers_without > 0)
    words += "; the addresses of " + several(tally.servers_without, "mail server", "mail servers") +
             " could not be looked up";
  if (tally.servers_partly > 0)
    words += "; whether " + several(tally.servers_partly, "mail server has", "mail servers have") +
             " more addresses could not be looked up";
  if (tally.addresses_left_out > 0)
    words += "; " + several(tally.addresses_left_out, "more address was", "more addresses were") + " not checked";
  if (tally.servers_left_out > 0)
    words += "; " + several(tally.servers_left_out, "more mail server was", "more mail servers were") + " not checked";
  return words;
}

/// "Exim delivers readable", "some connections have no encryption"; of mixed addresses.
std::string mixed_words(const Tally& tally) {
  const std::string names = sender_names(tally.readable);
  std::string words;
  if (!names.empty())
    words = names + (names.find(" and ") == std::string::npos ? " hands it" : " hand it") + " over readable";
  if (tally.by_chance > 0)
    words += std::string(words.empty() ? "" : "; ") + "encryption is offered on some connections only";
  return words;
}

/// "one encrypts and two do not"; "one encrypts, two do not, and at one it depends (Exim hands it over readable)".
std::string parts_words(const Tally& tally) {
  std::vector<std::string> parts;
  if (tally.encrypted > 0) parts.push_back(several(tally.encrypted, "encrypts", "encrypt"));
  if (tally.clear > 0)
    parts.push_back(parts.empty() ? several(tally.clear, "does not encrypt", "do not encrypt")
                                  : several(tally.clear, "does not", "do not"));
  if (tally.mixed > 0) parts.push_back("at " + number_word(tally.mixed) + " it depends: " + mixed_words(tally));
  if (tally.unclear > 0) parts.push_back("for " + number_word(tally.unclear) + " it could not be established");
  if (tally.takes_none > 0) parts.push_back("at " + number_word(tally.takes_none) + " no mail is taken now");
  std::string words = parts.front();
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const bool last = i + 1 == parts.size();
    words += last ? (parts.size() > 2 ? ", and " : " and ") : ", ";
    words += parts[i];
  }
  return words;
}

std::string none_words(const Tally& tally) {
  if (tally.takes_none == 0) return "";
  return "; at " + number_word(tally.takes_none) + " no mail is taken now";
}

/// "two offer no encryption, so mail to them travels readable; one offers it, but that could not be checked".
std::string offers_words(const Tally& tally) {
  std::string words =
      several(tally.clear, "offers no encryption, so mail to it travels readable; ",
              "offer no encryption, so mail to them travels readable; ") +
      several(tally.offered, "offers it, but that could not be checked", "offer it, but that could not be checked");
  const std::size_t others = tally.unclear - tally.offered;
  if (others > 0) words += "; for " + number_word(others) + " it could not be established";
  return words + none_words(tally);
}

struct Route {
  std::string_view because;
  std::string sentence;
};

/// Why there is no server to look at, if there is none.
std::optional<Route> no_servers(const check::Check& check, const std::string& domain) {
  const check::MailRoute::State route = check.route();
  if (const auto* ended = std::get_if<check::Ended>(&check.session());
      ended && !ended->why.empty() && check.servers().empty()) {
    if (std::holds_alternative<check::MailRoute::Pending>(route) || check.mx_lookup() == 0) {
      return Route{"session-failed", "Can't tell: " + ended->why + "."};
    }
  }
  const auto* failed = std::get_if<check::MailRoute::Failed>(&route);
  if (failed && check.welcome() && check.welcome()->dns_broken) {
    return Route{"relay-without-dns",
                 "Can't tell: the relay that was to look them up has no working DNS itself, so the mail servers of " +
                     domain + " are not known. That says nothing about the domain."};
  }
  if (failed) {
    return Route{"dns-failed",
                 "Can't tell: the mail servers of " + domain + " could not be found, because " + failed->why + "."};
  }
  if (const auto* none = std::get_if<check::MailRoute::NoDomain>(&route)) {
    if (none->alias_of) {
      return Route{"no-domain", domain + " takes no mail: it is an alias of " + none->alias_of->to_text() +
                                    ", which does not exist."};
    }
    return Route{"no-domain", "There is no domain called " + domain + ". Is it spelt right?"};
  }
  if (std::holds_alternative<check::MailRoute::NullMx>(route)) {
    return Route{"null-mx", domain + " says that it takes no mail at all, so there is nothing to encrypt."};
  }
  return std::nullopt;
}

constexpr std::string_view kPartlySeen =
    "Where encryption was seen, a listener cannot read the mail. For the rest it could not be established.";

/// Every address that mail can be handed to now encrypts. Whoever was never looked at may not.
void judge_all_encrypted(const Tally& tally, const std::string& domain, Verdict& out) {
  const bool single = tally.all() == 1 && tally.away == 0;
  out.word = tally.all_seen() ? Word::Yes : Word::Partly;
  out.because = "all-encrypted";
  if (!tally.all_seen()) out.because = "some-unclear";
  out.sentence = tally.all_seen() ? "Yes. " : "Partly. ";
  if (single && tally.all_seen()) {
    out.sentence += "The mail server of " + domain;
  } else {
    // Whoever is left out of "every" is told of behind it.
    out.sentence += (single ? "The mail server address of " : "Every mail server address of ") + domain;
    if (!tally.all_checked()) out.sentence += " that could be checked";
  }
  out.sentence += " encrypts mail on its way in" + rest_words(tally) + unseen_words(tally) + ".";
  if (!tally.all_seen()) {
    out.passive = {AxisState::Partly, std::string(kPartlySeen)};
    return;
  }
  if (!tally.all_checked()) {
    // A relay without IPv6 meets this at half of all domains. Where no mail can be handed over, none is read.
    std::string sentence = "Wherever mail could be handed over ";
    sentence += tally.away > 0 ? "from where the check ran" : "now";
    sentence += ", someone who only listens cannot read it";
    if (tally.takes_none > 0) sentence += "; other addresses took none";
    if (tally.away > 0) sentence += "; more addresses of the same mail servers could not be reached from there";
    out.passive = {AxisState::Protected, sentence + "."};
    return;
  }
  out.passive = {
      AxisState::Protected,
      tally.old == 0
          ? "Someone who only listens on the way cannot read the mail."
          : "Someone who only listens cannot simply read the mail, though the encryption is of an outdated kind."};
}

void judge_none_encrypted(const Tally& tally, const std::string& domain, Verdict& out) {
  const std::string unseen = unseen_words(tally);
  out.word = Word::No;
  out.because = "none-encrypted";
  if (tally.offered > 0) {
    out.sentence =
        "No. No mail server address of " + domain + " was seen to encrypt: " + offers_words(tally) + unseen + ".";
  } else if (tally.all() == 1 && tally.away == 0 && tally.all_seen()) {
    out.sentence = "No. The mail server of " + domain +
                   (tally.failing > 0 ? " does not encrypt" : " offers no encryption") +
                   ": mail to it travels readable.";
  } else {
    out.sentence = "No. No mail server address of " + domain + (tally.all_checked() ? "" : " that could be checked") +
                   (tally.failing > 0 ? " encrypts" : " offers encryption") + ": mail travels readable" +
                   rest_words(tally) + unseen + ".";
  }
  out.passive = {AxisState::Exposed,
                 tally.all_checked()
                     ? "Someone who listens on the way can read the mail."
                     : "Someone who listens can read the mail that goes through the servers without encryption."};
}

void judge_listener(const Tally& tally, const std::string& domain, Verdict& out) {
  const bool one_server = tally.servers == 1 && tally.all_seen();
  const std::string unseen = unseen_words(tally);
  if (tally.encrypted > 0 && tally.mixed + tally.clear + tally.unclear == 0) {
    judge_all_encrypted(tally, domain, out);
  } else if (tally.mixed > 0 || (tally.encrypted > 0 && tally.clear > 0)) {
    out.word = Word::Partly;
    const bool any_encrypts = tally.encrypted + tally.seen_both > 0;
    out.because = any_encrypts ? "some-encrypted" : "some-unclear";
    const std::string readable = "Partly. Mail to " + domain + " can travel readable: ";
    out.sentence = readable +
                   (tally.mixed == tally.all()
                        ? mixed_words(tally)
                        : "of its " + number_word(tally.all()) + " mail server addresses, " + parts_words(tally)) +
                   (any_encrypts ? "" : "; whether other senders encrypt could not be established") + unseen + ".";
    out.passive = {AxisState::Partly,
                   tally.clear > 0 ? "Someone who listens can read the mail that goes through the servers without "
                                     "encryption."
                                   : "Someone who listens can read what is handed over without encryption."};
  } else if (tally.encrypted > 0) {
    out.word = Word::Partly;
    out.because = "some-unclear";
    out.sentence = "Partly. Of the " + number_word(tally.all()) + " mail server addresses of " + domain + ", " +
                   several(tally.encrypted, "encrypts", "encrypt") + "; for " + number_word(tally.unclear) +
                   " it could not be established" + none_words(tally) + unseen + ".";
    out.passive = {AxisState::Partly, std::string(kPartlySeen)};
  } else if (tally.clear > 0) {
    judge_none_encrypted(tally, domain, out);
  } else {
    out.because = "not-established";
    out.sentence = one_server ? "Can't tell. The mail server of " + domain + " could not be checked to the end."
                              : "Can't tell. None of the mail servers of " + domain + " could be checked to the end.";
    out.passive = {AxisState::Unknown, "It could not be established whether a listener can read the mail."};
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

Axis judge_attacker(const Tally& tally, const DomainSignals& domain) {
  using Published = DomainSignals::Published;
  if (tally.encrypted + tally.mixed == 0 && tally.clear > 0) {
    return {AxisState::Exposed,
            tally.all_checked() ? "There is nothing an attacker would have to undo: the mail travels readable."
                                : "At the servers without encryption there is nothing an attacker would have to undo. "
                                  "What one could do at the rest could not be established."};
  }
  if (tally.encrypted + tally.mixed == 0)
    return {AxisState::Unknown, "It could not be established what an attacker could do."};
  if (domain.tlsa == Published::Yes || domain.mta_sts == Published::Yes) {
    return {AxisState::Unknown,
            "The domain publishes protection against switching encryption off (DANE or MTA-STS); whether it holds is "
            "not checked yet."};
  }
  if (domain.tlsa == Published::No && domain.mta_sts == Published::No) {
    std::string sentence =
        "Someone who can change what travels could switch encryption off: the domain does not tell senders to insist "
        "on it.";
    if (tally.unproven > 0)
      sentence += " And an impostor would not be noticed, because a certificate does not prove its server's name.";
    return {AxisState::Exposed, sentence};
  }
  return {AxisState::Unknown, "Whether the domain tells senders to insist on encryption could not be looked up."};
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

Verdict judge(const check::Check& check, const std::vector<ServerAssessment>& servers, const DomainSignals& domain) {
  Verdict out;
  const std::string name =
      check.domain().is_root() ? printable(view_of(check.setup().domain), 100) : check.domain().to_text();
  if (!check.headline_us() && !check.finished()) {
    out.because = "pending";
    out.sentence = "Checking " + name + " …";
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
      out.sentence = "Can't tell: the network of the relay that was to talk to the mail servers of " + name +
                     " blocks port 25. That says nothing about the domain.";
    }
    out.active = judge_attacker(tally, domain);
  } else if (tally.all_seen() && tally.nobody > 0) {
    out.because = "no-mail";
    out.sentence = "No mail server of " + name +
                   " can be reached from the internet: its DNS names addresses that nobody outside can reach.";
  } else if (tally.all_seen()) {
    out.because = "no-mail";
    out.sentence = "No mail server can be reached for " + name + ": its DNS names none that has an address.";
  } else {
    out.because = "dns-failed";
    out.sentence = "Can't tell: no address of a mail server of " + name + " was found" + unseen_words(tally) + ".";
  }
  return out;
}

}  // namespace mailglass::assess
