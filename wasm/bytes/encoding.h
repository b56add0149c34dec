#pragma once
// Bytes as text: hexadecimal, base64 (RFC 4648 section 4), and printable rendering of hostile bytes.

#include <optional>
#include <string>
#include <string_view>

#include "bytes/reader.h"

namespace mailglass {

std::string to_hex(ByteView bytes);
std::optional<Bytes> from_hex(std::string_view hex);
std::string to_base64(ByteView bytes);
/// Strict: correct padding, no white space; nullopt otherwise.
std::optional<Bytes> from_base64(std::string_view text);
/// ASCII printable characters as they are; every other byte as \xNN (CR and LF as \r \n), backslash doubled. At most
/// `max_bytes` of input are shown; "…" follows when some were left out. The result is pure printable ASCII but for that
/// mark.
std::string printable(ByteView bytes, std::size_t max_bytes = 512);

}  // namespace mailglass
