#include "session/session.h"

#include <algorithm>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "dialer/stream.h"
#include "guard/client_hello_rules.h"
#include "guard/guard.h"
#include "guard/secret.h"
#include "refusal.h"
#include "session/log.h"
#include "target/capability.h"
#include "wire/frame.h"

namespace mailglass::relay::session {
namespace {

namespace asio = boost::asio;
using Id = std::uint32_t;

/// A page that goes on breaking rules is no page of ours.
constexpr std::uint32_t kMaxRefusals = 256;
constexpr std::size_t kKilobyte = 1024;

class Conversation final : public Session, private dialer::Listener {
 public:
  Conversation(const asio::any_io_executor& executor, Services& services, Channel& channel,
               std::optional<IpAddress> client)
      : executor_(executor),
        services_(services),
        channel_(channel),
        client_(client),
        token_(services.clients.token(client)),
        limits_(services.config.limits),
        patience_ms_(services.config.budget.patience_ms),
        time_(executor),
        messages_(services.config.budget.messages_burst, services.config.budget.messages_per_minute),
        kilobytes_(services.config.budget.message_kilobytes_burst,
                   services.config.budget.message_kilobytes_per_minute) {
    const Config& config = services.config;
    ++services.tally.sessions;
    ++services.tally.sessions_open;
    send(wire::Welcome{"mailglass/" MAILGLASS_VERSION,
                       services.ehlo_name,
                       config.lab.allow_special,
                       services.port25,
                       limits_,
                       {wire::Word::Ehlo, wire::Word::Quit, wire::Word::GetPolicy},
                       patience_ms_,
                       services.health.dns && !services.health.dns->works,
                       services.here});
    end_after(config.budget.open_seconds, "no domain was opened in time");
  }

  ~Conversation() override {
    drop_everything();
    --services_.tally.sessions_open;
    log_session_ended(used_lookups_, used_connections_);
  }
  Conversation(const Conversation&) = delete;
  Conversation& operator=(const Conversation&) = delete;

  [[nodiscard]] std::optional<Idle> idle() const override {
    if (!lookups_.empty() || !probes_.empty()) return std::nullopt;
    return Idle{capability_.has_value(), idle_since_};
  }

  void leave() override {
    end({"budget-sessions", "the relay is full, and others had more need of this session's place"}, "no room");
  }

  void on_text(std::string_view text) override {
    if (!may_hear(text.size())) return;
    auto message = wire::decode_from_page(text);
    if (!message) {
      refuse(std::nullopt, {"message-malformed", std::string(message.error().rule)});
      return;
    }
    std::visit([&](auto& m) { take(m); }, *message);
  }

  void on_binary(ByteView bytes) override {
    if (!may_hear(bytes.size())) return;
    const auto frame = wire::decode(bytes);
    if (!frame) {
      refuse(std::nullopt, {"frame-malformed", std::string(frame.error().rule)});
      return;
    }
    const auto found = probes_.find(frame->stream);
    if (found == probes_.end()) {
      // Bytes may cross with the message that their stream is closed.
      if (!used_ids_.contains(frame->stream)) refuse(std::nullopt, {"frame-stream", "there is no such stream"});
      return;
    }
    Probe& probe = found->second;
    if (frame->direction != wire::Direction::ToServer) {
      refuse(frame->stream, {"frame-direction", "a page's bytes go to the server"});
    } else if (frame->offset != probe.said) {
      refuse(frame->stream, {"frame-offset", "the bytes do not follow those before"});
    } else {
      probe.said += frame->bytes.size();
      const auto stream = probe.stream;  // it may end, and leave the map, from within
      stream->on_page(frame->bytes);
    }
  }

 private:
  struct Probe {
    std::shared_ptr<dialer::Stream> stream;
    std::uint64_t said = 0;  ///< bytes the page has said, its ClientHello included
    bool patient = false;    ///< it waits for a slow server, without a turn
    budget::Clock::time_point asked = budget::Clock::now();
  };

