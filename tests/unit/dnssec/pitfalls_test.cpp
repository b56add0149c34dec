// What has bitten other validators, each as an attack on honest zones.

#include <gtest/gtest.h>

#include <algorithm>

#include "dnssec/world.h"

namespace mailglass::test {
namespace {

constexpr std::uint16_t kDs = 43, kRrsig = 46, kDnskey = 48;

using Change = std::function<void(WireMessage&)>;

/// What the validator makes of the world when one answer is another.
std::string attacked(const SignedTree& world, const Trust& trust, const dnssec::Question& question,
                     const dnssec::Question& altered, const Change& change) {
  const Source source = [&](const dnssec::Question& one) {
    WireMessage message = world.message(one);
    if (one == altered) change(message);
    return wire_of(message);
  };
  return outcome_of(ask(source, question, trust).validation);
}
std::string attacked(const SignedTree& world, const dnssec::Question& question, const Change& change) {
  return attacked(world, world.trust(), question, question, change);
}

SignedTree hosts(bool nsec3, bool opt_out = false, unsigned iterations = 0) {
  return SignedTree(
      {{"com.", {}, 13, 2, nsec3, opt_out},
       {"example.com.",
        {"example.com. MX 10 mx.example.com.", "mx.example.com. A 192.0.2.1", "z.example.com. A 192.0.2.9",
         "a.ent.example.com. A 192.0.2.2", "*.wild.example.com. TXT \"w\"", "to.example.com. CNAME mx.example.com."},
        13,
        2,
        nsec3,
        opt_out,
        iterations},
       {"sub.example.com.", {"www.sub.example.com. A 192.0.2.3"}},
       {"plain.example.com.", {"www.plain.example.com. A 192.0.2.4"}, 0}});
}

struct Denied {
  const char* name;
  const char* type;
  const char* outcome;
};
constexpr std::array<Denied, 9> kDenied{{{"mx.example.com.", "AAAA", "secure no-data"},
                                         {"none.example.com.", "A", "secure no-name"},
                                         {"x.y.none.example.com.", "A", "secure no-name"},
                                         {"ent.example.com.", "A", "secure no-data"},
                                         {"x.wild.example.com.", "TXT", "secure data"},
                                         {"x.wild.example.com.", "A", "secure no-data"},
                                         {"mx.example.com.", "DS", "secure no-data"},
                                         {"plain.example.com.", "DS", "secure no-data"},
                                         {"www.plain.example.com.", "A", "insecure unsigned-delegation"}}};

TEST(Denial, WhatThereIsNotIsProvenByNsecAndByNsec3) {
  for (const bool nsec3 : {false, true}) {
    const SignedTree world = hosts(nsec3);
    for (const Denied& denied : kDenied) {
      EXPECT_EQ(outcome_of(ask(world.source(), question_of(denied.name, denied.type), world.trust()).validation),
                denied.outcome)
          << denied.name << denied.type << nsec3;
    }
  }
}

TEST(Denial, WithoutAnyOfItsSignedRecordsNothingIsDenied) {
  // RFC 4035 5.4 [1], RFC 5155 8.3 [1], 8.7 [1]: each record with its signature, and a record for each part of a proof.
  for (const bool nsec3 : {false, true}) {
    const SignedTree world = hosts(nsec3);
    for (const Denied& denied : kDenied) {
      const dnssec::Question question = question_of(denied.name, denied.type);
      const WireMessage honest = world.message(question);
      for (std::size_t i = 0; i < honest.authorities.size(); ++i) {
        // The SOA is for caches and proves nothing, and one record can be needed for two proofs.
        const std::uint16_t type = honest.authorities[i].type;
        const std::uint16_t covered = honest.authorities[i].type == kRrsig ? honest.authorities[i].data[1] : type;
        if (covered == 6 || std::string(denied.outcome).starts_with("insecure")) continue;
        const std::string outcome = attacked(world, question, [&](WireMessage& message) {
          message.authorities.erase(message.authorities.begin() + static_cast<std::ptrdiff_t>(i));
        });
        EXPECT_TRUE(outcome.starts_with("bogus")) << denied.name << denied.type << nsec3 << " without " << i << outcome;
      }
    }
  }
}

TEST(Denial, ANameIsNotDeniedWithoutTheWildcardThatCouldStandForIt) {
  // RFC 4035 5.4, RFC 5155 8.4 [1]. ldns 1.8.3 takes it.
  for (const bool nsec3 : {false, true}) {
    const SignedTree world = hosts(nsec3);
    // The wildcard would answer, but its record is kept back and the name is said not to exist.
    const dnssec::Question question = question_of("x.wild.example.com.", "TXT");
    const std::string outcome = attacked(world, question, [](WireMessage& message) {
      message.rcode = 3;
      message.answers.clear();
    });
    EXPECT_EQ(outcome, "bogus denial-insufficient") << nsec3;
  }
}

TEST(Denial, TheParentsRecordAtADelegationDeniesNothingBelowIt) {
  // RFC 6840 4.1, RFC 5155 8.3 [2]: an attacker answers for a signed zone with the NSEC of the zone above it.
  for (const bool nsec3 : {false, true}) {
    const SignedTree world = hosts(nsec3);
    const dnssec::Question question = question_of("www.sub.example.com.", "A");
    const SigningZone& parent = const_cast<SignedTree&>(world).zone("example.com.");
    for (const std::uint16_t rcode : {std::uint16_t{0}, std::uint16_t{3}}) {
      const std::string outcome = attacked(world, question, [&](WireMessage& message) {
        message.rcode = rcode;
        message.answers.clear();
        for (const char* name : {"sub.example.com.", "www.sub.example.com.", "*.sub.example.com.", "example.com."})
          world.put_denial(message.authorities, parent, name_of(name));
      });
      EXPECT_TRUE(outcome.starts_with("bogus")) << outcome;
    }
    // RFC 6840 4.1: nor a type at the delegation itself, which is the child's.
    const dnssec::Question apex = question_of("sub.example.com.", "A");
    const std::string at_cut = attacked(world, apex, [&](WireMessage& message) {
      message.authorities.clear();
      world.put_denial(message.authorities, parent, apex.name);
    });
    EXPECT_TRUE(at_cut.starts_with("bogus")) << at_cut;
  }
}

TEST(Denial, TheChildsApexDoesNotDenyItsDs) {
  // RFC 6840 4.4, RFC 4035 5.2 [2]: the zone would fall out of the chain.
  const SignedTree world = hosts(false);
  const SigningZone& child = const_cast<SignedTree&>(world).zone("sub.example.com.");
  const dnssec::Question ds = question_of("sub.example.com.", "DS");
  const Change change = [&](WireMessage& message) {
    message.answers.clear();
    world.put_denial(message.authorities, child, ds.name);
  };
  EXPECT_TRUE(attacked(world, ds, change).starts_with("bogus"));
  EXPECT_TRUE(
      attacked(world, world.trust(), question_of("www.sub.example.com.", "A"), ds, change).starts_with("bogus"));
}

TEST(Denial, ANameWithACnameIsNotEmpty) {
  // RFC 6840 4.3: the alias is kept back, and its NSEC says that there is no A. ldns 1.8.3 takes it.
  for (const bool nsec3 : {false, true}) {
    const SignedTree world = hosts(nsec3);
    const dnssec::Question question = question_of("to.example.com.", "A");
    const std::string outcome = attacked(world, question, [&](WireMessage& message) {
      message.answers.clear();
      world.put_denial(message.authorities, const_cast<SignedTree&>(world).zone("example.com."), question.name);
    });
    EXPECT_EQ(outcome, "bogus denial-insufficient") << nsec3;
  }
}

TEST(Denial, AnNsecMadeFromAWildcardDeniesNothing) {
  // CVE-2017-15105.
  SignedTree world({{"example.", {"*.example. TXT \"w\"", "a.example. A 192.0.2.1"}}});
  const SigningZone& zone = world.zone("example.");
  const dnssec::Question question = question_of("a.example.", "A");
  const std::string outcome = attacked(world, question, [&](WireMessage& message) {
    message.answers.clear();
    world.put_denial(message.authorities, zone, name_of("*.example."));
    for (WireRecord& record : message.authorities) record.owner = question.name;
  });
  EXPECT_TRUE(outcome.starts_with("bogus")) << outcome;
}

TEST(Denial, WhatAWildcardMakesNeedsTheProofThatNothingIsCloser) {
  // RFC 4035 5.3.3 [1], RFC 5155 8.8 [1].
  for (const bool nsec3 : {false, true}) {
    const SignedTree world = hosts(nsec3);
    const dnssec::Question question = question_of("x.wild.example.com.", "TXT");
    EXPECT_EQ(attacked(world, question, [](WireMessage& message) { message.authorities.clear(); }),
              "bogus wildcard-unproven");
    // A name that exists is not made from a wildcard: the proof that is there is of another name.
    const dnssec::Question existing = question_of("mx.example.com.", "TXT");
    EXPECT_TRUE(attacked(world, existing, [&](WireMessage& message) {
                  message = world.message(question);
                  message.name = existing.name;
                  for (WireRecord& record : message.answers) record.owner = existing.name;
                }).starts_with("bogus"));
  }
}

TEST(Denial, OptOutIsNoProof) {
  // RFC 5155 9.2.
  const SignedTree world = hosts(true, true);
  EXPECT_EQ(outcome_of(ask(world.source(), question_of("www.plain.example.com.", "A"), world.trust()).validation),
            "insecure opt-out");
  EXPECT_EQ(outcome_of(ask(world.source(), question_of("none.example.com.", "A"), world.trust()).validation),
            "insecure opt-out");
  EXPECT_EQ(outcome_of(ask(world.source(), question_of("mx.example.com.", "AAAA"), world.trust()).validation),
            "secure no-data");
  EXPECT_EQ(outcome_of(ask(world.source(), question_of("www.sub.example.com.", "A"), world.trust()).validation),
            "secure data");
}

TEST(Denial, OverAHundredIterationsAreInsecure) {
  // RFC 9276 3.2.
  const dnssec::Question question = question_of("none.example.com.", "A");
  const SignedTree hundred = hosts(true, false, 100), more = hosts(true, false, 101);
  EXPECT_EQ(outcome_of(ask(hundred.source(), question, hundred.trust()).validation), "secure no-name");
  EXPECT_EQ(outcome_of(ask(more.source(), question, more.trust()).validation), "insecure many-iterations");
  // RFC 9276 3.2: but the signature is checked first.
  const Source altered = [&](const dnssec::Question& one) {
    WireMessage message = more.message(one);
    for (WireRecord& record : message.authorities) {
      if (record.type == kRrsig) record.data.back() ^= 1;
    }
    return wire_of(message);
  };
  EXPECT_EQ(outcome_of(ask(altered, question, more.trust()).validation), "bogus signature-invalid");
}

TEST(Denial, UnknownHashesAndFlagsAreIgnored) {
  for (const std::size_t octet : {0U, 1U}) {
    // RFC 5155 8.1 [1], 8.2 [1]: hash algorithms, and flags. The zone signs such records, so that nothing else is
    // wrong.
    SignedTree world = hosts(true);
    const SigningZone& zone = world.zone("example.com.");
    const dnssec::Question question = question_of("mx.example.com.", "AAAA");
    const std::string outcome = attacked(world, question, [&](WireMessage& message) {
      std::vector<WireRecord> changed;
      for (WireRecord& record : message.authorities) {
        if (record.type != 50) continue;
        record.data[octet] = 2;
        changed.push_back(record);
        changed.push_back(zone.rrsig({record}, zone.key));
      }
      message.authorities = changed;
    });
    EXPECT_EQ(outcome, "bogus denial-missing");
  }
}

TEST(Denial, NamesBelowAreNotTakenForTheNameItself) {
  const SignedTree world = hosts(false);
  const dnssec::Question question = question_of("ent.example.com.", "A");
  EXPECT_TRUE(attacked(world, question, [](WireMessage& message) { message.rcode = 3; }) == "secure no-data");
}

TEST(Signer, IsTheZoneSeenFromAbove) {
  // RFC 4035 5.3.1 [2], CVE-2022-3346: a zone of the attacker's own, with a name of its choosing, signs somebody else's
  // records.
  SignedTree world = hosts(false);
  const dnssec::Question question = question_of("example.com.", "MX");
  const SigningZone& other = world.zone("sub.example.com.");
  EXPECT_EQ(attacked(world, question,
                     [&](WireMessage& message) {
                       message.answers.resize(1);
                       message.answers.push_back(other.rrsig(message.answers, other.key));
                     }),
            "bogus signer-not-zone");
  // And one that says it is a zone, where none begins.
  SigningZone fake = world.zone("sub.example.com.");
  fake.apex = name_of("mx.example.com.");
  EXPECT_EQ(attacked(world, question_of("mx.example.com.", "A"),
                     [&](WireMessage& message) {
                       message.answers.resize(1);
                       message.answers.push_back(fake.rrsig(message.answers, fake.key));
                     }),
            "bogus signer-not-zone");
}

TEST(Signer, OfADsIsNotTheZoneItself) {
  SignedTree world = hosts(false);
  const SigningZone& zone = world.zone("sub.example.com.");
  const dnssec::Question question = question_of("sub.example.com.", "DS");
  EXPECT_TRUE(attacked(world, question, [&](WireMessage& message) {
                message.answers.resize(1);
                message.answers.push_back(zone.rrsig(message.answers, zone.key));
              }).starts_with("bogus"));
}

TEST(Signer, LabelsAreNoMoreThanTheNames) {
  // RFC 4035 5.3.1 [4], 5.3.2 [1].
  SignedTree world = hosts(false);
  const dnssec::Question question = question_of("mx.example.com.", "A");
  EXPECT_EQ(attacked(world, question,
                     [](WireMessage& message) {
                       for (WireRecord& record : message.answers) {
                         if (record.type == kRrsig) record.data[3] = 4;
                       }
                     }),
            "bogus signature-malformed");
}

/// A key of the zone with other flags or another protocol, which signs the records all the same.
std::string with_key(std::uint8_t high, std::uint8_t low, std::uint8_t protocol) {
  SignedTree world(std::vector<ZoneSpec>{{"example.", {"example. A 192.0.2.1"}}});
  SigningZone& zone = world.zone("example.");
  zone.key.dnskey[0] = high;
  zone.key.dnskey[1] = low;
  zone.key.dnskey[2] = protocol;
  zone.nodes[zone.apex][kDnskey][1].data = zone.key.dnskey;
  return outcome_of(ask(world.source(), question_of("example.", "A"), world.trust()).validation);
}
TEST(Keys, AreZoneKeysOfDnssecAndNotRevoked) {
  EXPECT_EQ(with_key(1, 0, 3), "secure data");
  // RFC 4035 5.3.1 [8]: without the Zone Key bit.
  EXPECT_EQ(with_key(0, 0, 3), "bogus key-missing");
  // RFC 4034 2.1.2: of another protocol.
  EXPECT_EQ(with_key(1, 0, 2), "bogus key-missing");
  // RFC 5011 2.1: revoked.
  EXPECT_EQ(with_key(1, 0x80, 3), "bogus key-missing");
}

TEST(Keys, AnSha1DigestDoesNotCountBesideABetterOne) {
  // RFC 4509 3: the digest by SHA-256 fits no key, and that by SHA-1 does.
  SignedTree world(std::vector<ZoneSpec>{{"example.", {"example. A 192.0.2.1"}, 13, 1}});
  WireRecord ds = world.zone(".").nodes[name_of("example.")][kDs].front();
  ds.data[3] = 2;
  ds.data.resize(4 + 32);
  world.zone(".").nodes[name_of("example.")][kDs].push_back(ds);
  EXPECT_EQ(outcome_of(ask(world.source(), question_of("example.", "A"), world.trust()).validation), "bogus no-entry");
}

TEST(Keys, DssThatNobodyCanUseMakeTheZoneInsecure) {
  // RFC 4035 5.2 and RFC 6840 5.2.
  for (const auto& [octet, outcome] :
       {std::pair<std::size_t, const char*>{2, "insecure unsupported-algorithm"}, {3, "insecure unsupported-digest"}}) {
    SignedTree world(std::vector<ZoneSpec>{{"example.", {"example. A 192.0.2.1"}}});
    world.zone(".").nodes[name_of("example.")][kDs].front().data[octet] = 250;
    EXPECT_EQ(outcome_of(ask(world.source(), question_of("example.", "A"), world.trust()).validation), outcome);
  }
}

TEST(Work, ManyKeysOfOneTagAndManySignaturesAreNotTriedForEver) {
  // RFC 4035 5.4 [3], CVE-2023-50387: every signature would have to be tried with every key.
  SignedTree world(std::vector<ZoneSpec>{{"example.", {"example. A 192.0.2.1"}}});
  SigningZone& zone = world.zone("example.");
  // The tag is a sum: swapping two pairs of octets leaves it as it is.
  for (std::size_t i = 4; i + 4 < 60; i += 2) {
    WireRecord key = zone.nodes[zone.apex][kDnskey].back();
    std::swap(key.data[i], key.data[i + 2]);
    std::swap(key.data[i + 1], key.data[i + 3]);
    auto& keys = zone.nodes[zone.apex][kDnskey];
    keys.insert(keys.begin(), key);
  }
  const dnssec::Question question = question_of("example.", "A");
  const Source source = [&](const dnssec::Question& one) {
    WireMessage message = world.message(one);
    if (one == question) {
      WireRecord signature = message.answers.back();
      message.answers.pop_back();
      for (int i = 0; i < 200; ++i) {
        signature.data.back() = static_cast<std::uint8_t>(i);
        message.answers.push_back(signature);
      }
    }
    return wire_of(message);
  };
  const Asked asked = ask(source, question, world.trust());
  EXPECT_EQ(outcome_of(asked.validation), "bogus too-much-work");
  const dnssec::Settings bounds;
  EXPECT_EQ(asked.validation.work.failures, bounds.max_failures);
  EXPECT_LE(asked.validation.work.checks, bounds.max_failures + 4);
}

TEST(Work, ManyLabelsAreNotHashedForEver) {
  // CVE-2023-50868.
  const SignedTree world = hosts(true);
  std::string name;
  for (int i = 0; i < 100; ++i) name += "a.";
  const Asked asked = ask(world.source(), question_of(name + "example.com.", "A"), world.trust());
  EXPECT_LE(asked.validation.work.hashes, dnssec::Settings().max_hashes);
  EXPECT_EQ(outcome_of(asked.validation), "bogus too-much-work");
}

TEST(Work, TheWayDownIsBounded) {
  // A name in an unsigned corner is looked for at every label; each is proven to be no zone.
  std::string name;
  for (int i = 0; i < 60; ++i) name += "a.";
  name += "b.example.com.";
  const SignedTree world = hosts(false);
  const Asked asked = ask(
      [&](const dnssec::Question& one) {
        WireMessage message = world.message(one);
        if (one == question_of(name, "TXT")) message.authorities.clear();
        return wire_of(message);
      },
      question_of(name, "TXT"), world.trust());
  EXPECT_EQ(outcome_of(asked.validation), "bogus too-much-work");
  EXPECT_LE(asked.questions.size(), dnssec::Settings().max_zones + 8);
}

}  // namespace
}  // namespace mailglass::test
