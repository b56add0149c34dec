#pragma once
// What a server would read in our bytes if it went on in clear text although it said that it would speak TLS.

#include "bytes/reader.h"

namespace mailglass::relay::guard {

/// Whether a line of these bytes begins with an SMTP command that could do something: send mail, ask about mailboxes,
/// log in, or change who the client seems to be. Random values, key shares and tickets hold whatever a page puts there,
/// and some servers read on in clear text after `220` to STARTTLS.
bool speaks_smtp(ByteView bytes);

}  // namespace mailglass::relay::guard
