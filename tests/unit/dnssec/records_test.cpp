// DNSSEC's own records, their canonical form and the algorithms.

#include <gtest/gtest.h>

#include <algorithm>

#include "bytes/encoding.h"
#include "dns/canonical.h"
#include "dnssec/world.h"

namespace mailglass::test {
namespace {

struct Received {
  Bytes bytes;
  dns::Message message;
};
Received parsed(const WireRecord& record) {
  WireMessage message{record.owner, record.type, 0, {record}, {}, {}};
  Received out{wire_of(message), {}};
  out.message = *dns::parse_message(out.bytes);
  return out;
}

TEST(Records, TheRootsAnchorsAreOfItsKeys) {
  // The DNSKEYs themselves, as Debian's dns-root-data has them.
  const std::vector<std::string> keys{
      ". DNSKEY 257 3 8 "
      "AwEAAaz/tAm8yTn4Mfeh5eyI96WSVexTBAvkMgJzkKTOiW1vkIbzxeF3+/4RgWOq7HrxRixHlFlExOLAJr5emLvN7SWXgnLh4+B5xQlNVz8Og8kv"
      "ArMtNROxVQuCaSnIDdD5LKyWbRd2n9WGe2R8PzgCmr3EgVLrjyBxWezF0jLHwVN8efS3rCj/EWgvIWgb9tarpVUDK/b58Da+sqqls3eNbuv7pr+e"
      "oZG+SrDK6nWeL3c6H5Apxz7LjVc1uTIdsIXxuOLYA4/ilBmSVIzuDWfdRUfhHdY6+cn8HFRm+2hM8AnXGXws9555KrUB5qihylGa8subX2Nn6UwN"
      "R1AkUTV74bU=",
      ". DNSKEY 257 3 8 "
      "AwEAAa96jeuknZlaeSrvyAJj6ZHv28hhOKkx3rLGXVaC6rXTsDc449/cidltpkyGwCJNnOAlFNKF2jBosZBU5eeHspaQWOmOElZsjICMQMC3aeHb"
      "GiShvZsx4wMYSjH8e7Vrhbu6irwCzVBApESjbUdpWWmEnhathWu1jo+siFUiRAAxm9qyJNg/wOZqqzL/dL/q8PkcRU5oUKEpUge71M3ej2/7CPqp"
      "dVwuMoTvoB+ZOT4YeGyxMvHmbrxlFzGOHOijtzN+u1TQNatX2XBuzZNQ1K+s2CXkPIZo7s6JgZyvaBevYtxPvYLw4z9mR7K2vaF18UYH9Z9GNUUe"
      "ayffKC73PYc="};
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const dnssec::Anchor made = anchor_of(dns::Name(), record_of(keys[i]).data);
    EXPECT_EQ(made.ds.key_tag, dnssec::root_anchors().at(i).ds.key_tag);
    EXPECT_EQ(to_hex(made.ds.digest), to_hex(dnssec::root_anchors().at(i).ds.digest));
  }
}

TEST(Records, AreReadFieldByField) {
  const auto key = parsed(record_of("a. DNSKEY 257 3 13 AQID"));
  const auto dnskey = dns::read_dnskey(key.message.answers.front(), key.bytes);
  ASSERT_TRUE(dnskey);
  EXPECT_EQ(dnskey->flags, 257);
  EXPECT_EQ(dnskey->algorithm, 13);
  EXPECT_EQ(dnskey->tag, tag_of(record_of("a. DNSKEY 257 3 13 AQID").data));
  const auto nsec = parsed(record_of("a. NSEC b. A MX RRSIG NSEC TYPE1234"));
  const auto read = dns::read_nsec(nsec.message.answers.front(), nsec.bytes);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->next.to_text(), "b");
  EXPECT_EQ(read->types.types, (std::vector<std::uint16_t>{1, 15, 46, 47, 1234}));
  const auto nsec3 =
      parsed(record_of("0p9mhaveqvm6t7vbl5lop2u3t2rp3tom.a. NSEC3 1 1 12 aabbccdd "
                       "2t7b4g4vsa5smi47k61mv5bv1a22bojr MX DNSKEY"));
  const auto hashed = dns::read_nsec3(nsec3.message.answers.front(), nsec3.bytes);
  ASSERT_TRUE(hashed);
  EXPECT_EQ(hashed->iterations, 12);
  EXPECT_EQ(to_hex(hashed->salt), "aabbccdd");
  EXPECT_EQ(base32hex(hashed->next), "2t7b4g4vsa5smi47k61mv5bv1a22bojr");
  EXPECT_EQ(base32hex(*dns::hash_of_owner(nsec3.message.answers.front().owner)), "0p9mhaveqvm6t7vbl5lop2u3t2rp3tom");
}

