#pragma once
// Data of DNSSEC's own records: DNSKEY, DS, NSEC (RFC 4034 sections 2, 5, 4) and NSEC3 (RFC 5155 section 3). RRSIG is
// read with the message. Each reader takes a record of its type and the message it came in; errors have absolute
// offsets. One that cannot be read does not spoil the message it stands in.

#include <vector>

#include "dns/message.h"

namespace mailglass::dns {

/// The types at a name (RFC 4034 section 4.1.2), ascending.
struct TypeSet {
  std::vector<std::uint16_t> types;
  [[nodiscard]] bool has(std::uint16_t type) const;
  [[nodiscard]] bool has(Type type) const { return has(static_cast<std::uint16_t>(type)); }
};

struct Dnskey {
  static constexpr std::uint16_t kZoneKey = 0x0100;      ///< RFC 4034 section 2.1.1
  static constexpr std::uint16_t kRevoked = 0x0080;      ///< RFC 5011 section 7
  static constexpr std::uint16_t kSecureEntry = 0x0001;  ///< RFC 4034 section 2.1.1
  std::uint16_t flags = 0;
  std::uint8_t protocol = 0, algorithm = 0;
  Bytes key;
  std::uint16_t tag = 0;  ///< RFC 4034 appendix B
};
Parsed<Dnskey> read_dnskey(const Record& record, ByteView message);

/// The key tag of a DNSKEY's data (RFC 4034 appendix B). Algorithm 1, whose tags are made otherwise (B.1), is validated
/// by nobody (RFC 8624 section 3.1).
std::uint16_t key_tag(ByteView rdata);

struct Ds {
  std::uint16_t key_tag = 0;
  std::uint8_t algorithm = 0, digest_type = 0;
  Bytes digest;
};
Parsed<Ds> read_ds(const Record& record, ByteView message);

struct Nsec {
  Name next;
  TypeSet types;
};
Parsed<Nsec> read_nsec(const Record& record, ByteView message);

struct Nsec3 {
  static constexpr std::uint8_t kOptOut = 0x01;  ///< RFC 5155 section 3.1.2.1
  std::uint8_t hash_algorithm = 0, flags = 0;
  std::uint16_t iterations = 0;
  Bytes salt, next;
  TypeSet types;
};
Parsed<Nsec3> read_nsec3(const Record& record, ByteView message);

/// The first label of an NSEC3's owner: the hash, base32hex without padding (RFC 5155 section 1.3, RFC 4648 section 7).
/// Nothing where it is none.
std::optional<Bytes> hash_of_owner(const Name& owner);

}  // namespace mailglass::dns
