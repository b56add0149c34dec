// Words under a write key: the published records, which another program made, and keys that are not the connection's.
#include "guard/seal.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "bytes/encoding.h"
#include "recogniser.h"
#include "tls/record.h"

namespace mailglass::relay::guard {
namespace {

const nlohmann::json& vectors() {
  static const nlohmann::json all = nlohmann::json::parse(std::ifstream(DOCS "/protocol-vectors.json")).at("words");
  return all;
}
Bytes hex(const nlohmann::json& text) {
  return from_hex(text.get<std::string>()).value();
}

struct Vector {
  Protection protection;
  Bytes key, finished;
};
Vector read(const nlohmann::json& v) {
  return {{tls::find_cipher_suite(v.at("suite").get<std::uint16_t>()), v.at("version").get<std::uint16_t>(),
           v.at("encrypt_then_mac").get<bool>()},
          hex(v.at("key")),
          v.contains("finished") ? hex(v.at("finished")) : Bytes{}};
}

TEST(Seal, WritesTheRecordsThatArePublished) {
  ASSERT_GT(vectors().size(), 20U);
  for (const auto& v : vectors()) {
    const std::string name = v.at("name");
    const Vector read_one = read(v);
    Written written;
    if (!read_one.finished.empty()) written = {1, read_one.finished};
    EXPECT_EQ(write_key_bytes(read_one.protection), read_one.key.size()) << name;
    for (const auto& word : v.at("words")) {
      const std::string line =
          test::text_of_word(word.at("word").get<std::string>(), "relay.example", "mta-sts.example.test");
      Bytes fresh = word.contains("iv") ? hex(word.at("iv")) : Bytes{};
      fresh.resize(kFreshBytes);
      const auto record = seal(read_one.protection, read_one.key, written, view_of(line), fresh);
      ASSERT_TRUE(record) << name;
      EXPECT_EQ(to_hex(*record), word.at("record").get<std::string>()) << name;
      ++written.records;
      written.last.assign(record->begin() + tls::kRecordHeader, record->end());
      EXPECT_EQ(protected_size(read_one.protection, line.size()), written.last.size()) << name;
    }
  }
}

TEST(Seal, TellsTheKeyOfAFinishedFromEveryOther) {
  for (const auto& v : vectors()) {
    const Vector good = read(v);
    if (good.finished.empty()) continue;
    const std::string name = v.at("name");
    EXPECT_TRUE(opens_finished(good.protection, good.key, good.finished)) << name;
    // An IV of TLS 1.0 is used no more, and of it only what the form of a Finished shows is seen with encrypt-then-MAC.
    const bool chained = good.protection.version == 0x0301 && good.protection.encrypt_then_mac;
    const std::size_t iv = chained ? (good.protection.suite->cipher == tls::BulkCipher::TripleDes ? 8 : 16) : 0;
    const std::size_t parity = good.protection.suite->cipher == tls::BulkCipher::TripleDes ? 1 : 0;
    for (std::size_t at = 0; at + iv < good.key.size(); ++at) {
      Bytes other = good.key;
      other[at] ^= static_cast<std::uint8_t>(parity != 0 ? 0x40 : 0x01);  // DES leaves the lowest bit of a byte unused
      EXPECT_FALSE(opens_finished(good.protection, other, good.finished)) << name << ", byte " << at;
    }
    for (std::size_t at = 0; at < good.finished.size(); ++at) {
      Bytes altered = good.finished;
      altered[at] ^= 0x80;
      EXPECT_FALSE(opens_finished(good.protection, good.key, altered)) << name << ", byte " << at;
    }
    Bytes longer = good.key;
    longer.push_back(0);
    EXPECT_FALSE(opens_finished(good.protection, longer, good.finished)) << name;
    EXPECT_FALSE(opens_finished(good.protection, ByteView(good.key).first(good.key.size() - 1), good.finished)) << name;
    EXPECT_FALSE(opens_finished(good.protection, good.key, {})) << name;
  }
}

TEST(Seal, SaysNothingUnderSuitesThatHideNothingOrThatNobodyMayUse) {
  constexpr std::uint16_t kNull = 0x0002, kRc4 = 0x0005, kDes = 0x0009, kExport = 0x0008, kMd5 = 0x0006, kIdea = 0x0007,
                          kSeed = 0x0096, kAria = 0xc050;
  for (const std::uint16_t suite : {kNull, kRc4, kDes, kExport, kMd5, kIdea, kSeed, kAria})
    EXPECT_FALSE(write_key_bytes({tls::find_cipher_suite(suite), 0x0303, false})) << std::hex << suite;
  EXPECT_FALSE(write_key_bytes({tls::find_cipher_suite(0xc02f), 0x0304, false}));
  EXPECT_FALSE(write_key_bytes({tls::find_cipher_suite(0xc02f), 0x0302, false}));
  EXPECT_FALSE(write_key_bytes({tls::find_cipher_suite(0x1301), 0x0303, false}));
  EXPECT_FALSE(write_key_bytes({tls::find_cipher_suite(0x002f), 0x0300, false}));
}

TEST(Seal, DrawsAnotherIvForEachRecord) {
  for (const auto& v : vectors()) {
    const Vector one = read(v);
    if (one.finished.empty() || one.protection.suite->mode != tls::CipherMode::Cbc || one.protection.version == 0x0301)
      continue;
    const Written written{1, one.finished};
    const auto first = seal(one.protection, one.key, written, view_of("QUIT\r\n"), Bytes(kFreshBytes, 1));
    const auto second = seal(one.protection, one.key, written, view_of("QUIT\r\n"), Bytes(kFreshBytes, 2));
    ASSERT_TRUE(first && second);
    EXPECT_NE(*first, *second);
    EXPECT_FALSE(seal(one.protection, one.key, written, view_of("QUIT\r\n"), Bytes(kFreshBytes - 1, 2)));
  }
}

}  // namespace
}  // namespace mailglass::relay::guard
