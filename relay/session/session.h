#pragma once
// One page's conversation with the relay in `mailglass.v1`: takes its messages, keeps its bounds, and answers. Knows no
// WebSocket.

#include <boost/asio/any_io_executor.hpp>
#include <memory>
#include <string>
#include <string_view>

#include "budget/budget.h"
#include "bytes/reader.h"
#include "config/config.h"
#include "engine/health.h"
#include "metrics/tally.h"
#include "resolver/resolver.h"
#include "target/off_limits.h"
#include "wire/control.h"

namespace mailglass::relay::session {

/// What all sessions share. Outlives them.
struct Services {
  const Config& config;
  std::string ehlo_name;
  resolver::Resolver& resolver;
  budget::Targets& targets;
  target::OffLimits off_limits;
  wire::Port25 port25 = wire::Port25::Unknown;  ///< may be learnt later than the first session begins
  metrics::Tally tally{};
  Health health{};
  bool draining = false;  ///< the relay is asked to stop: what runs may end, nothing begins
};

/// The way back to the page.
class Channel {
 public:
  virtual void send_text(std::string message) = 0;
  virtual void send_binary(Bytes message) = 0;
  /// Sends what is queued, then closes. Nothing is sent afterwards.
  virtual void close(std::string_view why) = 0;

 protected:
  ~Channel() = default;
};

/// Used from one thread. Destroying it closes its connections and drops its lookups at once.
class Session {
 public:
  /// Sends Welcome. `services` and `channel` outlive the session. `reach`: of the client, whose addresses are bound;
  /// none where the client is this very process.
  static std::unique_ptr<Session> begin(const boost::asio::any_io_executor& executor, Services& services,
                                        Channel& channel, std::shared_ptr<budget::Reach> reach = nullptr);
  virtual ~Session() = default;
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  virtual void on_text(std::string_view message) = 0;
  virtual void on_binary(ByteView message) = 0;

 protected:
  Session() = default;
};

}  // namespace mailglass::relay::session
