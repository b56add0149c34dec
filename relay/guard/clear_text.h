#pragma once
// What a server would read in our bytes if it went on in clear text although it said that it would speak TLS.

#include <string_view>

#include "bytes/reader.h"

namespace mailglass::relay::guard {

/// Whether an SMTP command stands in these bytes: one of the words, in upper or lower case, with a space or a colon
/// behind it wherever it stands, or at the beginning of a line with anything behind it. Random values, key shares and
/// tickets hold whatever a page puts there, and some servers read on in clear text after `220` to STARTTLS; some of
/// them in pieces of 512 bytes, so that a command may begin anywhere. Every byte up to 0x20 and from 0x7f to 0xa0
/// counts as a space, and so does the end: what the page says next begins with such a byte.
/// `host`: its name in the extension server_name is a fact and not a choice; it may be `mail.example.test`.
bool speaks_smtp(ByteView bytes, std::string_view host = {});

/// Whether a request of HTTP stands in these bytes: its version's name anywhere (RFC 9112 section 2.3), or at the
/// beginning of a line a method with a space behind it, which HTTP/0.9 took for a request without any version.
bool speaks_http(ByteView bytes, std::string_view host = {});

}  // namespace mailglass::relay::guard
