#pragma once
// A relay in one thread that may say anything about what passes between the page and a server: unlike the scripted one
// of the unit tests it is free in everything, also in whom it connects to and what it claims to have written.

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "check/check.h"
#include "support/scripted_relay.h"

namespace mailglass::liars {

/// What the page hears in answer to something it said in TLS.
struct Heard {
  Bytes bytes;                     ///< from the server, by the relay's account
  std::optional<wire::End> end{};  ///< and then the connection ended so
};

/// One connection, as the relay tells it.
struct Line {
  std::string greeting = "220 mx ESMTP\r\n", ehlo = "250-mx\r\n250 STARTTLS\r\n", starttls = "220 go ahead\r\n";
  std::function<Heard(ByteView said)> tls;        ///< the page's bytes in TLS, the ClientHello first
  std::function<Bytes(Bytes said)> as_written{};  ///< what the relay claims to have written instead
};

class LyingRelay {
 public:
  using Connect = std::function<Line(const wire::Probe& request)>;
  LyingRelay(test::Zone zone, Connect connect) : zone_(std::move(zone)), connect_(std::move(connect)) {}
  /// Carries the check to its end; false if it does not come to one.
  bool run(check::Check& check);

 private:
  struct Stream {
    Line line;
    std::size_t from = 0, to = 0;
    bool open = true;
  };
  void carry_out(check::Check& check);
  void take(check::Check& check, const wire::FromPage& message);
  void begin(check::Check& check, const wire::Probe& request);
  void serve(check::Check& check, std::uint32_t id, ByteView said);
  void close(check::Check& check, std::uint32_t id, wire::End end);
  void pass(check::Check& check, std::uint32_t id, wire::Direction direction, ByteView bytes);
  void send(check::Check& check, const wire::FromRelay& message);

  test::Zone zone_;
  Connect connect_;
  std::map<std::uint32_t, Stream> streams_;
  std::uint64_t now_ = 0;
};

/// A line to a server over memory, honest in all it says.
Line honest_line(const std::shared_ptr<test::MemoryServer>& server);

}  // namespace mailglass::liars
