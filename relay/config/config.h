#pragma once
// What a relay can be told. Every value has a default that is safe on the public Internet; docs/relay.md says what each
// is for.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "wire/control.h"

namespace mailglass::relay {

struct ResolverConfig {
  std::string upstream;  ///< "192.0.2.1" or "192.0.2.1@5353": ask this resolver instead of the authoritative servers
  std::string root;      ///< the same form: a server that is authoritative for the root (lab)
  std::string trust_anchor;  ///< file; empty for the system's
  std::uint32_t lookup_ms = 15'000;
  std::uint32_t lookups = 512;             ///< worked on at once, for everybody
  std::uint32_t lookups_per_client = 32;   ///< … for one client's sessions
  std::uint32_t lookups_per_session = 16;  ///< … for one session
  std::string program;                     ///< mailglass-resolver; empty: beside the program that runs
};

struct BudgetConfig {
  std::uint32_t sessions = 200;                    ///< at once, from everybody
  std::uint32_t sessions_per_client = 8;           ///< at once, from one address (IPv6: one /64); networks have several
  std::uint32_t sessions_per_client_minute = 30;   ///< begun within a minute
  std::uint32_t addresses_per_client_minute = 60;  ///< of mail servers, different ones, over the client's sessions
  std::uint32_t open_seconds = 120;                ///< from the WebSocket to the domain
  std::uint32_t session_seconds = 900;             ///< from the domain on
  std::uint32_t unread_bytes = 1024 * 1024;        ///< what may wait for a page that does not read
  std::uint32_t unread_seconds = 30;               ///< how long one message may wait for that page to take it
  std::uint32_t target_connections = 2;            ///< at once to one mail server's address, over all sessions
  std::uint32_t target_spacing_ms = 100;           ///< between two connections to one address
  std::uint32_t target_burst = 100;       ///< connections to one address so close together, over all sessions …
  std::uint32_t target_per_minute = 180;  ///< … and how many come back within a minute
  std::uint32_t target_wait_ms = 20'000;  ///< how long a probe may wait for its turn
  std::uint32_t page_ms = 3'000;          ///< for the page, where it is its turn to speak to a mail server
  std::uint32_t patience_ms = 300'000;    ///< for one step of a slow mail server, where a page asks for it; 0: none
  std::uint32_t patient_probes = 64;      ///< that wait so at once, over all sessions …
  std::uint32_t patient_probes_per_client = 4;  ///< … and for one client address; networks have several shares
  std::uint32_t network_burst = 300;       ///< connections into one /24 or /48, close together, over all sessions …
  std::uint32_t network_per_minute = 600;  ///< … and how many come back within a minute
  std::uint32_t network_addresses = 16;    ///< different addresses in one /24 or /48, close together …
  std::uint32_t network_addresses_per_minute = 30;     ///< … and how many more within a minute
  std::uint32_t connections_burst = 1'000;             ///< connections to all mail servers, close together …
  std::uint32_t connections_per_minute = 3'000;        ///< … and how many come back within a minute
  std::uint32_t door_connections = 2'048;              ///< from everybody that are no session (yet)
  std::uint32_t door_connections_per_client = 64;      ///< the same from one address
  std::uint32_t header_seconds = 5;                    ///< for the first request of a connection
  std::uint32_t messages_burst = 600;                  ///< messages from one page, close together …
  std::uint32_t messages_per_minute = 6'000;           ///< … and how many more within a minute
  std::uint32_t message_kilobytes_burst = 2'048;       ///< what they may weigh together …
  std::uint32_t message_kilobytes_per_minute = 8'192;  ///< … and how much more within a minute
};

struct MetricsConfig {
  std::string listen;  ///< "ADDRESS:PORT" for Prometheus; empty: none are served
};

struct LabConfig {
  bool allow_special = false;      ///< connect to loopback, private and other special addresses
  std::uint16_t smtp_port = 25;    ///< other than 25 only together with allow_special
  std::uint16_t https_port = 443;  ///< of policy hosts; other than 443 likewise
};

struct Port25Config {
  bool check = true;
  std::vector<std::string> domains{"gmail.com",
                                   "outlook.com"};  ///< one of their mail servers is asked for its greeting
};

struct Config {
  std::string listen_address = "127.0.0.1";
  std::uint16_t listen_port = 8025;
  std::string web = "web/dist";  ///< folder of the page; empty: none
  std::string ehlo;              ///< the name said in EHLO; empty: this machine's
  std::string roots = "/etc/ssl/certs/ca-certificates.crt";
  std::string extra_roots;  ///< appended to the roots; only together with lab.allow_special
  std::vector<std::string> allow_origins{
      "*"};                          ///< origins whose pages may open a session; "self": the relay's own page
  std::vector<std::string> deny;     ///< prefixes never connected to, beside the special addresses
  std::string do_not_probe;          ///< file of addresses, prefixes and names that asked to be left alone
  std::string contact;               ///< how administrators of checked servers reach the operator; shown at /about
  std::string source_code;           ///< where the source code of what runs here is; shown at /privacy
  std::uint32_t drain_seconds = 20;  ///< how long running checks may go on when the relay is asked to stop
  std::vector<std::string> trusted_proxies;  ///< prefixes of reverse proxies whose X-Forwarded-For is believed
  std::string log_level = "info";
  wire::Limits limits{4, 96, 24, 256, 256 * 1024, 10'000, 30'000, 20'000, 15'000, 60'000};
  ResolverConfig resolver;
  BudgetConfig budget;
  MetricsConfig metrics;
  LabConfig lab;
  Port25Config port25;
  std::string source;  ///< the file these were read from; empty: none
};

/// What is wrong with a configuration, in one sentence naming the key, and the place where one is known.
struct ConfigError {
  std::string text;
};

/// A file that a setting names, and what is wrong with it.
struct BadFile {
  enum class Why : std::uint8_t { Unreadable, HoldsNoAnchors };
  Why why{};
  std::string_view setting;  ///< its key
  std::string file;
};
ConfigError error_of(const BadFile& bad);
/// As `ehlo` has to be one.
bool is_host_name(std::string_view text);

/// A key of the file, by its dotted path.
struct Setting {
  std::string_view key;   ///< "limits.streams"
  std::string_view what;  ///< one phrase for the documentation
};
const std::vector<Setting>& settings();

/// Reads TOML; keys not mentioned keep what `defaults` has. `name` is the file's name for messages.
std::variant<Config, ConfigError> read_config(std::string_view toml, const std::string& name,
                                              const Config& defaults = {});
/// Reads the file.
std::variant<Config, ConfigError> load_config(const std::string& path, const Config& defaults = {});
/// An address and a port to listen on.
struct ListenAt {
  std::string address;
  std::uint16_t port = 0;
};
/// "ADDRESS:PORT", "[V6]:PORT" or "PORT", which is at 127.0.0.1; the error begins with `key`.
std::variant<ListenAt, ConfigError> listen_at(std::string_view key, std::string_view text);
/// The same into the two listen members; a port alone leaves the address.
std::optional<ConfigError> set_listen(Config& config, std::string_view text);
/// What no single key can get wrong: values that do not fit together, files that do not exist.
std::optional<ConfigError> check_config(const Config& config);
/// The whole configuration as TOML that read_config takes.
std::string print_config(const Config& config);

}  // namespace mailglass::relay
