#pragma once
// The canonical form of names and records (RFC 4034 section 6, RFC 6840 section 5.1): what signatures and digests of
// DNSSEC are made over. The canonical order of names is Name's operator<=>.

#include "dns/message.h"

namespace mailglass::dns {

/// Wire form, uncompressed, US-ASCII letters in lower case (RFC 4034 section 6.2).
void append_canonical(ByteWriter& out, const Name& name);
/// The record's data as signed: names inside it expanded, and in lower case where section 6.2 lists the type. Other
/// types stay as they came (RFC 3597 section 7). `message` is where the record was read from.
Bytes canonical_rdata(const Record& record, ByteView message);

}  // namespace mailglass::dns
