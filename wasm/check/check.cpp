#include "check/check.h"

#include <algorithm>
#include <utility>

#include "bytes/encoding.h"
#include "bytes/overload.h"
#include "check/looks.h"

namespace mailglass::check {
namespace {

constexpr std::uint64_t kSecond = 1'000'000;
/// The relay keeps the deadlines of each step; these only end a check whose relay does not.
constexpr std::uint64_t kWelcomeDeadline = 20 * kSecond;
constexpr std::uint64_t kSilenceDeadline = 90 * kSecond;
constexpr std::uint64_t kCheckDeadline = 900 * kSecond;
/// Nothing new is asked after it, so that what runs can still end well.
constexpr std::uint64_t kQuestionsDeadline = 800 * kSecond;

std::uint64_t time_of(const Event& event) {
  return std::visit([](const auto& e) { return e.us; }, event);
}

}  // namespace

Check::Check(Setup setup, Reading reading)
    : evidence_{std::move(setup), {}},
      reading_(reading),
      anchors_are_readers_(reading == Reading::Live || !evidence_.setup.anchors) {
  Parsed<dns::Name> name = parse_domain(evidence_.setup.domain);
  if (name) {
    discovery_ = Discovery(std::move(*name), evidence_.setup);
  } else {
    session_ = Ended{words::Phrase{std::string(name.error().rule)}};
  }
}

void Check::on_text(std::string_view text, std::uint64_t us) {
  on_event(TextEvent{us, std::string(text)});
}
void Check::on_binary(ByteView message, std::uint64_t us) {
  on_event(BinaryEvent{us, Bytes(message.begin(), message.end())});
}
void Check::on_lost(std::uint64_t us) {
  on_event(LostEvent{us});
}

void Check::on_tick(std::uint64_t us) {
  if (finished()) return;
  bool due = overdue(us);
  for (const AddressRun* address : discovery_.addresses()) {
    const probe::Explorer* explorer = address->explorer();
    if (!explorer || explorer->finished()) continue;
    const auto at = explorer->next_at();
    due = due || (at && *at <= us) || us > kQuestionsDeadline;
  }
  // A tick is evidence only when it changes something.
  if (due) on_event(TickEvent{us});
}

bool Check::by_words() const {
  const auto says = [&](wire::Word word) {
    return std::find(welcome_->says.begin(), welcome_->says.end(), word) != welcome_->says.end();
  };
  return setup().plan >= kPlanWithWords && welcome_ && says(wire::Word::Ehlo) && says(wire::Word::Quit);
}

bool Check::drops_text() const {
  return setup().plan >= kPlanWithDroppedText;
}

bool Check::draws_key_anew() const {
  return setup().plan >= kPlanWithKeysFromSeed;
}

bool Check::waits_for_relay() const {
  return !std::holds_alternative<Working>(session_) || discovery_.any_pending() || policy_.runs_now() ||
         !schedule_.all_ended();
}

bool Check::overdue(std::uint64_t us) const {
  const bool no_welcome = !welcome_ && us > kWelcomeDeadline;
  // A difference: a sum with a time that came from outside may begin again at zero.
  const std::uint64_t since = schedule_.any_waits_long() ? std::max(heard_us_, quiet_until_us_) : heard_us_;
  const bool silent = us > since && us - since > kSilenceDeadline && waits_for_relay();
  return no_welcome || silent || us > kCheckDeadline;
}

bool Check::has_room() const {
  return schedule_.running() + (policy_.runs_now() ? 1 : 0) < std::max<std::size_t>(1, welcome_->limits.streams);
}

std::uint32_t Check::patience_ms() const {
  return welcome_ ? std::min(setup().patience_ms, welcome_->patience_ms) : 0;
}

template <class Run>
void Check::take_frame(Run& run, const wire::Frame& frame) {
  const Bytes said = run.took(frame);
  if (!said.empty()) out_.put(frame.stream, said, run.claim_sent(said.size()));
  if (auto word = run.take_word()) out_.put(std::move(*word));
  if (said.empty() && run.take_finish()) out_.put(wire::Finish{frame.stream});
}

void Check::on_event(const Event& event) {
  if (finished()) return;
  evidence_.events.push_back(event);
  elapsed_us_ = std::max(elapsed_us_, time_of(event));
  if (evidence_.events.size() > kMaxEvents) {
    lose_everything({"session.too-many-messages"});
    return;
  }
  std::visit(Overload{
                 [&](const TextEvent& e) {
                   heard_us_ = e.us;
                   // A message that cannot be read says nothing; the evidence keeps it.
                   if (const Parsed<wire::FromRelay> message = wire::decode_from_relay(e.text)) take(*message);
                 },
                 [&](const BinaryEvent& e) {
                   heard_us_ = e.us;
                   const Parsed<wire::Frame> frame = wire::decode(e.bytes);
                   if (!frame) return;
                   // What comes behind an end says nothing, and ends nothing twice.
                   if (PolicyRun* run = policy_.find(frame->stream); run && !run->end()) {
                     take_frame(*run, *frame);
                     if (run->end()) news_ = true;
                   } else if (ProbeRun* probe = schedule_.find(frame->stream); probe && !probe->end()) {
                     take_frame(*probe, *frame);
                     if (probe->end()) after_probe(*probe);
                   }
                 },
                 [&](const TickEvent& e) {
                   if (overdue(e.us)) {
                     lose_everything({"session.silent"});
                   } else if (e.us > kQuestionsDeadline) {
                     for (AddressRun* address : discovery_.addresses()) {
                       if (address->explorer()) address->explorer()->stop(words::Phrase{"session.time-over"});
                     }
                   }
                 },
                 [&](const LostEvent&) { lose_everything({welcome_ ? "session.lost" : "session.unreachable"}); },
             },
             event);
  advance();
}

void Check::take(const wire::FromRelay& message) {
  std::visit(Overload{
                 [&](const wire::Welcome& m) {
                   if (!std::holds_alternative<Connecting>(session_)) return;
                   welcome_ = m;
                   session_ = Opening{};
                   out_.put(wire::Open{domain().to_text()});
                 },
                 [&](const wire::Opened&) {
                   if (!std::holds_alternative<Opening>(session_)) return;
                   session_ = Working{};
                   discovery_.begin(out_);
                 },
                 [&](const wire::Answer& m) {
                   if (discovery_.answered(m)) news_ = true;
                 },
                 [&](const wire::StageReached& m) {
                   if (ProbeRun* probe = schedule_.find(m.id)) probe->reached(m);
                 },
                 [&](const wire::Patient& m) {
                   ProbeRun* probe = schedule_.find(m.id);
                   if (!probe || probe->end()) return;
                   probe->waits_long(m);
                   constexpr std::uint64_t kMs = 1000;
                   quiet_until_us_ = std::max(quiet_until_us_, elapsed_us_ + m.ms * kMs);
                   news_ = true;  // there is room for others
                 },
                 [&](const wire::Closed& m) {
                   if (PolicyRun* run = policy_.find(m.id); run && !run->end()) {
                     run->ended(EndedByRelay{m});
                     news_ = true;
                   }
                   ProbeRun* probe = schedule_.find(m.id);
                   if (!probe || probe->end()) return;
                   probe->ended(EndedByRelay{m});
                   after_probe(*probe);
                 },
                 [&](const wire::Refused& m) {
                   if (!m.id) {
                     if (!std::holds_alternative<Working>(session_)) {
                       lose_everything({"session.refused", {{"why", printable(view_of(m.why), 200)}}});
                     }
                     return;
                   }
                   if (discovery_.refused(m)) news_ = true;
                   // A refused frame is followed by `closed`; a refused request is not.
                   if (PolicyRun* run = policy_.find(*m.id); run && !run->end()) {
                     run->refused(m);
                     if (run->transcript().chunks().empty()) run->ended(RefusedByRelay{m});
                     news_ = true;
                   }
                   ProbeRun* probe = schedule_.find(*m.id);
                   if (probe && !probe->end() && probe->stages().empty()) {
                     probe->ended(RefusedByRelay{m});
                     after_probe(*probe);
                   } else if (probe) {
                     probe->refused(m);
                   }
                 },
             },
             message);
}

void Check::advance() {
  if (!std::holds_alternative<Working>(session_)) return;
  if (news_) {
    discovery_.foresee_servers(out_);
    discovery_.settle_trust(out_);
  }
  discovery_.find_servers(out_);
  if (queue_found()) news_ = true;
  if (std::exchange(news_, false)) {
    begin_what_may();
    follow_policy();
    follow_beside();
  }
  settle();
}

void Check::follow_policy() {
  if (policy_.stage() == PolicyFetch::Stage::Over) return;
  if (policy_.stage() == PolicyFetch::Stage::Record) {
    // A name too long for it has none.
    if (!mta_sts()) return policy_.give_up();
    const LookupResult& record = mta_sts()->result();
    if (std::holds_alternative<check::Waiting>(record)) return;
    const auto& says = welcome_->says;
    const bool fetches =
        discovery_.validates() && std::find(says.begin(), says.end(), wire::Word::GetPolicy) != says.end();
    const Parsed<dns::Name> host = domain().child(wire::kPolicyHostLabel);
    if (!fetches || !host || !announces_policy(record)) return policy_.give_up();
    const LookupRun& a = discovery_.ask(*host, dns::Type::A, out_);
    policy_.looking(a, discovery_.ask(*host, dns::Type::AAAA, out_));
    return;
  }
  if (!has_room()) return;
  const auto address = policy_.next_address();
  if (!address) return;
  const std::uint32_t id = out_.next_id();
  const PolicyRun& run =
      policy_.connect({id, policy_.a()->name.to_text(), *address, probe_seed(evidence_.setup.seed, id)});
  out_.put(run.request());
}

/// What only says whether an attacker could undo it is not waited for.
bool Check::is_for_headline(const LookupRun& lookup) const {
  if (lookup.beside) return false;
  // An answer that rests on it is waited for itself.
  if (setup().plan >= kPlanWithEarlyAddresses && is_for_chains(lookup)) return false;
  if (&lookup == mta_sts() || &lookup == policy_.a() || &lookup == policy_.aaaa()) return !discovery_.validates();
  return true;
}

const LookupRun* Check::ask_beside(const dns::Name& name, dns::Type type) {
  constexpr std::size_t kLeft = 8;  // for what the policy and signatures still need
  const std::size_t most = welcome_->limits.lookups;
  return discovery_.ask_beside(name, type, most > kLeft ? most - kLeft : 0, out_);
}

void Check::begin_beside() {
  if (beside_.begun() || !headline_us_ || !discovery_.validates() || setup().plan < kPlanWithBeside ||
      setup().depth == Depth::Headline)
    return;
  std::vector<Beside::Host> hosts;
  std::vector<Beside::Address> named;
  for (const ServerRun& server : servers()) {
    if (hosts.size() < Beside::kMaxHosts) hosts.push_back({server.host});
    for (const AddressRun& address : server.addresses) {
      // Where the relay would not connect there is no server either.
      const bool tried = std::any_of(address.probes.begin(), address.probes.end(),
                                     [&](std::uint32_t id) { return !probe(id)->stages().empty(); });
      if (tried && named.size() < Beside::kMaxAddresses) named.push_back({server.host, address.address});
    }
  }
  beside_.begin(domain(), std::move(hosts), std::move(named),
                [&](const dns::Name& name, dns::Type type) { return ask_beside(name, type); });
}

void Check::follow_beside() {
  beside_.follow([&](const dns::Name& name, dns::Type type) { return ask_beside(name, type); });
}

bool Check::queue_found() {
  const std::vector<FoundAddress> found = discovery_.take_found();
  // Senders that take an address in place of a name have no name to say.
  for (const FoundAddress& one : found) schedule_.wait({one.at, {handshake::Offer::Modern, one.is_host}});
  return !found.empty();
}

void Check::begin_what_may() {
  discovery_.find_addresses(out_);
  queue_found();
  // Start what may start: within the relay's streams, and never two connections to one address at once.
  while (has_room()) {
    const auto turn = schedule_.take_turn(servers());
    if (!turn) break;
    start_probe(*turn);
  }
}

void Check::settle() {
  const bool lookups_done = std::none_of(lookups().begin(), lookups().end(),
                                         [&](const LookupRun& l) { return is_for_headline(l) && l.awaited(); });
  const bool settled = std::all_of(probes().begin(), probes().end(), [](const ProbeRun& p) { return p.settled(); });
  if (discovery_.knows_servers() && lookups_done && schedule_.only_slow_ones_wait(servers())) {
    if (settled && !headline_us_) headline_us_ = elapsed_us_;
    begin_beside();
    begin_explorations();
    ask_questions();
    if (look_again()) begin_what_may();
    const std::vector<AddressRun*> all = discovery_.addresses();
    const bool explored = std::all_of(all.begin(), all.end(), [](const AddressRun* address) {
      return std::holds_alternative<NotExplored>(address->exploration) ||
             (address->explorer() && address->explorer()->finished());
    });
    const bool told = !discovery_.any_pending() && policy_.stage() == PolicyFetch::Stage::Over;
    if (schedule_.all_ended() && explored && told && schedule_.waiting() == 0) session_ = Ended{};
  }
}

void Check::begin_explorations() {
  if (!headline_us_) return;
  const std::vector<AddressRun*> all = discovery_.addresses();
  std::vector<AddressRun*> ready;
  for (AddressRun* address : all) {
    if (!std::holds_alternative<ExplorationAwaited>(address->exploration) || address->probes.empty()) continue;
    const ProbeRun* headline = probe(address->probes.back());
    if (!headline->end()) continue;
    // One address may stand behind two names: it is asked once.
    const auto same = [&](const AddressRun* other) { return other != address && other->address == address->address; };
    const bool known = std::any_of(all.begin(), all.end(),
                                   [&](const AddressRun* other) { return same(other) && other->explorer(); }) ||
                       std::any_of(ready.begin(), ready.end(), same);
    if (setup().depth == Depth::Headline || known || !explorable(*headline))
      address->exploration = NotExplored{};
    else
      ready.push_back(address);
  }
  // What is left is shared among the addresses that are explored, or may yet be.
  const auto sharing = static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [](const AddressRun* address) {
    return !std::holds_alternative<NotExplored>(address->exploration);
  }));
  const wire::Limits& limits = welcome_->limits;
  const std::size_t left = limits.connections > probes().size() ? limits.connections - probes().size() : 0;
  for (AddressRun* address : ready) {
    const std::size_t used = address->probes.size();
    const std::size_t own = limits.per_address > used ? limits.per_address - used : 0;
    // The explorer counts the headline as its first connection.
    const ProbeRun& headline = *probe(address->probes.back());
    address->explored_from = headline.plan().id;
    address->exploration =
        begin_exploration(headline, setup(), 1 + std::min(own, left / std::max<std::size_t>(sharing, 1)), elapsed_us_);
  }
}

