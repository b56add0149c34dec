#pragma once
// Facts about the chains an address sent: whose they are, how long they last, what was sent and what of it proves the
// name.

#include "assess/address.h"

namespace mailglass::assess {

/// A chain judged and described at the evidence's own time.
std::shared_ptr<SentChain> make_chain(const check::Check& check, std::string_view host, const std::vector<Bytes>& chain,
                                      const x509::TrustStore* roots);

/// Adds the facts of the headline's chain.
void add_chain_facts(std::shared_ptr<SentChain> chain, AddressAssessment& out, FactList& facts);

/// The chains that the exploration brought, each once, with their facts. Where the handshake was not carried to its
/// end, a signature over a key exchange with this check's own random shows that the key is there, and nothing of the
/// chain.
void assess_explored_chains(const check::Check& check, const check::AddressRun& address, const x509::TrustStore* roots,
                            AddressAssessment& out, FactList& facts);

/// `leaf` may be null. A chain's verdict, or what the certificate's name has to do with it; a sentence.
words::Value chain_words(const x509::ChainVerdict& verdict, const x509::CertificateFacts* leaf);

/// How the host's name matches (RFC 9525 section 6.3): "exact", "wildcard" or "none".
std::string_view match_word(const x509::ChainVerdict& verdict);

/// The facts of a certificate as a value.
nlohmann::ordered_json certificate_value(const x509::CertificateFacts& leaf);

}  // namespace mailglass::assess
