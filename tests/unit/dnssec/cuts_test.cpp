// Denials at and about zone cuts, and of types: what each has to show, and what shows nothing.

#include <gtest/gtest.h>

#include <algorithm>

#include "dnssec/denial.h"
#include "dnssec/world.h"

namespace mailglass::test {
namespace {

constexpr std::uint16_t kTypeNsec = 47;

SignedTree cuts(bool nsec3, bool opt_out = false) {
  return SignedTree({{"com."},
                     {"example.com.",
                      {"mx.example.com. A 192.0.2.1", "to.example.com. CNAME mx.example.com.",
                       "*.wild.example.com. TXT \"w\"", "*.alias.example.com. CNAME mx.example.com."},
                      13,
                      2,
                      nsec3,
                      opt_out},
                     {"sub.example.com.", {"www.sub.example.com. A 192.0.2.3"}, 13, 2, nsec3}});
}

std::string when(const SignedTree& world, const dnssec::Question& question, const dnssec::Question& altered,
                 const std::function<void(WireMessage&)>& change) {
  const Source source = [&](const dnssec::Question& one) {
    WireMessage message = world.message(one);
    if (one == altered) change(message);
    return wire_of(message);
  };
  return outcome_of(ask(source, question, world.trust()).validation);
}
std::string when(const SignedTree& world, const dnssec::Question& question,
                 const std::function<void(WireMessage&)>& change) {
  return when(world, question, question, change);
}

struct Withheld {
  const char* name;
  const char* type;
};
// RFC 5155 8.5 [1], 8.6 [1]: neither the type nor CNAME.
constexpr std::array<Withheld, 4> kWithheld{
    {{"mx.example.com.", "A"}, {"sub.example.com.", "DS"}, {"to.example.com.", "A"}, {"to.example.com.", "DS"}}};

TEST(Cuts, WhatIsThereIsNotDeniedByTheRecordAtItsName) {
  for (const bool nsec3 : {false, true}) {
    SignedTree world = cuts(nsec3);
    for (const Withheld& one : kWithheld) {
      const dnssec::Question question = question_of(one.name, one.type);
      const std::string outcome = when(world, question, [&](WireMessage& message) {
        message.answers.clear();
        message.authorities.clear();
        world.put_denial(message.authorities, world.zone("example.com."), question.name);
      });
      EXPECT_EQ(outcome, "bogus denial-insufficient") << one.name << one.type << nsec3;
    }
    // Nor does a zone fall out of the chain so.
    const dnssec::Question ds = question_of("sub.example.com.", "DS");
    EXPECT_EQ(when(world, question_of("www.sub.example.com.", "A"), ds,
                   [&](WireMessage& message) {
                     message.answers.clear();
                     world.put_denial(message.authorities, world.zone("example.com."), ds.name);
                   }),
              "bogus denial-insufficient");
  }
}

struct OfAWildcard {
  const char* name;
  const char* type;
  const char* outcome;
};
// RFC 5155 8.7 [1, 2]: neither the type nor CNAME.
constexpr std::array<OfAWildcard, 3> kOfWildcards{{{"x.wild.example.com.", "A", "secure no-data"},
                                                   {"x.wild.example.com.", "TXT", "bogus denial-insufficient"},
                                                   {"x.alias.example.com.", "A", "bogus denial-insufficient"}}};

TEST(Cuts, WhatAWildcardMakesIsNotDeniedByTheWildcardsRecord) {
  for (const bool nsec3 : {false, true}) {
    SignedTree world = cuts(nsec3);
    for (const OfAWildcard& one : kOfWildcards) {
      const dnssec::Question question = question_of(one.name, one.type);
      const dns::Name encloser = question.name.parent();
      const std::string outcome = when(world, question, [&](WireMessage& message) {
        message.answers.clear();
        message.authorities.clear();
        for (const dns::Name& name : {question.name, encloser, *encloser.child("*")})
          world.put_denial(message.authorities, world.zone("example.com."), name);
      });
      EXPECT_EQ(outcome, one.outcome) << one.name << one.type << nsec3;
    }
  }
}

TEST(Cuts, WhatAWildcardMakesNeedsTheRecordThatCoversIt) {
  // RFC 4035 5.3.3 [1], RFC 5155 8.8 [1]: another record of the zone proves nothing.
  for (const bool nsec3 : {false, true}) {
    SignedTree world = cuts(nsec3);
    const dnssec::Question question = question_of("x.wild.example.com.", "TXT");
    const auto proven_by = [&](const std::vector<WireRecord>& records) {
      return when(world, question, [&](WireMessage& message) { message.authorities = records; });
    };
    std::vector<WireRecord> covers;
    world.put_denial(covers, world.zone("example.com."), question.name);
    EXPECT_EQ(proven_by(covers), "secure data");
    int others = 0;
    for (const char* name : {"example.com.", "mx.example.com.", "to.example.com.", "sub.example.com."}) {
      std::vector<WireRecord> other;
      world.put_denial(other, world.zone("example.com."), name_of(name));
      if (other.front() == covers.front()) continue;
      EXPECT_EQ(proven_by(other), "bogus wildcard-unproven") << name << nsec3;
      ++others;
    }
    EXPECT_GE(others, 3);
  }
}

TEST(Cuts, ANameThatIsNoDelegationIsInNoUnsignedZone) {
  // RFC 5155 8.9 [1]: the NS bit is not set at the name, so no zone begins there, and its records need a signature.
  for (const bool nsec3 : {false, true}) {
    const SignedTree world = cuts(nsec3);
    const dnssec::Question question = question_of("mx.example.com.", "A");
    EXPECT_EQ(when(world, question, [](WireMessage& message) { message.answers.resize(1); }),
              "bogus signature-missing");
  }
}

TEST(Cuts, AreToldByTheBitsOfTheRecordThere) {
  using dns::Type;
  const auto cut = [](std::initializer_list<Type> types) {
    dns::TypeSet set;
    for (const Type type : types) set.types.push_back(static_cast<std::uint16_t>(type));
    return dnssec::cut_of(set);
  };
  EXPECT_EQ(cut({Type::NS}), dnssec::Cut::Unsigned);
  EXPECT_EQ(cut({Type::A}), dnssec::Cut::None);
  // RFC 5155 8.9 [1]: with a DS it is no unsigned zone.
  EXPECT_EQ(cut({Type::NS, Type::DS}), dnssec::Cut::Contradiction);
  // RFC 5155 8.9 [2]: with a SOA it is the child's own record.
  EXPECT_EQ(cut({Type::NS, Type::SOA}), dnssec::Cut::Contradiction);
}

TEST(Cuts, WithoutOptOutANameThatIsNotThereHidesNoUnsignedZone) {
  const dnssec::Question question = question_of("new.example.com.", "A"), ds = question_of("new.example.com.", "DS");
  const auto unsigned_answer = [&](WireMessage& message) {
    message.rcode = 0;
    message.answers = {record_of("new.example.com. A 192.0.2.66")};
    message.authorities.clear();
  };
  const auto no_data = [](WireMessage& message) { message.rcode = 0; };
  // RFC 5155 8.6 [2], 8.9 [3, 4]: the closest encloser, and Opt-Out over the next closer name.
  const SignedTree closed = cuts(true), open = cuts(true, true);
  EXPECT_EQ(when(open, question, unsigned_answer), "insecure opt-out");
  EXPECT_EQ(when(closed, question, unsigned_answer), "bogus signature-missing");
  EXPECT_EQ(when(open, ds, no_data), "insecure opt-out");
  EXPECT_EQ(when(closed, ds, no_data), "bogus denial-insufficient");
}

TEST(Cuts, OptOutNeedsTheRecordOfTheClosestEncloser) {
  // RFC 5155 8.9 [3]: of two records the one that covers the next closer name is left.
  SignedTree world = cuts(true, true);
  const SigningZone& zone = world.zone("example.com.");
  for (const char* name : {"a.example.com.", "b.example.com.", "c.example.com.", "d.example.com."}) {
    std::vector<WireRecord> encloser, cover;
    world.put_denial(encloser, zone, zone.apex);
    world.put_denial(cover, zone, name_of(name));
    // One record may do both.
    if (encloser.front() == cover.front()) continue;
    const dnssec::Question ds = question_of(name, "DS");
    const auto proven_by = [&](const std::vector<WireRecord>& records) {
      return when(world, ds, [&](WireMessage& message) {
        message.rcode = 0;
        message.authorities = records;
      });
    };
    EXPECT_EQ(proven_by(cover), "bogus denial-insufficient");
    EXPECT_EQ(proven_by(encloser), "bogus denial-insufficient");
    cover.insert(cover.end(), encloser.begin(), encloser.end());
    EXPECT_EQ(proven_by(cover), "insecure opt-out");
    return;
  }
  FAIL() << "one record does both for each of these names";
}

TEST(Cuts, TheRecordsOfBothSidesAreTwoSets) {
  // RFC 4035 5.3.2 [2, 3]: one message has the parent's NSEC of the name and the child's, each with its signature.
  SignedTree world = cuts(false);
  SigningZone& child = world.zone("sub.example.com.");
  const auto both = [&](WireMessage& message) {
    message.answers.clear();
    message.authorities.clear();
    for (const SigningZone* zone : {&world.zone("example.com."), &child})
      world.put_denial(message.authorities, *zone, child.apex);
    ASSERT_EQ(message.authorities.size(), 4U);
  };
  EXPECT_EQ(when(world, question_of("sub.example.com.", "A"), both), "secure no-data");
  // A signed zone that the one above does not know to be signed.
  world.zone("example.com.").nodes[child.apex].erase(43);
  EXPECT_EQ(when(world, question_of("sub.example.com.", "DS"), both), "secure no-data");
  EXPECT_EQ(when(world, question_of("www.sub.example.com.", "A"), question_of("sub.example.com.", "DS"), both),
            "insecure unsigned-delegation");
}

TEST(Cuts, AnNsecSaysNothingOfItself) {
  // RFC 4035 5.4 [4]: its bits for NSEC and RRSIG are ignored, whatever they are.
  SignedTree world = cuts(false);
  const SigningZone& zone = world.zone("example.com.");
  for (const char* types : {"A RRSIG NSEC", "A NSEC", "A RRSIG", "A"}) {
    const auto denies = [&](WireMessage& message) {
      const std::vector<WireRecord> set{record_of("mx.example.com. NSEC sub.example.com. " + std::string(types))};
      message.rcode = 0;
      message.answers.clear();
      message.authorities = {set.front(), zone.rrsig(set, zone.key)};
      ASSERT_EQ(set.front().type, kTypeNsec);
    };
    EXPECT_EQ(when(world, question_of("mx.example.com.", "AAAA"), denies), "secure no-data") << types;
    EXPECT_EQ(when(world, question_of("mx.example.com.", "NSEC"), denies), "bogus denial-insufficient") << types;
    EXPECT_EQ(when(world, question_of("mx.example.com.", "RRSIG"), denies), "bogus denial-insufficient") << types;
  }
}

}  // namespace
}  // namespace mailglass::test
