// Numbers that the author of an evidence file chooses: bounded where they are read.

#include "check/evidence.h"

#include <gtest/gtest.h>

#include <string>

#include "check/check.h"
#include "support/scripted_relay.h"

namespace mailglass::check {
namespace {

struct Members {
  std::string domain = "\"example.test\"", seed = '"' + std::string(64, '5') + '"', started = "1790000000000",
              more = {}, events = "[]";
};
std::string file(const Members& of) {
  return R"({"format":"mailglass-evidence/1","domain":)" + of.domain + ",\"seed\":" + of.seed +
         ",\"started_unix_ms\":" + of.started + of.more + ",\"events\":" + of.events + "}";
}
std::string tick_at(const std::string& us) {
  return R"([{"us":)" + us + R"(,"tick":true}])";
}

struct FileRow {
  const char* name;
  Members members;
  const char* rule;  ///< null: it is read
};
class Files : public testing::TestWithParam<FileRow> {};
TEST_P(Files, AreReadOrRefusedInWords) {
  const auto read = read_evidence(file(GetParam().members));
  if (!GetParam().rule) {
    EXPECT_TRUE(read) << read.error().rule;
    return;
  }
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().rule, GetParam().rule);
}

constexpr const char* kTime = "evidence.event-time";
constexpr const char* kStarted = "evidence.start-out-of-range";
constexpr const char* kBounds = "evidence.too-deep";
constexpr const char* kLater = "evidence.later";

std::string many(const std::string& one, std::size_t count) {
  std::string out = "[";
  for (std::size_t i = 0; i < count; ++i) out += (i == 0 ? "" : ",") + one;
  return out + "]";
}

INSTANTIATE_TEST_SUITE_P(
    Rows, Files,
    testing::Values(
        FileRow{"sound", {}, nullptr}, FileRow{"last_time", {.events = tick_at("9007199254740991")}, nullptr},
        FileRow{"time_of_two_to_the_53", {.events = tick_at("9007199254740992")}, kTime},
        FileRow{"time_near_two_to_the_64", {.events = tick_at("18446744073709551615")}, kTime},
        FileRow{"time_beyond_all_integers", {.events = tick_at("99999999999999999999")}, "evidence.event-no-time"},
        FileRow{"negative_time", {.events = tick_at("-1")}, "evidence.event-no-time"},
        FileRow{"fraction_of_time", {.events = tick_at("1.5")}, "evidence.event-no-time"},
        FileRow{"begun_in_1970", {.started = "0"}, nullptr},
        FileRow{"begun_on_the_last_day", {.started = "2147483647999"}, nullptr},
        FileRow{"begun_after_it", {.started = "2147483648000"}, kStarted},
        FileRow{"begun_before_1970", {.started = "-1"}, kStarted},
        FileRow{"begun_beyond_calendars", {.started = "9223372036854775807"}, kStarted},
        FileRow{"begun_beyond_integers", {.started = "1e300"}, "evidence.no-start"},
        FileRow{"seed_too_short", {.seed = "\"00\""}, "evidence.seed-length"},
        FileRow{"long_name", {.domain = '"' + std::string(1024, 'a') + '"'}, nullptr},
        FileRow{"longer_name", {.domain = '"' + std::string(1025, 'a') + '"'}, "evidence.domain-too-long"},
        FileRow{"later_plan", {.more = ",\"plan\":4294967296"}, kLater},
        FileRow{"plan_beyond_integers", {.more = ",\"plan\":99999999999999999999"}, kLater},
        FileRow{"unknown_depth", {.more = ",\"depth\":\"deeper\""}, "evidence.depth"},
        FileRow{"unknown_members", {.more = ",\"later\":[{\"a\":[1,2,3]}]"}, nullptr}),
    [](const auto& row) { return row.param.name; });

const char* refused(const Members& members) {
  const auto read = read_evidence(file(members));
  return read ? nullptr : read.error().rule.data();
}

TEST(SavedEvidence, HasNoMoreEventsThanACheck) {
  const std::string tick = R"({"us":1,"tick":true})";
  EXPECT_EQ(refused({.events = many(tick, kMaxEvents + 1)}), nullptr) << "the last one ends it";
  EXPECT_STREQ(refused({.events = many(tick, kMaxEvents + 2)}), "evidence.too-many-events");
}

TEST(SavedEvidence, IsNotMadeIntoValuesWhereTheyWouldTakeAllMemory) {
  EXPECT_STREQ(refused({.more = ",\"later\":" + std::string(100'000, '[')}), kBounds);
  EXPECT_STREQ(refused({.more = ",\"later\":" + many("[]", 1'000'000)}), kBounds);
}

TEST(SavedEvidence, OfTheLargestTimesRunsToAnEnd) {
  const auto read = read_evidence(file({.events = tick_at("9007199254740991")}));
  ASSERT_TRUE(read);
  EXPECT_TRUE(replay(*read).finished()) << "no welcome came in time";
}

/// Sixteen servers of thousands of addresses each, one of them running, and then as many messages as a check may have.
/// Whatever takes long at each of them takes minutes here, and the test its time limit.
TEST(SavedEvidence, OfManyMessagesThatEndNothingIsReadInGoodTime) {
  constexpr int kServers = 16, kAddresses = 1500;
  test::Zone zone;
  for (int server = 0; server < kServers; ++server) {
    const std::string host = "mx" + std::to_string(server) + ".example.test";
    zone.records.push_back({"example.test", dns::Type::MX, "10 " + host});
    for (int address = 0; address < kAddresses; ++address)
      zone.records.push_back(
          {host, dns::Type::A, "192.0." + std::to_string(address / 250) + "." + std::to_string(address % 250)});
  }
  Check check({.domain = "example.test",
               .seed = {5},
               .started_unix_ms = 1'790'000'000'000,
               .depth = Depth::Standard,
               .anchors = test::unsigned_root()});
  std::uint64_t us = 0;
  const auto send = [&](const wire::FromRelay& message) { check.on_text(wire::encode(message), ++us); };
  send(wire::Welcome{"r", "e", false, wire::Port25::Open, {1, 1000, 100, 100, 1 << 20, 1, 1, 1, 1, 1}});
  send(wire::Opened{"example.test"});
  while (const auto next = check.next_outgoing()) {
    const auto* message = std::get_if<wire::FromPage>(&*next);
    const auto* lookup = message ? std::get_if<wire::Lookup>(message) : nullptr;
    if (!lookup) continue;
    send(wire::Answer{lookup->id, wire::DnsStatus::Insecure, "", 1,
                      test::dns_answer(zone, *dns::Name::from_text(lookup->name), *dns::type_from_string(lookup->rr))});
  }
  ASSERT_EQ(check.servers().size(), 16U);
  ASSERT_EQ(check.servers()[15].addresses.size(), kMaxAddressesPerServer);
  ASSERT_EQ(check.probes().size(), 1U);
  while (!check.finished()) check.on_event(TickEvent{++us});
  EXPECT_EQ(check.evidence().events.size(), kMaxEvents + 1);
}

}  // namespace
}  // namespace mailglass::check
