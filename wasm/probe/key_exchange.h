#pragma once
// ServerKeyExchange of TLS 1.2 and older: its shape depends on the suite.

#include "probe/answer.h"

namespace mailglass::probe {

/// `body` of the message at `range`, for the suite and version of the ServerHello. The public value is skipped, the
/// signature kept and not checked.
Parsed<KeyExchangeMessage> parse_key_exchange(ByteView body, std::uint16_t suite, std::uint16_t version,
                                              ByteRange range);

}  // namespace mailglass::probe
