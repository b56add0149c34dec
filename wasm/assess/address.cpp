#include "assess/address.h"

#include <algorithm>

#include "assess/certificate_facts.h"
#include "assess/findings.h"
#include "assess/inside_facts.h"
#include "assess/name_source.h"
#include "assess/tls_facts.h"
#include "bytes/encoding.h"
#include "bytes/json_object.h"
#include "tls/suite_kinds.h"

namespace mailglass::assess {
namespace {

using check::Command;
using check::Exchange;
using check::ProbeRun;
using wire::Direction;
using wire::End;
using wire::Stage;

constexpr std::size_t kWordsShown = 300;

std::string words(const smtp::Reply& reply) {
  std::string all = std::to_string(reply.code);
  for (const smtp::ReplyLine& line : reply.lines) all += ' ' + printable(view_of(line.text), kWordsShown);
  return all.size() > 2 * kWordsShown ? all.substr(0, 2 * kWordsShown) : all;
}

/// What the server had said of a reply that never ended.
std::string partial_words(const check::SmtpDialogue& dialogue) {
  std::string said;
  for (const smtp::ReplyLine& line : dialogue.partial_lines()) {
    if (!said.empty()) said += ' ';
    said += printable(view_of(line.text), kWordsShown);
  }
  if (!dialogue.unfinished_line().empty()) {
    if (!said.empty()) said += ' ';
    said += printable(dialogue.unfinished_line(), kWordsShown);
  }
  return said.size() > 2 * kWordsShown ? said.substr(0, 2 * kWordsShown) : said;
}

StreamRef from_server(const ProbeRun& probe, ByteRange range) {
  return {probe.plan().id, Direction::FromServer, range};
}

void add_smtp_facts(const ProbeRun& probe, AddressAssessment& out, FactList& facts) {
  const auto remember = [&](Fact fact) {
    fact.subject = out.subject;
    const std::uint32_t id = facts.add(std::move(fact));
    out.facts.push_back(id);
    return id;
  };
  if (const Exchange* greeting = probe.dialogue().reply_to(Command::None)) {
    out.greeting_us = probe.greeting_us();
    out.fact.greeting = remember({0,
                                  "smtp.greeting",
                                  "Greeting",
                                  words(greeting->reply),
                                  json_object({{"code", greeting->reply.code}, {"us", out.greeting_us}}),
                                  kDelivered,
                                  {},
                                  {from_server(probe, greeting->reply.range)}});
  }
  const Exchange* ehlo = probe.dialogue().reply_to(Command::Ehlo);
  if (!ehlo) return;
  if (ehlo->reply.code != 250) {
    out.fact.ehlo = remember({0,
                              "smtp.ehlo_refused",
                              "Answer to EHLO",
                              words(ehlo->reply),
                              json_object({{"code", ehlo->reply.code}}),
                              kDelivered,
                              {},
                              {from_server(probe, ehlo->reply.range)}});
    return;
  }
  const smtp::EhloResponse response = smtp::parse_ehlo(ehlo->reply);
  for (const smtp::Capability& capability : response.capabilities) {
    // A firewall that "inspects" SMTP overwrites the keyword with X's, or all but its last letter, keeping its length.
    const bool blanked = capability.keyword.size() == std::string_view("STARTTLS").size() &&
                         capability.keyword.find_first_not_of('X') >= capability.keyword.size() - 1;
    out.stripped = out.stripped || blanked;
  }
  Keywords keywords = keywords_of(response);
  out.fact.ehlo = remember({0,
                            "smtp.capabilities",
                            "Extensions offered",
                            std::move(keywords.text),
                            std::move(keywords.list),
                            kDelivered,
                            {},
                            {from_server(probe, ehlo->reply.range)}});
  const smtp::Capability* starttls = response.find("STARTTLS");
  out.fact.starttls = remember({0,
                                "smtp.starttls_offered",
                                "Offers encryption (STARTTLS)",
                                starttls ? "yes" : "no",
                                starttls != nullptr,
                                kDelivered,
                                {},
                                {from_server(probe, starttls ? starttls->range : ehlo->reply.range)}});
  if (const Exchange* reply = probe.dialogue().reply_to(Command::Starttls)) {
    out.fact.starttls_reply = remember({0,
                                        "smtp.starttls_reply",
                                        "Answer to STARTTLS",
                                        words(reply->reply),
                                        json_object({{"code", reply->reply.code}}),
                                        kDelivered,
                                        {},
                                        {from_server(probe, reply->reply.range)}});
  }
}

void conclude(AddressAssessment& out, Outcome outcome, std::string sentence, std::string why = {},
              std::optional<std::string> server_words = std::nullopt) {
  out.outcome = outcome;
  out.sentence = std::move(sentence);
  out.not_established = std::move(why);
  out.server_words = std::move(server_words);
}

/// A 4xx or 5xx where a go-ahead was needed.
void conclude_refused(AddressAssessment& out, const smtp::Reply& reply, std::string_view when) {
  const std::string said = words(reply);
  if (reply.transient()) {
    conclude(out, Outcome::TemporarilyRefused, "It asked us to come back later, so it could not be checked.",
             "the server turned us away for now " + std::string(when), said);
  } else {
    conclude(out, Outcome::PermanentlyRefused, "It would not talk to us, so it could not be checked.",
             "the server refused " + std::string(when) + ", and may let other senders in", said);
  }
}

/// 500 and 502 say that the command is not known or not there (RFC 5321 section 4.2.4), unless an enhanced code speaks
/// of policy (RFC 3463 section 3.8). 501, 504 and 550 may be about the name or the address that EHLO came from.
bool knows_no_ehlo(const smtp::Reply& reply) {
  constexpr int kPolicy = 7;
  return (reply.code == 500 || reply.code == 502) && !(reply.enhanced && reply.enhanced->subject == kPolicy);
}

struct EndWords {
  End end;
  std::string_view happened;
};
constexpr std::array<EndWords, 10> kEndWords{{
    {End::Done, "the server ended the conversation"},
    {End::PeerClosed, "the server hung up"},
    {End::PeerReset, "the connection was reset"},
    {End::ConnectRefused, "the connection was refused"},
    {End::Unreachable, "the address could not be reached from the relay"},
    {End::NoRoute, "the relay's own network has no way to this address"},
    {End::Timeout, "the server did not answer in time"},
    {End::LimitReached, "the server sent more than any mail server needs to"},
    {End::NotSmtp, "the answer was not SMTP"},
    {End::Cancelled, "the probe was stopped"},
}};
std::string_view happened(End end) {
  for (const EndWords& row : kEndWords) {
    if (row.end == end) return row.happened;
  }
  return "";
}
std::string_view waiting_for(const check::SmtpDialogue& dialogue) {
  if (dialogue.exchanges().empty()) return "before its greeting was complete";
  if (!dialogue.reply_to(Command::Ehlo)) return "before its answer to EHLO was complete";
  return "before its answer to STARTTLS was complete";
}

/// Why the relay did not connect although it may, and would.
struct RelayWords {
  std::string_view rule, sentence, why;
};
constexpr std::array<RelayWords, 2> kRelayWords{{
    {"budget-target", "It was not checked: others are asking the same server, and no turn came. Try again in a minute.",
     "others are checking the same server through this relay, and no turn came in time"},
    {"relay-resources", "It was not checked: the relay itself had too much to do. Try again in a minute.",
     "the relay itself had nothing left to make a connection with"},
}};

/// The dialogue ended before STARTTLS could be judged.
void conclude_cut_short(const ProbeRun& probe, AddressAssessment& out) {
  std::string said = partial_words(probe.dialogue());
  std::optional<std::string> quote;
  if (!said.empty()) quote = std::move(said);
  const check::ProbeEnd& end = *probe.end();
  if (const auto* refused = std::get_if<check::RefusedByRelay>(&end)) {
    for (const RelayWords& row : kRelayWords) {
      if (refused->refused.rule == row.rule)
        return conclude(out, Outcome::NotProbed, std::string(row.sentence), std::string(row.why));
    }
    conclude(out, Outcome::NotProbed, "The relay would not connect to this address now.",
             "the relay refused to connect (" + printable(view_of(refused->refused.rule), 80) + ")");
    return;
  }
  const wire::Closed* closed = probe.closed();
  if (!closed) {
    conclude(out, Outcome::NotProbed, "The connection to the relay broke, so this address could not be checked.",
             "the connection to the relay was lost", quote);
    return;
  }
  const std::string why = std::string(happened(closed->end)) + " ";
  switch (closed->end) {
    case End::ConnectRefused:
    case End::Unreachable:
      conclude(out, Outcome::Unreachable, "It could not be reached, so it could not be checked.",
               std::string(happened(closed->end)));
      return;
    case End::NoRoute:
      conclude(out, Outcome::NoRoute,
               probe.plan().address.find(':') == std::string::npos
                   ? "It was not checked: the network that the check ran from has no way to it."
                   : "It was not checked: the network that the check ran from has no way to it. Not every network has "
                     "IPv6.",
               std::string(happened(closed->end)));
      return;
    case End::Timeout:
      if (closed->stage == Stage::Connecting) {
        conclude(out, Outcome::Unreachable, "It could not be reached, so it could not be checked.",
                 "nothing answered the connection attempt in time");
      } else {
        conclude(out, Outcome::Silent, "It accepted the connection but did not answer in time.",
                 why + std::string(waiting_for(probe.dialogue())), quote);
      }
      return;
    case End::Cancelled:
      conclude(out, Outcome::NotProbed, "The check was stopped before this address answered.", "the probe was stopped",
               quote);
      return;
    default:
      conclude(out, Outcome::BrokenSmtp, "It broke off the conversation, so it could not be checked.",
               why + std::string(waiting_for(probe.dialogue())), quote);
      return;
  }
}

/// The relay said goodbye to a server that speaks SMTP but never got as far as TLS.
void conclude_clear_text(const ProbeRun& probe, AddressAssessment& out) {
  const Exchange* greeting = probe.dialogue().reply_to(Command::None);
  const Exchange* ehlo = probe.dialogue().reply_to(Command::Ehlo);
  const Exchange* starttls = probe.dialogue().reply_to(Command::Starttls);
  if (starttls) {
    conclude(out, Outcome::StarttlsRefused, "It offers encryption but would not start it just now.",
             "the server offered STARTTLS and then refused it", words(starttls->reply));
  } else if (ehlo && ehlo->reply.code == 250 && !smtp::parse_ehlo(ehlo->reply).find("STARTTLS")) {
    conclude(out, Outcome::NoStarttls,
             out.stripped ? "It does not offer encryption: the offer may have been blanked out on the way."
                          : "It does not offer encryption: mail to it travels readable.");
  } else if (ehlo && knows_no_ehlo(ehlo->reply)) {
    conclude(out, Outcome::NoEhlo,
             "It does not know EHLO, so it cannot offer encryption: mail to it travels readable.");
  } else if (ehlo && ehlo->reply.code != 250) {
    conclude_refused(out, ehlo->reply, "at EHLO");
  } else if (greeting && greeting->reply.code != 220) {
    conclude_refused(out, greeting->reply, "at its greeting");
  } else if (probe.end()) {
    conclude_cut_short(probe, out);
  }
}

/// What modern senders choose: TLS 1.3, or TLS 1.2 with forward secrecy and a cipher of today.
bool takes_modern(const probe::Facts& facts) {
  if (facts.version(tls::Version::Tls13).support.yes()) return true;
  const std::vector<std::uint16_t> suites = facts.version(tls::Version::Tls12).accepted_suites();
  return std::any_of(suites.begin(), suites.end(), [](std::uint16_t id) {
    const tls::CipherSuite* suite = tls::find_cipher_suite(id);
    return suite && tls::is_forward_secret(*suite) && !tls::is_export(*suite) && !tls::is_null(*suite) &&
           !tls::is_rc4(*suite) && !tls::is_block64(*suite);
  });
}

void add_weaknesses(const check::AddressRun& address, AddressAssessment& out, FactList& facts) {
  const probe::Explorer* explorer = address.explorer();
  if (!explorer) return;
  out.weaknesses = probe::weaknesses(explorer->facts());
  for (const probe::Weakness& weakness : out.weaknesses) {
    const std::string_view finding = finding_of_weakness(weakness.code);
    if (weakness.verdict != probe::Verdict::Present || finding.empty()) continue;
    // Where the old is all there is, it is no addition; findings of its own tell of that.
    if (finding == kOldChoices && !takes_modern(explorer->facts())) continue;
    std::vector<EvidenceRef> evidence;
    evidence.reserve(weakness.evidence.size());
    for (const probe::Evidence& at : weakness.evidence)
      evidence.emplace_back(StreamRef{address.stream(at.probe), Direction::FromServer, at.range});
    const std::uint32_t id = facts.add(
        {0, weakness.code, weakness.title, weakness.because, true, kDelivered, out.subject, std::move(evidence)});
    out.minded.push_back({finding, id});
  }
}

/// The largest of the sizes that are tried, larger than the headline's first hello, was answered.
bool takes_large_hellos(const check::AddressRun& address) {
  return address.explorer() && address.explorer()->facts().sizes.back().tolerated.yes();
}

}  // namespace

AddressAssessment assess_address(const check::Check& check, const check::ServerRun& server,
                                 const check::AddressRun& address, const x509::TrustStore* roots, FactList& facts) {
  AddressAssessment out;
  out.subject = {server.host.to_text(), address.address.to_string()};
  if (address.probes.empty()) {
    out.done = check.finished();
    if (out.done) {
      conclude(out, Outcome::NotProbed, "The check ended before this address was reached.", "the check ended early");
    }
    return out;
  }
  const ProbeRun* probe = check.probe(address.probes.back());
  // A smaller second hello that found out nothing about TLS leaves the first one's story.
  if (address.probes.size() > 1) {
    const ProbeRun* first = check.probe(address.probes.front());
    if (probe->end() && !probe->hello_sent()) probe = first;
    out.needed_small_hello = check::encrypts(probe->handshake()) && probe != first && !takes_large_hellos(address);
  }
  out.done = probe->end().has_value() && check.probe(address.probes.back())->end().has_value();
  add_smtp_facts(*probe, out, facts);
  const bool clear_text_known = std::holds_alternative<check::Speaking>(probe->dialogue().state());
  if (std::holds_alternative<check::TlsBegun>(probe->dialogue().state())) {
    assess_tls(check, *probe, roots, out, facts);
  } else if (clear_text_known || probe->end()) {
    conclude_clear_text(*probe, out);
  }
  add_weaknesses(address, out, facts);
  assess_explored_chains(check, address, roots, out, facts);
  if (out.tls)
    out.sentence =
        encrypted_words(*out.tls, name_source(check).words);  // once it is known whether its certificate still counts
  return out;
}

}  // namespace mailglass::assess
