#pragma once
// What is left of SSL 2.0 to read: a server's answer to the question whether it is still there.

#include <vector>

#include "bytes/parsed.h"
#include "bytes/reader.h"

namespace mailglass::tls {

struct Ssl2ServerHello {
  std::vector<std::uint32_t> cipher_kinds;
  Bytes certificate;
  ByteRange range;
};

inline constexpr std::size_t kSsl2RecordHeader = 2;
/// The size of a record with its header, from the header's two bytes; its top bit tells it from a record of TLS.
std::size_t ssl2_record_size(ByteView header);
/// The SSL Protocol version 2, section 2.6: SERVER-HELLO behind a two-byte record header, which begins at `offset`.
Parsed<Ssl2ServerHello> parse_ssl2_server_hello(ByteView record, std::size_t offset);

}  // namespace mailglass::tls