void Check::ask_questions() {
  for (ServerRun& server : discovery_.servers()) {
    for (AddressRun& address : server.addresses) {
      probe::Explorer* explorer = address.explorer();
      while (explorer && has_room()) {
        std::optional<probe::PlannedProbe> next = explorer->next(elapsed_us_);
        if (!next) break;
        const std::uint32_t id = out_.next_id();
        address.questions.push_back(id);
        const ProbeRun& headline = *probe(address.stream(probe::kHeadline));
        const ProbeRun& asked = schedule_.begin({id, server.host.to_text(), address.address.to_string(),
                                                 Question{next->id, next->purpose, std::move(next->client_hello),
                                                          next->hello, client_for(headline, next->hello, setup())},
                                                 handshake::Seed{}, by_words(), 0, elapsed_us_, drops_text()});
        out_.put(asked.request());
        heard_us_ = std::max(heard_us_, elapsed_us_);
      }
    }
  }
}

bool Check::look_again() {
  if (setup().plan < kPlanWithLastLooks) return false;
  const std::size_t before = schedule_.waiting();
  std::vector<ServerRun>& servers = discovery_.servers();
  for (std::size_t s = 0; s < servers.size(); ++s) {
    for (std::size_t a = 0; a < servers[s].addresses.size(); ++a) {
      AddressRun& address = servers[s].addresses[a];
      if (address.explored || !address.explorer() || !address.explorer()->finished()) continue;
      address.explored = true;
      if (address.probes.size() < kMaxLooks && senders_look_is_due(*this, address))
        schedule_.wait({{s, a}, kSendersHello});
    }
  }
  return schedule_.waiting() > before;
}