  void drop_everything() {
    metrics::Tally& tally = services_.tally;
    tally.lookups_running -= static_cast<std::uint32_t>(lookups_.size());
    tally.probes_running -= static_cast<std::uint32_t>(probes_.size());
    if (!probes_.empty()) tally.probes[wire::End::Cancelled] += probes_.size();
    for (const auto& [id, ticket] : std::exchange(lookups_, {})) services_.resolver.cancel(ticket);
    for (const auto& [id, probe] : std::exchange(probes_, {})) probe.stream->cancel();
  }

  /// With a word, and for good: nothing runs on, and nothing more is heard.
  void end(const Refusal& refusal, std::string_view why) {
    if (ended_) return;
    ended_ = true;
    send(wire::Refused{std::nullopt, std::string(refusal.rule), refusal.why});
    log_refusal(refusal);
    services_.tally.refused(refusal.rule);
    drop_everything();
    time_.cancel();
    channel_.close(why);
  }

  /// Whether a message of so many bytes is read: a page that floods the relay is heard no more.
  bool may_hear(std::size_t bytes) {
    if (ended_) return false;
    const auto now = budget::Clock::now();
    if (messages_.ready(now) > now || kilobytes_.ready(now) > now) {
      end({"limit-messages", "the page says more than the relay reads in so short a time"}, "too many messages");
      return false;
    }
    messages_.take(now);
    for (std::size_t kilobyte = 0; kilobyte < bytes; kilobyte += kKilobyte) kilobytes_.take(now);
    return true;
  }

  /// Something has ended: from now on there may be nothing to do.
  void rest() { idle_since_ = budget::Clock::now(); }

  /// Instead of what was set before: each wait ends with its own time, or not at all.
  void end_after(std::uint32_t seconds, std::string why) {
    time_.expires_after(std::chrono::seconds(seconds));
    time_.async_wait([this, alive = std::weak_ptr<void>(alive_), why = std::move(why)](const auto& stopped) {
      // It may have run out in the moment it was set anew, or the session went.
      if (stopped || alive.expired() || asio::steady_timer::clock_type::now() < time_.expiry()) return;
      end({"session-time", why}, "session time used");
    });
  }

  void send(const wire::FromRelay& message) { channel_.send_text(wire::encode(message)); }

  void refuse(std::optional<Id> id, const Refusal& refusal) {
    send(wire::Refused{id, std::string(refusal.rule), refusal.why});
    log_refusal(refusal);
    services_.tally.refused(refusal.rule);
    if (++refusals_ == kMaxRefusals) {
      ended_ = true;
      drop_everything();
      channel_.close("too many refusals");
    }
  }

  /// What every request with an id must keep.
  std::optional<Refusal> refuse_request(Id id) {
    if (!capability_) return Refusal{"open-first", "a session begins with open"};
    if (used_ids_.contains(id)) return Refusal{"id-reused", "the id was used before in this session"};
    return std::nullopt;
  }

  void take(const wire::Open& open) {
    if (capability_) return refuse(std::nullopt, {"open-once", "this session has its domain already"});
    if (services_.draining)
      return refuse(std::nullopt, {"relay-stopping", "the relay is about to stop: try again in a minute"});
    auto capability = target::Capability::open(open.domain);
    if (!capability) return refuse(std::nullopt, capability.refusal());
    capability_ = std::move(*capability);
    end_after(services_.config.budget.session_seconds, "the session has used its time");
    log_domain(capability_->domain().to_text());
    rest();
    send(wire::Opened{capability_->domain().to_text()});
  }

