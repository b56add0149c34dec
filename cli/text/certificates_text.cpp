#include "cli/text/certificates_text.h"

#include <array>
#include <string>

#include "cli/text/members.h"
#include "cli/text/place.h"

namespace mailglass::cli {
namespace {

using nlohmann::ordered_json;

struct Use {
  std::string_view code, words;
};
constexpr std::array kUses{
    Use{"path", "part of the chain"},
    Use{"root", "not needed, since senders have the trusted root already"},
    Use{"cross-signed", "a second certificate for a key of the chain; older senders may need it"},
    Use{"duplicate", "sent a second time"},
    Use{"extra", "plays no part in proving the name"},
};

const ordered_json& leaf_of(const ordered_json& chain) {
  const ordered_json& sent = member(chain, "sent");
  return sent.empty() ? member(chain, "") : sent.front();
}

std::string name_of(const ordered_json& certificate) {
  std::string name = text_of_member(certificate, "common_name");
  if (name.empty()) name = text_of_member(certificate, "subject");
  return name.empty() ? "no name" : name;
}

std::string match_words(const ordered_json& trust, bool one_name) {
  if (trust.is_null()) return "";
  if (member(trust, "name") == "none") return "the host name does not match";
  return "the host name matches" + (one_name ? "" : " " + text_of_member(trust, "identifier")) +
         (member(trust, "name") == "wildcard" ? ", by a wildcard" : "");
}

void write_names(const ordered_json& chain, const Place& place) {
  constexpr std::size_t kNames = 8;  // certificates of large providers have a hundred
  const ordered_json& names = member(member(leaf_of(chain), "certificate"), "dns_names");
  const ordered_json& trust = member(chain, "trust");
  std::string words = names.empty() ? "no host name at all" : listed(names, kNames);
  const std::string match = match_words(trust, names.size() == 1);
  if (!match.empty()) append(words, match, "; ");
  place.row("  names", words, member(trust, "name") == "none" ? Ink::Warning : Ink::Plain);
}

/// " [authenticated]" where something is known otherwise than the chain that it belongs to.
std::string otherwise_sure(const ordered_json& chain, const std::string& assurance) {
  return assurance.empty() || assurance == text_of_member(chain, "assurance") ? "" : " [" + assurance + "]";
}

void write_issuer(const ordered_json& chain, const Place& place) {
  const ordered_json& trust = member(chain, "trust");
  const std::string sure = otherwise_sure(chain, text_of_member(trust, "assurance"));
  place.row("  issuer", text_of_member(member(leaf_of(chain), "certificate"), "issuer"));
  if (trust.is_null()) {
    place.row("  trusted", "not known", Ink::Quiet);
  } else if (member(trust, "status") == "trusted") {
    // The words of such a verdict are about the name.
    const bool withdrawn = member(member(chain, "staple"), "worth") == "revoked";
    place.row("  trusted", (withdrawn ? "withdrawn by its issuer" : "yes") + sure,
              withdrawn ? Ink::Warning : Ink::Plain);
  } else {
    place.row("  trusted", "no: " + text_of_member(trust, "words") + sure, Ink::Warning);
  }
}

std::string day_of(const ordered_json& certificate, std::string_view key) {
  const ordered_json& seconds = member(certificate, key);
  return seconds.is_number_integer() ? day_text(seconds.get<std::int64_t>()) : "?";
}

std::string left_text(const ordered_json& sent) {
  const ordered_json& left = member(sent, "days_left");
  if (!left.is_number_integer()) return "";
  const auto days = left.get<std::int64_t>();
  const std::string count = count_text(static_cast<std::uint64_t>(days < 0 ? -days : days), "day", "days");
  if (days < 0) return "ended " + count + " ago";
  return days == 0 ? "ends today" : count + " left";
}

bool is_over(const ordered_json& sent) {
  const ordered_json& left = member(sent, "days_left");
  return left.is_number_integer() && left < 0;
}

void write_validity(const ordered_json& chain, const Place& place) {
  const ordered_json& leaf = leaf_of(chain);
  const ordered_json& certificate = member(leaf, "certificate");
  const bool early = member(member(chain, "trust"), "status") == "not-yet-valid";
  std::string words = "until " + day_of(certificate, "not_after");
  append(words, left_text(leaf));
  words += otherwise_sure(chain, text_of_member(member(chain, "trust"), "assurance"));
  if (early) words += "; not before " + day_of(certificate, "not_before");
  place.row("  valid", words, early || is_over(leaf) ? Ink::Warning : Ink::Plain);
}

/// Nothing depends on a certificate's signature on itself.
bool has_weak_signature(const ordered_json& sent) {
  return is_true(sent, "weak_signature") && !is_true(member(sent, "certificate"), "self_issued");
}

std::string key_text(const ordered_json& sent) {
  const ordered_json& certificate = member(sent, "certificate");
  const std::string curve = text_of_member(certificate, "key_curve");
  return text_of_member(certificate, "key_type") + ", " +
         (curve.empty() ? text_of_member(certificate, "key_bits") + " bits" : curve) +
         (is_true(sent, "weak_key") ? " (weak)" : "");
}

void write_key(const ordered_json& chain, const Place& place) {
  const ordered_json& leaf = leaf_of(chain);
  const bool weak_signature = has_weak_signature(leaf);
  place.row("  key",
            key_text(leaf) +
                (is_true(chain, "key_proven") ? "; whoever answered was shown to hold it"
                                              : "; whoever answered was not shown to hold it") +
                otherwise_sure(chain, text_of_member(chain, "key_assurance")),
            is_true(leaf, "weak_key") ? Ink::Warning : Ink::Plain);
  place.row("  signature",
            text_of_member(member(leaf, "certificate"), "signature_algorithm") + (weak_signature ? " (weak)" : ""),
            weak_signature ? Ink::Warning : Ink::Plain);
}

/// What is to be known of a certificate beside the server's own.
std::string other_words(const ordered_json& sent) {
  std::string words = text_of_member(sent, "role");
  const ordered_json& certificate = member(sent, "certificate");
  if (certificate.is_null()) return words;
  append(words, "until " + day_of(certificate, "not_after"));
  if (is_over(sent)) append(words, left_text(sent));
  if (is_true(sent, "weak_key")) append(words, key_text(sent));
  if (has_weak_signature(sent)) append(words, "weak signature: " + text_of_member(certificate, "signature_algorithm"));
  return words;
}

std::string sent_words(const ordered_json& sent) {
  const ordered_json& certificate = member(sent, "certificate");
  std::string words = certificate.is_null() ? "unreadable" : name_of(certificate);
  words += " (" + (member(sent, "role") == "leaf" ? "the server's own" : other_words(sent)) + ")";
  for (const Use& use : kUses) {
    if (member(sent, "use") == use.code) words += ": " + std::string(use.words);
  }
  const std::string unreadable = listed(member(sent, "unreadable"));
  if (!unreadable.empty()) words += "; it has what cannot be read: " + unreadable;
  return words;
}

void write_sent(const ordered_json& chain, const Place& place) {
  std::size_t number = 0;
  for (const ordered_json& sent : member(chain, "sent")) {
    ++number;
    const bool used = member(sent, "use") == "path" || member(sent, "use") == "unknown";
    place.row(number == 1 ? "  sent, in order" : "", std::to_string(number) + ". " + sent_words(sent),
              used ? Ink::Plain : Ink::Quiet);
  }
  for (const ordered_json& step : member(chain, "path")) {
    if (member(step, "sent").is_null())
      place.row("  root", text_of_member(step, "subject") + ": a trusted root, which need not be sent");
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
    place.row("  missing",
              text_of_member(missing, "name") + ": the server does not send this issuer's certificate, and it is not " +
                  "among the trusted roots" + (url.empty() ? "" : "; it is said to be at " + url),
              Ink::Warning);
  }
  if (!is_true(chain, "in_order")) {
    place.row("  wrong order", "the chain is " + path_places(chain) + "; some senders do not manage that",
              Ink::Warning);
  }
}

struct Staple {
  std::string_view words, promised;
};
constexpr Staple kNotAsked{"not asked for in these connections", "; the certificate promises one"};
constexpr Staple kSent{"sent along", ", as the certificate promises"};
constexpr Staple kNotSent{"not sent along", ", although the certificate promises it"};

void write_staple(const ordered_json& chain, const Place& place) {
  const ordered_json& stapled = member(chain, "stapled");
  const Staple& staple = stapled.is_null() ? kNotAsked : stapled == true ? kSent : kNotSent;
  std::string words(staple.words);
  const bool promised = is_true(leaf_of(chain), "must_staple");
  if (promised) words += std::string(staple.promised) + " (must-staple, RFC 7633)";
  bool in_order = !(promised && stapled == false);
  if (const ordered_json& answer = member(chain, "staple"); !answer.is_null()) {
    const std::string worth = text_of_member(answer, "worth");
    in_order = worth == "good" || worth == "unknown";
    append(words, text_of_member(answer, "words"), ": ");
  }
  if (stapled == true) words += otherwise_sure(chain, text_of_member(chain, "along_assurance"));
  place.row("  OCSP answer", words, in_order ? Ink::Plain : Ink::Warning);
}

void write_timestamps(const ordered_json& chain, const Place& place) {
  const ordered_json& leaf = leaf_of(chain);
  const std::size_t embedded = member(leaf, "timestamps").size();
  const std::size_t in_handshake = member(chain, "timestamps").size();
  const bool readable = !member(leaf, "certificate").is_null() && member(leaf, "unreadable").empty();
  std::string words;
  if (embedded > 0 || readable) words = (embedded > 0 ? std::to_string(embedded) : "none") + " in the certificate";
  if (in_handshake > 0) {
    const std::string sure = otherwise_sure(chain, text_of_member(chain, "along_assurance"));
    append(words, std::to_string(in_handshake) + " in the handshake" + sure);
  }
  if (embedded + in_handshake > 0) words += "; the logs' signatures are not checked here";
  place.row("  timestamps (SCT)", words);
}

/// In the order shown.
constexpr std::array kCertificateParts{&write_names, &write_issuer, &write_validity, &write_key};
constexpr std::array kChainParts{&write_sent, &write_faults, &write_staple, &write_timestamps};

void write_one(const ordered_json& chain, const Place& place) {
  const ordered_json& certificate = member(leaf_of(chain), "certificate");
  const std::string kind = text_of_member(certificate, "key_type");
  const std::string label = is_true(chain, "headline") ? "Certificate" : "Another certificate";
  std::string words = certificate.is_null() ? "the server's certificate cannot be read" : name_of(certificate);
  if (!is_true(chain, "with_server_name")) words += ", shown to senders that do not name the server (SNI)";
  place.row(label + (kind.empty() ? "" : " (" + kind + ")"), words + " [" + text_of_member(chain, "assurance") + "]");
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
