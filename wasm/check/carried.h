#pragma once
// Where a question of the exploration meets the handshake that is carried to its end for it.

#include <string>

#include "handshake/client.h"
#include "probe/answer.h"
#include "probe/hello_spec.h"

namespace mailglass::check {

/// The client that asks `asked`, with a hello of the size of `offer`. Each question has randomness of its own, drawn
/// from `seed`.
handshake::Client carrying_client(const probe::CarriedHello& asked, const std::string& host, handshake::Offer offer,
                                  const handshake::Seed& seed);

/// What its handshake says once it has come to its end; `encrypted` is where that stands in the server's stream.
probe::CarriedAnswer carried_answer(const handshake::Outcome& seen, ByteRange encrypted);

}  // namespace mailglass::check
