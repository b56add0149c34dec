#include "assess/clear_text.h"

#include <array>

#include "assess/smtp_facts.h"
#include "bytes/encoding.h"

namespace mailglass::assess {
namespace {

using check::ProbeRun;
using senders::Command;
using wire::End;
using wire::Stage;

/// What the server had said of a reply that never ended.
std::string partial_words(const senders::Dialogue& dialogue) {
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
std::string_view waiting_for(const senders::Dialogue& dialogue) {
  if (dialogue.exchanges().empty()) return "before its greeting was complete";
  if (!dialogue.reply_to(Command::Ehlo)) return "before its answer to EHLO was complete";
  return "before its answer to STARTTLS was complete";
}

/// What a relay's refusal says of the address; any other is told with its rule.
struct RelayWords {
  std::string_view rule;
  Outcome outcome;
  std::string_view sentence, why;
};
constexpr std::array<RelayWords, 3> kRelayWords{{
    {"budget-target", Outcome::NotProbed,
     "It was not checked: others are asking the same server, and no turn came. Try again in a minute.",
     "others are checking the same server through this relay, and no turn came in time"},
    {"relay-resources", Outcome::NotProbed,
     "It was not checked: the relay itself had too much to do. Try again in a minute.",
     "the relay itself had nothing left to make a connection with"},
    {"target-special", Outcome::NotPublic, "Nobody on the internet can reach it there: senders pass it over.", ""},
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
        return conclude(out, row.outcome, std::string(row.sentence), std::string(row.why));
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
      } else if (unreadable(probe.dialogue())) {
        conclude(out, Outcome::BrokenSmtp, "What it says is no SMTP reply to any sender: no mail can be handed over.");
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

}  // namespace

void conclude_slow(const ProbeRun& probe, AddressAssessment& out) {
  const bool tls = std::holds_alternative<senders::TlsBegun>(probe.dialogue().state());
  conclude(out, Outcome::Silent, "It has not answered yet. Senders have more patience, so the check goes on waiting.",
           "the server has not answered yet, " + (tls ? "in TLS" : std::string(waiting_for(probe.dialogue()))));
}

void conclude_clear_text(const ProbeRun& probe, AddressAssessment& out) {
  using senders::Next;
  const senders::Conversation heard = probe.dialogue().heard();
  const Next after_ehlo = heard.ehlo ? senders::after_ehlo(*heard.ehlo) : Next::Ehlo;
  if (probe.dialogue().out_of_step()) {
    conclude(out, Outcome::BrokenSmtp,
             "It answers more than it is asked, so that senders lose their place: no mail can be handed over.");
  } else if (heard.starttls && heard.starttls->code == smtp::kClosing) {
    conclude_refused(out, *heard.starttls, "at STARTTLS");
  } else if (heard.starttls) {
    conclude(out, Outcome::StarttlsRefused,
             "It offers encryption but does not start it: senders then hand mail over readable.", {},
             words(*heard.starttls));
  } else if (after_ehlo == Next::Helo && !heard.helo && !probe.end()) {
    // HELO is under way.
  } else if (after_ehlo == Next::Helo && heard.helo && heard.helo->positive()) {
    conclude(out, Outcome::NoEhlo,
             "It refuses EHLO and takes HELO, so it cannot offer encryption: mail to it travels readable.", {},
             words(*heard.ehlo));
  } else if (after_ehlo == Next::Helo && !heard.helo && knows_no_ehlo(*heard.ehlo)) {
    conclude(out, Outcome::NoEhlo,
             "It does not know EHLO, so it cannot offer encryption: mail to it travels readable.");
  } else if (heard.ehlo && refuses(*heard.ehlo)) {
    conclude_refused(out, heard.helo ? *heard.helo : *heard.ehlo, heard.helo ? "at HELO" : "at EHLO");
  } else if (after_ehlo == Next::Quit) {
    conclude(out, Outcome::NoStarttls,
             out.stripped ? "It does not offer encryption: the offer may have been blanked out on the way."
                          : "It does not offer encryption: mail to it travels readable.");
  } else if (heard.greeting && senders::after_greeting(*heard.greeting) == Next::Quit) {
    conclude_refused(out, *heard.greeting, "at its greeting");
  } else if (probe.end()) {
    conclude_cut_short(probe, out);
  }
}

}  // namespace mailglass::assess
