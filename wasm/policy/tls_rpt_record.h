#pragma once
// The TXT record by which a domain asks for reports about TLS (RFC 8460 section 3).

#include <string>
#include <variant>
#include <vector>

#include "policy/record_fields.h"

namespace mailglass::policy {

struct TlsRptRecord {
  struct Destination {
    std::string uri;         ///< as it stands
    bool mail = false;       ///< "mailto:"; otherwise "https:"
    std::size_t offset = 0;  ///< within the record
  };
  std::vector<Destination> rua;    ///< that senders can report to, in the record's order
  std::vector<Destination> other;  ///< of other schemes, which the standard does not have
};

struct NoTlsRpt {};       ///< no record that is TLSRPT's
struct SeveralTlsRpt {};  ///< more than one: senders take none
/// A single record, and it is not valid.
struct MalformedTlsRpt {
  std::size_t record = 0;  ///< place among the records
  RecordFlaw flaw;
};
using TlsRpt = std::variant<NoTlsRpt, SeveralTlsRpt, MalformedTlsRpt, TlsRptRecord>;

/// All TXT records at "_smtp._tls", each one's character-strings as one.
TlsRpt read_tls_rpt(const std::vector<std::string>& records);

}  // namespace mailglass::policy
