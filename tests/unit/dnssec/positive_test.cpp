// Answers that hold, and what is made of them when something is taken away or altered.

#include <gtest/gtest.h>

#include "dnssec/world.h"

namespace mailglass::test {
namespace {

SignedTree small_world() {
  return SignedTree({{"com."},
                     {"example.com.", {"example.com. MX 10 mx.example.com.", "mx.example.com. A 192.0.2.1"}},
                     {"plain.com.", {"plain.com. MX 10 mx.plain.com."}, 0}});
}

/// The world's answers, but for one message that `change` has altered.
Asked with_change(const SignedTree& world, const dnssec::Question& question, const dnssec::Question& altered,
                  const std::function<void(WireMessage&)>& change) {
  const Source source = [&](const dnssec::Question& one) {
    WireMessage message = world.message(one);
    if (one == altered) change(message);
    return wire_of(message);
  };
  return ask(source, question, world.trust());
}

TEST(Positive, AnAnswerIsSecureByAChainFromTheRoot) {
  const SignedTree world = small_world();
  const Asked asked = ask(world.source(), question_of("example.com.", "MX"), world.trust());
  ASSERT_EQ(outcome_of(asked.validation), "secure data");
  const auto& chain = std::get<dnssec::Secure>(asked.validation.result).chain;
  ASSERT_EQ(chain.links.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    const dnssec::Link& link = chain.links[i];
    EXPECT_EQ(link.zone.to_text(), (std::vector<std::string>{".", "com", "example.com"}[i]));
    EXPECT_EQ(link.entry.flags, 257);
    EXPECT_EQ(link.entry.algorithm, 13);
    EXPECT_EQ(link.ds.has_value(), i != 0);
    EXPECT_EQ(chain.signatures[link.keys].set.type, 48);
  }
  const dnssec::Signature& last = chain.signatures.back();
  EXPECT_EQ(last.signer.to_text(), "example.com");
  EXPECT_EQ(last.key.flags, 256);
  EXPECT_EQ(last.expiration, kWorldTime + 86400);
  EXPECT_EQ(last.inception, kWorldTime - 86400);
}

TEST(Positive, TheBytesOfTheChainAreTheRecordsThatProveIt) {
  const SignedTree world = small_world();
  const Asked asked = ask(world.source(), question_of("example.com.", "MX"), world.trust());
  const auto& chain = std::get<dnssec::Secure>(asked.validation.result).chain;
  const auto record_at = [&](const dnssec::At& at) {
    const auto message = dns::parse_message(asked.bytes.at(at.lookup));
    for (const dns::Record& record : message->answers) {
      if (record.range == at.range) return record;
    }
    ADD_FAILURE() << "no record there";
    return dns::Record{};
  };
  for (const dnssec::Signature& signature : chain.signatures) {
    EXPECT_EQ(record_at(signature.signature).type, 46);
    EXPECT_EQ(record_at(signature.key.at).type, 48);
    for (const dnssec::At& at : signature.records) EXPECT_EQ(record_at(at).type, signature.set.type);
  }
  for (const dnssec::Link& link : chain.links) {
    if (link.ds) {
      EXPECT_EQ(record_at(*link.ds).type, 43);
    }
  }
}

TEST(Positive, ASignedNameIsAskedForInTwoRounds) {
  const SignedTree world = small_world();
  EXPECT_LE(ask(world.source(), question_of("example.com.", "MX"), world.trust()).rounds, 2U);
}

TEST(Positive, RememberedSignatureChecksChangeNothing) {
  const SignedTree world = small_world();
  dnssec::Memo memo;
  const Asked first = ask(world.source(), question_of("example.com.", "MX"), world.trust(), &memo);
  const std::size_t known = memo.checks.size();
  EXPECT_GT(known, 0U);
  const Asked second = ask(world.source(), question_of("example.com.", "MX"), world.trust());
  EXPECT_EQ(outcome_of(first.validation), outcome_of(second.validation));
  EXPECT_EQ(first.validation.work.checks, second.validation.work.checks);
}

TEST(Positive, AnUnsignedDelegationIsInsecure) {
  const SignedTree world = small_world();
  const Asked asked = ask(world.source(), question_of("plain.com.", "MX"), world.trust());
  EXPECT_EQ(outcome_of(asked.validation), "insecure unsigned-delegation");
  EXPECT_EQ(std::get<dnssec::Insecure>(asked.validation.result).zone.to_text(), "plain.com");
}

TEST(Positive, WithoutAnyRecordOfTheChainNothingIsSecure) {
  // RFC 4035 5 [2]: a signature that is missing, for one, is no sign that there is none.
  const SignedTree world = small_world();
  const dnssec::Question question = question_of("example.com.", "MX");
  const Asked honest = ask(world.source(), question, world.trust());
  for (const dnssec::Question& lookup : honest.questions) {
    for (std::size_t i = 0; i < world.message(lookup).answers.size(); ++i) {
      const Asked asked = with_change(world, question, lookup, [&](WireMessage& message) {
        message.answers.erase(message.answers.begin() + static_cast<std::ptrdiff_t>(i));
      });
      EXPECT_TRUE(std::holds_alternative<dnssec::Bogus>(asked.validation.result))
          << lookup.name.to_text() << " " << lookup.type << " without record " << i << ": "
          << outcome_of(asked.validation);
    }
  }
}

TEST(Positive, WithAnySignatureAlteredNothingIsSecure) {
  const SignedTree world = small_world();
  const dnssec::Question question = question_of("example.com.", "MX");
  const Asked honest = ask(world.source(), question, world.trust());
  for (const dnssec::Question& lookup : honest.questions) {
    // RFC 4035 5.3.3: the signature is over these very records.
    const Asked asked = with_change(world, question, lookup, [](WireMessage& message) {
      for (WireRecord& record : message.answers) {
        if (record.type == 46) record.data.back() ^= 1;
      }
    });
    EXPECT_EQ(outcome_of(asked.validation), "bogus signature-invalid") << lookup.name.to_text() << " " << lookup.type;
  }
}

TEST(Positive, WithAnyLookupUnansweredNothingIsSecure) {
  const SignedTree world = small_world();
  const dnssec::Question question = question_of("example.com.", "MX");
  const Asked honest = ask(world.source(), question, world.trust());
  for (const dnssec::Question& lookup : honest.questions) {
    const Asked asked = with_change(world, question, lookup, [](WireMessage& message) { message.rcode = 2; });
    EXPECT_EQ(outcome_of(asked.validation), "bogus unanswered") << lookup.name.to_text() << " " << lookup.type;
  }
}

struct Times {
  const char* what;
  std::int64_t inception, expiration;
  const char* outcome;
};
class Validity : public testing::TestWithParam<Times> {};
TEST_P(Validity, IsFromInceptionToExpiration) {
  // RFC 4035 5.3.1 [5, 6]: not after the expiration, and not before the inception.
  ZoneSpec spec{"example.", {"example. A 192.0.2.1"}};
  spec.inception = kWorldTime + GetParam().inception;
  spec.expiration = kWorldTime + GetParam().expiration;
  const SignedTree world({spec});
  EXPECT_EQ(outcome_of(ask(world.source(), question_of("example.", "A"), world.trust()).validation),
            GetParam().outcome);
}
INSTANTIATE_TEST_SUITE_P(Signatures, Validity,
                         testing::Values(Times{"old", -2000, -1, "bogus signature-expired"},
                                         Times{"last second", -2000, 0, "secure data"},
                                         Times{"first second", 0, 2000, "secure data"},
                                         Times{"too early", 1, 2000, "bogus signature-not-yet-valid"}));

TEST(Positive, TimesAreSerialNumbers) {
  // RFC 4034 3.1.5: over the end of 32 bits, in 2106.
  constexpr std::int64_t kEnd = 0x100000000;
  ZoneSpec root{"."}, spec{"example.", {"example. A 192.0.2.1"}};
  for (ZoneSpec* one : {&root, &spec}) {
    one->inception = kEnd - 1000;
    one->expiration = kEnd + 1000;
  }
  const SignedTree world({root, spec});
  Trust trust = world.trust();
  for (const std::int64_t time : {kEnd - 500, kEnd + 500}) {
    trust.time = time;
    EXPECT_EQ(outcome_of(ask(world.source(), question_of("example.", "A"), trust).validation), "secure data");
  }
  trust.time = kEnd + 1001;
  EXPECT_EQ(outcome_of(ask(world.source(), question_of("example.", "A"), trust).validation), "bogus signature-expired");
}

struct OfAlgorithm {
  int algorithm, digest;
  bool rsasha1;
  const char* outcome;
};
class Algorithms : public testing::TestWithParam<OfAlgorithm> {};
TEST_P(Algorithms, AreSupportedOrMakeTheZoneInsecure) {
  const ZoneSpec spec{"example.",
                      {"example. A 192.0.2.1"},
                      static_cast<std::uint8_t>(GetParam().algorithm),
                      static_cast<std::uint8_t>(GetParam().digest)};
  const SignedTree world({spec});
  Trust trust = world.trust();
  trust.settings.accepted.rsasha1 = GetParam().rsasha1;
  EXPECT_EQ(outcome_of(ask(world.source(), question_of("example.", "A"), trust).validation), GetParam().outcome);
}
// RFC 9905 2: SHA-1 signatures are as if unsupported, and can be validated all the same.
INSTANTIATE_TEST_SUITE_P(
    Zone, Algorithms,
    testing::Values(OfAlgorithm{5, 2, false, "insecure unsupported-algorithm"}, OfAlgorithm{5, 2, true, "secure data"},
                    OfAlgorithm{7, 2, false, "insecure unsupported-algorithm"}, OfAlgorithm{7, 2, true, "secure data"},
                    OfAlgorithm{8, 2, false, "secure data"}, OfAlgorithm{10, 2, false, "secure data"},
                    OfAlgorithm{13, 1, false, "secure data"}, OfAlgorithm{13, 4, false, "secure data"},
                    OfAlgorithm{14, 4, false, "secure data"}, OfAlgorithm{15, 2, false, "secure data"},
                    OfAlgorithm{16, 2, false, "secure data"}));

TEST(Positive, SettingsMayRefuseAlgorithms) {
  const SignedTree world({{"example.", {"example. A 192.0.2.1"}, 10, 1}});
  Trust trust = world.trust();
  trust.settings.accepted.sha1_digest = false;
  EXPECT_EQ(outcome_of(ask(world.source(), question_of("example.", "A"), trust).validation),
            "insecure unsupported-digest");
  trust.settings.accepted.rsasha512 = false;
  EXPECT_EQ(outcome_of(ask(world.source(), question_of("example.", "A"), trust).validation),
            "insecure unsupported-algorithm");
}

TEST(Positive, OutsideTheAnchorsNothingIsKnown) {
  const SignedTree world = small_world();
  Trust trust = world.trust();
  trust.anchors.front().zone = name_of("org.");
  EXPECT_EQ(outcome_of(ask(world.source(), question_of("example.com.", "MX"), trust).validation), "insecure no-anchor");
}

struct Alias {
  const char* name;
  const char* outcome;
};
class Aliases : public testing::TestWithParam<Alias> {};
TEST_P(Aliases, AreAsGoodAsTheirWeakestPart) {
  // RFC 7672 2.1.3 [1, 2]: an error anywhere is one of the whole, and so is what is insecure.
  const SignedTree world({{"com."},
                          {"example.com.",
                           {"there.example.com. CNAME mx.other.com.", "plain.example.com. CNAME mx.plain.com.",
                            "one.example.com. CNAME two.example.com.", "two.example.com. CNAME one.example.com.",
                            "gone.example.com. CNAME none.other.com.", "tree.example.com. DNAME other.com.",
                            "*.wild.example.com. CNAME mx.other.com.", "old.example.com. CNAME mx.old.com."}},
                          {"other.com.", {"mx.other.com. A 192.0.2.1"}},
                          {"old.com.", {"mx.old.com. A 192.0.2.1"}, 13, 2, false, false, 0, "", 0, kWorldTime - 1},
                          {"plain.com.", {"mx.plain.com. A 192.0.2.1", "there.plain.com. CNAME mx.other.com."}, 0}});
  EXPECT_EQ(outcome_of(ask(world.source(), question_of(GetParam().name, "A"), world.trust()).validation),
            GetParam().outcome);
}
INSTANTIATE_TEST_SUITE_P(
    Names, Aliases,
    testing::Values(Alias{"there.example.com.", "secure data"},
                    Alias{"plain.example.com.", "insecure unsigned-delegation"},
                    Alias{"there.plain.com.", "insecure unsigned-delegation"},
                    Alias{"one.example.com.", "bogus alias-endless"}, Alias{"gone.example.com.", "secure no-name"},
                    Alias{"mx.tree.example.com.", "secure data"}, Alias{"none.tree.example.com.", "secure no-name"},
                    Alias{"x.wild.example.com.", "secure data"}, Alias{"old.example.com.", "bogus signature-expired"}));

TEST(Positive, AnAliasThatTheDnameDoesNotGiveIsForged) {
  const SignedTree world(
      {{"com."},
       {"example.com.",
        {"tree.example.com. DNAME example.com.", "mx.example.com. A 192.0.2.1", "evil.example.com. A 192.0.2.2"}}});
  const dnssec::Question question = question_of("mx.tree.example.com.", "A");
  // RFC 6672 5.3.1: the CNAME is checked against the DNAME.
  const Asked asked = with_change(world, question, question, [](WireMessage& message) {
    for (WireRecord& record : message.answers) {
      if (record.type == 5) record.data = data_of(5, {"evil.example.com."});
    }
  });
  EXPECT_EQ(outcome_of(asked.validation), "bogus alias-forged");
}

}  // namespace
}  // namespace mailglass::test
