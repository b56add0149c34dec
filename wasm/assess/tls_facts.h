#pragma once
// Facts of a probe that got as far as TLS: what was negotiated, which certificate, and how much of it is proven.

#include "assess/address.h"

namespace mailglass::assess {

/// Adds the facts to `facts` and concludes `out.outcome` if the handshake allows it. Where it is Encrypted the sentence
/// is left to encrypted_words().
void assess_tls(const check::Check& check, const check::ProbeRun& probe, const x509::TrustStore* roots,
                AddressAssessment& out, FactList& facts);

/// The sentence about an address that encrypts, once its exploration's chains are assessed.
/// `name_source`: where its name came from (name_source.h).
words::Value encrypted_words(const TlsSummary& tls, std::string_view name_source);

}  // namespace mailglass::assess
