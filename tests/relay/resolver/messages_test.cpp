// What crosses between relay and resolver, and what does not.
#include "resolver/messages.h"

#include <gtest/gtest.h>

#include <random>

namespace mailglass::relay::resolver {
namespace {

TEST(ResolverMessages, CrossUnchanged) {
  const Settings settings{"192.0.2.1@5353", "", true, false, {"10.0.0.0/8", "::/3"}};
  const auto read = decode_to_resolver(encode(ToResolver(settings)));
  ASSERT_TRUE(read);
  const auto& back = std::get<Settings>(*read);
  EXPECT_EQ(back.upstream, settings.upstream);
  EXPECT_EQ(back.root, "");
  EXPECT_TRUE(back.lab);
  EXPECT_FALSE(back.localhost);
  EXPECT_EQ(back.never, settings.never);

  const auto ask = decode_to_resolver(encode(ToResolver(Ask{7, 15, "example.test."})));
  ASSERT_TRUE(ask);
  EXPECT_EQ(std::get<Ask>(*ask).id, 7U);
  EXPECT_EQ(std::get<Ask>(*ask).type, 15);
  EXPECT_EQ(std::get<Ask>(*ask).name, "example.test.");
  EXPECT_EQ(std::get<Ping>(*decode_to_resolver(encode(ToResolver(Ping{9})))).id, 9U);

  const auto answered = decode_from_resolver(
      encode(FromResolver(Answered{8, wire::DnsStatus::Bogus, "no signature", Bytes(65535, 0xab)})));
  ASSERT_TRUE(answered);
  EXPECT_EQ(std::get<Answered>(*answered).id, 8U);
  EXPECT_EQ(std::get<Answered>(*answered).status, wire::DnsStatus::Bogus);
  EXPECT_EQ(std::get<Answered>(*answered).why, "no signature");
  EXPECT_EQ(std::get<Answered>(*answered).message, Bytes(65535, 0xab));
  const auto started = decode_from_resolver(encode(FromResolver(Started{"1.17.1", "seccomp"})));
  ASSERT_TRUE(started);
  EXPECT_EQ(std::get<Started>(*started).version, "1.17.1");
  EXPECT_EQ(std::get<Started>(*started).sandbox, "seccomp");
  EXPECT_EQ(std::get<Unable>(*decode_from_resolver(encode(FromResolver(Unable{"no"})))).why, "no");
  EXPECT_EQ(std::get<Pong>(*decode_from_resolver(encode(FromResolver(Pong{3})))).id, 3U);
}

TEST(ResolverMessages, OfAnotherKindAreNone) {
  EXPECT_FALSE(decode_from_resolver(encode(ToResolver(Ping{1}))));
  EXPECT_FALSE(decode_to_resolver(encode(FromResolver(Pong{1}))));
  EXPECT_FALSE(decode_from_resolver(Bytes{}));
  EXPECT_FALSE(decode_from_resolver(Bytes{0}));
  EXPECT_FALSE(decode_from_resolver(Bytes{200, 1, 2}));
  auto longer = encode(FromResolver(Pong{1}));
  longer.push_back(0);
  EXPECT_FALSE(decode_from_resolver(longer));
  auto status = encode(FromResolver(Answered{1, wire::DnsStatus::Failed, "", {}}));
  status[9] = 5;
  EXPECT_FALSE(decode_from_resolver(status));
  const FromResolver wordy = Answered{1, wire::DnsStatus::Failed, std::string(kMaxWhy + 1, 'x'), {}};
  EXPECT_FALSE(decode_from_resolver(encode(wordy)));
}

TEST(ResolverMessages, MayBeAnyBytes) {
  std::mt19937 random(12);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same bytes every time
  std::size_t read = 0;
  for (int round = 0; round < 50'000; ++round) {
    Bytes bytes = encode(FromResolver(Answered{1, wire::DnsStatus::Insecure, "why", Bytes(random() % 40)}));
    for (auto changes = random() % 4; changes > 0; --changes)
      bytes[random() % bytes.size()] = static_cast<std::uint8_t>(random());
    bytes.resize(random() % 4 == 0 ? random() % (bytes.size() + 1) : bytes.size());
    if (const auto message = decode_from_resolver(bytes)) {
      ++read;
      if (const auto* answered = std::get_if<Answered>(&*message)) {
        EXPECT_LE(answered->why.size(), kMaxWhy);
        EXPECT_LE(answered->message.size(), bytes.size());
      }
    }
    static_cast<void>(decode_to_resolver(bytes));
  }
  EXPECT_GT(read, 10'000U);
}

}  // namespace
}  // namespace mailglass::relay::resolver
