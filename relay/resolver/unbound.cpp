#include <unbound.h>

#include <array>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <fstream>
#include <map>
#include <utility>

#include "duration_text.h"
#include "resolver/resolver.h"

namespace mailglass::relay::resolver {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

constexpr int kClassIn = 1;
/// Where Debian's dns-root-data keeps the root's trust anchor.
constexpr const char* kSystemTrustAnchor = "/usr/share/dns/root.key";

struct ContextDeleter {
  void operator()(ub_ctx* context) const { ub_ctx_delete(context); }
};
using Context = std::unique_ptr<ub_ctx, ContextDeleter>;
struct ResultDeleter {
  void operator()(ub_result* result) const { ub_resolve_free(result); }
};
using Result = std::unique_ptr<ub_result, ResultDeleter>;

/// Runs one step of the setup and remembers the first failure.
class Setup {
 public:
  void step(const std::string& what, int error) {
    if (error != UB_NOERROR && failure_.empty()) failure_ = what + ": " + ub_strerror(error);
  }
  void option(ub_ctx* context, const char* name, const char* value) {
    step(std::string("resolver option ") + name, ub_ctx_set_option(context, name, value));
  }
  [[nodiscard]] const std::string& failure() const { return failure_; }

 private:
  std::string failure_;
};

class Unbound final : public Resolver {
 public:
  Unbound(const asio::any_io_executor& executor, Context context, std::uint32_t lookup_ms, bool validates)
      : context_(std::move(context)),
        readable_(executor, ub_fd(context_.get())),
        lookup_time_(lookup_ms),
        validates_(validates) {
    wait_readable();
  }
  ~Unbound() override { stop(); }
  Unbound(const Unbound&) = delete;
  Unbound& operator=(const Unbound&) = delete;

  Ticket look_up(const dns::Name& name, dns::Type type, Done done) override {
    const Ticket ticket = next_ticket_++;
    if (!readable_.is_open()) return ticket;  // stopped: nobody is left to hear of it
    auto& entry = pending_[ticket];
    entry = std::make_unique<Pending>(*this, ticket, std::move(done), asio::steady_timer(readable_.get_executor()));
    const int error = ub_resolve_async(context_.get(), name.to_text().c_str(), static_cast<int>(type), kClassIn,
                                       entry.get(), &Unbound::on_result, &entry->async_id);
    if (error != UB_NOERROR) {
      // Also this answer comes later, never from within the call.
      entry->async_id = 0;
      entry->early_failure = ub_strerror(error);
      entry->timer.expires_after(std::chrono::seconds(0));
    } else {
      entry->timer.expires_after(lookup_time_);
    }
    entry->timer.async_wait([this, ticket](const boost::system::error_code& stopped) {
      if (!stopped) on_deadline(ticket);
    });
    return ticket;
  }

  void cancel(Ticket ticket) override {
    const auto found = pending_.find(ticket);
    if (found == pending_.end()) return;
    forget(found->second->async_id);
    pending_.erase(found);
  }

  [[nodiscard]] std::string description() const override { return std::string("libunbound ") + ub_version(); }

  void stop() override {
    for (const auto& [ticket, entry] : pending_) forget(entry->async_id);
    pending_.clear();
    if (readable_.is_open()) readable_.release();  // the descriptor is libunbound's own
  }

 private:
  struct Pending {
    Pending(Unbound& owner_, Ticket ticket_, Done done_, asio::steady_timer timer_)
        : owner(owner_), ticket(ticket_), done(std::move(done_)), timer(std::move(timer_)) {}
    Unbound& owner;
    Ticket ticket;
    Done done;
    asio::steady_timer timer;
    int async_id = 0;
    std::string early_failure;
    Clock::time_point begun = Clock::now();
  };

  void wait_readable() {
    readable_.async_wait(asio::posix::stream_descriptor::wait_read, [this](const boost::system::error_code& error) {
      if (error) return;  // the descriptor was released: this object may be gone
      ub_process(context_.get());
      wait_readable();
    });
  }

  void forget(int async_id) {
    if (async_id != 0) ub_cancel(context_.get(), async_id);
  }

