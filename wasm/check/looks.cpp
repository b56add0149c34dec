#include "check/looks.h"

#include <algorithm>

#include "tls/registry.h"

namespace mailglass::check {
namespace {

/// The same hello once more may meet another answer.
bool may_differ(const senders::Dialogue& dialogue) {
  const senders::Conversation heard = dialogue.heard();
  return heard.ehlo || (heard.greeting && !heard.greeting->permanent());
}

/// Plans up to 2: one smaller hello where the first found no answer.
std::optional<Proof> second_look_of_old(Look look, const Proof& said) {
  if (look == Look::Chance) return said;
  if (look == Look::Unheard) return Proof{handshake::Offer::Classic};
  return std::nullopt;
}

bool has(const std::vector<std::uint16_t>& list, std::uint16_t id) {
  return std::find(list.begin(), list.end(), id) != list.end();
}

/// TLS 1.3: the server asks for a share of a group that no sender offers.
bool retries_in_vain(const probe::ServerAnswer& answer, const Setup& setup) {
  const auto* retry = std::get_if<probe::RetryAnswer>(&answer);
  return setup.plan >= kPlanWithRetries && retry && retry->group &&
         std::find(kSendersGroups.begin(), kSendersGroups.end(), *retry->group) == kSendersGroups.end();
}

/// Without an alert: a hang-up, silence, or something that is no TLS. Plans up to 8 took no notice of most of them.
bool ends_in_vain(const probe::ServerAnswer& answer, const Setup& setup) {
  if (retries_in_vain(answer, setup)) return true;
  return setup.plan >= kPlanWithSecondKnock &&
         (std::holds_alternative<probe::ClosedAnswer>(answer) || std::holds_alternative<probe::TimeoutAnswer>(answer) ||
          std::holds_alternative<probe::NotTlsAnswer>(answer));
}

/// Whether a finished exploration leaves it open that senders get through: the headline's hello has post-quantum groups
/// and theirs has not, and of the hellos without, the server took none and refused several, as usual a hello as theirs
/// among them. The exploration's have their own ways, so only senders' own tells.
bool senders_hello_is_open(const Check& check, const AddressRun& address) {
  constexpr std::uint16_t kX25519 = 0x001d, kSecp256r1 = 0x0017;
  constexpr std::size_t kEnough = 3;
  if (!address.explorer() || !address.explorer()->finished()) return false;
  const ProbeRun& headline = *check.probe(address.stream(probe::kHeadline));
  if (std::get<Proof>(headline.plan().aim).offer != handshake::Offer::Modern || look_of(headline) != Look::Encrypts)
    return false;
  std::size_t refused = 0;
  bool usual = false;
  for (const std::uint32_t id : address.questions) {
    const ProbeRun& probe = *check.probe(id);
    const auto* hello = probe.question() ? std::get_if<probe::HelloSpec>(&probe.question()->asked) : nullptr;
    if (!hello || std::any_of(hello->groups.begin(), hello->groups.end(), tls::is_post_quantum)) continue;
    const probe::ServerAnswer answer = probe.answer();
    const bool retries = std::holds_alternative<probe::RetryAnswer>(answer) && !retries_in_vain(answer, check.setup());
    if (std::holds_alternative<probe::HelloAnswer>(answer) || retries) return false;
    if (!std::holds_alternative<probe::AlertAnswer>(answer) && !ends_in_vain(answer, check.setup())) continue;
    ++refused;
    usual = usual || (has(hello->groups, kX25519) && has(hello->groups, kSecp256r1));
  }
  return usual && refused >= kEnough;
}

/// An exploration that is over saw hellos without a name refused, or met by a hang-up: so senders come.
bool refuses_without_name(const Check& check, const AddressRun& address) {
  if (check.setup().plan < kPlanWithNamelessLooks || !address.explorer() || !address.explorer()->finished())
    return false;
  const ProbeRun& headline = *check.probe(address.stream(probe::kHeadline));
  if (std::get<Proof>(headline.plan().aim).nameless || look_of(headline) != Look::Encrypts) return false;
  const probe::SniEffect effect = address.explorer()->facts().sni;
  if (effect != probe::SniEffect::Unknown) return effect == probe::SniEffect::Refused;
  // It may have hung up on each of them, and answered others.
  bool closed = false, named_answered = false;
  for (const probe::Observation& seen : address.explorer()->knowledge().observations()) {
    const bool named = seen.carried ? seen.carried->server_name : seen.offered.server_name || !seen.offered.extensible;
    const bool chosen = probe::choice_of(seen.answer) && !retries_in_vain(seen.answer, check.setup());
    const bool answered = chosen || std::holds_alternative<probe::CarriedAnswer>(seen.answer);
    if (answered && !named) return false;
    const bool hung_up = std::holds_alternative<probe::ClosedAnswer>(seen.answer);
    closed = closed || (!named && (hung_up || ends_in_vain(seen.answer, check.setup())));
    named_answered = named_answered || (answered && seen.probe != probe::kHeadline);
  }
  return closed && named_answered;
}

}  // namespace

bool senders_look_is_due(const Check& check, const AddressRun& address) {
  return senders_hello_is_open(check, address) || refuses_without_name(check, address);
}

Look look_of(const ProbeRun& ended) {
  const handshake::Outcome& seen = ended.handshake();
  const bool failed = seen.failure && seen.progress != handshake::Progress::ServerFinished;
  if (encrypts(seen) && !failed) return Look::Encrypts;
  const auto* refused = ended.end() ? std::get_if<RefusedByRelay>(&*ended.end()) : nullptr;
  if (refused && refused->refused.rule == wire::kHelloSpellsSmtp) return Look::Chance;
  const wire::Closed* closed = ended.closed();
  if (!closed) return Look::NoWords;
  if (ended.hello_sent()) {
    const bool no_answer = closed->end == wire::End::Timeout || closed->end == wire::End::PeerClosed ||
                           closed->end == wire::End::PeerReset;
    return no_answer && !ended.heard_tls() ? Look::Unheard : Look::Failed;
  }
  if (closed->end == wire::End::Done && may_differ(ended.dialogue())) return Look::NoTls;
  return closed->end == wire::End::Done || ended.ended_by_server() ? Look::TurnedAway : Look::NoWords;
}

std::optional<Proof> next_look(const ProbeRun& last, std::size_t looks, const Setup& setup) {
  const auto& said = std::get<Proof>(last.plan().aim);
  const Look look = look_of(last);
  if (setup.plan < kPlanWithSecondLooks) return looks == 1 ? second_look_of_old(look, said) : std::nullopt;
  if (looks >= kMaxLooks) return std::nullopt;
  switch (look) {
    // A warning may be about the name, and some senders, who come without one, take each for the end.
    case Look::Encrypts: {
      const std::optional<tls::Alert>& alert = last.tls().alert;
      const bool warned = alert && alert->level == tls::kWarningLevel && !said.nameless;
      return warned ? std::optional(kSendersHello) : std::nullopt;
    }
    case Look::NoWords: return std::nullopt;
    // Some turn away whoever comes for the first time, as they do with mail, and senders come again.
    case Look::TurnedAway: return looks == 1 && setup.plan >= kPlanWithSecondKnock ? std::optional(said) : std::nullopt;
    case Look::Chance:
    case Look::NoTls: return looks == 1 ? std::optional(said) : std::nullopt;
    // A server that does not answer may not take a hello's size (some middleboxes take one packet): one smaller tells.
    case Look::Unheard:
      if (said.offer == handshake::Offer::Modern) return Proof{handshake::Offer::Classic, said.nameless};
      if (last.closed()->end == wire::End::Timeout && setup.plan < kPlanWithSilentNames) return std::nullopt;
      [[fallthrough]];
    case Look::Failed: return said == kSendersHello ? std::nullopt : std::optional(kSendersHello);
  }
  return std::nullopt;
}

}  // namespace mailglass::check
