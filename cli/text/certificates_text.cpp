#include "cli/text/certificates_text.h"

#include <array>
#include <string>
#include <utility>

#include "cli/text/members.h"
#include "cli/text/place.h"

namespace mailglass::cli {
namespace {

using nlohmann::ordered_json;

const ordered_json& leaf_of(const ordered_json& chain) {
  const ordered_json& sent = member(chain, "sent");
  return sent.empty() ? member(chain, "") : sent.front();
}

std::string name_of(const ordered_json& certificate, const Words& words) {
  std::string name = text_of_member(certificate, "common_name");
  if (name.empty()) name = text_of_member(certificate, "subject");
  return name.empty() ? words.say("certificate.no-name") : name;
}

std::string match_words(const ordered_json& trust, bool one_name, const Words& words) {
  if (trust.is_null()) return "";
  if (member(trust, "name") == "none") return words.say("cli.certificate.no-match");
  const bool wildcard = member(trust, "name") == "wildcard";
  if (one_name) return words.say(wildcard ? "cli.certificate.match-wildcard" : "cli.certificate.match");
  return words.say(wildcard ? "cli.certificate.match-name-wildcard" : "cli.certificate.match-name",
                   {{"name", text_of_member(trust, "identifier")}});
}

/// Two parts of a line; the second may be missing.
std::string clauses(std::string first, std::string then, const Words& words) {
  if (then.empty()) return first;
  return words.say("clauses", {{"first", std::move(first)}, {"then", std::move(then)}});
}

void write_names(const ordered_json& chain, const Place& place) {
  constexpr std::size_t kNames = 8;  // certificates of large providers have a hundred
  const Words& words = place.words();
  const ordered_json& names = member(member(leaf_of(chain), "certificate"), "dns_names");
  const ordered_json& trust = member(chain, "trust");
  place.row(place.detail("names"),
            clauses(names.empty() ? words.say("cli.certificate.no-host") : words.list(first_of(names, kNames, words)),
                    match_words(trust, names.size() == 1, words), words),
            member(trust, "name") == "none" ? Ink::Warning : Ink::Plain);
}

/// " [authenticated]" where something is known otherwise than the chain that it belongs to.
std::string otherwise_sure(const ordered_json& chain, const std::string& assurance) {
  return assurance.empty() || assurance == text_of_member(chain, "assurance") ? "" : " [" + assurance + "]";
}

void write_issuer(const ordered_json& chain, const Place& place) {
  const Words& words = place.words();
  const ordered_json& trust = member(chain, "trust");
  const std::string sure = otherwise_sure(chain, text_of_member(trust, "assurance"));
  place.row(place.detail("issuer"), text_of_member(member(leaf_of(chain), "certificate"), "issuer"));
  const std::string trusted = place.detail("trusted");
  if (trust.is_null()) {
    place.row(trusted, words.say("cli.certificate.trust-unknown"), Ink::Quiet);
  } else if (member(trust, "status") == "trusted") {
    // The words of such a verdict are about the name.
    const bool withdrawn = member(member(chain, "staple"), "worth") == "revoked";
    place.row(trusted, words.say(withdrawn ? "cli.certificate.withdrawn" : "cli.certificate.trusted") + sure,
              withdrawn ? Ink::Warning : Ink::Plain);
  } else {
    place.row(trusted, words.say("cli.certificate.not-trusted", {{"why", text_of_member(trust, "words")}}) + sure,
              Ink::Warning);
  }
}

std::string day_of(const ordered_json& certificate, std::string_view key) {
  const ordered_json& seconds = member(certificate, key);
  return seconds.is_number_integer() ? day_text(seconds.get<std::int64_t>()) : "?";
}

std::string left_text(const ordered_json& sent, const Words& words) {
  const ordered_json& left = member(sent, "days_left");
  if (!left.is_number_integer()) return "";
  const auto days = left.get<std::int64_t>();
  return days < 0 ? words.say("certificate.valid.ended", {{"days", -days}})
                  : words.say("certificate.valid.left", {{"days", days}});
}

bool is_over(const ordered_json& sent) {
  const ordered_json& left = member(sent, "days_left");
  return left.is_number_integer() && left < 0;
}

void write_validity(const ordered_json& chain, const Place& place) {
  const ordered_json& leaf = leaf_of(chain);
  const ordered_json& certificate = member(leaf, "certificate");
  const Words& words = place.words();
  const bool early = member(member(chain, "trust"), "status") == "not-yet-valid";
  std::string valid = words.say("cli.certificate.until", {{"day", day_of(certificate, "not_after")}});
  append(valid, left_text(leaf, words));
  valid += otherwise_sure(chain, text_of_member(member(chain, "trust"), "assurance"));
  if (early) {
    valid = clauses(std::move(valid),
                    words.say("cli.certificate.not-before", {{"day", day_of(certificate, "not_before")}}), words);
  }
  place.row(place.detail("valid"), valid, early || is_over(leaf) ? Ink::Warning : Ink::Plain);
}

/// Nothing depends on a certificate's signature on itself.
bool has_weak_signature(const ordered_json& sent) {
  return is_true(sent, "weak_signature") && !is_true(member(sent, "certificate"), "self_issued");
}

std::string key_text(const ordered_json& sent, const Words& words) {
  const ordered_json& certificate = member(sent, "certificate");
  const std::string curve = text_of_member(certificate, "key_curve");
  const Put type{"type", text_of_member(certificate, "key_type")};
  std::string key = curve.empty()
                        ? words.say("said.key-bits", {type, {"bits", text_of_member(certificate, "key_bits")}})
                        : words.say("said.key-curve", {type, {"curve", curve}});
  return is_true(sent, "weak_key") ? words.say("cli.certificate.weak", {{"what", std::move(key)}}) : key;
}

void write_key(const ordered_json& chain, const Place& place) {
  const Words& words = place.words();
  const ordered_json& leaf = leaf_of(chain);
  const bool weak_signature = has_weak_signature(leaf);
  const bool proven = is_true(chain, "key_proven");
  place.row(
      place.detail("key"),
      words.say(proven ? "cli.certificate.key" : "cli.certificate.key-not-shown", {{"key", key_text(leaf, words)}}) +
          otherwise_sure(chain, text_of_member(chain, "key_assurance")),
      is_true(leaf, "weak_key") ? Ink::Warning : Ink::Plain);
  const std::string algorithm = text_of_member(member(leaf, "certificate"), "signature_algorithm");
  place.row(place.detail("signature"),
            weak_signature ? words.say("cli.certificate.weak", {{"what", algorithm}}) : algorithm,
            weak_signature ? Ink::Warning : Ink::Plain);
}

/// What is to be known of a certificate beside the server's own.
std::string other_words(const ordered_json& sent, const Words& words) {
  std::string about = words.say("certificate.role." + text_of_member(sent, "role"));
  const ordered_json& certificate = member(sent, "certificate");
  if (certificate.is_null()) return about;
  append(about, words.say("cli.certificate.until", {{"day", day_of(certificate, "not_after")}}));
  if (is_over(sent)) append(about, left_text(sent, words));
  if (is_true(sent, "weak_key")) append(about, key_text(sent, words));
  if (has_weak_signature(sent))
    append(about, words.say("cli.certificate.weak-signature",
                            {{"algorithm", text_of_member(certificate, "signature_algorithm")}}));
  return about;
}

std::string sent_words(const ordered_json& sent, std::size_t number, const Words& words) {
  const ordered_json& certificate = member(sent, "certificate");
  const bool own = member(sent, "role") == "leaf";
  std::string item =
      words.say("cli.certificate.item",
                {{"place", std::to_string(number)},
                 {"name", certificate.is_null() ? words.say("tls.unreadable") : name_of(certificate, words)},
                 {"about", own ? words.say("certificate.role.leaf") : other_words(sent, words)}});
  if (const std::string use = text_of_member(sent, "use"); !use.empty() && use != "unknown")
    item = words.say("cli.certificate.item-use",
                     {{"item", std::move(item)}, {"use", words.say("certificate.use." + use)}});
  const ordered_json& unreadable = member(sent, "unreadable");
  if (!unreadable.empty())
    item =
        words.say("cli.certificate.cannot-read",
                  {{"item", std::move(item)}, {"parts", words.list(first_of(unreadable, unreadable.size(), words))}});
  return item;
}

void write_sent(const ordered_json& chain, const Place& place) {
  std::size_t number = 0;
  for (const ordered_json& sent : member(chain, "sent")) {
    ++number;
    const bool used = member(sent, "use") == "path" || member(sent, "use") == "unknown";
    place.row(number == 1 ? place.detail("sent") : "", sent_words(sent, number, place.words()),
              used ? Ink::Plain : Ink::Quiet);
  }
  for (const ordered_json& step : member(chain, "path")) {
    if (member(step, "sent").is_null())
      place.row(place.detail("root"),
                place.words().say("cli.certificate.root", {{"name", text_of_member(step, "subject")}}));
  }
}

/// "1 → 3 → 2": the places, among those sent, of the path's certificates.
std::string path_places(const ordered_json& chain) {
  std::string places;
  for (const ordered_json& step : member(chain, "path")) {
    if (member(step, "sent").is_null()) continue;
    append(places, std::to_string(number_of_member(step, "sent") + 1), " → ");
  }
  return places;
}

/// What an operator has to put right.
void write_faults(const ordered_json& chain, const Place& place) {
  const ordered_json& missing = member(chain, "missing");
  if (!missing.is_null()) {
    const std::string url = text_of_member(missing, "url");
    const Words& words = place.words();
    std::string said = words.say("cli.certificate.missing", {{"name", text_of_member(missing, "name")}});
    if (!url.empty()) said = words.say("cli.certificate.missing-url", {{"missing", std::move(said)}, {"url", url}});
    place.row(place.detail("missing"), said, Ink::Warning);
  }
  if (!is_true(chain, "in_order")) {
    place.row(place.detail("wrong-order"), place.words().say("cli.certificate.order", {{"places", path_places(chain)}}),
              Ink::Warning);
  }
}

void write_staple(const ordered_json& chain, const Place& place) {
  const ordered_json& stapled = member(chain, "stapled");
  const Words& words = place.words();
  const bool promised = is_true(leaf_of(chain), "must_staple");
  const char* const sent = stapled.is_null() ? "cli.staple.not-asked"
                           : stapled == true ? "cli.staple.sent"
                                             : "cli.staple.not-sent";
  std::string said = words.say(std::string(sent).append(promised ? "-promised" : ""));
  bool in_order = !(promised && stapled == false);
  if (const ordered_json& answer = member(chain, "staple"); !answer.is_null()) {
    const std::string worth = text_of_member(answer, "worth");
    in_order = worth == "good" || worth == "unknown";
    said = words.say("cli.staple.says", {{"sent", std::move(said)}, {"what", text_of_member(answer, "words")}});
  }
  if (stapled == true) said += otherwise_sure(chain, text_of_member(chain, "along_assurance"));
  place.row(place.detail("ocsp"), said, in_order ? Ink::Plain : Ink::Warning);
}

void write_timestamps(const ordered_json& chain, const Place& place) {
  const ordered_json& leaf = leaf_of(chain);
  const std::size_t embedded = member(leaf, "timestamps").size();
  const std::size_t in_handshake = member(chain, "timestamps").size();
  const bool readable = !member(leaf, "certificate").is_null() && member(leaf, "unreadable").empty();
  const Words& words = place.words();
  const auto counted = [&](const char* id, std::size_t n) {
    return words.say(id, {{"n", static_cast<std::int64_t>(n)}});
  };
  std::string said;
  if (embedded > 0 || readable)
    said = embedded > 0 ? counted("cli.timestamps.certificate", embedded) : words.say("cli.timestamps.none");
  if (in_handshake > 0) {
    const std::string sure = otherwise_sure(chain, text_of_member(chain, "along_assurance"));
    append(said, counted("cli.timestamps.handshake", in_handshake) + sure);
  }
  if (embedded + in_handshake > 0) said = clauses(std::move(said), words.say("cli.timestamps.unchecked"), words);
  place.row(place.detail("timestamps"), said);
}

/// In the order shown.
constexpr std::array kCertificateParts{&write_names, &write_issuer, &write_validity, &write_key};
constexpr std::array kChainParts{&write_sent, &write_faults, &write_staple, &write_timestamps};

void write_one(const ordered_json& chain, const Place& place) {
  const ordered_json& certificate = member(leaf_of(chain), "certificate");
  const std::string kind = text_of_member(certificate, "key_type");
  const Words& words = place.words();
  const char* const label = is_true(chain, "headline") ? "certificate" : "other-certificate";
  std::string said = certificate.is_null() ? words.say("cli.certificate.unreadable") : name_of(certificate, words);
  if (!is_true(chain, "with_server_name")) said = words.say("cli.certificate.nameless", {{"name", std::move(said)}});
  place.row(
      kind.empty() ? place.label(label)
                   : words.say(std::string("cli.label.").append(label).append("-of"), {{"type", kind}}),
      words.say("cli.certificate", {{"name", std::move(said)}, {"assurance", text_of_member(chain, "assurance")}}));
  for (const auto& part : kCertificateParts) {
    if (!certificate.is_null()) part(chain, place);
  }
  for (const auto& part : kChainParts) part(chain, place);
}

}  // namespace

void write_certificates(const ordered_json& chains, std::size_t indent, Paper& paper) {
  for (const ordered_json& chain : chains) write_one(chain, {indent, paper});
}

}  // namespace mailglass::cli
