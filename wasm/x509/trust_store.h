#pragma once
// Inside a TrustStore: for the verifier only.

#include <string>
#include <vector>

#include "x509/openssl_owner.h"
#include "x509/trust.h"

namespace mailglass::x509 {

/// Roots keep their DER; OpenSSL parses one only when a chain asks for its subject, since parsing all of them costs
/// more than a handshake.
struct TrustStore::State {
  struct Root {
    Bytes der;
    ByteRange subject;  ///< the subject's DER within `der`
  };
  std::vector<Root> roots;
  std::string fingerprint;
};

/// The subject's place in a certificate's DER (RFC 5280 section 4.1), nullopt when it does not read as one.
std::optional<ByteRange> find_subject(ByteView der);

}  // namespace mailglass::x509
