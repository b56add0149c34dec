#pragma once
// DNS messages as received (RFC 1035 section 4, RFC 6891 for OPT, RFC 4034 for RRSIG, RFC 6698 for TLSA).

#include <string>
#include <variant>
#include <vector>

#include "bytes/address.h"
#include "bytes/parsed.h"
#include "bytes/reader.h"
#include "dns/name.h"

namespace mailglass::dns {

/// IANA "Domain Name System (DNS) Parameters", resource record types used here.
enum class Type : std::uint16_t {
  A = 1,
  NS = 2,
  CNAME = 5,
  SOA = 6,
  PTR = 12,
  MX = 15,
  TXT = 16,
  AAAA = 28,
  DNAME = 39,
  OPT = 41,
  DS = 43,
  RRSIG = 46,
  NSEC = 47,
  DNSKEY = 48,
  NSEC3 = 50,
  NSEC3PARAM = 51,
  TLSA = 52,
  CAA = 257,
};
std::string_view to_string(Type type);                   ///< "MX"; "TYPE65280" style is for unknown ones: see type_text
std::string type_text(std::uint16_t type);               ///< RFC 3597 section 5 for unknown types
std::optional<Type> type_from_string(std::string_view);  ///< "MX" → Type::MX, only those above but OPT

/// RCODEs, RFC 1035 section 4.1.1 and RFC 6895 section 2.3.
enum class Rcode : std::uint16_t { NoError = 0, FormErr = 1, ServFail = 2, NXDomain = 3, NotImp = 4, Refused = 5 };
std::string rcode_text(std::uint16_t rcode);  ///< "NXDOMAIN"; "RCODE23" for unknown ones

struct A {
  IpAddress::V4 address;
};
struct Aaaa {
  IpAddress::V6 address;
};
struct Cname {
  Name target;
};
struct Ptr {
  Name target;
};
struct Mx {
  std::uint16_t preference;
  Name exchange;
};  ///< RFC 7505: preference 0 and the root name is a Null MX
struct Txt {
  std::vector<std::string> strings;
};  ///< raw octets, at most 255 each
struct Soa {
  Name mname;
  Name rname;
  std::uint32_t serial, refresh, retry, expire, minimum;
};
struct Opt {
  std::uint16_t udp_size;
  std::uint8_t extended_rcode;
  std::uint8_t version;
  bool dnssec_ok;
  Bytes options;
};
struct Rrsig {
  std::uint16_t covered;
  std::uint8_t algorithm;
  std::uint8_t labels;
  std::uint32_t original_ttl, expiration, inception;
  std::uint16_t key_tag;
  Name signer;
  Bytes signature;
};
struct Tlsa {
  std::uint8_t usage, selector, matching_type;
  Bytes data;
};
struct Opaque {
  Bytes data;
};  ///< any other type, as it came
using Rdata = std::variant<A, Aaaa, Cname, Ptr, Mx, Txt, Soa, Opt, Rrsig, Tlsa, Opaque>;

struct Question {
  Name name;
  std::uint16_t type = 0;
  std::uint16_t klass = 0;
};
struct Record {
  Name owner;
  std::uint16_t type;
  std::uint16_t klass;
  std::uint32_t ttl;
  Rdata rdata;
  ByteRange range;      ///< the whole record within the message
  ByteRange data = {};  ///< its RDATA within the message
};
/// Of an A or AAAA record.
std::optional<IpAddress> address_of(const Record& record);
/// Of a TXT record, its character-strings as one, with nothing between them (RFC 7208 section 3.3, RFC 8461 section
/// 3.1).
std::optional<std::string> joined_strings(const Record& record);

struct Message {
  std::uint16_t id;
  std::uint16_t flags;  ///< the second header word as received
  std::uint16_t rcode;  ///< extended by OPT if present (RFC 6891 section 6.1.3)
  bool authentic_data;  ///< AD bit, RFC 4035 section 3.2.3
  std::vector<Question> questions;
  std::vector<Record> answers, authorities, additionals;
};

/// Parses a whole message, at most 65,535 bytes. Bounded: compression pointers go strictly backwards, at most
/// kMaxRecords records in all. Trailing bytes are an error.
inline constexpr std::size_t kMaxRecords = 4096;
Parsed<Message> parse_message(ByteView bytes);

/// The records of `type` that answer `name`, following CNAMEs inside the answer section (RFC 1034 section 3.6.2), and
/// the chain of CNAMEs followed. A loop or more than 16 steps ends the chain.
struct Resolution {
  std::vector<const Record*> cnames;  ///< in the order followed; point into the message
  Name final_name;
  std::vector<const Record*> records;  ///< owner == final_name and the type asked for
  bool chain_too_long = false;
};
Resolution resolve(const Message& message, const Name& name, Type type);

}  // namespace mailglass::dns
