#pragma once
// Text frames of `mailglass.v1` (docs/protocol.md): JSON control messages as types. Unknown members are ignored,
// unknown types, missing members, wrong types and values outside the bounds are errors naming the rule.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "bytes/parsed.h"
#include "bytes/reader.h"
#include "wire/service.h"

namespace mailglass::wire {

inline constexpr std::string_view kSubprotocol = "mailglass.v1";
inline constexpr std::size_t kMaxText = 128 * 1024;    ///< one text message
inline constexpr std::size_t kMaxName = 1024;          ///< presentation form, escapes included
inline constexpr std::size_t kMaxClientHello = 4096;   ///< bytes of the records carrying it
inline constexpr std::size_t kMaxTicket = 2048;        ///< bytes of a session ticket presented in it
inline constexpr std::size_t kMaxWriteKey = 128;       ///< bytes of the key handed over with a word
inline constexpr std::uint64_t kTimeEnd = 1ULL << 53;  ///< times, in microseconds, are below it

/// The rule of a refusal that is chance: the hello's random bytes spelt a command of SMTP, and another seed's will not.
inline constexpr std::string_view kHelloSpellsSmtp = "client-hello-smtp";

// ── page → relay ──────────────────────────────────────────────────────────────────────────────
/// {"type":"open","domain":"example.test"}: begins the check; once per session, first.
struct Open {
  std::string domain;
};
/// {"type":"lookup","id":1,"name":"example.test","rr":"MX"}
struct Lookup {
  std::uint32_t id;
  std::string name;
  std::string rr;
};
/// {"type":"probe","id":2,"service":"smtp","host":"mx.example.test","address":"192.0.2.1","client_hello":"<base64>"}
/// `id` becomes the stream id of the binary frames. Ids of lookups and probes share one number space and are never
/// reused in a session. Behind that "patience_ms":300000, if the relay shall go on waiting for a server that is slow.
struct Probe {
  std::uint32_t id;
  ServiceId service;  ///< others than "smtp" where the relay says their words (Welcome::says)
  std::string host;
  std::string address;
  Bytes client_hello;
  std::uint32_t patience_ms = 0;  ///< for each step, instead of its usual deadline; 0: none
};
/// {"type":"finish","id":2}: nothing more will come from the page for this stream; close it (politely where possible).
struct Finish {
  std::uint32_t id;
};
/// {"type":"say","id":2,"word":"ehlo","key":"<base64>"}: the relay says one of its words inside TLS, under the client's
/// write key of this connection (docs/protocol.md, "Words inside TLS").
struct Say {
  std::uint32_t id;
  Word word;
  Bytes key;
};

// ── relay → page ──────────────────────────────────────────────────────────────────────────────
/// {"type":"welcome","relay":"mailglass/0.1.0","ehlo":"relay.example","lab":false,"port25":"open","limits":{…}}: first
/// message, by itself. Where the relay can say words inside TLS, "says":["ehlo","quit"] behind that; and where it can
/// wait for slow servers, "patience_ms":300000; where its own DNS was found not to work, "dns":"broken".
struct Limits {
  std::uint32_t streams = 0;       ///< probes at once in this session
  std::uint32_t connections = 0;   ///< probes in this session altogether
  std::uint32_t per_address = 0;   ///< probes to one address in this session
  std::uint32_t lookups = 0;       ///< lookups in this session altogether
  std::uint32_t stream_bytes = 0;  ///< bytes read from a server in one stream
  std::uint32_t connect_ms = 0, greeting_ms = 0, reply_ms = 0, handshake_ms = 0, probe_ms = 0;  ///< deadlines
};
enum class Port25 : std::uint8_t { Open, Blocked, Unknown };
struct Welcome {
  std::string relay;
  std::string ehlo;
  bool lab;
  Port25 port25;
  Limits limits;
  std::vector<Word> says = {};    ///< the words it can say inside TLS; one that is not known here is left out
  std::uint32_t patience_ms = 0;  ///< the longest it waits for one step of a slow server; 0: as `limits` has it
  bool dns_broken = false;
  bool here = false;  ///< no relay is between: a program's own engine
};
/// {"type":"opened","domain":"example.test"}
struct Opened {
  std::string domain;
};
/// {"type":"answer","id":1,"status":"secure","why":"","us":1234,"message":"<base64 of the DNS message, empty if there
/// is none>"}
enum class DnsStatus : std::uint8_t { Secure, Insecure, Bogus, Indeterminate, Failed };
struct Answer {
  std::uint32_t id;
  DnsStatus status;
  std::string why;
  std::uint64_t us;
  Bytes message;
};
/// {"type":"stage","id":2,"stage":"connected","us":1234}
/// What the relay did last in a stream; each stage at most once, in this order.
enum class Stage : std::uint8_t { Connecting, Connected, Greeting, Ehlo, Starttls, Handshake, Session, Closing };
struct StageReached {
  std::uint32_t id;
  Stage stage;
  std::uint64_t us;
};
/// {"type":"patient","id":2,"ms":270000,"us":30000000}: a usual deadline has passed, and the relay goes on waiting for
/// the server, as the page wished, for at most `ms` more. At most once in a stream.
struct Patient {
  std::uint32_t id;
  std::uint32_t ms;
  std::uint64_t us;
};
/// {"type":"closed","id":2,"end":"timeout","stage":"greeting","why":"no complete greeting within 30 s","us":30000000}
/// How a stream ended; `stage` is the stage it was in. After it nothing follows for this stream.
enum class End : std::uint8_t {
  Done,            ///< the dialogue went to its polite end
  PeerClosed,      ///< the mail server closed (FIN)
  PeerReset,       ///< the mail server reset (RST)
  ConnectRefused,  ///< TCP refused
  Unreachable,     ///< the host is away, by what the network says
  NoRoute,         ///< the relay's own network has no way there: it may have no IPv6
  Timeout,         ///< a deadline passed; `why` says which
  LimitReached,    ///< a bound of the relay (bytes, line length) was reached
  NotSmtp,         ///< what came is no SMTP reply
  Cancelled,       ///< page's `finish`, or the session's end
};
struct Closed {
  std::uint32_t id;
  End end;
  Stage stage;
  std::string why;
  std::uint64_t us;
};
/// {"type":"refused","id":2,"rule":"target-not-named","why":"…"}: the request with this id was not carried out, or a
/// binary frame from the page broke the guard's vocabulary (the stream is then closed too, with `closed`).
struct Refused {
  std::optional<std::uint32_t> id;
  std::string rule;
  std::string why;
};

using FromPage = std::variant<Open, Lookup, Probe, Finish, Say>;
using FromRelay = std::variant<Welcome, Opened, Answer, StageReached, Patient, Closed, Refused>;

std::string encode(const FromPage& message);  ///< compact JSON, members in the order documented above
std::string encode(const FromRelay& message);
Parsed<FromPage> decode_from_page(std::string_view text);
Parsed<FromRelay> decode_from_relay(std::string_view text);

std::string_view to_string(DnsStatus status);  ///< "secure" …
std::string_view to_string(
    Stage stage);  ///< "connecting" "connected" "greeting" "ehlo" "starttls" "handshake" "session" "closing"
std::string_view to_string(End end);  ///< "done" "peer-closed" "peer-reset" "connect-refused" "unreachable" "no-route"
                                      ///< "limit-reached" "not-smtp" "cancelled"
std::string_view to_string(Port25 state);  ///< "open" "blocked" "unknown"
std::string_view to_string(Word word);     ///< "ehlo" "quit" "get-policy"
std::optional<DnsStatus> dns_status_from(std::string_view);
std::optional<Stage> stage_from(std::string_view);
std::optional<End> end_from(std::string_view);
std::optional<Port25> port25_from(std::string_view);
std::optional<Word> word_from(std::string_view);

}  // namespace mailglass::wire
