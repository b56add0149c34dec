#include "check/check.h"

#include <algorithm>
#include <utility>

#include "bytes/encoding.h"
#include "check/looks.h"
#include "dane/lookups.h"

namespace mailglass::check {
namespace {

constexpr std::uint64_t kSecond = 1'000'000;
/// The relay keeps the deadlines of each step; these only end a check whose relay does not.
constexpr std::uint64_t kWelcomeDeadline = 20 * kSecond;
constexpr std::uint64_t kSilenceDeadline = 90 * kSecond;
constexpr std::uint64_t kCheckDeadline = 900 * kSecond;
/// Nothing new is asked after it, so that what runs can still end well.
constexpr std::uint64_t kQuestionsDeadline = 800 * kSecond;

template <class... F>
struct Overload : F... {
  using F::operator()...;
};
template <class... F>
Overload(F...) -> Overload<F...>;

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
    domain_ = std::move(*name);
    const Setup& begun = evidence_.setup;
    constexpr std::int64_t kMsInSecond = 1000;
    if (begun.plan >= kPlanWithDnssec)
      validator_.emplace(begun.started_unix_ms / kMsInSecond, begun.anchors ? *begun.anchors : dnssec::root_anchors());
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
  for (const AddressRun* address : addresses()) {
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

bool Check::waits_for_relay() const {
  return !std::holds_alternative<Working>(session_) ||
         std::any_of(lookups_.begin(), lookups_.end(), [](const LookupRun& l) { return l.pending(); }) ||
         policy_.runs_now() || std::any_of(probes_.begin(), probes_.end(), [](const ProbeRun& p) { return !p.end(); });
}

bool Check::overdue(std::uint64_t us) const {
  const bool no_welcome = !welcome_ && us > kWelcomeDeadline;
  // A difference: a sum with a time that came from outside may begin again at zero.
  const bool waits_long = std::any_of(probes_.begin(), probes_.end(), [](const ProbeRun& p) { return p.patient_ms(); });
  const std::uint64_t since = waits_long ? std::max(heard_us_, quiet_until_us_) : heard_us_;
  const bool silent = us > since && us - since > kSilenceDeadline && waits_for_relay();
  return no_welcome || silent || us > kCheckDeadline;
}

std::size_t Check::running() const {
  return (policy_.runs_now() ? 1U : 0U) +
         static_cast<std::size_t>(std::count_if(probes_.begin(), probes_.end(),
                                                [](const ProbeRun& p) { return !p.end() && !p.patient_ms(); }));
}

bool Check::nothing_queued() const {
  return std::all_of(queue_.begin(), queue_.end(), [&](const Waiting& waiting) {
    const std::string address = servers_[waiting.server].addresses[waiting.address].address.to_string();
    return std::any_of(probes_.begin(), probes_.end(),
                       [&](const ProbeRun& p) { return p.patient_ms() && p.plan().address == address; });
  });
}

std::uint32_t Check::patience_ms() const {
  return welcome_ ? std::min(setup().patience_ms, welcome_->patience_ms) : 0;
}

std::vector<AddressRun*> Check::addresses() {
  std::vector<AddressRun*> all;
  for (ServerRun& server : servers_) {
    for (AddressRun& address : server.addresses) all.push_back(&address);
  }
  return all;
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
                   if (PolicyRun* run = frame ? policy_.run(frame->stream) : nullptr; run && !run->end()) {
                     const Bytes said = run->took(*frame);
                     if (!said.empty()) send(frame->stream, said, run->claim_sent(said.size()));
                     if (auto word = run->take_word()) outgoing_.push_back(wire::FromPage{std::move(*word)});
                     if (said.empty() && run->take_finish())
                       outgoing_.push_back(wire::FromPage{wire::Finish{frame->stream}});
                     if (run->end()) news_ = true;
                     return;
                   }
                   ProbeRun* probe = frame ? find_probe(frame->stream) : nullptr;
                   if (!probe || probe->end())
                     return;  // what comes behind the end says nothing, and ends nothing twice
                   const Bytes answer = probe->took(*frame);
                   if (!answer.empty()) send(frame->stream, answer, probe->claim_sent(answer.size()));
                   if (auto word = probe->take_word()) outgoing_.push_back(wire::FromPage{std::move(*word)});
                   if (answer.empty() && probe->take_finish())
                     outgoing_.push_back(wire::FromPage{wire::Finish{frame->stream}});
                   if (probe->end()) after_probe(*probe);
                 },
                 [&](const TickEvent& e) {
                   if (overdue(e.us)) {
                     lose_everything({"session.silent"});
                   } else if (e.us > kQuestionsDeadline) {
                     for (AddressRun* address : addresses()) {
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
                   outgoing_.push_back(wire::FromPage{wire::Open{domain_.to_text()}});
                 },
                 [&](const wire::Opened&) {
                   if (!std::holds_alternative<Opening>(session_)) return;
                   session_ = Working{};
                   mx_lookup_ = ask(domain_, dns::Type::MX);
                   // RFC 8461 3.4 [2]: of the domain itself, and of nothing above it.
                   if (const Parsed<dns::Name> name = domain_.child("_mta-sts"))
                     mta_sts_lookup_ = ask(*name, dns::Type::TXT);
                   if (validator_) ask_for(Validator::foreseen(domain_));
                 },
                 [&](const wire::Answer& m) {
                   LookupRun* lookup = find_lookup(m.id);
                   if (!lookup || !lookup->pending()) return;
                   LookupRun::Answered answered{m, std::nullopt, std::nullopt, RelaysWord{m.status}};
                   if (!m.message.empty()) {
                     Parsed<dns::Message> parsed = dns::parse_message(m.message);
                     if (parsed) {
                       answered.message = std::move(*parsed);
                       // RFC 7672 2.1.1 [5, 6]: the relay's word on it counts for nothing.
                       if (validator_ && !lookup->unjudged) answered.trust = Unsettled{};
                     } else {
                       answered.error = parsed.error();
                     }
                   }
                   lookup->state = std::move(answered);
                   news_ = true;
                 },
                 [&](const wire::StageReached& m) {
                   if (ProbeRun* probe = find_probe(m.id)) probe->reached(m);
                 },
                 [&](const wire::Patient& m) {
                   ProbeRun* probe = find_probe(m.id);
                   if (!probe || probe->end()) return;
                   probe->waits_long(m);
                   constexpr std::uint64_t kMs = 1000;
                   quiet_until_us_ = std::max(quiet_until_us_, elapsed_us_ + m.ms * kMs);
                   news_ = true;  // there is room for others
                 },
                 [&](const wire::Closed& m) {
                   if (PolicyRun* run = policy_.run(m.id); run && !run->end()) {
                     run->ended(EndedByRelay{m});
                     news_ = true;
                   }
                   ProbeRun* probe = find_probe(m.id);
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
                   if (LookupRun* lookup = find_lookup(*m.id); lookup && lookup->pending()) {
                     lookup->state = LookupRun::Refused{m};
                     news_ = true;
                   }
                   // A refused frame is followed by `closed`; a refused request is not.
                   if (PolicyRun* run = policy_.run(*m.id); run && !run->end()) {
                     run->refused(m);
                     if (run->transcript().chunks().empty()) run->ended(RefusedByRelay{m});
                     news_ = true;
                   }
                   ProbeRun* probe = find_probe(*m.id);
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
  if (news_) settle_trust();
  if (!servers_started_) start_servers();
  if (std::exchange(news_, false)) {
    begin_what_may();
    follow_policy();
    follow_beside();
  }
  settle();
}

void Check::send(std::uint32_t stream, ByteView bytes, std::uint64_t offset) {
  while (!bytes.empty()) {
    const ByteView piece = bytes.first(std::min(bytes.size(), wire::kMaxFrameBytes));
    outgoing_.push_back(wire::Frame{stream, wire::Direction::ToServer, offset, 0, Bytes(piece.begin(), piece.end())});
    bytes = bytes.subspan(piece.size());
    offset += piece.size();
  }
}

void Check::settle_trust() {
  if (validator_) ask_for(validator_->settle(lookups_));
}

void Check::ask_for(const std::vector<dnssec::Question>& questions) {
  for (const dnssec::Question& question : questions) ask(question.name, static_cast<dns::Type>(question.type));
}

void Check::follow_policy() {
  if (policy_.stage() == PolicyFetch::Stage::Over) return;
  const auto result = [&](std::uint32_t id) { return id == 0 ? LookupResult{NotThere{}} : result_of(*lookup(id)); };
  if (policy_.stage() == PolicyFetch::Stage::Record) {
    const LookupResult record = result(mta_sts_lookup_);
    if (std::holds_alternative<check::Waiting>(record)) return;
    const auto& says = welcome_->says;
    const bool fetches = validator_ && std::find(says.begin(), says.end(), wire::Word::GetPolicy) != says.end();
    const Parsed<dns::Name> host = domain_.child(wire::kPolicyHostLabel);
    if (!fetches || !host || !announces_policy(record)) return policy_.give_up();
    const std::uint32_t a_lookup = ask(*host, dns::Type::A);
    policy_.looking(a_lookup, ask(*host, dns::Type::AAAA));
    return;
  }
  if (running() >= std::max<std::size_t>(1, welcome_->limits.streams)) return;
  const auto address = policy_.next_address(result(policy_.a_lookup()), result(policy_.aaaa_lookup()));
  if (!address) return;
  const std::uint32_t id = next_id_++;
  const PolicyRun& run = policy_.connect({id, std::string(wire::kPolicyHostLabel) + "." + domain_.to_text(), *address,
                                          probe_seed(evidence_.setup.seed, id)});
  outgoing_.push_back(wire::FromPage{run.request()});
}

/// What only says whether an attacker could undo it is not waited for.
bool Check::is_for_headline(const LookupRun& lookup) const {
  if (lookup.beside) return false;
  if (lookup.id == mta_sts_lookup_ || lookup.id == policy_.a_lookup() || lookup.id == policy_.aaaa_lookup())
    return !validator_;
  return true;
}

std::uint32_t Check::ask_beside(const dns::Name& name, dns::Type type) {
  constexpr std::size_t kLeft = 8;  // for what the policy and signatures still need
  if (lookups_.size() + kLeft >= welcome_->limits.lookups) return 0;
  const std::size_t before = lookups_.size();
  const std::uint32_t id = ask(name, type);
  // What was asked for before is judged, and may be waited for.
  if (lookups_.size() > before) {
    lookups_.back().beside = true;
    lookups_.back().unjudged = type != dns::Type::TXT;
  }
  return id;
}

void Check::begin_beside() {
  if (beside_.begun() || !headline_us_ || !validator_ || setup().plan < kPlanWithBeside ||
      setup().depth == Depth::Headline)
    return;
  std::vector<Beside::Host> hosts;
  std::vector<Beside::Address> named;
  for (const ServerRun& server : servers_) {
    if (hosts.size() < Beside::kMaxHosts) hosts.push_back({server.host});
    for (const AddressRun& address : server.addresses) {
      // Where the relay would not connect there is no server either.
      const bool tried = std::any_of(address.probes.begin(), address.probes.end(),
                                     [&](std::uint32_t id) { return !probe(id)->stages().empty(); });
      if (tried && named.size() < Beside::kMaxAddresses) named.push_back({server.host, address.address});
    }
  }
  beside_.begin(domain_, std::move(hosts), std::move(named),
                [&](const dns::Name& name, dns::Type type) { return ask_beside(name, type); });
}

void Check::follow_beside() {
  beside_.follow([&](std::uint32_t id) { return lookup(id); },
                 [&](const dns::Name& name, dns::Type type) { return ask_beside(name, type); });
}

void Check::begin_what_may() {
  for (std::size_t i = 0; i < servers_.size(); ++i) {
    ServerRun& server = servers_[i];
    server.addresses_left_out = 0;  // counted anew
    add_addresses(server, i, server.a_lookup);
    add_addresses(server, i, server.aaaa_lookup);
    follow_aliases(server, server.a_lookup);
    follow_aliases(server, server.aaaa_lookup);
  }
  // Start what may start: within the relay's streams, and never two connections to one address at once.
  const std::size_t streams = std::max<std::size_t>(1, welcome_->limits.streams);
  for (auto it = queue_.begin(); it != queue_.end();) {
    const IpAddress& address = servers_[it->server].addresses[it->address].address;
    const std::string text = address.to_string();
    if (running() >= streams) break;
    const bool same_address = std::any_of(probes_.begin(), probes_.end(), [&](const ProbeRun& probe) {
      return !probe.end() && probe.plan().address == text;
    });
    if (same_address) {
      ++it;
      continue;
    }
    const Waiting next = *it;
    it = queue_.erase(it);
    start_probe(next.server, next.address, next.proof);
  }
}

void Check::settle() {
  const bool lookups_done = std::none_of(lookups_.begin(), lookups_.end(),
                                         [&](const LookupRun& l) { return is_for_headline(l) && l.awaited(); });
  const bool settled = std::all_of(probes_.begin(), probes_.end(), [](const ProbeRun& p) { return p.settled(); });
  if (servers_started_ && lookups_done && nothing_queued()) {
    if (settled && !headline_us_) headline_us_ = elapsed_us_;
    begin_beside();
    begin_explorations();
    ask_questions();
    if (look_again()) begin_what_may();
    const std::vector<AddressRun*> all = addresses();
    const bool explored = std::all_of(all.begin(), all.end(), [](const AddressRun* address) {
      return std::holds_alternative<NotExplored>(address->exploration) ||
             (address->explorer() && address->explorer()->finished());
    });
    const bool closed =
        std::all_of(probes_.begin(), probes_.end(), [](const ProbeRun& p) { return p.end().has_value(); });
    const bool told = std::none_of(lookups_.begin(), lookups_.end(), [](const LookupRun& l) { return l.pending(); }) &&
                      policy_.stage() == PolicyFetch::Stage::Over;
    if (closed && explored && told && queue_.empty()) session_ = Ended{};
  }
}

void Check::begin_explorations() {
  if (!headline_us_) return;
  const std::vector<AddressRun*> all = addresses();
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
  const std::size_t left = limits.connections > probes_.size() ? limits.connections - probes_.size() : 0;
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
  const std::size_t streams = std::max<std::size_t>(1, welcome_->limits.streams);
  for (ServerRun& server : servers_) {
    for (AddressRun& address : server.addresses) {
      probe::Explorer* explorer = address.explorer();
      while (explorer && running() < streams) {
        std::optional<probe::PlannedProbe> next = explorer->next(elapsed_us_);
        if (!next) break;
        const std::uint32_t id = next_id_++;
        address.questions.push_back(id);
        const ProbeRun& headline = *probe(address.stream(probe::kHeadline));
        probes_.emplace_back(ProbeRun::Plan{id, server.host.to_text(), address.address.to_string(),
                                            Question{next->id, next->purpose, std::move(next->client_hello),
                                                     next->hello, client_for(headline, next->hello, setup())},
                                            handshake::Seed{}, by_words(), 0});
        outgoing_.push_back(wire::FromPage{probes_.back().request()});
        heard_us_ = std::max(heard_us_, elapsed_us_);
      }
    }
  }
}

bool Check::look_again() {
  if (setup().plan < kPlanWithLastLooks) return false;
  const std::size_t before = queue_.size();
  for (std::size_t s = 0; s < servers_.size(); ++s) {
    for (std::size_t a = 0; a < servers_[s].addresses.size(); ++a) {
      AddressRun& address = servers_[s].addresses[a];
      if (address.explored || !address.explorer() || !address.explorer()->finished()) continue;
      address.explored = true;
      if (address.probes.size() < kMaxLooks && senders_hello_is_open(*this, address))
        queue_.push_back({s, a, kSendersHello});
    }
  }
  return queue_.size() > before;
}

void Check::answer_explorer(const ProbeRun& question) {
  for (AddressRun* address : addresses()) {
    const auto& asked = address->questions;
    if (!address->explorer() || std::find(asked.begin(), asked.end(), question.plan().id) == asked.end()) continue;
    address->explorer()->answered(question.question()->number, result_of(question), elapsed_us_);
  }
}

MailRoute::State Check::route() const {
  const LookupRun* mx = lookup(mx_lookup_);
  if (!mx) {
    if (const auto* ended = std::get_if<Ended>(&session_))
      return MailRoute::Failed{ended->why.value_or(words::Phrase{"session.lost"})};
    return MailRoute::Pending{};
  }
  return route_of(*mx);
}

std::uint32_t Check::ask(const dns::Name& name, dns::Type type) {
  // Two MX records may lead to one question.
  for (const LookupRun& asked : lookups_) {
    if (asked.name == name && asked.type == type) return asked.id;
  }
  const std::uint32_t id = next_id_++;
  lookups_.push_back({id, name, type, LookupRun::Pending{}});
  outgoing_.push_back(wire::FromPage{wire::Lookup{id, name.to_text(), std::string(dns::to_string(type))}});
  return id;
}

void Check::start_servers() {
  const MailRoute::State route = this->route();
  if (std::holds_alternative<MailRoute::Pending>(route)) return;
  servers_started_ = true;
  if (const auto* mx = std::get_if<MailRoute::Mx>(&route)) {
    for (const auto& exchange : mx->exchanges) {
      // One host at several preferences is one server.
      const auto same = [&](const ServerRun& server) { return server.host == exchange.host; };
      if (setup().plan >= kPlanWithSecondLooks && std::any_of(servers_.begin(), servers_.end(), same)) continue;
      ServerRun server{exchange.host, exchange.preference, 0, 0, {}, false, {}, 0};
      servers_.push_back(std::move(server));
    }
  } else if (std::holds_alternative<MailRoute::ImplicitMx>(route)) {
    servers_.push_back({domain_, std::nullopt, 0, 0, {}, false, {}, 0});
  }
  for (ServerRun& server : servers_) {
    server.a_lookup = ask(server.host, dns::Type::A);
    server.aaaa_lookup = ask(server.host, dns::Type::AAAA);
    if (const auto id = ask_tlsa(server.host)) server.tlsa_lookups = {*id};
    // Some senders take an address in place of a name for what it says.
    const auto address = IpAddress::parse(server.host.to_text());
    if (address && address->is_v4() && setup().plan >= kPlanWithSecondLooks) {
      server.addresses.push_back({*address, {}, {}, ExplorationAwaited{}});
      queue_.push_back({static_cast<std::size_t>(&server - servers_.data()), 0, {handshake::Offer::Modern, true}});
      news_ = true;
    }
  }
}

std::optional<std::uint32_t> Check::ask_tlsa(const dns::Name& host) {
  const auto owner = dane::tlsa_owner(host);
  if (!owner) return std::nullopt;
  return ask(*owner, dns::Type::TLSA);
}

void Check::follow_aliases(ServerRun& server, std::uint32_t lookup_id) {
  const LookupRun* run = lookup(lookup_id);
  if (!run) return;
  const LookupResult result = result_of(*run);
  const auto* found = std::get_if<Found>(&result);
  if (!found || found->resolution.cnames.empty()) return;
  // RFC 7672 section 2.2.2: where the way to the end is not signed, only the name itself counts.
  if (status_of(run->answered()->trust) != wire::DnsStatus::Secure) return;
  server.alias_tlsa_unasked = setup().plan < kPlanWithAliases;
  if (server.alias_tlsa_unasked) return;
  const dns::Name end = found->resolution.final_name;
  const auto id = ask_tlsa(end);
  std::vector<std::uint32_t>& known = server.tlsa_lookups;
  if (id && std::find(known.begin(), known.end(), *id) == known.end()) known.insert(known.begin(), *id);
}

void Check::add_addresses(ServerRun& server, std::size_t server_index, std::uint32_t lookup_id) {
  const LookupRun* run = lookup(lookup_id);
  if (!run) return;
  const LookupResult result = result_of(*run);
  const auto* found = std::get_if<Found>(&result);
  if (!found) return;
  for (const dns::Record* record : found->resolution.records) {
    const auto address = dns::address_of(*record);
    if (!address) continue;
    const auto same = [&](const AddressRun& known) { return known.address == *address; };
    if (std::any_of(server.addresses.begin(), server.addresses.end(), same)) continue;
    if (server.addresses.size() >= kMaxAddressesPerServer) {
      ++server.addresses_left_out;
      continue;
    }
    server.addresses.push_back({*address, {}, {}, ExplorationAwaited{}});
    queue_.push_back({server_index, server.addresses.size() - 1, {handshake::Offer::Modern}});
  }
}

void Check::start_probe(std::size_t server, std::size_t address, Proof proof) {
  const std::uint32_t id = next_id_++;
  AddressRun& run = servers_[server].addresses[address];
  run.probes.push_back(id);
  probes_.emplace_back(ProbeRun::Plan{id, servers_[server].host.to_text(), run.address.to_string(), proof,
                                      probe_seed(evidence_.setup.seed, id), by_words(), patience_ms()});
  outgoing_.push_back(wire::FromPage{probes_.back().request()});
}

void Check::after_probe(const ProbeRun& probe) {
  news_ = true;
  if (probe.question()) return answer_explorer(probe);
  for (std::size_t s = 0; s < servers_.size(); ++s) {
    for (std::size_t a = 0; a < servers_[s].addresses.size(); ++a) {
      const std::vector<std::uint32_t>& probes = servers_[s].addresses[a].probes;
      if (probes.empty() || probes.back() != probe.plan().id || servers_[s].addresses[a].is_last_look(probes.back()))
        continue;
      if (const auto next = next_look(probe, probes.size(), setup())) queue_.push_back({s, a, *next});
    }
  }
}

void Check::lose_everything(const words::Phrase& why) {
  for (LookupRun& lookup : lookups_) {
    if (lookup.pending()) lookup.state = LookupRun::Lost{};
  }
  settle_trust();
  if (policy_.runs_now()) policy_.run(policy_.last()->plan().id)->ended(RelayLost{});
  policy_.give_up();
  for (ProbeRun& probe : probes_) {
    if (probe.end()) continue;
    probe.ended(RelayLost{});
    if (probe.question()) answer_explorer(probe);
  }
  for (AddressRun* address : addresses()) {
    if (address->explorer()) address->explorer()->stop(words::Phrase{"session.lost"});
  }
  queue_.clear();
  session_ = Ended{why};
}

std::optional<Outgoing> Check::next_outgoing() {
  if (outgoing_.empty()) return std::nullopt;
  Outgoing next = std::move(outgoing_.front());
  outgoing_.pop_front();
  return next;
}

// Ids are given in order, and a large check has many.
const LookupRun* Check::lookup(std::uint32_t id) const {
  const auto it = std::lower_bound(lookups_.begin(), lookups_.end(), id,
                                   [](const LookupRun& run, std::uint32_t wanted) { return run.id < wanted; });
  return it == lookups_.end() || it->id != id ? nullptr : &*it;
}
const ProbeRun* Check::probe(std::uint32_t id) const {
  const auto it = std::lower_bound(probes_.begin(), probes_.end(), id,
                                   [](const ProbeRun& run, std::uint32_t wanted) { return run.plan().id < wanted; });
  return it == probes_.end() || it->plan().id != id ? nullptr : &*it;
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
LookupRun* Check::find_lookup(std::uint32_t id) {
  return const_cast<LookupRun*>(std::as_const(*this).lookup(id));
}
ProbeRun* Check::find_probe(std::uint32_t id) {
  return const_cast<ProbeRun*>(std::as_const(*this).probe(id));
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
