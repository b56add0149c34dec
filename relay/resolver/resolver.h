#pragma once
// The relay's resolver, which iterates and validates nothing: libunbound in a process of its own, since whoever owns a
// zone feeds it. Answers come as raw DNS messages with their DNSSEC status.

#include <boost/asio/any_io_executor.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "bytes/reader.h"
#include "config/config.h"
#include "dns/message.h"
#include "dns/name.h"
#include "resolver/lookups.h"
#include "wire/control.h"

namespace mailglass::relay::resolver {

struct Resolved {
  wire::DnsStatus status;
  std::string why;   ///< for Bogus, Indeterminate and Failed; it says so where the want is the relay's own
  std::uint64_t us;  ///< how long it took
  Bytes message;     ///< as libunbound gives it, DNSSEC records included; may be empty when it failed
};

/// How it is at the moment.
struct State {
  bool running = true;        ///< the process is there
  std::uint32_t working = 0;  ///< lookups worked on, those included that nobody waits for any more
  std::uint64_t ended = 0;    ///< processes that ended or hung, so far
};

/// Used from one thread, the one that runs the executor; callbacks come there too.
class Resolver {
 public:
  /// Starts the process and waits until it runs. `lab`: names and servers on special addresses are ordinary. `deny`:
  /// prefixes of name servers never asked, beside the special ones. The text says what is wrong.
  static std::variant<std::unique_ptr<Resolver>, std::string> create(const boost::asio::any_io_executor& executor,
                                                                     const ResolverConfig& config, bool lab,
                                                                     const std::vector<std::string>& deny = {});
  virtual ~Resolver() = default;
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;

  using Ticket = Lookups::Ticket;
  using Done = std::function<void(Resolved)>;
  /// `done` is called exactly once, later, within the configured time; or never, after cancel().
  virtual Ticket look_up(const dns::Name& name, dns::Type type, Done done) = 0;
  /// The same, within the asker's share of what may be under way at once.
  virtual Ticket look_up_for([[maybe_unused]] const Asker& asker, const dns::Name& name, dns::Type type, Done done) {
    return look_up(name, type, std::move(done));
  }
  virtual void cancel(Ticket ticket) = 0;
  /// Drops every lookup and leaves the executor without work.
  virtual void stop() = 0;
  [[nodiscard]] virtual State state() const { return {}; }
  /// What resolves, and what holds it; for the log.
  [[nodiscard]] virtual std::string description() const { return ""; }

 protected:
  Resolver() = default;
};

}  // namespace mailglass::relay::resolver
