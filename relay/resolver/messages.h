#pragma once
// What the relay and its resolver's process say to each other over a socket that keeps messages apart. The relay
// believes nothing in them: each is bounded, and an answer's bytes are parsed like any other bytes of strangers.

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "bytes/reader.h"
#include "wire/control.h"

namespace mailglass::relay::resolver {

/// One message: a DNS message of 64 KiB and a reason.
inline constexpr std::size_t kMaxMessage = 80 * 1024;
inline constexpr std::size_t kMaxWhy = 1024;
/// Where the process finds its end of the socket.
inline constexpr int kRelaySocket = 3;

/// First, once: what to ask, and whom never.
struct Settings {
  std::string upstream;            ///< ADDRESS or ADDRESS@PORT, or empty
  std::string root;                ///< the same
  bool lab = false;                ///< "test." is an ordinary domain
  bool localhost = false;          ///< loopback may be asked
  std::vector<std::string> never;  ///< prefixes of name servers that are not asked
};
struct Ask {
  std::uint64_t id;
  std::uint16_t type;
  std::string name;  ///< presentation form
};
/// Are you there? Answered by the thread that does the work.
struct Ping {
  std::uint64_t id;
};
using ToResolver = std::variant<Settings, Ask, Ping>;

struct Started {
  std::string version;  ///< of libunbound
  std::string sandbox;  ///< what holds it, in words
};
/// Instead: why it cannot work. It ends.
struct Unable {
  std::string why;
};
/// The work for this lookup is over.
struct Answered {
  std::uint64_t id;
  wire::DnsStatus status;
  std::string why;
  Bytes message;
};
struct Pong {
  std::uint64_t id;
};
using FromResolver = std::variant<Started, Unable, Answered, Pong>;

Bytes encode(const ToResolver& message);
Bytes encode(const FromResolver& message);
/// Nothing for what is no such message.
std::optional<ToResolver> decode_to_resolver(ByteView bytes);
std::optional<FromResolver> decode_from_resolver(ByteView bytes);

}  // namespace mailglass::relay::resolver
