#pragma once
// The ordinary ClientHello of each version: everything offered, so that a refusal can only be about what was left out
// on purpose.

#include "probe/hello_spec.h"

namespace mailglass::probe {

/// SSL 3.0 … TLS 1.2, as the highest version. Also offers DEFLATE and every extension whose echo tells something.
HelloSpec ordinary_hello(std::uint16_t version, const std::string& host, std::vector<std::uint16_t> suites);
/// The same for a server with TLS 1.3, which reads supported_versions: exactly the versions from `newest` down to
/// SSL 3.0 are offered, so that one refusal is about all of them, whatever gaps the server's own versions have.
HelloSpec older_versions_hello(std::uint16_t newest, const std::string& host, std::vector<std::uint16_t> suites);
/// TLS 1.3 only, without a key share: the server says by HelloRetryRequest which suite and group it wants (RFC 8446
/// section 4.1.4).
HelloSpec tls13_hello(const std::string& host, std::vector<std::uint16_t> suites, std::vector<std::uint16_t> groups);

}  // namespace mailglass::probe