  void take(const wire::Lookup& lookup) {
    if (const auto refusal = refuse_request(lookup.id)) return refuse(lookup.id, *refusal);
    const auto type = dns::type_from_string(lookup.rr);
    if (!type) return refuse(lookup.id, {"lookup-type", "this record type is not looked up here"});
    const auto name = dns::Name::from_text(lookup.name);
    if (!name) return refuse(lookup.id, {"lookup-name", std::string(name.error().rule)});
    if (const auto refusal = capability_->refuse_lookup(*name, *type)) return refuse(lookup.id, *refusal);
    if (used_lookups_ >= limits_.lookups)
      return refuse(lookup.id, {"limit-lookups", "the session has used its lookups"});
    ++used_lookups_;
    ++services_.tally.lookups_running;
    used_ids_.insert(lookup.id);
    lookups_[lookup.id] = services_.resolver.look_up_for(
        {alive_, token_}, *name, *type, [this, id = lookup.id, asked = *name, rr = *type](resolver::Resolved resolved) {
          answered(id, asked, rr, std::move(resolved));
        });
  }

  void answered(Id id, const dns::Name& name, dns::Type type, resolver::Resolved resolved) {
    lookups_.erase(id);
    --services_.tally.lookups_running;
    ++services_.tally.lookups[resolved.status];
    rest();
    // What the answer names is known before the page can ask for it.
    if (const auto message = dns::parse_message(resolved.message))
      capability_->learn(name, type, resolved.status, *message);
    send(wire::Answer{id, resolved.status, std::move(resolved.why), resolved.us, std::move(resolved.message)});
  }

  void take(const wire::Probe& probe) {
    if (const auto refusal = refuse_request(probe.id)) return refuse(probe.id, *refusal);
    const auto address = IpAddress::parse(probe.address);
    if (!address) return refuse(probe.id, {"target-malformed", "the address is no IP address"});
    const auto host = dns::Name::from_text(probe.host);
    if (!host) return refuse(probe.id, {"target-malformed", "the host is no name"});
    const guard::Addressee to(probe.service, host->to_text());
    if (const auto refusal = refuse_target(to.service(), *host, *address)) return refuse(probe.id, *refusal);
    auto hello = guard::check_client_hello(probe.client_hello, to);
    if (!hello) return refuse(probe.id, hello.refusal());
    if (const auto refusal = refuse_amount(*address)) return refuse(probe.id, *refusal);

    const Config& config = services_.config;
    ++used_connections_;
    ++services_.tally.probes_running;
    const bool first = ++per_address_[*address] == 1;
    used_ids_.insert(probe.id);
    dialer::Plan plan{
        .id = probe.id,
        .address = *address,
        .port = port_of(to.service()),
        .limits = limits_,
        .page_ms = config.budget.page_ms,
        .patience_ms = to.service().opening == wire::Opening::Starttls ? std::min(probe.patience_ms, patience_ms_) : 0,
        .client = client_,
        .first = first};
    probes_[probe.id] = {
        dialer::Stream::start(executor_, plan, guard::Guard(services_.ehlo_name, to, std::move(*hello)),
                              services_.budgets, services_.off_limits, *this),
        probe.client_hello.size()};
  }

  /// In a lab servers may listen elsewhere.
  [[nodiscard]] std::uint16_t port_of(const wire::Service& service) const {
    const LabConfig& lab = services_.config.lab;
    switch (service.id) {
      case wire::ServiceId::Smtp: return lab.smtp_port;
      case wire::ServiceId::MtaSts: return lab.https_port;
    }
    return service.port;
  }

  std::optional<Refusal> refuse_target(const wire::Service& service, const dns::Name& host,
                                       const IpAddress& address) const {
    if (auto refusal = capability_->refuse_probe(service, host, address)) return refusal;
    for (const dns::Name& name : {host, capability_->domain()}) {
      if (auto refusal = services_.off_limits.refuse(name)) return refusal;
    }
    return services_.off_limits.refuse(address);
  }

