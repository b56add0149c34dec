#include "guard/clear_text.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace mailglass::relay::guard {
namespace {

/// Every command that a mail server in use is known to act on. 28 of them have four letters, and chance makes one of
/// these in n random bytes n × 28 × (2/256)^4 × 68/256 times (two cases a letter, 68 values that may follow): in a
/// ClientHello with the share of X25519MLKEM768 (1,312 random bytes) once in 27,000 times, in one without once in
/// 370,000. Whoever meets that says another ClientHello. Longer words add nothing to it.
constexpr std::array<std::string_view, 45> kCommands{
    "HELO",     "EHLO",       "MAIL",           "RCPT",           "DATA",    "RSET",  // RFC 5321 section 4.1.1
    "VRFY",     "EXPN",       "HELP",           "NOOP",           "QUIT",             // the same
    "SEND",     "SOML",       "SAML",           "TURN",                               // RFC 821 sections 3.4 and 3.8
    "AUTH",     "STARTTLS",   "BDAT",           "ETRN",           "ATRN",     // RFC 4954, 3207, 3030, 1985, 2645
    "BURL",     "LHLO",                                                       // RFC 4468, 2033
    "XCLIENT",  "XFORWARD",                                                   // Postfix
    "PROXY",                                                                  // Haraka, and what stands before it
    "VERB",     "ONEX",       "XUSR",           "SHOWQ",          "DEBUG",    // Sendmail, old and new
    "XADR",     "XSTA",       "XCIR",           "XGEN",           "XEXDATA",  // Oracle's server; Courier
    "X-EXPS",   "XEXCH50",    "XPROXY",         "X-LINK2STATE",   "XSHADOW", "XQDISCARD",  // Exchange
    "XPROXYTO", "XPROXYFROM", "XSESSIONPARAMS", "X-ANONYMOUSTLS",
};

/// RFC 9110 section 9.1, RFC 5789, and the first line of HTTP/2 (RFC 9113 section 3.4).
constexpr std::array<std::string_view, 10> kMethods{"GET",     "HEAD",    "POST",  "PUT",   "DELETE",
                                                    "CONNECT", "OPTIONS", "TRACE", "PATCH", "PRI"};

bool is_space(std::uint8_t byte) {
  return byte <= 0x20 || (byte >= 0x7f && byte <= 0xa0);
}

/// All commands begin with four of these; it spares the look at nearly all other bytes.
bool is_letter_or_hyphen(std::uint8_t byte) {
  return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') || byte == '-';
}

bool same_letters(ByteView bytes, std::string_view text) {
  const auto lower = [](std::uint8_t c) { return c >= 'A' && c <= 'Z' ? static_cast<std::uint8_t>(c + 32) : c; };
  return bytes.size() == text.size() &&
         std::equal(bytes.begin(), bytes.end(), text.begin(),
                    [&](std::uint8_t a, char b) { return lower(a) == lower(static_cast<std::uint8_t>(b)); });
}

/// Where the host's name stands in the extension server_name (RFC 6066 section 3): its length, or none. The nine bytes
/// before the name are determined by it.
struct NamePlace {
  std::size_t begin = 0, end = 0;
};
NamePlace place_of_name(ByteView bytes, std::string_view host) {
  ByteWriter extension;
  extension.u16(0).prefixed(2, [&](ByteWriter& data) {
    data.prefixed(
        2, [&](ByteWriter& list) { list.u8(0).prefixed(2, [&](ByteWriter& name) { name.append(view_of(host)); }); });
  });
  const std::size_t size = extension.bytes().size();
  const std::size_t before = size - host.size();
  for (std::size_t at = 0; !host.empty() && at + size <= bytes.size(); ++at) {
    const ByteView here = bytes.subspan(at, size);
    if (std::equal(here.begin(), here.begin() + static_cast<std::ptrdiff_t>(before), extension.bytes().begin()) &&
        same_letters(here.subspan(before), host))
      return {at + before, at + size};
  }
  return {};
}

}  // namespace

bool speaks_smtp(ByteView bytes, std::string_view host) {
  const NamePlace name = place_of_name(bytes, host);
  bool line_begins = false;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    const ByteView rest = bytes.subspan(at);
    const auto is_command = [&](std::string_view word) {
      if (rest.size() < word.size() || !same_letters(rest.first(word.size()), word)) return false;
      if (at >= name.begin && at + word.size() <= name.end) return false;
      return line_begins || rest.size() == word.size() || rest[word.size()] == ':' || is_space(rest[word.size()]);
    };
    if (rest.size() >= 4 && std::all_of(rest.begin(), rest.begin() + 4, is_letter_or_hyphen) &&
        std::any_of(kCommands.begin(), kCommands.end(), is_command))
      return true;
    // Some servers take a lone CR or LF for the end of a line, and skip spaces at its beginning.
    const bool line_ends = bytes[at] == '\r' || bytes[at] == '\n';
    line_begins = line_ends || (line_begins && is_space(bytes[at]));
  }
  return false;
}

bool speaks_http(ByteView bytes, std::string_view host) {
  const NamePlace name = place_of_name(bytes, host);
  bool line_begins = false;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    const ByteView rest = bytes.subspan(at);
    const auto begins_with = [&](std::string_view word) {
      if (at >= name.begin && at + word.size() <= name.end) return false;
      return rest.size() >= word.size() && same_letters(rest.first(word.size()), word);
    };
    const auto is_request = [&](std::string_view method) {
      return begins_with(method) && (rest.size() == method.size() || is_space(rest[method.size()]));
    };
    if (begins_with("HTTP/")) return true;
    if (line_begins && std::any_of(kMethods.begin(), kMethods.end(), is_request)) return true;
    const bool line_ends = bytes[at] == '\r' || bytes[at] == '\n';
    line_begins = line_ends || (line_begins && is_space(bytes[at]));
  }
  return false;
}

}  // namespace mailglass::relay::guard