  void finish(Ticket ticket, wire::DnsStatus status, std::string why, Bytes message) {
    const auto found = pending_.find(ticket);
    if (found == pending_.end()) return;
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - found->second->begun);
    Done done = std::move(found->second->done);
    pending_.erase(found);
    done({status, std::move(why), static_cast<std::uint64_t>(took.count()), std::move(message)});
  }

  void on_deadline(Ticket ticket) {
    const auto found = pending_.find(ticket);
    if (found == pending_.end()) return;
    forget(found->second->async_id);
    const std::string early = found->second->early_failure;
    finish(ticket, wire::DnsStatus::Failed, early.empty() ? "no answer within " + duration_text(lookup_time_) : early,
           {});
  }

  static void on_result(void* argument, int error, ub_result* raw) {
    const Result result(raw);
    auto& pending = *static_cast<Pending*>(argument);
    pending.owner.take(pending.ticket, error, result.get());
  }

  void take(Ticket ticket, int error, const ub_result* result) {
    using wire::DnsStatus;
    if (error != UB_NOERROR || !result) {
      finish(ticket, DnsStatus::Failed, ub_strerror(error), {});
      return;
    }
    Bytes message;
    if (result->answer_packet && result->answer_len > 0) {
      const auto* bytes = static_cast<const std::uint8_t*>(result->answer_packet);
      message.assign(bytes, bytes + result->answer_len);
    }
    if (result->bogus) {
      finish(ticket, DnsStatus::Bogus, result->why_bogus ? result->why_bogus : "", std::move(message));
    } else if (result->rcode != static_cast<int>(dns::Rcode::NoError) &&
               result->rcode != static_cast<int>(dns::Rcode::NXDomain)) {
      std::string why = dns::rcode_text(static_cast<std::uint16_t>(result->rcode));
      if (result->why_bogus) why += std::string(": ") + result->why_bogus;
      finish(ticket, DnsStatus::Failed, std::move(why), std::move(message));
    } else if (result->secure) {
      finish(ticket, DnsStatus::Secure, "", std::move(message));
    } else if (!validates_) {
      finish(ticket, DnsStatus::Indeterminate, "the relay has no trust anchor", std::move(message));
    } else {
      finish(ticket, DnsStatus::Insecure, "", std::move(message));
    }
  }

  Context context_;
  asio::posix::stream_descriptor readable_;
  std::chrono::milliseconds lookup_time_;
  bool validates_;
  Ticket next_ticket_ = 1;
  std::map<Ticket, std::unique_ptr<Pending>> pending_;
};

}  // namespace

std::variant<std::unique_ptr<Resolver>, std::string> Resolver::create(const asio::any_io_executor& executor,
                                                                      const ResolverConfig& config, bool lab) {
  Context context(ub_ctx_create());
  if (!context) return std::string("libunbound does not start");
  Setup setup;
  // One thread for all lookups; small caches, since answers are wanted fresh.
  setup.step("resolver thread", ub_ctx_async(context.get(), 1));
  setup.option(context.get(), "msg-cache-size:", "4m");
  setup.option(context.get(), "rrset-cache-size:", "8m");
  setup.option(context.get(), "cache-max-ttl:", "300");
  setup.option(context.get(), "use-syslog:", "no");
  if (lab) setup.option(context.get(), "do-not-query-localhost:", "no");
  if (!config.upstream.empty()) {
    setup.step("resolver.upstream", ub_ctx_set_fwd(context.get(), config.upstream.c_str()));
  } else if (!config.root.empty()) {
    setup.step("resolver.root", ub_ctx_set_stub(context.get(), ".", config.root.c_str(), 0));
  }
  std::string anchor = config.trust_anchor;
  // A root of one's own is not signed by the Internet's.
  if (anchor.empty() && config.root.empty() && std::ifstream(kSystemTrustAnchor).good()) anchor = kSystemTrustAnchor;
  if (!anchor.empty()) setup.step("resolver.trust_anchor", ub_ctx_add_ta_file(context.get(), anchor.c_str()));
  // Last, since it fixes the settings: libunbound's built-in zone would hide the lab's domains.
  if (lab) setup.step("resolver zone test.", ub_ctx_zone_remove(context.get(), "test."));
  if (!setup.failure().empty()) return setup.failure();
  return std::make_unique<Unbound>(executor, std::move(context), config.lookup_ms, !anchor.empty());
}

}  // namespace mailglass::relay::resolver
