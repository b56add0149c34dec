#include "guard/clear_text.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace mailglass::relay::guard {
namespace {

/// All of four letters or more, so that chance makes one of them in a ClientHello once in a million times. HELO, EHLO,
/// RSET, NOOP, HELP, QUIT and STARTTLS are missing: they do no harm, and the relay itself says three of them.
constexpr std::array<std::string_view, 17> kCommands{
    "MAIL",    "RCPT",     "DATA",          // RFC 5321 sections 4.1.1.2 to 4.1.1.4
    "VRFY",    "EXPN",                      // RFC 5321 sections 4.1.1.6 and 4.1.1.7
    "SEND",    "SOML",     "SAML", "TURN",  // RFC 821 sections 3.4 and 3.8
    "AUTH",                                 // RFC 4954
    "BDAT",                                 // RFC 3030
    "ETRN",    "ATRN",                      // RFC 1985, RFC 2645
    "BURL",                                 // RFC 4468
    "XCLIENT", "XFORWARD",                  // Postfix: takes another client's name and address
    "LHLO",                                 // RFC 2033
};

bool is_space(std::uint8_t byte) {
  return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

bool begins_with(ByteView bytes, std::string_view command) {
  const auto upper = [](std::uint8_t c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : static_cast<char>(c);
  };
  return bytes.size() >= command.size() && std::equal(command.begin(), command.end(), bytes.begin(),
                                                      [&](char c, std::uint8_t byte) { return upper(byte) == c; });
}

}  // namespace

bool speaks_smtp(ByteView bytes) {
  bool line_begins = false;
  for (; !bytes.empty(); bytes = bytes.subspan(1)) {
    // Some servers take a lone CR or LF for the end of a line, and skip spaces at its beginning.
    if (bytes[0] == '\r' || bytes[0] == '\n') line_begins = true;
    if (is_space(bytes[0])) continue;
    const auto here = [&](std::string_view command) { return begins_with(bytes, command); };
    if (line_begins && std::any_of(kCommands.begin(), kCommands.end(), here)) return true;
    line_begins = false;
  }
  return false;
}

}  // namespace mailglass::relay::guard
