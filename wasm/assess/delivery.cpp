#include "assess/delivery.h"

#include <algorithm>

#include "assess/address.h"
#include "bytes/address.h"
#include "check/looks.h"

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

bool has_anonymous_suites(const AddressAssessment& address) {
  return std::any_of(address.weaknesses.begin(), address.weaknesses.end(), [](const probe::Weakness& weakness) {
    return weakness.code == probe::kAnonymousSuites && weakness.verdict == probe::Verdict::Present;
  });
}

/// The server showed its key: what of the conversation inside.
Delivery inside(const Sender& sender, const ProbeRun& probe) {
  using check::LeftInside, check::NotAskedInside;
  const check::InsideTls& session = probe.inside();
  if (const auto* unasked = std::get_if<NotAskedInside>(&session.state())) {
    if (unasked->why != NotAskedInside::Why::NoHandshake) return Delivery::Encrypts;
    // Before TLS 1.3 the end of the handshake is still to come behind the proof.
    const wire::Closed* closed = probe.closed();
    const bool hung_up = closed && (closed->end == wire::End::PeerClosed || closed->end == wire::End::PeerReset);
    return hung_up || probe.handshake().failure ? Delivery::Readable : Delivery::Unknown;
  }
  if (const auto* answered = session.answered()) {
    switch (way_inside(sender, answered->reply)) {
      case Way::Tls: return Delivery::Encrypts;
      case Way::Defers: return Delivery::Defers;
      default: return Delivery::Unknown;
    }
  }
  // Senders take it for a handshake that failed (RFC 8446 section 4.4.2.4: a missing client certificate shows here).
  const LeftInside* left = session.left();
  return left && left->how != LeftInside::How::Broken ? Delivery::Readable : Delivery::Unknown;
}

Delivery after_starttls(const Sender& sender, const ProbeRun& decisive, const AddressAssessment& out, bool fails) {
  if (out.outcome == Outcome::Encrypted)
    return certificates_sent(decisive) > sender.certificates_taken ? Delivery::Readable : inside(sender, decisive);
  // Clear text in place of TLS has nothing to do with the hello.
  if (out.outcome != Outcome::HandshakeFailed || !(fails || out.clear_text_after_starttls)) return Delivery::Unknown;
  return sender.anonymous_suites && has_anonymous_suites(out) ? Delivery::Encrypts : Delivery::Readable;
}

struct DeliveryWord {
  Delivery delivery;
  std::string_view word;
};
constexpr std::array<DeliveryWord, 4> kDeliveryWords{{{Delivery::Unknown, "unknown"},
                                                      {Delivery::Encrypts, "encrypts"},
                                                      {Delivery::Readable, "readable"},
                                                      {Delivery::Defers, "defers"}}};

}  // namespace

std::string_view to_string(Delivery delivery) {
  return kDeliveryWords[static_cast<std::size_t>(delivery)].word;
}

OfferSeen offers_seen(const check::Check& check, const check::AddressRun& address) {
  OfferSeen seen;
  for (const auto* probes : {&address.probes, &address.questions}) {
    for (const std::uint32_t id : *probes) {
      const check::SmtpDialogue& dialogue = check.probe(id)->dialogue();
      const senders::Conversation heard = dialogue.heard();
      const auto all = [&](Way way) {
        return std::all_of(kSenders.begin(), kSenders.end(),
                           [&](const Sender& sender) { return way_of(sender, heard) == way; });
      };
      // A refusal in the middle of many connections may be about their number.
      const bool provoked = probes == &address.questions && heard.starttls && !heard.starttls->positive();
      if (dialogue.out_of_step() || provoked) continue;
      seen.without += all(Way::Readable) ? 1U : 0U;
      seen.with += all(Way::Tls) ? 1U : 0U;
    }
  }
  return seen;
}

bool unreadable(const check::SmtpDialogue& dialogue) {
  const auto& lines = dialogue.partial_lines();
  return std::any_of(lines.begin(), lines.end(), [](const smtp::ReplyLine& line) {
    return !line.code && line.text.size() > 3 && line.text.find_first_not_of("0123456789") == 3;
  });
}

Deliveries deliveries_of(const check::Check& check, const check::AddressRun& address, const ProbeRun& decisive,
                         const AddressAssessment& out) {
  Deliveries all{};
  const check::SmtpDialogue& dialogue = decisive.dialogue();
  const bool lost = dialogue.out_of_step() && out.outcome != Outcome::Encrypted;
  if (lost || (out.outcome == Outcome::BrokenSmtp && unreadable(dialogue))) {
    all.fill(Delivery::Defers);
    return all;
  }
  const senders::Conversation heard = dialogue.heard();
  const bool fails = fails_senders(check, address);
  const bool address_as_name = IpAddress::parse(decisive.plan().host).has_value();
  for (const Sender& sender : kSenders) {
    Delivery& delivery = all[static_cast<std::size_t>(sender.name)];
    if (address_as_name && !sender.takes_address_as_name) {
      delivery = Delivery::Defers;
      continue;
    }
    switch (way_of(sender, heard)) {
      case Way::Tls: delivery = after_starttls(sender, decisive, out, fails); break;
      case Way::Readable: delivery = Delivery::Readable; break;
      case Way::Defers: delivery = Delivery::Defers; break;
      // Saved evidence of relays that say no HELO: who knows no EHLO has only that.
      case Way::Unknown: delivery = out.outcome == Outcome::NoEhlo ? Delivery::Readable : Delivery::Unknown; break;
    }
  }
  return all;
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

std::string sender_names(const std::array<bool, kSenders.size()>& which) {
  const bool exim = which[static_cast<std::size_t>(senders::Name::EximGnutls)] &&
                    which[static_cast<std::size_t>(senders::Name::EximOpenssl)];
  std::string names;
  for (const Sender& sender : kSenders) {
    if (!which[static_cast<std::size_t>(sender.name)]) continue;
    if (exim && sender.name == senders::Name::EximOpenssl) continue;
    names += names.empty() ? "" : " and ";
    names += exim && sender.name == senders::Name::EximGnutls ? "Exim" : sender.words;
  }
  return names;
}

std::string sender_names(const Deliveries& deliveries, Delivery wanted) {
  std::array<bool, kSenders.size()> which{};
  std::transform(deliveries.begin(), deliveries.end(), which.begin(),
                 [&](Delivery delivery) { return delivery == wanted; });
  return sender_names(which);
}

}  // namespace mailglass::assess
