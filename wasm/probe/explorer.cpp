#include "probe/explorer.h"

#include <algorithm>
#include <set>
#include <utility>

#include "probe/hello_builder.h"
#include "wire/control.h"

namespace mailglass::probe {
namespace {

using words::Phrase;

/// A hello that was closed on or met silence is tried once more before it counts.
constexpr unsigned kTries = 2;
/// Refusals in a row after which the server is left alone. With the pauses between them this is about seven minutes.
constexpr unsigned kMaxStrikes = 4;
/// Connections beyond the budget that may be turned away.
constexpr unsigned kMaxTurnedAway = 12;
constexpr unsigned kMaxOddEnds = 2;

Bytes records_of(const Hello& hello, const Target& target, const Seed& seed) {
  if (const auto* spec = std::get_if<HelloSpec>(&hello)) return build_client_hello(*spec, seed);
  if (const auto* ssl2 = std::get_if<Ssl2HelloSpec>(&hello)) return build_client_hello(*ssl2, seed);
  if (const auto* carried = std::get_if<CarriedHello>(&hello)) return target.carried(*carried);
  return target.session.hello;
}

/// Each probe has randomness of its own.
Seed seed_for(const Seed& seed, std::uint32_t id) {
  const Bytes derived = bytes_from_seed(seed, "probe " + std::to_string(id), std::tuple_size_v<Seed>);
  Seed out{};
  std::copy(derived.begin(), derived.end(), out.begin());
  return out;
}

/// Whether waiting may help.
bool looks_like_throttling(const NoTls& refusal, bool welcomed_before) {
  switch (refusal.kind) {
    case NoTls::Kind::Replied: return (refusal.code && *refusal.code >= 400 && *refusal.code < 500) || welcomed_before;
    case NoTls::Kind::ConnectRefused:
    case NoTls::Kind::ConnectTimeout:
    case NoTls::Kind::Dropped:
    case NoTls::Kind::Silent: return welcomed_before;
    case NoTls::Kind::Unreachable:
    case NoTls::Kind::NoStarttls:
    case NoTls::Kind::Relay: break;
  }
  return false;
}

/// What the relay says about it stands behind; the server's own words are kept apart.
words::Value in_words(const NoTls& refusal) {
  const char* what = "";
  switch (refusal.kind) {
    case NoTls::Kind::ConnectRefused: what = "unasked.connect-refused"; break;
    case NoTls::Kind::Unreachable: what = "unasked.unreachable"; break;
    case NoTls::Kind::ConnectTimeout: what = "unasked.connect-timeout"; break;
    case NoTls::Kind::Dropped: what = "unasked.dropped"; break;
    case NoTls::Kind::Silent: what = "unasked.silent"; break;
    case NoTls::Kind::Replied: what = "unasked.replied"; break;
    case NoTls::Kind::NoStarttls: what = "unasked.no-starttls"; break;
    case NoTls::Kind::Relay: what = "unasked.relay"; break;
  }
  if (refusal.kind == NoTls::Kind::Replied || refusal.words.empty()) return Phrase{what};
  return Phrase{"unasked.with-words", {{"what", Phrase{what}}, {"words", refusal.words}}};
}

/// Why answers settled nothing.
words::Value in_words(const Topic& topic, words::List answers) {
  if (topic.name == kResumption && answers.size() == 1 && answers.front().id() == "reply.left-session")
    return Phrase{"unasked.session-tls13"};
  // A choice is an answer, but not to what was asked.
  const std::string_view first = answers.empty() ? std::string_view() : answers.front().id();
  if (first == "reply.chose") answers.insert(answers.begin(), words::Value(Phrase{"unasked.does-not-follow"}));
  return words::sentences(std::move(answers));
}

}  // namespace

Explorer::Explorer(Target target, std::optional<Observation> headline, std::uint64_t headline_us)
    : target_(std::move(target)),
      scope_{target_.host, target_.depth, !target_.session.hello.empty(), static_cast<bool>(target_.carried),
             target_.edition},
      knowledge_({target_.edition, static_cast<bool>(target_.carried)}),
      pace_(target_.concurrency) {
  if (!headline) return;
  welcomed_once_ = true;
  pace_.welcomed(headline_us, std::nullopt);
  knowledge_.learn(std::move(*headline));
}

const Explorer::Asked* Explorer::find(const Hello& hello) const {
  const auto found =
      std::find_if(asked_.begin(), asked_.end(), [&](const Asked& asked) { return asked.hello == hello; });
  return found == asked_.end() ? nullptr : &*found;
}

bool Explorer::exhausted(const Hello& hello) const {
  const Asked* asked = find(hello);
  return asked && (asked->settled || asked->unclear >= kTries);
}

std::size_t Explorer::remember(const Hello& hello) {
  if (const Asked* asked = find(hello)) return static_cast<std::size_t>(asked - asked_.data());
  asked_.push_back({hello, 0, false, {}});
  return asked_.size() - 1;
}

std::optional<Explorer::Chosen> Explorer::choose(bool ignore_lanes) const {
  std::set<Lane> greater;  // lanes under way with something above
  for (const Topic& topic : topics()) {
    if (topic.from > target_.depth || topic.since > target_.edition) continue;
    const bool busy =
        std::any_of(running_.begin(), running_.end(), [&](const Running& r) { return r.lane == topic.lane; });
    if (busy && !ignore_lanes) {
      greater.insert(topic.lane);
      continue;
    }
    for (Hello& hello : topic.ask(facts(), scope_)) {
      if (exhausted(hello)) continue;
      if (target_.patient && spent(static_cast<unsigned>(greater.size()))) return std::nullopt;
      return Chosen{&topic, std::move(hello)};
    }
  }
  return std::nullopt;
}

std::optional<PlannedProbe> Explorer::next(std::uint64_t now_us) {
  if (stopped_ || spent() || barren_ || !pace_.may_start(now_us)) return std::nullopt;
  std::optional<Chosen> chosen = choose(false);
  barren_ = !chosen;
  if (!chosen) return std::nullopt;
  const std::uint32_t id = next_id_++;
  const std::size_t asked = remember(chosen->hello);
  PlannedProbe probe{id, chosen->topic->name, records_of(chosen->hello, target_, seed_for(target_.seed, id)),
                     std::move(chosen->hello)};
  Parsed<Offered> offered = read_offer(probe.client_hello);
  if (!offered) {  // never for a hello of ours; if it were, asking would tell nothing
    asked_[asked].settled = true;
    return std::nullopt;
  }
  offered->session = std::holds_alternative<SessionHello>(probe.hello);
  running_.push_back({id, chosen->topic->lane, asked, std::move(*offered)});
  pace_.started(now_us);
  return probe;
}

std::optional<std::uint64_t> Explorer::next_at() const {
  if (stopped_ || spent() || barren_ || !choose(false)) return std::nullopt;
  return pace_.next_at();
}

void Explorer::answered(std::uint32_t id, ProbeResult result, std::uint64_t now_us) {
  const auto found = std::find_if(running_.begin(), running_.end(), [&](const Running& r) { return r.id == id; });
  if (found == running_.end()) return;
  Running running = std::move(*found);
  running_.erase(found);
  if (const auto* refusal = std::get_if<NoTls>(&result.answer);
      refusal && refusal->kind == NoTls::Kind::Relay && refusal->words == wire::kHelloSpellsSmtp)
    return spelt_smtp(asked_[running.asked]);
  barren_ = false;
  if (const auto* refusal = std::get_if<NoTls>(&result.answer))
    return refusal->kind == NoTls::Kind::Relay ? lost(*refusal) : turned_away(*refusal, now_us);
  ServerAnswer& answer = std::get<ServerAnswer>(result.answer);
  pace_.welcomed(now_us, result.greeting_us);
  welcomed_once_ = true;
  odd_ends_ = 0;
  ++answered_;
  Asked& asked = asked_[running.asked];
  asked.description = describe(answer);
  const Refusal refusal = refusal_of(answer);
  if (refusal == Refusal::Closed || refusal == Refusal::Silent) {
    ++asked.unclear;
  } else {
    asked.settled = true;
  }
  Observation learnt{running.id, std::move(running.offered), std::move(answer)};
  if (const auto* carried = std::get_if<CarriedHello>(&asked.hello)) learnt.carried = *carried;
  if (result.said) {
    learnt.offered = std::move(*result.said);
    learnt.carried.reset();
  }
  knowledge_.learn(std::move(learnt));
}

void Explorer::turned_away(const NoTls& refusal, std::uint64_t now_us) {
  refusal_words_ = refusal.kind == NoTls::Kind::Replied ? refusal.words : std::string();
  ++turned_away_;
  bool enough = false;
  if (looks_like_throttling(refusal, welcomed_once_)) {
    pace_.throttled(now_us);
    enough = pace_.strikes() >= kMaxStrikes || turned_away_ >= kMaxTurnedAway;
  } else {
    pace_.ended();
    enough = ++odd_ends_ >= kMaxOddEnds;
  }
  if (!enough) return;
  stopped_ = in_words(refusal);
  stopped_by_server_ = true;
}

/// The next probe has another seed.
void Explorer::spelt_smtp(Asked& asked) {
  ++lost_;
  pace_.ended();
  ++asked.unclear;
  asked.description = Phrase{"reply.not-asked"};
}

void Explorer::lost(const NoTls& refusal) {
  ++lost_;
  pace_.ended();
  if (stopped_) return;
  stopped_ = in_words(refusal);
  refusal_words_.clear();
}

void Explorer::stop(words::Value why) {
  if (!stopped_) stopped_ = std::move(why);
}

bool Explorer::finished() const {
  if (!running_.empty()) return false;
  return stopped_ || spent() || barren_ || !choose(true);
}

bool Explorer::spent(unsigned kept) const {
  const unsigned used = usage().used + kept;
  return used >= target_.budget || used + turned_away_ >= target_.connections;
}

Usage Explorer::usage() const {
  const auto running = static_cast<unsigned>(running_.size());
  return {target_.budget, answered_ + running, turned_away_, lost_, running};
}

std::vector<NotEstablished> Explorer::not_established() const {
  std::vector<NotEstablished> open;
  for (const Topic& topic : topics()) {
    if (topic.since > target_.edition) continue;
    const std::vector<Hello> hellos = topic.ask(facts(), scope_);
    if (hellos.empty()) continue;
    const auto unasked =
        std::find_if(hellos.begin(), hellos.end(), [this](const Hello& hello) { return !exhausted(hello); });
    if (unasked == hellos.end()) {
      words::List answers;
      for (const Hello& hello : hellos) {
        const words::Value& said = find(hello)->description;
        if (std::find(answers.begin(), answers.end(), said) == answers.end()) answers.push_back(said);
      }
      open.push_back({topic.name, NotEstablished::Why::Unclear, in_words(topic, std::move(answers)), {}});
    } else if (topic.from > target_.depth) {
      open.push_back({topic.name, NotEstablished::Why::Depth, Phrase{"unasked.depth"}, {}});
    } else if (stopped_) {
      const auto why = stopped_by_server_ ? NotEstablished::Why::TurnedAway : NotEstablished::Why::NotReached;
      open.push_back({topic.name, why, *stopped_, refusal_words_});
    } else if (usage().used >= target_.budget) {
      open.push_back({topic.name, NotEstablished::Why::Budget, Phrase{"unasked.budget", {{"n", target_.budget}}}, {}});
    } else if (spent()) {
      open.push_back({topic.name, NotEstablished::Why::TurnedAway,
                      words::sentences({Phrase{"unasked.connections", {{"n", target_.connections}}},
                                        Phrase{"unasked.turned-away", {{"n", turned_away_}}}}),
                      refusal_words_});
    } else {
      open.push_back({topic.name, NotEstablished::Why::NotReached, Phrase{"unasked.still-to-come"}, {}});
    }
  }
  std::string_view why_not = target_.session.why_not;
  const auto& seen = knowledge_.observations();
  if (std::any_of(seen.begin(), seen.end(), [](const Observation& o) { return o.left_no_session; }))
    why_not = "unasked.no-session-tls13";
  if (facts().resumption.unknown() && !why_not.empty())
    open.push_back({kResumption, NotEstablished::Why::Unclear, Phrase{std::string(why_not)}, {}});
  return open;
}

std::string_view to_string(NotEstablished::Why why) {
  using Why = NotEstablished::Why;
  switch (why) {
    case Why::Budget: return "budget";
    case Why::Unclear: return "unclear";
    case Why::TurnedAway: return "turned-away";
    case Why::NotReached: return "not-reached";
    case Why::Depth: return "depth";
  }
  return "";
}

}  // namespace mailglass::probe
