#include "resolver/program/unbound.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <utility>

#include "dns/message.h"

namespace mailglass::relay::resolver {
namespace {

constexpr int kClassIn = 1;
constexpr int kTypeA = 1;
constexpr std::uint32_t kMostSockets = 4096;
constexpr std::uint32_t kOtherDescriptors = 128;  // TCP, pipes, the relay

struct ResultDeleter {
  void operator()(ub_result* result) const { ub_resolve_free(result); }
};
using Result = std::unique_ptr<ub_result, ResultDeleter>;

struct Option {
  const char* name;
  const char* value;
};
/// Without these it does not start.
constexpr std::array kOptions{
    // Who asks validates for himself: a validator here would be one more thing that hostile zones feed.
    Option{"module-config:", "iterator"},
    // Small caches, since answers are wanted fresh.
    Option{"msg-cache-size:", "4m"},
    Option{"rrset-cache-size:", "8m"},
    Option{"cache-max-ttl:", "300"},
    Option{"use-syslog:", "no"},
    Option{"outgoing-num-tcp:", "64"},
    // A socket for each query, connected to the server: sockets.h rests on it.
    Option{"udp-connect:", "yes"},
};
/// What one lookup may cost in a zone of servers that do not answer (defaults: 32 queries, 5 to each server, up to 120
/// seconds apart, and addresses of servers fetched ahead). A libunbound that has one of them no more has bounds of its
/// own.
constexpr std::array kBounds{
    Option{"max-sent-count:", "8"},         Option{"outbound-msg-retry:", "3"},
    Option{"infra-cache-max-rtt:", "3000"}, Option{"target-fetch-policy:", "0 0 0 0 0"},
    Option{"max-query-restarts:", "8"},     Option{"tcp-auth-query-timeout:", "3000"},
};

/// Runs one step of the setup and remembers the first failure.
class Setup {
 public:
  explicit Setup(ub_ctx* context) : context_(context) {}
  void step(const std::string& what, int error) {
    if (error != UB_NOERROR && failure_.empty()) failure_ = what + ": " + ub_strerror(error);
  }
  void option(const Option& option) {
    step(std::string("resolver option ") + option.name, ub_ctx_set_option(context_, option.name, option.value));
  }
  void option(const char* name, const std::string& value) { option({name, value.c_str()}); }
  [[nodiscard]] const std::string& failure() const { return failure_; }

 private:
  ub_ctx* context_;
  std::string failure_;
};

std::string set_up(ub_ctx* context, const Settings& settings, std::uint32_t descriptors) {
  Setup setup(context);
  setup.step("resolver thread", ub_ctx_async(context, 1));
  for (const Option& option : kOptions) setup.option(option);
  for (const Option& option : kBounds) ub_ctx_set_option(context, option.name, option.value);
  const std::uint32_t sockets =
      descriptors > 2 * kOtherDescriptors ? descriptors - kOtherDescriptors : kOtherDescriptors;
  setup.option("outgoing-range:", std::to_string(std::min(sockets, kMostSockets)));
  setup.option("do-not-query-localhost:", settings.localhost ? "no" : "yes");
  for (const std::string& prefix : settings.never) setup.option("do-not-query-address:", prefix);
  if (!settings.upstream.empty()) {
    setup.step("resolver.upstream", ub_ctx_set_fwd(context, settings.upstream.c_str()));
  } else if (!settings.root.empty()) {
    setup.step("resolver.root", ub_ctx_set_stub(context, ".", settings.root.c_str(), 0));
  }
  // Last, since these fix the settings and read the files. libunbound's built-in zones would hide the lab's.
  setup.step("resolver settings", ub_ctx_zone_add(context, "mailglass.invalid.", "static"));
  for (const char* zone : {"test.", "127.in-addr.arpa."}) {
    if (settings.lab) setup.step(std::string("resolver zone ") + zone, ub_ctx_zone_remove(context, zone));
  }
  return setup.failure();
}

}  // namespace

struct Unbound::Question {
  Unbound& owner;
  std::uint64_t id;
  bool ping;
  Done done;
};

std::variant<std::unique_ptr<Unbound>, std::string> Unbound::start(const Settings& settings, std::uint32_t descriptors,
                                                                   const std::function<void()>& files_read) {
  ub_ctx* context = ub_ctx_create();
  if (!context) return std::string("libunbound does not start");
  std::unique_ptr<Unbound> unbound(new Unbound(context));
  if (std::string failure = set_up(context, settings, descriptors); !failure.empty()) return failure;
  files_read();
  // The first question starts the thread.
  bool answered = false;
  unbound->ask(Ping{0}, [&](const FromResolver&) { answered = true; });
  if (const int error = ub_wait(context); error != UB_NOERROR || !answered)
    return std::string("resolver thread: ") + ub_strerror(error);
  return unbound;
}

Unbound::~Unbound() {
  ub_ctx_delete(context_);
}

void Unbound::ask(const Ask& ask, const Done& done) {
  this->ask(std::make_unique<Question>(Question{*this, ask.id, false, done}), ask.name, ask.type);
}

void Unbound::ask(const Ping& ping, const Done& done) {
  this->ask(std::make_unique<Question>(Question{*this, ping.id, true, done}), "localhost.", kTypeA);
}

void Unbound::ask(std::unique_ptr<Question> question, const std::string& name, int type) {
  const int error =
      ub_resolve_async(context_, name.c_str(), type, kClassIn, question.get(), &Unbound::on_result, nullptr);
  if (error != UB_NOERROR) {
    on_result(question.release(), error, nullptr);
  } else {
    // on_result has it now.
    static_cast<void>(question.release());
  }
}

int Unbound::descriptor() const {
  return ub_fd(context_);
}

void Unbound::take_answers() {
  ub_process(context_);
}

void Unbound::on_result(void* argument, int error, ub_result* raw) {
  const Result result(raw);
  const std::unique_ptr<Question> question(static_cast<Question*>(argument));
  if (question->ping) {
    question->done(Pong{question->id});
  } else {
    question->done(Unbound::answer_from(question->id, error, result.get()));
  }
}

Answered Unbound::answer_from(std::uint64_t id, int error, const ub_result* result) {
  using wire::DnsStatus;
  if (error != UB_NOERROR || !result) return {id, DnsStatus::Failed, ub_strerror(error), {}};
  Bytes message;
  if (result->answer_packet && result->answer_len > 0) {
    const auto* bytes = static_cast<const std::uint8_t*>(result->answer_packet);
    message.assign(bytes, bytes + result->answer_len);
  }
  if (result->rcode != static_cast<int>(dns::Rcode::NoError) &&
      result->rcode != static_cast<int>(dns::Rcode::NXDomain)) {
    const std::string why = dns::rcode_text(static_cast<std::uint16_t>(result->rcode));
    return {id, DnsStatus::Failed, why, std::move(message)};
  }
  return {id, DnsStatus::Indeterminate, "", std::move(message)};
}

}  // namespace mailglass::relay::resolver
