// What a signature and its key have to have in common with what it signs.

#include <gtest/gtest.h>

#include <algorithm>

#include "dnssec/world.h"

namespace mailglass::test {
namespace {

constexpr std::uint16_t kSigns = 46, kKeys = 48;

SignedTree one_zone() {
  return SignedTree(std::vector<ZoneSpec>{{"example.", {"example. A 192.0.2.1"}}});
}

const dnssec::Question& asked_for() {
  static const dnssec::Question question = question_of("example.", "A");
  return question;
}

/// What comes of the zone's A when its RRSIG is another.
std::string with_signature(const std::function<void(WireRecord&)>& change) {
  const SignedTree world = one_zone();
  const Source source = [&](const dnssec::Question& one) {
    WireMessage message = world.message(one);
    if (one == asked_for()) change(message.answers.back());
    return wire_of(message);
  };
  return outcome_of(ask(source, asked_for(), world.trust()).validation);
}

// An RRSIG's data begins with the type covered, the algorithm and the labels; its tag stands behind three times of 32
// bits.
constexpr std::size_t kCovered = 1, kAlgorithm = 2, kTag = 16;

TEST(Signatures, AreOfTheSameNameAndType) {
  EXPECT_EQ(with_signature([](WireRecord&) {}), "secure data");
  // RFC 4035 5.3.1 [1]: another owner.
  EXPECT_EQ(with_signature([](WireRecord& record) { record.owner = name_of("other.example."); }),
            "bogus signature-missing");
  // RFC 4035 5.3.1 [3]: another type covered.
  EXPECT_EQ(with_signature([](WireRecord& record) { record.data[kCovered] = 16; }), "bogus signature-missing");
}

TEST(Signatures, AreOfTheSameClass) {
  // RFC 4035 5.3.1 [1]: CHAOS in place of IN.
  const SignedTree world = one_zone();
  const Source source = [&](const dnssec::Question& one) {
    Bytes wire = wire_of(world.message(one));
    if (one != asked_for()) return wire;
    const Bytes type_and_class{0, kSigns, 0, 1};
    const auto at = std::search(wire.begin(), wire.end(), type_and_class.begin(), type_and_class.end());
    EXPECT_NE(at, wire.end());
    if (at != wire.end()) *(at + 3) = 3;
    return wire;
  };
  EXPECT_EQ(outcome_of(ask(source, asked_for(), world.trust()).validation), "bogus signature-missing");
}

TEST(Signatures, AreByAKeyOfTheirTagAndAlgorithm) {
  // RFC 4035 5.3.1 [7].
  EXPECT_EQ(with_signature([](WireRecord& record) { record.data[kTag] ^= 1; }), "bogus key-missing");
  EXPECT_EQ(with_signature([](WireRecord& record) { record.data[kAlgorithm] = 8; }), "bogus key-missing");
}

TEST(Signatures, AreTriedWithEachKeyOfTheirTag) {
  // RFC 4035 5.3.1 [9]: the first of two keys with one tag is not the one that signed. A tag is a sum, so that two
  // pairs of octets that change places leave it as it is.
  SignedTree world = one_zone();
  SigningZone& zone = world.zone("example.");
  auto& keys = zone.nodes[zone.apex][kKeys];
  WireRecord decoy = keys.back();
  std::swap(decoy.data[4], decoy.data[6]);
  std::swap(decoy.data[5], decoy.data[7]);
  ASSERT_NE(decoy.data, keys.back().data);
  ASSERT_EQ(tag_of(decoy.data), tag_of(keys.back().data));
  keys.insert(keys.begin(), decoy);
  const Asked asked = ask(world.source(), asked_for(), world.trust());
  EXPECT_EQ(outcome_of(asked.validation), "secure data");
  EXPECT_EQ(asked.validation.work.failures, 1U);
}

/// The root's keys changed; the anchor goes by its entry key as it is then.
std::string with_root(const std::function<void(SigningZone&, std::vector<WireRecord>&)>& change) {
  SignedTree world = one_zone();
  SigningZone& root = world.zone(".");
  change(root, root.nodes[root.apex][kKeys]);
  return outcome_of(ask(world.source(), asked_for(), world.trust()).validation);
}

TEST(AnchorsKeys, AreAmongTheZonesKeysAreZoneKeysAndSignThem) {
  // RFC 4035 5 [1].
  EXPECT_EQ(with_root([](SigningZone&, std::vector<WireRecord>&) {}), "secure data");
  EXPECT_EQ(with_root([](SigningZone&, std::vector<WireRecord>& keys) { keys.erase(keys.begin()); }), "bogus no-entry");
  // RFC 4035 5.3.1 [8]: without the Zone Key bit.
  EXPECT_EQ(with_root([](SigningZone& root, std::vector<WireRecord>& keys) {
              root.entry.dnskey[0] = 0;
              keys.front().data = root.entry.dnskey;
            }),
            "bogus key-missing");
  // Another key signs them: the zone's own other one.
  SignedTree world = one_zone();
  SigningZone& root = world.zone(".");
  const Trust trust = world.trust();
  root.entry = root.key;
  EXPECT_EQ(outcome_of(ask(world.source(), asked_for(), trust).validation), "bogus key-missing");
}

TEST(Delegations, AreAskedForAtEveryZone) {
  // RFC 4035 5.2 [1]: the DS is a question of its own, also where an answer came without any.
  const SignedTree world({{"com."}, {"example.com.", {"example.com. A 192.0.2.1"}}, {"plain.com.", {}, 0}});
  for (const auto& [name, outcome] :
       {std::pair{"example.com.", "secure data"}, std::pair{"plain.com.", "insecure unsigned-delegation"}}) {
    const Asked asked = ask(world.source(), question_of(name, "A"), world.trust());
    EXPECT_EQ(outcome_of(asked.validation), outcome);
    for (const char* zone : {"com.", name})
      EXPECT_NE(std::find(asked.questions.begin(), asked.questions.end(), question_of(zone, "DS")),
                asked.questions.end())
          << name << zone;
  }
}

}  // namespace
}  // namespace mailglass::test
