// The resolver interface on a process: starts it, sees that it lives, starts it again, and shares its work out.

#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <map>
#include <utility>
#include <vector>

#include "duration_text.h"
#include "resolver/child.h"
#include "resolver/lookups.h"
#include "resolver/never_asked.h"
#include "resolver/resolver.h"
#include "resolver/server.h"
#include "target/off_limits.h"
#include "target/special_address.h"

namespace mailglass::relay::resolver {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kStartTime{10'000};
/// Asked so often whether it is there …
constexpr milliseconds kBeat{2000};
/// … it has this long to say so. (More than a beat, or it could never be late.)
constexpr milliseconds kPatience{6000};
constexpr milliseconds kFirstPause{100};
constexpr milliseconds kLongestPause{10'000};
/// After that long a life, the next failure is a first one.
constexpr milliseconds kSteady{60'000};

constexpr const char* kEnded =
    "the relay's own resolver ended while it asked, and is started again; this says nothing about the domain";
constexpr const char* kNotRunning =
    "the relay's own resolver is being started again, and was not there in time; this says nothing about the domain";
constexpr const char* kNoPlace =
    "the relay had as many other lookups to wait for as it takes at once, and did not ask; this says nothing about the "
    "domain";

class Process final : public Resolver {
 public:
  Process(const asio::any_io_executor& executor, std::string program, Settings settings, const ResolverConfig& config)
      : executor_(executor),
        program_(std::move(program)),
        settings_(std::move(settings)),
        lookup_time_(config.lookup_ms),
        lookups_({config.lookups, config.lookups_per_client, config.lookups_per_session}),
        beat_(executor) {}
  ~Process() override { stop(); }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  /// Waits until it runs. Empty when it does; else what is wrong.
  std::string begin() {
    auto started = Child::start(program_, settings_);
    if (auto* failure = std::get_if<std::string>(&started)) return *failure;
    auto child = std::move(std::get<std::unique_ptr<Child>>(started));
    if (!child->wait(static_cast<int>(kStartTime.count()))) return program_ + ": it does not start";
    const auto heard = child->receive();
    const auto* said = std::get_if<FromResolver>(&heard);
    if (!said) return program_ + ": it ended at once";
    if (const auto* unable = std::get_if<Unable>(said)) return unable->why;
    take_into_use(std::move(child));
    hear(*said);
    return "";
  }

  [[nodiscard]] State state() const override { return {running_, lookups_.working(), number_}; }
  [[nodiscard]] std::string description() const override { return description_; }

  Ticket look_up(const dns::Name& name, dns::Type type, Done done) override {
    return look_up_for({}, name, type, std::move(done));
  }

  Ticket look_up_for(const Asker& asker, const dns::Name& name, dns::Type type, Done done) override {
    const Ticket ticket = next_ticket_++;
    if (stopped_) return ticket;  // nobody is left to hear of it
    auto& wanted = wanted_[ticket];
    wanted = std::make_unique<Wanted>(name, type, std::move(done), asio::steady_timer(executor_, lookup_time_));
    wanted->timer.async_wait([this, ticket](const boost::system::error_code& stopped) {
      if (!stopped) on_deadline(ticket);
    });
    lookups_.add(ticket, asker);
    ask_more();
    return ticket;
  }

  void cancel(Ticket ticket) override {
    if (wanted_.erase(ticket) != 0) lookups_.drop(ticket);
  }

  void stop() override {
    stopped_ = true;
    wanted_.clear();
    beat_.cancel();
    leave_child();
  }

 private:
  struct Wanted {
    Wanted(dns::Name name_, dns::Type type_, Done done_, asio::steady_timer timer_)
        : name(std::move(name_)), type(type_), done(std::move(done_)), timer(std::move(timer_)) {}
    dns::Name name;
    dns::Type type;
    Done done;
    asio::steady_timer timer;
    bool asked = false;
    Clock::time_point begun = Clock::now();
  };

  void take_into_use(std::unique_ptr<Child> child) {
    child_ = std::move(child);
    running_ = false;
    began_ = Clock::now();
    readable_.emplace(executor_, child_->descriptor());
    wait_readable();
    set_beat(kBeat);
  }

  void leave_child() {
    running_ = false;
    if (readable_) readable_->release();  // the descriptor is the child's own
    readable_.reset();
    child_.reset();
  }

  void wait_readable() {
    readable_->async_wait(asio::posix::stream_descriptor::wait_read,
                          [this, life = std::weak_ptr<void>(life_), number = number_](const auto& error) {
                            // The process may be another one by now, or this object gone.
                            if (error || life.expired() || number != number_) return;
                            read_all();
                          });
  }

  void read_all() {
    const auto number = number_;
    const auto life = std::weak_ptr<void>(life_);
    for (;;) {
      const auto heard = child_->receive();
      if (std::holds_alternative<Child::Gone>(heard)) return lose("ended");
      if (std::holds_alternative<Child::Nothing>(heard)) break;
      hear(std::get<FromResolver>(heard));
      // Who hears an answer may stop the resolver, or let it go.
      if (life.expired() || stopped_ || number != number_) return;
    }
    wait_readable();
    ask_more();
  }

  void hear(const FromResolver& said) {
    heard_ = Clock::now();
    if (const auto* started = std::get_if<Started>(&said)) {
      running_ = true;
      description_ = "libunbound " + started->version + " in a process of its own (" + started->sandbox + ")";
    } else if (const auto* answered = std::get_if<Answered>(&said)) {
      lookups_.done(answered->id);
      finish(answered->id, answered->status, answered->why, answered->message);
    } else if (const auto* unable = std::get_if<Unable>(&said)) {
      spdlog::error("the resolver's process cannot start: {}", unable->why);
    }
  }

  void ask_more() {
    while (running_) {
      const auto ticket = lookups_.next();
      if (!ticket) return;
      const auto found = wanted_.find(*ticket);
      if (found == wanted_.end()) {
        lookups_.done(*ticket);
        continue;
      }
      Wanted& wanted = *found->second;
      wanted.asked = child_->send(Ask{*ticket, static_cast<std::uint16_t>(wanted.type), wanted.name.to_text()});
      // A process that goes on not taking what is asked says nothing either, and the beat finds out.
      if (!wanted.asked) return lookups_.put_back(*ticket);
    }
  }

  void set_beat(milliseconds time) {
    beat_.expires_after(time);
    beat_.async_wait([this, life = std::weak_ptr<void>(life_)](const auto& stopped) {
      if (!stopped && !life.expired()) on_beat();
    });
  }

  void on_beat() {
    const auto now = Clock::now();
    if (!child_) return start_again();
    if (!running_) {
      if (now - began_ > kStartTime) return lose("does not start");
    } else if (waits_for_pong_ && now - std::max(asked_, heard_) > kPatience) {
      return lose("does not answer");
    } else if (!waits_for_pong_ || heard_ > asked_) {
      asked_ = now;
      waits_for_pong_ = true;
      static_cast<void>(child_->send(Ping{number_}));  // not taken, it is not answered
    }
    ask_more();
    set_beat(kBeat);
  }

  /// The process is no good any more: another one takes over after a pause.
  void lose(const char* why) {
    if (began_ + kSteady < Clock::now()) pause_ = kFirstPause;
    spdlog::warn("the resolver's process {}; another is started in {}", why, duration_text(pause_));
    ++number_;
    waits_for_pong_ = false;
    leave_child();
    lookups_.all_done();
    set_beat(pause_);
    pause_ = std::min(pause_ * 2, kLongestPause);
    std::vector<Ticket> asked;
    for (const auto& [ticket, wanted] : wanted_) {
      if (wanted->asked) asked.push_back(ticket);
    }
    const auto life = std::weak_ptr<void>(life_);
    for (const Ticket ticket : asked) {
      if (life.expired()) return;
      finish(ticket, wire::DnsStatus::Failed, kEnded, {});
    }
  }

  void start_again() {
    auto started = Child::start(program_, settings_);
    if (const auto* failure = std::get_if<std::string>(&started)) {
      spdlog::error("the resolver's process cannot be started: {}", *failure);
      set_beat(pause_);
      pause_ = std::min(pause_ * 2, kLongestPause);
      return;
    }
    take_into_use(std::move(std::get<std::unique_ptr<Child>>(started)));
  }

  void finish(Ticket ticket, wire::DnsStatus status, std::string why, Bytes message) {
    const auto found = wanted_.find(ticket);
    if (found == wanted_.end()) return;
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - found->second->begun);
    Done done = std::move(found->second->done);
    wanted_.erase(found);
    done({status, std::move(why), static_cast<std::uint64_t>(took.count()), std::move(message)});
  }

  void on_deadline(Ticket ticket) {
    const auto found = wanted_.find(ticket);
    if (found == wanted_.end()) return;
    std::string why = kNoPlace;
    if (found->second->asked) {
      why = "no answer within " + duration_text(lookup_time_);
    } else if (!running_) {
      why = kNotRunning;
    }
    // Where it was asked, its place stays taken: libunbound goes on with it.
    lookups_.drop(ticket);
    finish(ticket, wire::DnsStatus::Failed, std::move(why), {});
  }

  asio::any_io_executor executor_;
  std::string program_;
  Settings settings_;
  milliseconds lookup_time_;
  Lookups lookups_;
  std::map<Ticket, std::unique_ptr<Wanted>> wanted_;
  Ticket next_ticket_ = 1;
  std::shared_ptr<void> life_ = std::make_shared<char>();
  std::unique_ptr<Child> child_;
  std::optional<asio::posix::stream_descriptor> readable_;
  asio::steady_timer beat_;
  std::uint64_t number_ = 0;  ///< of processes before this one
  bool running_ = false;
  bool stopped_ = false;
  bool waits_for_pong_ = false;
  Clock::time_point began_, asked_, heard_;
  milliseconds pause_ = kFirstPause;
  std::string description_;
};

}  // namespace

std::variant<std::unique_ptr<Resolver>, std::string> Resolver::create(const asio::any_io_executor& executor,
                                                                      const ResolverConfig& config, bool lab,
                                                                      const std::vector<std::string>& deny) {
  Settings settings{config.upstream, config.root, lab, lab, {}};
  for (const std::string* named : {&config.upstream, &config.root}) {
    const auto server = parse_server(*named);
    settings.localhost = settings.localhost || (server && target::special_block(server->address));
  }
  for (const target::Prefix& prefix : never_asked(target::OffLimits(lab, deny), config))
    settings.never.push_back(prefix.to_string());
  auto process = std::make_unique<Process>(
      executor, config.program.empty() ? program_beside_this_one() : config.program, std::move(settings), config);
  if (std::string failure = process->begin(); !failure.empty()) return failure;
  return process;
}

}  // namespace mailglass::relay::resolver
