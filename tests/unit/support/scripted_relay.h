#pragma once
// A relay without network: answers a check's lookups from a small zone and runs its probes against scripted servers, in
// one thread.

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "check/check.h"
#include "dns/message.h"
#include "guard/tls_turns.h"
#include "support/memory_server.h"

namespace mailglass::test {

/// Builds the wire form of an answer.
struct ZoneRecord {
  std::string owner;
  dns::Type type;
  std::string data;  ///< "10 mx.example.test", "192.0.2.1", "alias.example.test", text
};
struct Zone {
  std::vector<ZoneRecord> records;
  wire::DnsStatus status = wire::DnsStatus::Insecure;
  std::map<std::string, wire::DnsStatus> broken = {};  ///< names whose lookups fail so; "name AAAA": of that type alone
  std::map<std::string, wire::DnsStatus> statuses = {};  ///< names whose answers have another status than the zone's
};
/// Anchors of a root that nobody signed: nothing is expected to be signed then.
inline std::optional<std::vector<dnssec::Anchor>> unsigned_root() {
  return std::vector<dnssec::Anchor>{};
}
Bytes dns_answer(const Zone& zone, const dns::Name& name, dns::Type type);

/// What a server does, step by step; a relay that lies changes what passes.
struct ServerScript {
  std::string greeting = "220 mx.example.test ESMTP\r\n";
  std::string ehlo = "250-mx.example.test\r\n250-PIPELINING\r\n250 STARTTLS\r\n";
  std::string helo = "250 mx.example.test\r\n";  ///< where EHLO is refused
  std::string starttls = "220 go ahead\r\n";
  std::string after_starttls = {};                               ///< said in clear to the ClientHello
  std::shared_ptr<MemoryServer> tls = {};                        ///< none: silence after STARTTLS
  std::function<std::shared_ptr<MemoryServer>()> tls_each = {};  ///< a new one for each connection, instead
  std::function<ServerScript()> each = {};                       ///< another script for each connection
  std::string refused = {};                                      ///< the relay does not connect, by this rule
  std::optional<wire::End> connect_end = {};                     ///< the connection attempt ends so
  std::optional<wire::End> ends_after_greeting = {};
  std::optional<wire::End> leaves = {};           ///< behind its last reply in clear text, before QUIT is said
  bool hangs_up = false;                          ///< on the ClientHello
  bool refuses_names = false;                     ///< a ClientHello with server_name
  bool wants_names = false;                       ///< refuses a ClientHello without
  std::uint8_t alert_to_names = 112;              ///< unrecognized_name (RFC 6066 section 3)
  std::optional<Bytes> refusal = {};              ///< in place of that alert; empty: silence
  std::uint64_t connect_us = 0, greeting_us = 0;  ///< how long each takes, beside the relay's own turns
  std::function<Bytes(Bytes)> tamper = {};        ///< on the server's TLS bytes
  std::string ehlo_inside = "250-mx.example.test\r\n250 SIZE 1000\r\n";  ///< to EHLO inside TLS; empty: nothing
  Bytes before_inside = {};                                              ///< records as they are, before that
  std::optional<wire::End> ends_after_handshake = {};                    ///< the server's end, once it is through
  std::optional<wire::End> ends_inside = {};                             ///< the end behind `ehlo_inside`
  bool closes_inside = false;                                            ///< close_notify behind `ehlo_inside`
  bool alters_inside = false;        ///< the relay changes what the server says to EHLO inside TLS
  std::string words_refused = {};    ///< the relay says no word here, by this rule
  unsigned spelt_smtp = 0;           ///< so many probes are refused for what their random bytes spell
  std::size_t server_piece = 16384;  ///< bytes a frame from the server
};

class ScriptedRelay {
 public:
  ScriptedRelay(Zone zone, std::map<std::string, ServerScript> servers)
      : zone_(std::move(zone)), servers_(std::move(servers)) {}
  /// Runs the check to its end, or until nothing more happens. Returns whether it finished. Time passes quickly where
  /// an exploration waits for its next turn.
  bool run(check::Check& check);
  /// Connections asked for, in order, as "host address".
  [[nodiscard]] const std::vector<std::string>& connections() const { return connections_; }
  std::size_t streams = 4;
  std::uint32_t connections_allowed = 100;
  bool says = true;  ///< words inside TLS
  bool dns_broken = false;
  wire::Port25 port25 = wire::Port25::Open;

 private:
  struct Stream {
    ServerScript script;
    std::size_t from = 0, to = 0;
    bool open = true;
    std::optional<relay::guard::TlsTurns> turns = {};  ///< what a relay knows of the handshake when it says a word
  };
  void carry_out(check::Check& check);
  void take(check::Check& check, const wire::FromPage& message);
  void probe(check::Check& check, const wire::Probe& request);
  bool clear_text(check::Check& check, std::uint32_t id, const ServerScript& script);
  void say(check::Check& check, std::uint32_t id, std::string_view text);
  void hear(check::Check& check, std::uint32_t id, ByteView bytes);
  void serve(check::Check& check, std::uint32_t id, ByteView from_client);
  void say_word(check::Check& check, const wire::Say& wanted);
  /// The server takes bytes; the page hears what it says to them, and whether that is anything is returned.
  bool exchange(check::Check& check, std::uint32_t id, ByteView from_client);
  void stage(check::Check& check, std::uint32_t id, wire::Stage stage);
  void close(check::Check& check, std::uint32_t id, wire::End end, wire::Stage stage, const std::string& why = "");
  void send(check::Check& check, const wire::FromRelay& message);
  std::uint64_t tick() { return now_ += 1000; }

  Zone zone_;
  std::map<std::string, ServerScript> servers_;  ///< by address
  std::map<std::uint32_t, Stream> open_;
  std::vector<std::string> connections_;
  std::uint64_t now_ = 0;
};

}  // namespace mailglass::test