void Check::answer_explorer(const ProbeRun& question) {
  for (AddressRun* address : discovery_.addresses()) {
    const auto& asked = address->questions;
    if (!address->explorer() || std::find(asked.begin(), asked.end(), question.plan().id) == asked.end()) continue;
    address->explorer()->answered(question.question()->number, result_of(question), elapsed_us_);
  }
}

MailRoute::State Check::route() const {
  const auto* ended = std::get_if<Ended>(&session_);
  if (ended && !mx()) return MailRoute::Failed{ended->why.value_or(words::Phrase{"session.lost"})};
  return discovery_.route();
}

void Check::start_probe(const Schedule::Turn& turn) {
  const std::uint32_t id = out_.next_id();
  ServerRun& server = discovery_.servers()[turn.at.server];
  AddressRun& run = server.addresses[turn.at.address];
  run.probes.push_back(id);
  const ProbeRun& probe = schedule_.begin({id, server.host.to_text(), run.address.to_string(), turn.proof,
                                           probe_seed(evidence_.setup.seed, id), by_words(), patience_ms(), elapsed_us_,
                                           drops_text(), draws_key_anew()});
  out_.put(probe.request());
}

void Check::after_probe(const ProbeRun& probe) {
  news_ = true;
  if (probe.question()) return answer_explorer(probe);
  for (std::size_t s = 0; s < servers().size(); ++s) {
    for (std::size_t a = 0; a < servers()[s].addresses.size(); ++a) {
      const AddressRun& address = servers()[s].addresses[a];
      const std::vector<std::uint32_t>& looks = address.probes;
      if (looks.empty() || looks.back() != probe.plan().id || address.is_last_look(looks.back())) continue;
      if (const auto next = next_look(probe, looks.size(), setup())) schedule_.wait({{s, a}, *next});
    }
  }
}

