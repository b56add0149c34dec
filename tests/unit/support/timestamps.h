#pragma once
// Signed certificate timestamps made for tests (RFC 6962 section 3.2); their signatures are none.

#include <vector>

#include "bytes/reader.h"

namespace mailglass::test {

inline Bytes timestamp(std::uint8_t log, std::uint64_t unix_ms) {
  ByteWriter out;
  out.u8(0).append(Bytes(32, log)).u64(unix_ms).u16(0).u8(4).u8(3);
  out.prefixed(2, [](ByteWriter& signature) { signature.append(Bytes(70, 0x30)); });
  return std::move(out).bytes();
}

inline Bytes timestamp_list(const std::vector<Bytes>& timestamps) {
  ByteWriter out;
  out.prefixed(2, [&](ByteWriter& list) {
    for (const Bytes& one : timestamps) list.prefixed(2, [&](ByteWriter& entry) { entry.append(one); });
  });
  return std::move(out).bytes();
}

/// A DER OCTET STRING of up to 65,535 bytes.
inline Bytes octet_string(ByteView contents) {
  ByteWriter out;
  out.u8(4).u8(0x82).prefixed(2, [&](ByteWriter& value) { value.append(contents); });
  return std::move(out).bytes();
}

}  // namespace mailglass::test
