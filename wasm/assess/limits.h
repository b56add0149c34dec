#pragma once
// What no answer of this kind can promise; always stated with it.

#include <array>
#include <string_view>

namespace mailglass::assess {

struct Limit {
  std::string_view code, title, text, offer;
};

inline constexpr std::array<Limit, 6> kLimits{{
    {"per-connection", "Agreed anew each time",
     "Mail servers agree on encryption afresh for every connection. This answer is about the connections of this "
     "check.",
     "MTA-STS and DANE make senders insist on encryption every time."},
    {"names-from-dns", "DNS says whose servers these are",
     "A proof of a name is worth what led to the name. Unsigned DNS, or a relay that lies, can lead to somebody else's "
     "servers.",
     "DNSSEC signs the way. The command line asks DNS without a relay."},
    {"today-only", "Today, not tomorrow", "A server that encrypts today can stop doing so tomorrow.",
     "Save the evidence and check again from time to time."},
    {"each-hop", "Each hop is separate",
     "Mail often travels over several servers. Each hop is encrypted or not by itself.",
     "The Received lines of a message that arrived tell about its past hops."},
    {"outward-only", "Only the outward-facing servers",
     "Only the servers that take mail from the internet can be checked, not what stands behind them.",
     "Ask the operator how mail travels on inside."},
    {"mail-clients", "Sender's and reader's own connections",
     "The connections of people's own mail programs to their providers need encryption too.",
     "Choose TLS for sending and fetching in the mail program's settings."},
}};

}  // namespace mailglass::assess