  std::optional<Refusal> refuse_amount(const IpAddress& address) const {
    const wire::Limits& limits = limits_;
    // Those that wait for slow servers are in nobody's way.
    const auto running = std::count_if(probes_.begin(), probes_.end(), [](const auto& p) { return !p.second.patient; });
    if (static_cast<std::size_t>(running) >= limits.streams)
      return Refusal{"limit-streams", "as many probes are running as may at once"};
    if (used_connections_ >= limits.connections)
      return Refusal{"limit-connections", "the session has used its connections"};
    const auto to_address = per_address_.find(address);
    if (to_address != per_address_.end() && to_address->second >= limits.per_address)
      return Refusal{"limit-per-address", "the session has used its connections to this address"};
    return std::nullopt;
  }

  void take(const wire::Finish& finish) {
    const auto found = probes_.find(finish.id);
    if (found == probes_.end()) {
      if (!used_ids_.contains(finish.id)) refuse(finish.id, {"frame-stream", "there is no such stream"});
      return;
    }
    const auto stream = found->second.stream;
    stream->on_finish();
  }

  void take(wire::Say& say) {
    const guard::Secret key(std::move(say.key));
    const auto found = probes_.find(say.id);
    if (found == probes_.end()) {
      if (!used_ids_.contains(say.id)) refuse(say.id, {"frame-stream", "there is no such stream"});
      return;
    }
    const auto stream = found->second.stream;
    stream->on_say(say.word, key.bytes());
  }

  void on_frame(wire::Frame frame) override {
    metrics::Tally& tally = services_.tally;
    (frame.direction == wire::Direction::ToServer ? tally.bytes_to_servers : tally.bytes_from_servers) +=
        frame.bytes.size();
    channel_.send_binary(wire::encode(frame));
  }
  void on_message(wire::FromRelay message) override {
    count(message);
    if (const auto* patient = std::get_if<wire::Patient>(&message)) {
      if (const auto probe = probes_.find(patient->id); probe != probes_.end()) probe->second.patient = true;
    }
    send(message);
  }
  void on_closed(Id stream) override {
    services_.tally.probes_running -= static_cast<std::uint32_t>(probes_.erase(stream));
    rest();
  }

  void count(const wire::FromRelay& message) {
    metrics::Tally& tally = services_.tally;
    if (const auto* closed = std::get_if<wire::Closed>(&message)) ++tally.probes[closed->end];
    if (const auto* refused = std::get_if<wire::Refused>(&message)) tally.refused(refused->rule);
    const auto* reached = std::get_if<wire::StageReached>(&message);
    if (!reached || reached->stage != wire::Stage::Connecting) return;
    if (const auto probe = probes_.find(reached->id); probe != probes_.end())
      tally.turns.observe(budget::Clock::now() - probe->second.asked);
  }

  asio::any_io_executor executor_;
  Services& services_;
  Channel& channel_;
  std::optional<IpAddress> client_;
  std::shared_ptr<const void> token_;  ///< of the client, for the resolver
  wire::Limits limits_;                ///< as the page was told: a reload is for sessions that begin later
  std::uint32_t patience_ms_;
  asio::steady_timer time_;
  budget::Bucket messages_, kilobytes_;
  budget::Clock::time_point idle_since_ = budget::Clock::now();
  std::shared_ptr<void> alive_ = std::make_shared<char>();
  std::optional<target::Capability> capability_;
  std::set<Id> used_ids_;
  std::map<Id, resolver::Resolver::Ticket> lookups_;
  std::map<Id, Probe> probes_;
  std::map<IpAddress, std::uint32_t> per_address_;
  std::uint32_t used_lookups_ = 0;
  std::uint32_t used_connections_ = 0;
  std::uint32_t refusals_ = 0;
  bool ended_ = false;
};

}  // namespace

std::unique_ptr<Session> Session::begin(const asio::any_io_executor& executor, Services& services, Channel& channel,
                                        std::optional<IpAddress> client) {
  return std::make_unique<Conversation>(executor, services, channel, client);
}

}  // namespace mailglass::relay::session