void Check::lose_everything(const words::Phrase& why) {
  discovery_.lost();
  discovery_.settle_trust(out_);
  if (policy_.runs_now()) policy_.find(policy_.last()->plan().id)->ended(RelayLost{});
  policy_.give_up();
  for (ProbeRun& probe : schedule_.probes()) {
    if (probe.end()) continue;
    probe.ended(RelayLost{});
    if (probe.question()) answer_explorer(probe);
  }
  for (AddressRun* address : discovery_.addresses()) {
    if (address->explorer()) address->explorer()->stop(words::Phrase{"session.lost"});
  }
  schedule_.give_up();
  session_ = Ended{why};
}

std::uint64_t Check::heard_of(const AddressRun& address) const {
  std::uint64_t heard = 1 + address.exploration.index() + (finished() ? 1 : 0);
  for (const auto* probes : {&address.probes, &address.questions}) {
    for (const std::uint32_t id : *probes) heard += 1 + probe(id)->changes();
  }
  // It may be told to stop while nothing runs.
  if (address.explorer() && address.explorer()->stopped()) ++heard;
  return heard;
}
Check replay(const Evidence& evidence, Reading reading, const std::optional<std::vector<dnssec::Anchor>>& anchors) {
  Check check(evidence.setup, reading);
  const auto& named = evidence.setup.anchors;
  if (named && anchors && dnssec::to_text(*named) == dnssec::to_text(*anchors)) check.anchors_are_readers_ = true;
  for (const Event& event : evidence.events) check.on_event(event);
  // What the check would say is not wanted here, and the recorded messages answer it.
  while (check.next_outgoing()) {
  }
  return check;
}

}  // namespace mailglass::check
