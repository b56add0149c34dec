#include "assess/clear_text.h"

#include <algorithm>
#include <array>

#include "assess/smtp_facts.h"
#include "bytes/encoding.h"

namespace mailglass::assess {
namespace {

using check::ProbeRun;
using senders::Command;
using wire::End;
using wire::Stage;
using words::Phrase;

/// What the server had said of a reply that never ended.
std::string partly_said(const senders::Dialogue& dialogue) {
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

void conclude(AddressAssessment& out, Outcome outcome, words::Value sentence, words::Value why = {},
              std::optional<words::Value> server_words = std::nullopt) {
  out.outcome = outcome;
  out.sentence = std::move(sentence);
  out.not_established = std::move(why);
  out.server_words = std::move(server_words);
}

/// A 4xx or 5xx where a go-ahead was needed. `when`: "greeting", or the command it answers.
void conclude_refused(AddressAssessment& out, const smtp::Reply& reply, std::string_view when) {
  if (reply.transient()) {
    conclude(out, Outcome::TemporarilyRefused, Phrase{"address.temporarily-refused"},
             Phrase{"why.turned-away", {{"when", when}}}, said_in(reply));
  } else {
    conclude(out, Outcome::PermanentlyRefused, Phrase{"address.permanently-refused"},
             Phrase{"why.refused", {{"when", when}}}, said_in(reply));
  }
}

/// 500 and 502 say that the command is not known or not there (RFC 5321 section 4.2.4), unless an enhanced code speaks
/// of policy (RFC 3463 section 3.8). 501, 504 and 550 may be about the name or the address that EHLO came from.
bool knows_no_ehlo(const smtp::Reply& reply) {
  constexpr int kPolicy = 7;
  return (reply.code == 500 || reply.code == 502) && !(reply.enhanced && reply.enhanced->subject == kPolicy);
}

/// Saved evidence is of relays that said none, too.
bool says_helo(const ProbeRun& probe) {
  const auto& said = probe.dialogue().commands();
  return std::any_of(said.begin(), said.end(), [](const auto& one) { return one.command == Command::Helo; });
}

bool all_defer(const senders::Conversation& heard) {
  return std::all_of(senders::kSenders.begin(), senders::kSenders.end(), [&](const senders::Sender& sender) {
    return senders::way_of(sender, heard) == senders::Way::Defers;
  });
}

Phrase happened(End end) {
  return {std::string("end.").append(wire::to_string(end))};
}
Phrase waiting_for(const senders::Dialogue& dialogue) {
  if (dialogue.exchanges().empty()) return {"before.greeting"};
  return {dialogue.reply_to(Command::Ehlo) ? "before.starttls" : "before.ehlo"};
}

/// What a relay's refusal says of the address; any other is told with its rule.
struct RelayWords {
  std::string_view rule;
  Outcome outcome;
  const char *sentence, *why;  ///< messages
};
constexpr std::array<RelayWords, 3> kRelayWords{{
    {"budget-target", Outcome::NotProbed, "address.no-turn", "why.no-turn"},
    {"relay-resources", Outcome::NotProbed, "address.relay-busy", "why.relay-busy"},
    {"target-special", Outcome::NotPublic, "address.not-public", ""},
}};

/// IPv4 addresses that lead no sender to a mail server of somebody else's.
struct Block {
  std::uint32_t network;
  int bits;
};
constexpr std::array kNobodyElses{
    Block{0x00000000, 8},   // RFC 791: this network
    Block{0x0a000000, 8},   // RFC 1918
    Block{0x64400000, 10},  // RFC 6598: between a provider and its customers
    Block{0x7f000000, 8},   // RFC 1122: loopback
    Block{0xa9fe0000, 16},  // RFC 3927: link local
    Block{0xac100000, 12},  // RFC 1918
    Block{0xc0a80000, 16},  // RFC 1918
    Block{0xe0000000, 3},   // RFC 5771, RFC 1112: multicast, reserved
};

/// ::ffff:192.0.2.1 (RFC 4291 section 2.5.5.2) is what it has in it: to senders a way there, and no relay goes it.
bool leads_elsewhere(std::string_view text) {
  constexpr std::array<std::uint8_t, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  constexpr int kBits = 32;
  const auto address = IpAddress::parse(text);
  if (!address || address->is_v4()) return false;
  const ByteView bytes = address->bytes();
  if (!std::equal(kMapped.begin(), kMapped.end(), bytes.begin())) return false;
  std::uint32_t within = 0;
  for (const std::uint8_t byte : bytes.subspan(kMapped.size())) within = within << 8 | byte;
  return std::none_of(kNobodyElses.begin(), kNobodyElses.end(),
                      [&](const Block& block) { return (within ^ block.network) >> (kBits - block.bits) == 0; });
}

/// The dialogue ended before STARTTLS could be judged.
void conclude_cut_short(const ProbeRun& probe, AddressAssessment& out) {
  std::string said = partly_said(probe.dialogue());
  std::optional<words::Value> quote;
  if (!said.empty()) quote = std::move(said);
  const check::ProbeEnd& end = *probe.end();
  if (const auto* refused = std::get_if<check::RefusedByRelay>(&end)) {
    for (const RelayWords& row : kRelayWords) {
      if (row.outcome == Outcome::NotPublic && leads_elsewhere(probe.plan().address)) continue;
      if (refused->refused.rule == row.rule)
        return conclude(out, row.outcome, Phrase{row.sentence},
                        *row.why ? words::Value(Phrase{row.why}) : words::Value());
    }
    conclude(out, Outcome::NotProbed, Phrase{"address.relay-refused"},
             Phrase{"why.relay-refused", {{"rule", printable(view_of(refused->refused.rule), 80)}}});
    return;
  }
  const wire::Closed* closed = probe.closed();
  if (!closed) {
    conclude(out, Outcome::NotProbed, Phrase{"address.relay-lost"}, Phrase{"why.relay-lost"}, quote);
    return;
  }
  const auto cut_short = [&] { return words::sentences({happened(closed->end), waiting_for(probe.dialogue())}); };
  switch (closed->end) {
    case End::ConnectRefused:
    case End::Unreachable:
      conclude(out, Outcome::Unreachable, Phrase{"address.unreachable"}, happened(closed->end));
      return;
    case End::NoRoute:
      conclude(
          out, Outcome::NoRoute,
          Phrase{probe.plan().address.find(':') == std::string::npos ? "address.no-route" : "address.no-route-ipv6"},
          happened(closed->end));
      return;
    case End::Timeout:
      if (closed->stage == Stage::Connecting) {
        conclude(out, Outcome::Unreachable, Phrase{"address.unreachable"}, Phrase{"why.no-connection"});
      } else if (unreadable(probe.dialogue())) {
        conclude(out, Outcome::BrokenSmtp, Phrase{"address.no-reply"});
      } else {
        conclude(out, Outcome::Silent, Phrase{"address.silent"}, cut_short(), quote);
      }
      return;
    case End::Cancelled:
      conclude(out, Outcome::NotProbed, Phrase{"address.stopped"}, happened(closed->end), quote);
      return;
    // Whoever sends more than a relay reads, or what is no text, has not hung up: some senders read on.
    case End::LimitReached:
    case End::NotSmtp: conclude(out, Outcome::BrokenSmtp, Phrase{"address.not-followed"}, cut_short(), quote); return;
    default: conclude(out, Outcome::BrokenSmtp, Phrase{"address.broke-off"}, cut_short(), quote); return;
  }
}

}  // namespace

void conclude_slow(const ProbeRun& probe, AddressAssessment& out) {
  const bool tls = std::holds_alternative<senders::TlsBegun>(probe.dialogue().state());
  conclude(out, Outcome::Silent, Phrase{"address.slow"},
           words::sentences({Phrase{"why.not-yet"}, tls ? Phrase{"why.in-tls"} : waiting_for(probe.dialogue())}));
}

void conclude_clear_text(const ProbeRun& probe, AddressAssessment& out) {
  using senders::Next;
  const senders::Conversation heard = probe.heard();
  const Next after_ehlo = heard.ehlo ? senders::after_ehlo(*heard.ehlo) : Next::Ehlo;
  if (probe.dialogue().out_of_step()) {
    conclude(out, Outcome::BrokenSmtp, Phrase{"address.out-of-step"});
  } else if (heard.left_behind && all_defer(heard)) {
    conclude(out, Outcome::BrokenSmtp, happened(probe.closed()->end), {}, said_in(*heard.left_behind));
  } else if (heard.starttls && heard.starttls->code == smtp::kClosing && !heard.stayed) {
    conclude_refused(out, *heard.starttls, "STARTTLS");
  } else if (heard.starttls) {
    conclude(out, Outcome::StarttlsRefused, Phrase{"address.starttls-refused"}, {}, said_in(*heard.starttls));
  } else if (after_ehlo == Next::Helo && !heard.helo && !probe.end()) {
    // HELO is under way.
  } else if (after_ehlo == Next::Helo && heard.helo && heard.helo->positive()) {
    conclude(out, Outcome::NoEhlo, Phrase{"address.ehlo-refused"}, {}, said_in(*heard.ehlo));
  } else if (after_ehlo == Next::Helo && !heard.helo && knows_no_ehlo(*heard.ehlo) && !says_helo(probe)) {
    conclude(out, Outcome::NoEhlo, Phrase{"address.ehlo-unknown"});
  } else if (heard.ehlo && refuses(*heard.ehlo)) {
    conclude_refused(out, heard.helo ? *heard.helo : *heard.ehlo, heard.helo ? "HELO" : "EHLO");
  } else if (after_ehlo == Next::Quit) {
    conclude(out, Outcome::NoStarttls, Phrase{out.stripped ? "address.stripped" : "address.no-starttls"});
  } else if (heard.greeting && senders::after_greeting(*heard.greeting) == Next::Quit) {
    conclude_refused(out, *heard.greeting, "greeting");
  } else if (probe.end()) {
    conclude_cut_short(probe, out);
  }
}

}  // namespace mailglass::assess
