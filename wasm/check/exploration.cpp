#include "check/exploration.h"

#include <algorithm>
#include <string>

#include "bytes/encoding.h"
#include "check/carried.h"

namespace mailglass::check {
namespace {

using Kind = probe::NoTls::Kind;
using wire::End;

constexpr unsigned kConcurrency = 2;

/// What randomness is for, as a number that keeps it apart from that of probes, whose ids are small.
enum class Use : std::uint32_t {
  Questions = 0x80000000,
  Session = 0x40000000,  ///< the client that presents the headline's session
  Carried = 0x20000000,  ///< handshakes carried to their end for what is encrypted in TLS 1.3
};
handshake::Seed seed_for(const Setup& setup, const ProbeRun& headline, Use use) {
  return probe_seed(setup.seed, static_cast<std::uint32_t>(use) | headline.plan().id);
}

probe::Depth depth_of(Depth depth) {
  switch (depth) {
    case Depth::Headline:
    case Depth::Quick: return probe::Depth::Quick;
    case Depth::Standard: return probe::Depth::Standard;
    case Depth::Full: return probe::Depth::Full;
  }
  return probe::Depth::Standard;
}

/// The last reply that was no go-ahead.
const smtp::Reply* refusal_in(const senders::Dialogue& dialogue) {
  for (const senders::Exchange& exchange : dialogue.exchanges()) {
    if (exchange.command != senders::Command::Quit && !exchange.reply.positive()) return &exchange.reply;
  }
  return nullptr;
}

Kind kind_of(const wire::Closed& closed) {
  switch (closed.end) {
    case End::ConnectRefused: return Kind::ConnectRefused;
    case End::Unreachable:
    case End::NoRoute: return Kind::Unreachable;
    case End::Timeout: return closed.stage == wire::Stage::Connecting ? Kind::ConnectTimeout : Kind::Silent;
    case End::Cancelled: return Kind::Relay;
    default: return Kind::Dropped;
  }
}

probe::NoTls without_tls(const ProbeRun& question) {
  if (const smtp::Reply* refused = refusal_in(question.dialogue())) {
    return {Kind::Replied, refused->code,
            std::to_string(refused->code) + " " + printable(view_of(refused->text()), 300)};
  }
  if (question.dialogue().reply_to(senders::Command::Ehlo) &&
      !question.dialogue().reply_to(senders::Command::Starttls)) {
    return {Kind::NoStarttls, std::nullopt, {}};
  }
  if (const wire::Closed* closed = question.closed()) {
    return {kind_of(*closed), std::nullopt, printable(view_of(closed->why), 300)};
  }
  const auto* refused = question.end() ? std::get_if<RefusedByRelay>(&*question.end()) : nullptr;
  return {Kind::Relay, std::nullopt, refused ? printable(view_of(refused->refused.rule), 80) : std::string{}};
}

probe::SessionToPresent session_of(const ProbeRun& headline, const handshake::Seed& seed) {
  switch (headline.session_left()) {
    case handshake::SessionLeft::None: return {};
    case handshake::SessionLeft::Unknown: return {{}, "unasked.no-session"};
    case handshake::SessionLeft::Given: break;
  }
  if (const auto client = headline.resume(seed)) return {client->client_hello(), {}};
  return {{}, "unasked.ticket-too-large"};
}

handshake::Offer offer_of(const ProbeRun& headline) {
  const auto* proof = std::get_if<Proof>(&headline.plan().aim);
  return proof ? proof->offer : handshake::Offer::Modern;
}

}  // namespace

std::optional<handshake::Client> client_for(const ProbeRun& headline, const probe::Hello& asked, const Setup& setup) {
  if (std::holds_alternative<probe::SessionHello>(asked))
    return headline.resume(seed_for(setup, headline, Use::Session));
  const auto* carried = std::get_if<probe::CarriedHello>(&asked);
  if (!carried) return std::nullopt;
  return carrying_client(*carried, headline.plan().host, offer_of(headline), seed_for(setup, headline, Use::Carried));
}

bool explorable(const ProbeRun& headline) {
  if (!headline.hello_sent()) return false;
  const probe::ServerAnswer answer = headline.answer();
  return !std::holds_alternative<probe::NotTlsAnswer>(answer) && !std::holds_alternative<probe::TimeoutAnswer>(answer);
}

probe::Explorer begin_exploration(const ProbeRun& headline, const Setup& setup, std::size_t connections,
                                  std::uint64_t now_us) {
  const probe::Depth deep = depth_of(setup.depth);
  const auto most = static_cast<unsigned>(std::min<std::size_t>(connections, probe::default_budget(deep)));
  std::optional<probe::Observation> first;
  if (Parsed<probe::Offered> offered = probe::read_offer(headline.client_hello())) {
    first = probe::Observation{probe::kHeadline, std::move(*offered), headline.answer(),
                               headline.session_left() == handshake::SessionLeft::None};
    const handshake::Outcome& seen = headline.handshake();
    if (seen.version == static_cast<std::uint16_t>(tls::Version::Tls13)) first->signed_with = seen.signature_scheme;
  }
  probe::Target target{
      .host = headline.plan().host,
      .seed = seed_for(setup, headline, Use::Questions),
      .depth = deep,
      .budget = most,
      .concurrency = kConcurrency,
      .connections = static_cast<unsigned>(connections),
      .session = session_of(headline, seed_for(setup, headline, Use::Session)),
      .patient = setup.plan >= kPlanWithCarriedQuestions,
      .edition = setup.plan >= kPlanWithSecondEdition ? probe::Edition::Second : probe::Edition::First};
  if (setup.plan >= kPlanWithCarriedQuestions) {
    target.carried = [host = target.host, offer = offer_of(headline), seed = seed_for(setup, headline, Use::Carried)](
                         const auto& asked) { return carrying_client(asked, host, offer, seed).client_hello(); };
  }
  return probe::Explorer(std::move(target), std::move(first), now_us);
}

probe::ProbeResult result_of(const ProbeRun& question) {
  const bool carried_out = question.closed() && question.hello_sent();
  if (!carried_out) return {without_tls(question), std::nullopt};
  probe::ProbeResult result{question.answer(), question.greeting_us()};
  const Bytes& planned = question.client_hello();
  const ByteView said = question.said_in_tls();
  if (said.size() < planned.size() || !std::equal(planned.begin(), planned.end(), said.begin())) {
    Parsed<probe::Offered> offered = probe::read_offer(said);
    if (!offered) return {probe::NoTls{Kind::Relay, std::nullopt, "no-client-hello"}, std::nullopt};
    result.said = std::move(*offered);
  } else if (auto* hello = std::get_if<probe::HelloAnswer>(&std::get<probe::ServerAnswer>(result.answer));
             hello && question.carried_question()) {
    hello->complete = false;  // the handshake did not come to its end: a choice is no answer to this question
  }
  return result;
}

}  // namespace mailglass::check
