#pragma once
// What the rules of a lens look at: the facts of one address and the certificates it sent.

#include <span>

#include "probe/knowledge.h"
#include "x509/trust.h"

namespace mailglass::assess::lens {

struct CertificateSeen {
  const x509::CertificateFacts* facts = nullptr;
  bool leaf = false;
  probe::Evidence evidence;
};

struct Subject {
  const probe::Facts& facts;
  std::span<const CertificateSeen> certificates;  ///< as sent to hellos with the server's name
  /// Whether TLS 1.2 or an older version is supported.
  [[nodiscard]] probe::Support older_than_tls13() const;
};

}  // namespace mailglass::assess::lens
