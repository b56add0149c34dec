#pragma once
// Turns a HelloSpec into the records that go to the server.

#include "probe/hello_spec.h"

namespace mailglass::probe {

/// The record(s) carrying the ClientHello. Equal spec and seed give equal bytes.
Bytes build_client_hello(const HelloSpec& spec, const Seed& seed);
/// The SSL 2.0 record.
Bytes build_client_hello(const Ssl2HelloSpec& spec, const Seed& seed);

/// `count` bytes from a seed; `label` separates the uses.
Bytes bytes_from_seed(const Seed& seed, std::string_view label, std::size_t count);
/// A key_exchange value a server accepts as well-formed for this group (RFC 8446 section 4.2.8). Nobody holds its
/// private key: these hellos only ask what the server chooses. Empty for a group not known here.
Bytes key_share_for(std::uint16_t group, const Seed& seed);

}  // namespace mailglass::probe
