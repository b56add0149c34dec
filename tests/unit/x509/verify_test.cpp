// Verdicts on chains and names: real certificates, made here by OpenSSL.

#include <gtest/gtest.h>
#include <openssl/x509v3.h>

#include <functional>

#include "support/certificates.h"
#include "x509/trust.h"

namespace mailglass::x509 {
namespace {

using test::Cert;
using test::CertificateSpec;
using test::chain_of;
using test::issuer_named;
using test::kEarly;
using test::kLate;
using test::kNow;

constexpr const char* kHost = "mx.example.test";

struct World {
  test::Authority authority;
  test::Authority unknown;
  test::Key key = test::ec_key(), small = test::rsa_key(1024), other = test::ec_key();
  TrustStore roots = std::move(*TrustStore::from_pem(test::pem_of(authority.root.get())));

  Cert leaf(const CertificateSpec& spec) { return authority.leaf(key.get(), spec); }
  Cert issued(const CertificateSpec& spec, EVP_PKEY* subject_key) {
    return test::make_certificate(spec, subject_key, authority.root.get(), authority.root_key.get());
  }
};
World& world() {
  static World instance;
  return instance;
}
CertificateSpec named(std::vector<std::string> names) {
  return {.subject = "leaf", .names = std::move(names)};
}
CertificateSpec good() {
  return named({"DNS:mx.example.test"});
}

struct Row {
  const char* name;
  std::function<std::vector<Bytes>(World&)> chain;
  ChainStatus status;
  std::int64_t at = kNow;
};
class Verdicts : public testing::TestWithParam<Row> {};
TEST_P(Verdicts, SayWhatIsWrong) {
  const ChainVerdict verdict = verify_chain(GetParam().chain(world()), kHost, GetParam().at, world().roots);
  EXPECT_EQ(to_string(verdict.status), to_string(GetParam().status)) << verdict.detail;
  EXPECT_EQ(verdict.binds_name(), GetParam().status == ChainStatus::Trusted);
}

/// A leaf below an intermediate made for the case.
CertificateSpec issuer_lasting(const char* name, std::int64_t to, bool ca) {
  return {name, {}, kEarly, to, ca};
}
std::vector<Bytes> rubbish() {
  return {{1, 2, 3}};
}
std::vector<Bytes> below(World& w, const CertificateSpec& middle_spec, EVP_PKEY* middle_key) {
  const Cert middle = w.issued(middle_spec, middle_key);
  return chain_of(test::make_certificate(good(), w.key.get(), middle.get(), middle_key).get(), middle.get());
}

INSTANTIATE_TEST_SUITE_P(
    Chains, Verdicts,
    testing::Values(
        Row{"good", [](World& w) { return chain_of(w.leaf(good()).get(), w.authority.middle.get()); },
            ChainStatus::Trusted},
        Row{"out_of_order_is_sorted",
            [](World& w) { return chain_of(w.leaf(good()).get(), w.authority.root.get(), w.authority.middle.get()); },
            ChainStatus::Trusted},
        Row{"missing_intermediate", [](World& w) { return chain_of(w.leaf(good()).get()); },
            ChainStatus::MissingIntermediate},
        Row{"missing_second_intermediate",
            [](World& w) {
              const Cert first = test::make_certificate({"First intermediate", {}, kEarly, kLate, true}, w.other.get(),
                                                        w.authority.middle.get(), w.authority.middle_key.get());
              return chain_of(test::make_certificate(good(), w.key.get(), first.get(), w.other.get()).get(),
                              first.get());
            },
            ChainStatus::MissingIntermediate},
        Row{"private_root_not_sent",
            [](World& w) {
              const test::Key key = test::ec_key();
              const Cert root = test::make_certificate({"Nobody's root", {}, kEarly, kLate, true}, key.get());
              const Cert middle = test::make_certificate({"Nobody's intermediate", {}, kEarly, kLate, true},
                                                         w.other.get(), root.get(), key.get());
              return chain_of(test::make_certificate(good(), w.key.get(), middle.get(), w.other.get()).get(),
                              middle.get());
            },
            ChainStatus::MissingIntermediate},
        Row{"self_signed", [](World& w) { return chain_of(test::make_certificate(good(), w.key.get()).get()); },
            ChainStatus::SelfSigned},
        Row{"root_that_nobody_trusts",
            [](World& w) {
              // Its names are the trusted ones' names; its keys are not.
              const Cert leaf = w.unknown.leaf(w.key.get(), good());
              return chain_of(leaf.get(), w.unknown.middle.get(), w.unknown.root.get());
            },
            ChainStatus::BadSignature},
        Row{"unknown_root",
            [](World& w) {
              const test::Key key = test::ec_key();
              const Cert root = test::make_certificate(issuer_named("Nobody's root"), key.get());
              const Cert leaf = test::make_certificate(good(), w.key.get(), root.get(), key.get());
              return chain_of(leaf.get(), root.get());
            },
            ChainStatus::UntrustedRoot},
        Row{"expired_then",
            [](World& w) {
              return chain_of(w.leaf({"leaf", {"DNS:mx.example.test"}, kEarly, kNow - 1}).get(),
                              w.authority.middle.get());
            },
            ChainStatus::Expired},
        Row{"expired_later_but_not_at_the_evidence's_time",
            [](World& w) {
              return chain_of(w.leaf({"leaf", {"DNS:mx.example.test"}, kEarly, kEarly + 1000}).get(),
                              w.authority.middle.get());
            },
            ChainStatus::Trusted, kEarly + 500},
        Row{"not_yet_valid",
            [](World& w) {
              return chain_of(w.leaf({"leaf", {"DNS:mx.example.test"}, kNow + 1, kLate}).get(),
                              w.authority.middle.get());
            },
            ChainStatus::NotYetValid},
        Row{"expired_intermediate",
            [](World& w) { return below(w, issuer_lasting("Old intermediate", kNow - 1, true), w.other.get()); },
            ChainStatus::Expired},
        Row{"issuer_is_no_authority",
            [](World& w) { return below(w, issuer_lasting("Somebody's leaf", kLate, false), w.other.get()); },
            ChainStatus::InvalidCa},
        Row{"issuer_may_not_sign_certificates",
            [](World& w) {
              return below(w, {"No signer", {}, kEarly, kLate, true, {{NID_key_usage, "critical,digitalSignature"}}},
                           w.other.get());
            },
            ChainStatus::InvalidCa},
        Row{"for_clients_only",
            [](World& w) {
              CertificateSpec spec = good();
              spec.extensions = {{NID_ext_key_usage, "clientAuth"}};
              return chain_of(w.leaf(spec).get(), w.authority.middle.get());
            },
            ChainStatus::WrongPurpose},
        Row{"rsa_of_1024_bits",
            [](World& w) { return chain_of(w.authority.leaf(w.small.get(), good()).get(), w.authority.middle.get()); },
            ChainStatus::WeakKeyOrDigest},
        Row{"intermediate_of_1024_bits",
            [](World& w) { return below(w, issuer_named("Small intermediate"), w.small.get()); },
            ChainStatus::WeakKeyOrDigest},
        Row{"sha1_intermediate",
            [](World& w) {
              return below(w, {"SHA-1 intermediate", {}, kEarly, kLate, true, {}, {}, "SHA1"}, w.other.get());
            },
            ChainStatus::WeakKeyOrDigest},
        Row{"altered_leaf",
            [](World& w) {
              std::vector<Bytes> chain = chain_of(w.leaf(good()).get(), w.authority.middle.get());
              chain[0].back() ^= 1;
              return chain;
            },
            ChainStatus::BadSignature},
        Row{"bytes_behind_the_leaf",
            [](World& w) {
              std::vector<Bytes> chain = chain_of(w.leaf(good()).get(), w.authority.middle.get());
              chain[0].push_back(0);
              return chain;
            },
            ChainStatus::Other},
        Row{"rubbish_behind_the_leaf",
            [](World& w) {
              std::vector<Bytes> chain = chain_of(w.leaf(good()).get(), w.authority.middle.get());
              chain.insert(chain.begin() + 1, Bytes{1, 2, 3});
              return chain;
            },
            ChainStatus::Trusted},
        Row{"rubbish", [](World&) { return rubbish(); }, ChainStatus::Other},
        Row{"nothing", [](World&) { return std::vector<Bytes>{}; }, ChainStatus::NoCertificate}),
    [](const auto& row) {
      std::string name = row.param.name;
      std::erase(name, '\'');
      return name;
    });

constexpr std::int64_t kOver = kNow - 1, kToCome = kNow + 1;
struct ValidityRow {
  const char* name;
  std::int64_t leaf_from, leaf_to, middle_from, middle_to;
  ChainStatus status;
  std::size_t depth;
};
class Validity : public testing::TestWithParam<ValidityRow> {};
TEST_P(Validity, IsSaidOfTheCertificateThatLacksIt) {
  const ValidityRow& row = GetParam();
  World& w = world();
  const Cert middle = w.issued({"Intermediate", {}, row.middle_from, row.middle_to, true}, w.other.get());
  CertificateSpec spec = good();
  spec.not_before = row.leaf_from;
  spec.not_after = row.leaf_to;
  const Cert leaf = test::make_certificate(spec, w.key.get(), middle.get(), w.other.get());
  const ChainVerdict verdict = verify_chain(chain_of(leaf.get(), middle.get()), kHost, kNow, w.roots);
  EXPECT_EQ(to_string(verdict.status), to_string(row.status)) << verdict.detail;
  EXPECT_EQ(verdict.depth, row.depth);
}
INSTANTIATE_TEST_SUITE_P(
    Rows, Validity,
    testing::Values(ValidityRow{"all_valid", kEarly, kLate, kEarly, kLate, ChainStatus::Trusted, 0},
                    ValidityRow{"leaf_expired", kEarly, kOver, kEarly, kLate, ChainStatus::Expired, 0},
                    ValidityRow{"issuer_expired", kEarly, kLate, kEarly, kOver, ChainStatus::Expired, 1},
                    ValidityRow{"both_expired", kEarly, kOver, kEarly, kOver, ChainStatus::Expired, 0},
                    ValidityRow{"leaf_not_yet_valid", kToCome, kLate, kEarly, kLate, ChainStatus::NotYetValid, 0},
                    ValidityRow{"issuer_not_yet_valid", kEarly, kLate, kToCome, kLate, ChainStatus::NotYetValid, 1},
                    ValidityRow{"leaf_not_yet_valid_and_issuer_expired", kToCome, kLate, kEarly, kOver,
                                ChainStatus::NotYetValid, 0}),
    [](const auto& row) { return row.param.name; });

struct NameRow {
  const char* name;
  std::vector<std::string> names;  ///< subjectAltName
  const char* host;
  const char* matched;  ///< empty: no match
  const char* common_name = "leaf";
};
class Names : public testing::TestWithParam<NameRow> {};
TEST_P(Names, AreMatchedByRfc9525) {
  const NameRow& row = GetParam();
  const Cert leaf = world().leaf({.subject = row.common_name, .names = row.names});
  const ChainVerdict verdict =
      verify_chain(chain_of(leaf.get(), world().authority.middle.get()), row.host, kNow, world().roots);
  EXPECT_EQ(verdict.status, ChainStatus::Trusted);
  EXPECT_EQ(verdict.matched_name, row.matched);
  EXPECT_EQ(verdict.name_matches, *row.matched != '\0');
}
INSTANTIATE_TEST_SUITE_P(
    Rows, Names,
    testing::Values(NameRow{"exact", {"DNS:mx.example.test"}, kHost, "mx.example.test"},
                    NameRow{"one_of_many", {"DNS:a.test", "DNS:mx.example.test"}, kHost, "mx.example.test"},
                    NameRow{"in_capitals", {"DNS:MX.Example.TEST"}, kHost, "MX.Example.TEST"},
                    NameRow{"wildcard", {"DNS:*.example.test"}, kHost, "*.example.test"},
                    NameRow{"wildcard_of_two_labels", {"DNS:*.example.test"}, "a.mx.example.test", ""},
                    NameRow{"wildcard_of_no_label", {"DNS:*.example.test"}, "example.test", ""},
                    NameRow{"wildcard_within_a_label", {"DNS:m*.example.test"}, kHost, ""},
                    NameRow{"wildcard_in_the_middle", {"DNS:mx.*.test"}, kHost, ""},
                    NameRow{"wildcard_for_a_whole_zone", {"DNS:*.test"}, "example.test", ""},
                    NameRow{"another_name", {"DNS:other.example.test"}, kHost, ""},
                    NameRow{"the_domain_only", {"DNS:example.test"}, kHost, ""},
                    NameRow{"common_name_only", {}, kHost, "", "mx.example.test"},
                    NameRow{"common_name_beside_others", {"DNS:a.test"}, kHost, "", "mx.example.test"},
                    NameRow{"address_for_an_address", {"IP:192.0.2.1"}, "192.0.2.1", ""},
                    NameRow{"no_host", {"DNS:mx.example.test"}, "", ""}),
    [](const auto& row) { return row.param.name; });

struct HostRow {
  const char *name, *host;
  bool matches;
};
class Hosts : public testing::TestWithParam<HostRow> {};
TEST_P(Hosts, MatchOnlyIfTheyAreNames) {
  const auto chain = chain_of(world()
                                  .leaf(named({"DNS:mx.example.test", "DNS:*.wild.test", "DNS:192.0.2.1",
                                               "DNS:under_score.test", "IP:192.0.2.1"}))
                                  .get(),
                              world().authority.middle.get());
  const ChainVerdict verdict = verify_chain(chain, GetParam().host, kNow, world().roots);
  EXPECT_EQ(verdict.status, ChainStatus::Trusted);
  EXPECT_EQ(verdict.name_matches, GetParam().matches);
  EXPECT_EQ(verdict.matched_name.empty(), !GetParam().matches);
}
INSTANTIATE_TEST_SUITE_P(
    Names, Hosts,
    testing::Values(HostRow{"the_name", "mx.example.test", true}, HostRow{"in_capitals", "MX.Example.Test", true},
                    HostRow{"below_a_wildcard", "mx.wild.test", true},
                    HostRow{"an_underscore", "under_score.test", true}, HostRow{"nothing", "", false},
                    HostRow{"a_dot", ".", false},
                    // OpenSSL's own form for "any name below".
                    HostRow{"a_leading_dot", ".example.test", false}, HostRow{"two_dots", "mx..example.test", false},
                    HostRow{"a_final_dot", "mx.example.test.", false}, HostRow{"a_wildcard", "*.wild.test", false},
                    HostRow{"an_address", "192.0.2.1", false}, HostRow{"an_escape", "mx\\.example.test", false},
                    HostRow{"a_space", "mx.example.test ", false}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace mailglass::x509
