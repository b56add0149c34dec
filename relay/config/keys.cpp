#include "config/keys.h"

namespace mailglass::relay {

std::vector<Key> keys_of(Config& c) {
  constexpr std::uint32_t kMinute = 60'000;
  return {
      {{"listen_address", "address to listen on"}, &c.listen_address},
      {{"listen_port", "port to listen on; 0 takes a free one"}, Port{&c.listen_port}},
      {{"web", "folder of the built page; empty for none"}, &c.web},
      {{"ehlo", "host name said in EHLO; empty for this machine's"}, &c.ehlo},
      {{"roots", "file of trusted root certificates (PEM) given to the page"}, &c.roots},
      {{"extra_roots", "file of more roots, for a lab"}, &c.extra_roots},
      {{"allow_origins", "origins whose pages may open a session: \"*\", \"self\" or \"https://host\""},
       &c.allow_origins},
      {{"trust_forwarded_for", "take the client's address from X-Forwarded-For (behind a reverse proxy only)"},
       &c.trust_forwarded_for},
      {{"log_level", "trace, debug, info, warn, error or off; domain names appear from debug down"}, &c.log_level},
      {{"limits.streams", "probes at once in a session"}, Number{&c.limits.streams, 1, 64}},
      {{"limits.connections", "probes in a session"}, Number{&c.limits.connections, 1, 1000}},
      {{"limits.per_address", "probes to one address in a session"}, Number{&c.limits.per_address, 1, 200}},
      {{"limits.lookups", "lookups in a session"}, Number{&c.limits.lookups, 1, 10'000}},
      {{"limits.stream_bytes", "bytes read from a mail server in one probe"},
       Number{&c.limits.stream_bytes, 1024, 16 * 1024 * 1024}},
      {{"limits.connect_ms", "time to connect"}, Number{&c.limits.connect_ms, 10, 10 * kMinute}},
      {{"limits.greeting_ms", "time for the whole greeting"}, Number{&c.limits.greeting_ms, 10, 10 * kMinute}},
      {{"limits.reply_ms", "time for each whole reply"}, Number{&c.limits.reply_ms, 10, 10 * kMinute}},
      {{"limits.handshake_ms", "time from the ClientHello to the end of the handshake"},
       Number{&c.limits.handshake_ms, 10, 10 * kMinute}},
      {{"limits.probe_ms", "time for a whole probe"}, Number{&c.limits.probe_ms, 10, 30 * kMinute}},
      {{"resolver.upstream",
        "validate answers of this resolver, ADDRESS or ADDRESS@PORT; empty: ask the authoritative servers"},
       &c.resolver.upstream},
      {{"resolver.root", "a root server of your own, ADDRESS or ADDRESS@PORT, for a lab"}, &c.resolver.root},
      {{"resolver.trust_anchor", "file with the root's trust anchor; empty: the system's"}, &c.resolver.trust_anchor},
      {{"resolver.lookup_ms", "time for one lookup"}, Number{&c.resolver.lookup_ms, 10, 10 * kMinute}},
      {{"budget.sessions", "sessions at once"}, Number{&c.budget.sessions, 1, 100'000}},
      {{"budget.sessions_per_client", "sessions at once from one client address"},
       Number{&c.budget.sessions_per_client, 1, 100'000}},
      {{"budget.sessions_per_client_minute", "sessions begun within a minute from one client address"},
       Number{&c.budget.sessions_per_client_minute, 1, 100'000}},
      {{"budget.session_seconds", "time for a whole session"}, Number{&c.budget.session_seconds, 1, 86'400}},
      {{"budget.target_connections", "connections at once to one mail server's address, over all sessions"},
       Number{&c.budget.target_connections, 1, 100}},
      {{"budget.target_spacing_ms", "time between two connections to one mail server's address"},
       Number{&c.budget.target_spacing_ms, 0, kMinute}},
      {{"budget.target_wait_ms", "how long a probe may wait for its turn"},
       Number{&c.budget.target_wait_ms, 0, 10 * kMinute}},
      {{"port25.check", "see at start whether connections to port 25 get out"}, &c.port25.check},
      {{"port25.domains", "domains whose mail server is asked for its greeting then"}, &c.port25.domains},
      {{"lab.allow_special", "connect to loopback, private and other special addresses (tests only)"},
       &c.lab.allow_special},
      {{"lab.smtp_port", "port of the mail servers, with lab.allow_special only"}, Port{&c.lab.smtp_port}},
  };
}

}  // namespace mailglass::relay
