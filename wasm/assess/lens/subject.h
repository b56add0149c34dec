#pragma once
// What the rules of a lens look at: the facts of one address, with its suites and certificates looked up once for all
// of them.

#include <vector>

#include "probe/knowledge.h"
#include "tls/registry.h"
#include "x509/trust.h"

namespace mailglass::assess::lens {

struct SuiteSeen {
  const tls::CipherSuite* suite;
  probe::Known accepted;
};
/// A version that is supported, or may be.
struct VersionSeen {
  std::uint16_t version;
  probe::Known support;
  std::vector<SuiteSeen> suites;      ///< every one that could be asked for in this version, static (EC)DH included
  std::vector<std::uint16_t> groups;  ///< those that could be asked for; none before TLS 1.0
};
struct CertificateSeen {
  x509::CertificateFacts facts;
  bool leaf;
  probe::Evidence evidence;
};

class Subject {
 public:
  /// `facts` must outlive the subject.
  Subject(const probe::Facts& facts, std::vector<CertificateSeen> certificates);

  [[nodiscard]] const probe::Facts& facts() const { return *facts_; }
  /// Oldest first; a version known to be refused is not there.
  [[nodiscard]] const std::vector<VersionSeen>& versions() const { return versions_; }
  [[nodiscard]] const std::vector<CertificateSeen>& certificates() const { return certificates_; }
  /// Whether TLS 1.2 or an older version is supported.
  [[nodiscard]] probe::Support older_than_tls13() const { return older_; }

 private:
  const probe::Facts* facts_;
  std::vector<VersionSeen> versions_;
  std::vector<CertificateSeen> certificates_;
  probe::Support older_ = probe::Support::No;
};

/// Reads what a server sent, leaf first; what is no certificate is left out.
void add_certificates(const std::vector<Bytes>& chain, const probe::Evidence& evidence,
                      std::vector<CertificateSeen>& to);

}  // namespace mailglass::assess::lens
