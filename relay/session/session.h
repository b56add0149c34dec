#pragma once
// One page's conversation with the relay in `mailglass.v1`: takes its messages, keeps its bounds, and answers. Knows no
// WebSocket.

#include <boost/asio/any_io_executor.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "budget/budgets.h"
#include "bytes/reader.h"
#include "config/config.h"
#include "engine/health.h"
#include "metrics/tally.h"
#include "resolver/resolver.h"
#include "session/clients.h"
#include "target/off_limits.h"
#include "wire/control.h"

namespace mailglass::relay::session {

/// What all sessions share. Outlives them.
struct Services {
  const Config& config;
  std::string ehlo_name;
  resolver::Resolver& resolver;
  budget::Budgets& budgets;
  target::OffLimits off_limits;
  wire::Port25 port25 = wire::Port25::Unknown;  ///< may be learnt later than the first session begins
  Clients clients{};
  metrics::Tally tally{};
  Health health{};
  bool draining = false;  ///< the relay is asked to stop: what runs may end, nothing begins
  bool here = false;      ///< who asks is this very program
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

/// Used from one thread. Destroying it closes its connections and drops its lookups at once. It tells the room it has a
/// place in whether it is idle, and leaves when told.
class Session : public budget::Guest {
 public:
  /// Sends Welcome. `services` and `channel` outlive the session. `client`: whose shares it uses; none where the client
  /// is this very process.
  static std::unique_ptr<Session> begin(const boost::asio::any_io_executor& executor, Services& services,
                                        Channel& channel, std::optional<IpAddress> client = std::nullopt);
  virtual ~Session() = default;
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  virtual void on_text(std::string_view message) = 0;
  virtual void on_binary(ByteView message) = 0;

 protected:
  Session() = default;
};

}  // namespace mailglass::relay::session
