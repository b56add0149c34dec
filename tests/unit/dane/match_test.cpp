// Chains against TLSA records: certificates made here by OpenSSL, and OpenSSL's own cases.
#include "dane/match.h"

#include <gtest/gtest.h>
#include <openssl/x509_vfy.h>

#include <regex>

#include "bytes/encoding.h"
#include "dane/world.h"

namespace mailglass::dane {
namespace {

using nlohmann::json;

/// "matches 1", "wrong-name 1", "chain-fails expired 1", "no-match".
std::string described(const Match& match) {
  std::string out(to_string(match.outcome));
  if (match.outcome == Outcome::ChainFails) out += " " + std::string(x509::to_string(match.chain));
  return out + (match.depth ? " " + std::to_string(*match.depth) : "");
}

TEST(DaneMatches, AreThoseOfRfc7672) {
  const World& world = World::instance();
  for (const json& row : cases("matches")) {
    const auto names = row.value("names", std::vector<std::string>{"mx.example.test"});
    const ChainMatch found =
        match_chain(world.records(row["records"]), world.chain(row["chain"]), names, row.value("at", test::kNow));
    EXPECT_EQ(described(found.all) + (found.record ? " by " + std::to_string(*found.record) : ""), row["is"])
        << row["name"];
    ASSERT_EQ(found.each.size(), row["records"].size());
    std::vector<std::string> each;
    for (const Match& match : found.each) each.push_back(described(match));
    const std::string only = described(found.all);
    EXPECT_EQ(each, row.value("each", std::vector<std::string>{only})) << row["name"];
  }
}

TEST(DaneMatches, OfMoreRecordsThanAreLookedAtOneByOneCountAllTheSame) {
  const World& world = World::instance();
  std::vector<dns::Tlsa> records(kMaxRecords + 5, world.record("3 1 1 own"));
  records.push_back(world.record("3 1 1 leaf"));
  const ChainMatch found = match_chain(records, world.chain({"leaf"}), {}, test::kNow);
  EXPECT_EQ(found.all.outcome, Outcome::Matches);
  EXPECT_EQ(found.record, records.size() - 1);
  EXPECT_EQ(found.each.size(), kMaxRecords);
}

#ifdef OPENSSL_CASES
struct OpensslCase {
  std::vector<dns::Tlsa> records;
  std::vector<Bytes> chain;
  int error = 0, depth = 0;
  bool names_skipped = false;
};

/// The format is told in the file's head.
std::vector<OpensslCase> openssl_cases() {
  std::ifstream file(OPENSSL_CASES);
  static const std::regex head(R"((\d+) (\d+) ([01]) (\d+) (-?\d+)\s*)"),
      record(R"((\d+)\s+(\d+)\s+(\d+)\s+([0-9A-Fa-f]+)\s*)");
  std::vector<OpensslCase> out;
  std::string line, base64;
  std::size_t records = 0, certificates = 0;
  std::smatch found;
  const auto number = [&](std::size_t group) { return static_cast<std::uint8_t>(std::stoi(found[group])); };
  while (std::getline(file, line)) {
    if (line.starts_with('#')) continue;
    if (records == 0 && certificates == 0 && std::regex_match(line, found, head)) {
      records = static_cast<std::size_t>(std::stoi(found[1]));
      certificates = static_cast<std::size_t>(std::stoi(found[2]));
      out.push_back({{}, {}, std::stoi(found[4]), std::stoi(found[5]), found[3] == "1"});
    } else if (records > 0 && std::regex_match(line, found, record)) {
      std::string digits = found[4];
      for (char& c : digits) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      out.back().records.push_back({number(1), number(2), number(3), from_hex(digits).value_or(Bytes{})});
      --records;
    } else if (line.starts_with("-----BEGIN")) {
      base64.assign(1, ' ');
    } else if (line.starts_with("-----END")) {
      out.back().chain.push_back(from_base64(base64.substr(1)).value_or(Bytes{}));
      base64.clear();
      --certificates;
    } else if (!base64.empty()) {
      base64 += line;
    }
  }
  return out;
}

TEST(DaneMatches, AreThoseOfOpensslsOwnCases) {
  constexpr std::int64_t kThen = 1'500'000'000;
  const auto all = openssl_cases();
  ASSERT_EQ(all.size(), 54U);
  std::size_t for_mail = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const OpensslCase& one = all[i];
    const ChainMatch found = match_chain(one.records, one.chain, {"example.com"}, kThen);
    const bool pkix =
        std::any_of(one.records.begin(), one.records.end(), [](const dns::Tlsa& r) { return r.usage < 2; });
    const bool dane =
        std::any_of(one.records.begin(), one.records.end(), [](const dns::Tlsa& r) { return r.usage >= 2; });
    if (pkix && !dane) {
      // RFC 7672 3.1.3: what only public authorities could vouch for counts for nothing.
      EXPECT_EQ(found.all, Match{}) << i + 1;
      continue;
    }
    ++for_mail;
    // RFC 7672 3.2.1: names are not checked with DANE-EE, though OpenSSL can.
    const bool name_of_leaf = one.error == X509_V_ERR_HOSTNAME_MISMATCH && one.depth == 0 && !one.names_skipped;
    const Outcome expected = one.error == X509_V_OK || name_of_leaf      ? Outcome::Matches
                             : one.error == X509_V_ERR_HOSTNAME_MISMATCH ? Outcome::WrongName
                                                                         : Outcome::NoMatch;
    EXPECT_EQ(to_string(found.all.outcome), to_string(expected)) << "case " << i + 1;
    const auto depth = one.depth < 0 ? std::nullopt : std::optional(static_cast<std::size_t>(one.depth));
    EXPECT_EQ(found.all.depth, depth) << "case " << i + 1;
  }
  EXPECT_EQ(for_mail, 34U);
}
#endif

}  // namespace
}  // namespace mailglass::dane
