#pragma once
// Resource records from their presentation form (RFC 1035 section 5.1) to the wire, and messages made of them.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dns/message.h"

namespace mailglass::test {

/// A record as it goes on the wire, names uncompressed.
struct WireRecord {
  dns::Name owner;
  std::uint16_t type = 0;
  std::uint32_t ttl = 3600;
  Bytes data;
  friend bool operator==(const WireRecord&, const WireRecord&) = default;
};

dns::Name name_of(std::string_view text);  ///< throws std::invalid_argument
std::uint16_t type_of(std::string_view text);
/// "mx.example. 3600 IN MX 10 mail.example.": TTL and class may be missing. Throws std::invalid_argument.
WireRecord record_of(std::string_view line);
/// The words of a line; quoted strings keep their quotes; parentheses and comments are gone.
std::vector<std::string> words_of(std::string_view line);
Bytes data_of(std::uint16_t type, const std::vector<std::string>& words);

std::string base32hex(ByteView bytes);  ///< RFC 4648 section 7, lower case, without padding

struct WireMessage {
  dns::Name name;
  std::uint16_t type = 0;
  std::uint16_t rcode = 0;
  std::vector<WireRecord> answers, authorities, additionals;
};
Bytes wire_of(const WireMessage& message);

/// Unix seconds of "20250101000000" (RFC 4034 section 3.2).
std::int64_t time_of(std::string_view text);

}  // namespace mailglass::test
