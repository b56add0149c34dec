#include "dns/reverse_name.h"

#include <string>

namespace mailglass::dns {

Name reverse_name(const IpAddress& address) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  const ByteView bytes = address.bytes();
  for (const std::uint8_t byte : Bytes(bytes.rbegin(), bytes.rend())) {
    if (address.is_v4()) {
      text += std::to_string(byte) + ".";
    } else {
      text.append({kDigits[byte & 0xfU], '.', kDigits[byte >> 4U], '.'});
    }
  }
  const auto name = Name::from_text(text + (address.is_v4() ? "in-addr.arpa" : "ip6.arpa"));
  return name ? *name : Name();  // digits, letters and dots are always one
}

}  // namespace mailglass::dns
