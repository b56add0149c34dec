#pragma once
// A tree of zones, signed as it is asked: a root, what hangs below it, and the answers an iterating resolver gets.

#include <openssl/evp.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "dnssec/ask.h"

namespace mailglass::test {

inline constexpr std::int64_t kWorldTime = 1'790'000'000;  // 2026-09-21

struct ZoneSpec {
  std::string apex = ".";
  std::vector<std::string> records = {};  ///< without SOA, NS and DNSKEY at the apex
  std::uint8_t algorithm = 13;            ///< 0: not signed
  std::uint8_t digest = 2;                ///< of its DS above
  bool nsec3 = false;
  bool opt_out = false;
  unsigned iterations = 0;
  std::string salt = {};  ///< octets
  std::int64_t inception = kWorldTime - 86400;
  std::int64_t expiration = kWorldTime + 86400;
};

/// Making keys leaves this process with random numbers that signing needs, since the OpenSSL under test has none of its
/// own. From now on there are none again: the handshakes' come from a seed alone.
void forget_randomness();
/// And here they are.
void use_randomness();

/// A key of a zone: OpenSSL's, and as DNSKEY data.
struct SigningKey {
  std::uint8_t algorithm = 0;
  std::shared_ptr<EVP_PKEY> key;
  Bytes dnskey;
};
SigningKey make_key(std::uint8_t algorithm, std::uint16_t flags);
Bytes sign(const SigningKey& key, ByteView data);

struct SigningZone {
  ZoneSpec spec;
  dns::Name apex;
  SigningKey entry, key;  ///< the key that the DS names, and the one that signs all but the keys
  std::map<dns::Name, std::map<std::uint16_t, std::vector<WireRecord>>> nodes;

  /// An RRSIG over records of one owner and type; `labels`: fewer than the owner's, for what is made from a wildcard.
  [[nodiscard]] WireRecord rrsig(const std::vector<WireRecord>& set, const SigningKey& by) const;
  [[nodiscard]] bool is_signed() const { return spec.algorithm != 0; }
};

class SignedTree {
 public:
  /// The root is made if it is not among them. Parents get NS and DS of what is below.
  explicit SignedTree(std::vector<ZoneSpec> zones);

  [[nodiscard]] WireMessage message(const dnssec::Question& question) const;
  [[nodiscard]] Source source() const;
  [[nodiscard]] Trust trust() const;
  SigningZone& zone(std::string_view apex);
  /// A set with its RRSIG, as the zone answers it; made from the wildcard `from` where that is another name.
  void put_set(std::vector<WireRecord>& out, const SigningZone& zone, const dns::Name& owner, std::uint16_t type,
               const dns::Name& from) const;
  /// The zone's NSEC or NSEC3 at the name, or the one that covers it, with its RRSIG.
  void put_denial(std::vector<WireRecord>& out, const SigningZone& zone, const dns::Name& name) const;

 private:
  [[nodiscard]] const SigningZone& zone_of(const dns::Name& name, std::uint16_t type) const;
  bool step(const SigningZone& zone, dns::Name& name, std::uint16_t type, WireMessage& out) const;
  void deny(const SigningZone& zone, const dns::Name& name, bool exists, WireMessage& out) const;
  void put_nsec(std::vector<WireRecord>& out, const SigningZone& zone, const dns::Name& name) const;
  void put_nsec3(std::vector<WireRecord>& out, const SigningZone& zone, const dns::Name& name) const;

  std::map<dns::Name, SigningZone> zones_;
};

}  // namespace mailglass::test