TEST(Records, MalformedTypeMapsAreErrorsWithAPlace) {
  for (const char* map : {"00", "0000", "0021", "000140000140", "010140000140"}) {
    WireRecord record = record_of("a. NSEC b. A");
    record.data = {1, 'b', 0};
    const Bytes types = *from_hex(map);
    record.data.insert(record.data.end(), types.begin(), types.end());
    const auto message = parsed(record);
    const auto read = dns::read_nsec(message.message.answers.front(), message.bytes);
    ASSERT_FALSE(read) << map;
    EXPECT_LE(read.error().offset, message.bytes.size());
  }
}

TEST(Records, HashesOfNamesAreThoseOfTheStandard) {
  // RFC 5155 appendix A.
  for (const auto& [name, hash] : {std::pair{"example.", "0p9mhaveqvm6t7vbl5lop2u3t2rp3tom"},
                                   std::pair{"a.example.", "35mthgpgcu1qg68fab165klnsnk3dpvl"},
                                   std::pair{"*.w.example.", "r53bq7cc2uvmubfu5ocmm6pers9tk9en"}}) {
    ByteWriter wire;
    dns::append_canonical(wire, name_of(name));
    EXPECT_EQ(base32hex(dnssec::nsec3_hash(wire.bytes(), *from_hex("aabbccdd"), 12)), hash);
  }
}

TEST(Records, NamesInDataAreExpandedAndInLowerCase) {
  // A message with a compressed MX: RFC 4034 6.2.
  Bytes bytes = *from_hex(
      "00008180000100010000000007457841"
      "4d504c4503434f4d00000f0001"
      "c00c000f000100000e100007000a024d58c00c");
  const auto message = dns::parse_message(bytes);
  ASSERT_TRUE(message);
  EXPECT_EQ(to_hex(dns::canonical_rdata(message->answers.front(), bytes)), "000a026d78076578616d706c6503636f6d00");
}

TEST(Algorithms, TellASignatureFromAnAlteredOne) {
  const Bytes data{1, 2, 3};
  for (const int number : {5, 7, 8, 10, 13, 14, 15, 16}) {
    const auto algorithm = static_cast<std::uint8_t>(number);
    const SigningKey key = make_key(algorithm, 256);
    const ByteView raw = ByteView(key.dnskey).subspan(4);
    const Bytes signature = sign(key, data);
    EXPECT_TRUE(dnssec::is_signed_by(algorithm, raw, data, signature)) << number;
    EXPECT_FALSE(dnssec::is_signed_by(algorithm, raw, Bytes{1, 2, 4}, signature)) << number;
    EXPECT_FALSE(dnssec::is_signed_by(algorithm, raw, data, {})) << number;
    for (const std::size_t at : {std::size_t{0}, signature.size() / 2, signature.size() - 1}) {
      Bytes altered = signature;
      altered[at] ^= 1;
      EXPECT_FALSE(dnssec::is_signed_by(algorithm, raw, data, altered)) << number << " " << at;
    }
    Bytes longer = signature;
    longer.push_back(0);
    EXPECT_FALSE(dnssec::is_signed_by(algorithm, raw, data, longer)) << number;
    for (std::size_t size = 0; size < raw.size(); size += 5)
      EXPECT_FALSE(dnssec::is_signed_by(algorithm, raw.first(size), data, signature)) << number << " " << size;
  }
  EXPECT_FALSE(dnssec::is_signed_by(3, data, data, data));
}

TEST(Algorithms, KnowTheLengthOfAnRsaModulus) {
  EXPECT_EQ(dnssec::modulus_bits(8, ByteView(make_key(8, 256).dnskey).subspan(4)), 1024U);
  EXPECT_EQ(dnssec::modulus_bits(13, Bytes(64, 1)), 0U);
  EXPECT_EQ(dnssec::modulus_bits(8, {}), 0U);
}

}  // namespace
}  // namespace mailglass::test
