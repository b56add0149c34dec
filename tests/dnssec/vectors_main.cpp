// Test vectors of signatures in Project Wycheproof's form against the function that checks DNSSEC's signatures.
//   dnssec_vectors FOLDER
// ECDSA in P1363 form, RSA PKCS #1, Ed25519 and Ed448; "acceptable" ones may come out either way.

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "bytes/encoding.h"
#include "dnssec/algorithms.h"

using namespace mailglass;

namespace {

Bytes bytes_of(const nlohmann::json& hex) {
  return from_hex(hex.get<std::string>()).value_or(Bytes{});
}

/// A number's octets as long as the curve wants them.
Bytes sized(Bytes number, std::size_t size) {
  while (number.size() > size && number.front() == 0) number.erase(number.begin());
  while (number.size() < size) number.insert(number.begin(), 0);
  return number;
}

struct Key {
  std::uint8_t algorithm = 0;
  Bytes data;
};

/// The key of a group of tests, as a DNSKEY has it.
Key key_of(const nlohmann::json& group) {
  const nlohmann::json& key = group.at("publicKey");
  if (key.contains("modulus")) {
    const Bytes exponent = bytes_of(key.at("publicExponent"));
    ByteWriter out;
    out.u8(static_cast<std::uint8_t>(exponent.size())).append(exponent).append(bytes_of(key.at("modulus")));
    return {static_cast<std::uint8_t>(group.at("sha") == "SHA-256" ? 8 : 10), out.bytes()};
  }
  const std::string curve = key.at("curve");
  if (curve == "edwards25519") return {15, bytes_of(key.at("pk"))};
  if (curve == "edwards448") return {16, bytes_of(key.at("pk"))};
  const bool small = curve == "secp256r1";
  Bytes point = sized(bytes_of(key.at("wx")), small ? 32 : 48);
  const Bytes y = sized(bytes_of(key.at("wy")), small ? 32 : 48);
  point.insert(point.end(), y.begin(), y.end());
  return {static_cast<std::uint8_t>(small ? 13 : 14), std::move(point)};
}

struct Count {
  int valid = 0, invalid = 0, either = 0, wrong = 0;
};

void run(const nlohmann::json& vectors, Count& count) {
  for (const nlohmann::json& group : vectors.at("testGroups")) {
    const Key key = key_of(group);
    for (const nlohmann::json& test : group.at("tests")) {
      const bool holds =
          dnssec::is_signed_by(key.algorithm, key.data, bytes_of(test.at("msg")), bytes_of(test.at("sig")));
      const std::string result = test.at("result");
      if (result == "acceptable") {
        ++count.either;
      } else if (holds != (result == "valid")) {
        ++count.wrong;
        std::printf("WRONG: test %d is %s: %s\n", test.at("tcId").get<int>(), result.c_str(),
                    test.at("comment").get<std::string>().c_str());
      } else {
        ++(holds ? count.valid : count.invalid);
      }
    }
  }
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 2) {
    std::fputs("usage: dnssec_vectors FOLDER\n", stderr);
    return 2;
  }
  int passed = 0, failed = 0;
  for (const auto& entry : std::filesystem::directory_iterator(argv[1])) {
    if (entry.path().extension() != ".json") continue;
    std::ifstream file(entry.path());
    Count count;
    run(nlohmann::json::parse(file), count);
    std::printf("%s: %d valid, %d invalid told apart, %d may be either, %d wrong\n", entry.path().filename().c_str(),
                count.valid, count.invalid, count.either, count.wrong);
    passed += count.valid + count.invalid;
    failed += count.wrong;
  }
  std::printf("%d passed, %d failed\n", passed, failed);
  return failed == 0 && passed > 0 ? 0 : 1;
} catch (const std::exception& error) {
  std::printf("cannot be read: %s\n", error.what());
  return 1;
}
