#include "assess/verdict.h"

#include <algorithm>

#include "assess/number_words.h"
#include "bytes/encoding.h"

namespace mailglass::assess {
namespace {

struct Tally {
  std::size_t encrypted = 0, clear = 0, unclear = 0, takes_none = 0, unproven = 0, old = 0;
  [[nodiscard]] std::size_t all() const { return encrypted + clear + unclear + takes_none; }
  [[nodiscard]] std::size_t open() const { return unclear + takes_none; }
};

Tally count(const std::vector<AddressAssessment>& addresses) {
  Tally tally;
  for (const AddressAssessment& address : addresses) {
    switch (address.outcome ? exposure_of(*address.outcome) : Exposure::Unclear) {
      case Exposure::Encrypted: ++tally.encrypted; break;
      case Exposure::Clear: ++tally.clear; break;
      case Exposure::Unclear: ++tally.unclear; break;
      case Exposure::TakesNone: ++tally.takes_none; break;
    }
    if (address.tls && address.tls->chain && address.tls->chain->verdict && !address.tls->bound) ++tally.unproven;
    if (address.tls && address.tls->version < static_cast<std::uint16_t>(tls::Version::Tls12)) ++tally.old;
  }
  return tally;
}

std::string several(std::size_t number, std::string_view one, std::string_view many) {
  return number_word(number) + " " + std::string(number == 1 ? one : many);
}

/// "; for one of three it could not be established", or nothing.
std::string rest_words(const Tally& tally) {
  if (tally.open() == 0) return "";
  return "; for " + number_word(tally.open()) + " of " + number_word(tally.all()) + " it could not be established";
}

/// "one encrypts and two do not"; "one encrypts, two do not, and for one it could not be established".
std::string parts_words(const Tally& tally) {
  const std::string encrypt = several(tally.encrypted, "encrypts", "encrypt");
  const std::string clear = several(tally.clear, "does not", "do not");
  if (tally.open() == 0) return encrypt + " and " + clear;
  return encrypt + ", " + clear + ", and for " + number_word(tally.open()) + " it could not be established";
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
  if (const auto* failed = std::get_if<check::MailRoute::Failed>(&route)) {
    return Route{"dns-failed",
                 "Can't tell: the mail servers of " + domain + " could not be found, because " + failed->why + "."};
  }
  if (std::holds_alternative<check::MailRoute::NoDomain>(route)) {
    return Route{"no-domain", "There is no domain called " + domain + ". Is it spelt right?"};
  }
  if (std::holds_alternative<check::MailRoute::NullMx>(route)) {
    return Route{"null-mx", domain + " says that it takes no mail at all, so there is nothing to encrypt."};
  }
  return std::nullopt;
}

bool any_lookup_failed(const check::Check& check) {
  return std::any_of(check.servers().begin(), check.servers().end(), [&](const check::ServerRun& server) {
    for (const std::uint32_t id : {server.a_lookup, server.aaaa_lookup}) {
      const check::LookupRun* lookup = check.lookup(id);
      if (lookup && std::holds_alternative<check::Unknown>(check::result_of(*lookup))) return true;
    }
    return false;
  });
}

void judge_listener(const Tally& tally, const std::string& domain, Verdict& out) {
  const bool single = tally.all() == 1;
  // Whoever is left out of "every" and "no" is told of behind it.
  const std::string checked = domain + (tally.open() == 0 ? "" : " that could be checked");
  if (tally.encrypted > 0 && tally.clear == 0 && tally.unclear == 0) {
    out.word = Word::Yes;
    out.because = "all-encrypted";
    out.sentence = single ? "Yes. The mail server of " + domain + " encrypts mail on its way in."
                          : "Yes. Every mail server address of " + checked + " encrypts mail on its way in" +
                                rest_words(tally) + ".";
    out.passive = {
        AxisState::Protected,
        tally.old == 0
            ? "Someone who only listens on the way cannot read the mail."
            : "Someone who only listens cannot simply read the mail, though the encryption is of an outdated kind."};
  } else if (tally.encrypted > 0 && tally.clear > 0) {
    out.word = Word::Partly;
    out.because = "some-encrypted";
    out.sentence = "Partly. Mail to " + domain + " can travel readable: of its " + number_word(tally.all()) +
                   " mail server addresses, " + parts_words(tally) + ".";
    out.passive = {AxisState::Partly,
                   "Someone who listens can read the mail that goes through the servers without encryption."};
  } else if (tally.encrypted > 0) {
    out.word = Word::Partly;
    out.because = "some-unclear";
    out.sentence = "Partly. Of the " + number_word(tally.all()) + " mail server addresses of " + domain + ", " +
                   several(tally.encrypted, "encrypts", "encrypt") + "; for " + number_word(tally.open()) +
                   " it could not be established.";
    out.passive = {
        AxisState::Partly,
        "Where encryption was seen, a listener cannot read the mail. For the rest it could not be established."};
  } else if (tally.clear > 0) {
    out.word = Word::No;
    out.because = "none-encrypted";
    out.sentence = single ? "No. The mail server of " + domain + " offers no encryption: mail to it travels readable."
                          : "No. No mail server address of " + checked + " offers encryption: mail travels readable" +
                                rest_words(tally) + ".";
    out.passive = {AxisState::Exposed, "Someone who listens on the way can read the mail."};
  } else {
    out.because = "not-established";
    out.sentence = single ? "Can't tell. The mail server of " + domain + " could not be checked to the end."
                          : "Can't tell. None of the mail servers of " + domain + " could be checked to the end.";
    out.passive = {AxisState::Unknown, "It could not be established whether a listener can read the mail."};
  }
}

Axis judge_attacker(const Tally& tally, const DomainSignals& domain) {
  using Published = DomainSignals::Published;
  if (tally.encrypted == 0 && tally.clear > 0) {
    return {AxisState::Exposed, "There is nothing an attacker would have to undo: the mail travels readable."};
  }
  if (tally.encrypted == 0) return {AxisState::Unknown, "It could not be established what an attacker could do."};
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

Verdict judge(const check::Check& check, const std::vector<AddressAssessment>& addresses, const DomainSignals& domain) {
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
  if (addresses.empty()) {
    const bool failed = any_lookup_failed(check);
    out.because = failed ? "dns-failed" : "no-mail";
    out.sentence = failed ? "Can't tell: the addresses of the mail servers of " + name + " could not be found."
                          : "No mail server can be reached for " + name + ": its DNS names none that has an address.";
    return out;
  }
  const Tally tally = count(addresses);
  judge_listener(tally, name, out);
  out.active = judge_attacker(tally, domain);
  return out;
}

}  // namespace mailglass::assess
