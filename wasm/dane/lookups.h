#pragma once
// Where the TLSA records of a mail server are to be looked for, and what the answers add up to (RFC 7672 sections 2.1
// and 2.2): which lookups come next is a function of those that are done.

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "dns/message.h"
#include "dns/name.h"

namespace mailglass::dane {

/// What DNSSEC says of an answer, a proof that something is not there as well.
// RFC 7672 2.1.1 [2]: every insecure answer MUST be handled alike, also one without a trust anchor above it. What is
// bogus or indeterminate is a lookup that failed.
enum class Security : std::uint8_t { Secure, Insecure };

/// The lookups of A and AAAA of a server's name, together.
// RFC 7672 2.2.1 [5]: each MX host MUST be treated as a destination of its own.
struct AddressLookup {
  dns::Name name;                       ///< as the MX record has it; the domain itself if it has no MX records
  bool failed = false;                  ///< one of them could not be answered
  bool found = false;                   ///< there is an address
  dns::Name final_name;                 ///< behind all aliases; the name itself if it is none
  Security whole = Security::Insecure;  ///< of the addresses and each alias on the way to them
  Security first = Security::Insecure;  ///< of the first answer: the alias, or the addresses if it is none
};

/// An answer to the lookup of TLSA records, any aliases followed.
struct TlsaAnswer {
  bool failed = false;
  Security security = Security::Insecure;  ///< of the whole way to it
  std::vector<dns::Tlsa> records;          ///< empty: there are none
};

/// The lookup that comes next.
struct LookUp {
  dns::Name owner;  ///< "_25._tcp." before the base domain
  dns::Name base_domain;
};
struct Unreachable {};  ///< no address, or not to be learned: senders go on to another server
/// DANE does not apply: senders SHOULD NOT look for TLSA records, so what such a lookup would give does not count.
struct NotSigned {};
struct LookupFailed {};  ///< senders treat the server as unreachable
struct NoSecureRecords {
  bool insecure = false;  ///< there are records, and nothing vouches for them
};
struct SecureRecords {
  dns::Name base_domain;
  std::vector<dns::Tlsa> records;
};
/// What a search came to.
using Found = std::variant<Unreachable, NotSigned, LookupFailed, NoSecureRecords, SecureRecords>;
using Search = std::variant<LookUp, Found>;

/// Where TLSA records of a service stand (RFC 6698 section 3); nothing if that name would be too long.
std::optional<dns::Name> tlsa_owner(const dns::Name& base_domain, std::uint16_t port = 25);

/// `answers` are those to the lookups that this function named, in that order, as far as they are there.
Search find_records(const AddressLookup& addresses, const std::vector<TlsaAnswer>& answers, std::uint16_t port = 25);

/// How a server was found.
struct NextHop {
  dns::Name domain;                  ///< for which there is mail
  dns::Name final_domain;            ///< behind its aliases; the domain itself if it is none
  bool has_mx = true;                ///< false: the domain is its own server
  Security mx = Security::Insecure;  ///< of the MX records and each alias on the way to them
};
/// The names of which a certificate has to have one, where names are checked: the TLSA base domain first. Names that no
/// host can have are left out.
std::vector<std::string> reference_identifiers(const NextHop& next_hop, const dns::Name& base_domain);

}  // namespace mailglass::dane
