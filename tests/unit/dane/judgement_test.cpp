// What DANE comes to at a server, and which records would hold for what it presents.
#include "dane/judgement.h"

#include <gtest/gtest.h>

#include "bytes/encoding.h"
#include "dane/world.h"
#include "dns/presentation.h"

namespace mailglass::dane {
namespace {

using nlohmann::json;

const std::vector<std::string> kNames{"mx.example.test"};

TEST(TlsaRecords, CanBeUsedOrNotAndWhy) {
  for (const json& row : cases("records")) {
    std::istringstream in(row["record"].get<std::string>());
    int usage = 0, selector = 0, matching = 0;
    std::string data;
    in >> usage >> selector >> matching >> data;
    const Bytes bytes = data == "certificate" ? World::instance().certificate("root")
                        : data == "key"       ? World::instance().key("root")
                                              : Bytes(static_cast<std::size_t>(std::stoi(data)));
    const dns::Tlsa record{static_cast<std::uint8_t>(usage), static_cast<std::uint8_t>(selector),
                           static_cast<std::uint8_t>(matching), bytes};
    const auto why = unusable(record);
    EXPECT_EQ(why ? std::string(rule_text(*why).code) : "usable " + std::string(to_string(pinned(record))), row["is"])
        << row["record"];
  }
}

TEST(TlsaRecords, HaveTheNamesOfRfc7218) {
  EXPECT_EQ(usage_name(3), "DANE-EE");
  EXPECT_EQ(usage_name(0), "PKIX-TA");
  EXPECT_EQ(usage_name(4), "");
  EXPECT_EQ(selector_name(1), "SPKI");
  EXPECT_EQ(selector_name(2), "");
  EXPECT_EQ(matching_name(2), "SHA2-512");
  EXPECT_EQ(matching_name(255), "");
}

TEST(DaneJudgements, SayWhatHoldsAndWhatEachRecordDoes) {
  const World& world = World::instance();
  for (const json& row : cases("states")) {
    std::vector<std::vector<Bytes>> chains;
    for (const json& names : row["chains"]) chains.push_back(world.chain(names));
    const Judgement found = judge(SecureRecords{{}, world.records(row["records"])}, chains, kNames, test::kNow);
    EXPECT_EQ(std::string(to_string(found.state)) + " " + std::string(to_string(found.demand)), row["is"])
        << row["name"];
    std::vector<std::string_view> roles;
    json renewals = json::array();
    for (const RecordJudgement& record : found.records) roles.push_back(to_string(record.role));
    for (const auto& renewal : found.renewals) renewals.push_back(renewal ? json(to_string(*renewal)) : json());
    EXPECT_EQ(json(roles), row["roles"]) << row["name"];
    EXPECT_EQ(renewals, row["renewals"]) << row["name"];
    if (found.state == State::Holds) {
      EXPECT_EQ(found.prepared(), row.value("prepared", false)) << row["name"];
    }
  }
}

TEST(DaneJudgements, WithoutSecureRecordsAreWhatTheSearchCameTo) {
  const auto found = [](const Found& search) {
    const Judgement judgement = judge(search, {{}}, kNames, test::kNow);
    EXPECT_TRUE(judgement.chains.empty() && judgement.records.empty());
    return std::string(to_string(judgement.state)) + " " + std::string(to_string(judgement.demand));
  };
  // RFC 7672 2.2 [6], 2.2.1 [6], 2.2.2 [2]: any lookup error MUST lead to another server or to a delay.
  EXPECT_EQ(found(LookupFailed{}), "lookup-failed no-delivery");
  EXPECT_EQ(found(Unreachable{}), "unreachable no-delivery");
  // RFC 7672 2.2.2: where addresses are insecure nobody asks, so nothing can fail.
  EXPECT_EQ(found(NotSigned{}), "not-signed nothing");
  EXPECT_EQ(found(NoSecureRecords{false}), "no-records nothing");
  EXPECT_EQ(found(NoSecureRecords{true}), "insecure-records nothing");
}

TEST(DaneJudgements, HaveAWordForEachState) {
  for (auto state = State::NotSigned; state <= State::Fails; state = static_cast<State>(static_cast<int>(state) + 1))
    EXPECT_FALSE(to_string(state).empty());
}

std::vector<std::string> advised(const std::vector<std::vector<Bytes>>& chains) {
  std::vector<std::string> out;
  for (const Advice& advice : records_for(chains)) {
    const dns::Record record{{}, static_cast<std::uint16_t>(dns::Type::TLSA), 1, 0, advice.record, {}};
    out.push_back(std::to_string(advice.chain) + ": " + dns::rdata_text(record));
  }
  return out;
}

TEST(DaneAdvice, IsARecordForEachKeyAndEachIssuer) {
  const World& world = World::instance();
  const auto text = [&](const std::string& head, const std::string& name) {
    return head + " " + to_hex(world.record(head + " " + name).data);
  };
  const std::string leaf = text("3 1 1", "leaf"), ec = text("3 1 1", "ec"), middle = text("2 1 1", "middle"),
                    own = text("3 1 1", "own");
  EXPECT_EQ(advised({world.chain({"leaf", "middle"}), world.chain({"ec", "middle"}), world.chain({"leaf", "middle"})}),
            (std::vector<std::string>{"0: " + leaf, "1: " + ec, "0: " + middle}));
  EXPECT_EQ(advised({world.chain({"leaf", "root", "middle"})}),
            (std::vector<std::string>{"0: " + leaf, "0: " + middle}));
  EXPECT_EQ(advised({world.chain({"leaf"})}), std::vector<std::string>{"0: " + leaf}) << "its issuer is not sent";
  EXPECT_EQ(advised({world.chain({"leaf", "false-middle"})}), std::vector<std::string>{"0: " + leaf})
      << "it signed nothing";
  EXPECT_EQ(advised({world.chain({"by-no-authority", "no-authority"})}), std::vector<std::string>{"0: " + leaf})
      << "it may not issue";
  EXPECT_EQ(advised({world.chain({"own"})}), std::vector<std::string>{"0: " + own});
  EXPECT_EQ(advised({world.chain({"rubbish"}), {}}), std::vector<std::string>{});
}

TEST(DaneAdvice, HoldsForWhatItIsMadeFrom) {
  const World& world = World::instance();
  const std::vector<std::vector<Bytes>> chains{world.chain({"leaf", "middle"}), world.chain({"ec", "middle"})};
  for (const Advice& advice : records_for(chains)) {
    const ChainMatch match = match_chain({advice.record}, chains[advice.chain], kNames, test::kNow);
    EXPECT_EQ(match.all.outcome, Outcome::Matches);
  }
}

}  // namespace
}  // namespace mailglass::dane
