#pragma once
// Facts of a probe that got as far as TLS: what was negotiated, which certificate, and how much of it is proven.

#include "assess/address.h"

namespace mailglass::assess {

/// Adds the facts to `facts` and concludes `out.outcome` if the handshake allows it.
void assess_tls(const check::Check& check, const check::ProbeRun& probe, const x509::TrustStore* roots,
                AddressAssessment& out, FactList& facts);

/// Plain words for a chain's verdict: "issued by a trusted authority", "expired on 2020-01-31"…
std::string chain_words(const x509::ChainVerdict& verdict, const std::optional<x509::CertificateFacts>& leaf);

/// The facts of a certificate as a value.
nlohmann::ordered_json certificate_value(const x509::CertificateFacts& leaf);

/// "2026-11-24" of a Unix time, UTC.
std::string date_text(std::int64_t unix_seconds);

}  // namespace mailglass::assess
