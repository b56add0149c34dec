#pragma once
// Opens a record of application data with a client's write key: the relay's sealing written a second time and the other
// way round, with none of its code. It trusts the relay in nothing.

#include <cstdint>
#include <optional>
#include <string>

#include "bytes/reader.h"

namespace mailglass::test {

struct Opening {
  std::uint16_t version;
  std::uint16_t suite;
  bool encrypt_then_mac;
  std::uint64_t number;  ///< the record's sequence number
  Bytes before;          ///< the record before it, header included (for TLS 1.0)
};
/// What it says; nothing when key and record do not fit.
std::optional<std::string> opened(const Opening& how, const Bytes& key, const Bytes& record);

}  // namespace mailglass::test
