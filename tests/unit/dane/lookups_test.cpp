// Where TLSA records are looked for, step by step, and which names a certificate may have.
#include "dane/lookups.h"

#include <gtest/gtest.h>

#include "cases.h"

namespace mailglass::dane {
namespace {

using nlohmann::json;

dns::Name name_of(const std::string& text) {
  auto name = dns::Name::from_text(text);
  if (!name) ADD_FAILURE() << "no name: " << text;
  return name ? *name : dns::Name();
}

Security security_of(const std::string& word) {
  return word == "secure" ? Security::Secure : Security::Insecure;
}

AddressLookup lookup_of(const json& row) {
  const std::string name = repeated(row["name"]), whole = row.value("whole", "insecure");
  return {name_of(name),
          row.value("failed", false),
          row.value("found", true),
          name_of(row.value("final", name)),
          security_of(whole),
          security_of(row.value("first", whole))};
}

/// "secure 2", "insecure 0", "failed".
TlsaAnswer answer_of(const std::string& text) {
  if (text == "failed") return {true, Security::Insecure, {}};
  const std::size_t space = text.find(' ');
  const auto count = static_cast<std::size_t>(std::stoi(text.substr(space + 1)));
  return {false, security_of(text.substr(0, space)), std::vector<dns::Tlsa>(count, dns::Tlsa{3, 1, 1, Bytes(32)})};
}

struct Describe {
  std::string operator()(const LookUp& next) const { return "look up " + next.owner.to_text(); }
  std::string operator()(const Found& found) const { return std::visit(*this, found); }
  std::string operator()(const Unreachable&) const { return "unreachable"; }
  std::string operator()(const NotSigned&) const { return "not-signed"; }
  std::string operator()(const LookupFailed&) const { return "failed"; }
  std::string operator()(const NoSecureRecords& none) const { return none.insecure ? "none, some insecure" : "none"; }
  std::string operator()(const SecureRecords& records) const {
    return records.base_domain.to_text() + " " + std::to_string(records.records.size());
  }
};

std::string concluded(const json& row) {
  std::vector<TlsaAnswer> answers;
  for (const std::string text : row.value("answers", json::array())) answers.push_back(answer_of(text));
  const auto port = static_cast<std::uint16_t>(row.value("port", 25));
  return std::visit(Describe{}, find_records(lookup_of(row["addresses"]), answers, port));
}

TEST(TlsaLookups, GoWhereRfc7672SendsThem) {
  for (const json& row : cases("lookups")) EXPECT_EQ(concluded(row), row["is"]) << row["name"];
}

TEST(ReferenceIdentifiers, AreTheBaseDomainAndWhatLedThere) {
  for (const json& row : cases("reference_identifiers")) {
    const std::string domain = row["domain"];
    const NextHop next_hop{name_of(domain), name_of(row.value("final", domain)), row.contains("mx"),
                           security_of(row.value("mx", "insecure"))};
    EXPECT_EQ(json(reference_identifiers(next_hop, name_of(row["base"]))), row["is"]) << row["name"];
  }
}

}  // namespace
}  // namespace mailglass::dane
