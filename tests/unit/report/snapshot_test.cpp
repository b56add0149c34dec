#include "report/snapshot.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "report/report.h"
#include "support/checked.h"

namespace mailglass::report {
namespace {

using check::Check;
using check::Depth;
using dns::Type;
using nlohmann::json;
using test::ScriptedRelay;
using test::ServerScript;
using test::world;
using test::Zone;

/// `servers` mail servers with two addresses each, all of them alike.
struct Many {
  Zone zone;
  std::map<std::string, ServerScript> scripts;
};
Many many(int servers, const ServerScript& script) {
  Many out;
  for (int i = 1; i <= servers; ++i) {
    const std::string number = std::to_string(i);
    const std::string host = "mx" + number + ".example.test";
    out.zone.records.push_back({"example.test", Type::MX, std::string(number).append(" ").append(host)});
    for (const char* net : {"192.0.2.", "198.51.100."}) {
      out.zone.records.push_back({host, Type::A, net + number});
      out.scripts[net + number] = script;
    }
  }
  return out;
}

ServerScript tls_servers() {
  ServerScript script;
  script.tls_each = [] { return test::tls_server(); };
  return script;
}

/// What a check of these servers heard, to be told again event by event.
check::Evidence heard(const Many& world, Depth depth, std::uint32_t connections = 640) {
  Check check(test::setup("example.test", depth));
  ScriptedRelay relay(world.zone, world.scripts);
  relay.streams = 8;
  relay.connections_allowed = connections;
  EXPECT_TRUE(relay.run(check));
  return check.evidence();
}

/// Hears one event; what it wants to say is answered by those that follow.
void hear(Check& check, const check::Event& event) {
  check.on_event(event);
  while (check.next_outgoing()) {
  }
}

/// Members that only a snapshot has, or that are told in another way there.
bool own(const std::string& member) {
  return member == "heard" || member == "withdrawn" || member == "format";
}

/// Where a snapshot says something else than the report.
void compare(const json& snapshot, const json& report, const std::string& place, std::vector<std::string>& wrong) {
  if (snapshot.is_object() && report.is_object()) {
    for (const auto& [key, value] : snapshot.items()) {
      if (own(key) || (key == "weaknesses" && value.is_object())) continue;
      const std::string member = std::string(place).append(".").append(key);
      if (!report.contains(key)) {
        wrong.push_back(member + " is not in the report");
      } else if (key != "rules") {
        compare(value, report[key], member, wrong);
      }
    }
  } else if (snapshot.is_array() && report.is_array() && snapshot.size() == report.size()) {
    for (std::size_t i = 0; i < snapshot.size(); ++i)
      compare(snapshot[i], report[i], place + "[" + std::to_string(i) + "]", wrong);
  } else if (snapshot != report) {
    wrong.push_back(place + ": " + snapshot.dump().substr(0, 200) + " instead of " + report.dump().substr(0, 200));
  }
}

/// A snapshot and all depths, beside the report of the same moment.
std::vector<std::string> differences(const Check& check, Snapshots& snapshots, const x509::TrustStore* roots) {
  std::vector<std::string> wrong;
  const json report = json::parse(write_report(check, roots));
  const json snapshot = json::parse(snapshots.write(check, roots));
  compare(snapshot, report, "snapshot", wrong);
  for (std::size_t s = 0; s < report["servers"].size(); ++s) {
    const json& addresses = report["servers"][s]["addresses"];
    for (std::size_t a = 0; a < addresses.size(); ++a) {
      const json details = json::parse(snapshots.details(check, {s, a}, roots));
      for (const char* member : {"certificates", "exploration", "lenses"}) {
        if (details[member] != addresses[a][member]) wrong.push_back(std::string(member) + " of an address");
      }
      if (details["heard"] != snapshot["servers"][s]["addresses"][a]["heard"]) wrong.emplace_back("heard");
      for (std::size_t p = 0; p < details["probes"].size(); ++p) {
        const auto id = addresses[a]["probes"][p];
        const auto same = std::find_if(report["probes"].begin(), report["probes"].end(),
                                       [&](const json& probe) { return probe["id"] == id; });
        if (same == report["probes"].end() || *same != details["probes"][p]) wrong.emplace_back("a conversation");
      }
      const json& glance = snapshot["servers"][s]["addresses"][a]["exploration"];
      if (glance.is_null() != addresses[a]["exploration"].is_null()) wrong.emplace_back("whether it was explored");
      if (glance.is_null()) continue;
      std::map<std::string, std::size_t> count;
      std::map<std::string, std::string> verdicts;
      for (const json& weakness : addresses[a]["exploration"]["weaknesses"]) {
        const std::string verdict = weakness["verdict"];
        verdicts[weakness["code"]] = verdict;
        // A common prime within reach is a small one, too.
        if (weakness["code"] == "tls.dh.common" && verdicts["tls.dh.small"] == verdict) continue;
        const bool grave = weakness["severity"] == "bad" || weakness["severity"] == "warning";
        if (verdict == "open") ++count["open"];
        if (verdict == "present") ++count[grave ? "grave" : "minor"];
      }
      for (const char* kind : {"grave", "minor", "open"}) {
        if (glance["weaknesses"][kind] != count[kind]) wrong.push_back("number of weaknesses: " + std::string(kind));
      }
    }
  }
  return wrong;
}

TEST(Snapshot, SaysAtAnyMomentWhatTheReportSaysAndTheDepthsTheRest) {
  Many servers = many(2, tls_servers());
  servers.scripts["192.0.2.1"] = ServerScript{.ehlo = "250-mx.example.test\r\n250 SIZE 1000\r\n"};
  servers.scripts["198.51.100.1"] = ServerScript{.connect_end = wire::End::Unreachable};
  // The first hello is not answered, and a smaller one is.
  servers.scripts["198.51.100.2"].tls_each = [first = std::make_shared<bool>(true)] {
    return std::exchange(*first, false) ? nullptr : test::tls_server();
  };
  const check::Evidence evidence = heard(servers, Depth::Standard);
  Check check(evidence.setup);
  Snapshots without, with;
  std::size_t compared = 0;
  for (std::size_t i = 0; i < evidence.events.size(); ++i) {
    hear(check, evidence.events[i]);
    // All of them would take long; this steps through every kind of moment.
    if (i % 29 != 0 && i + 1 < evidence.events.size()) continue;
    ++compared;
    ASSERT_EQ(differences(check, with, &world().roots), std::vector<std::string>()) << "after event " << i;
    ASSERT_EQ(differences(check, without, nullptr), std::vector<std::string>()) << "after event " << i;
  }
  EXPECT_TRUE(check.finished());
  EXPECT_GT(compared, 20U);
}

TEST(Snapshot, IsTheSameWhetherOrNotThereWereOthersBefore) {
  const check::Evidence evidence = heard(many(2, tls_servers()), Depth::Quick);
  Check check(evidence.setup);
  Snapshots often;
  for (std::size_t i = 0; i < evidence.events.size(); ++i) {
    hear(check, evidence.events[i]);
    if (i % 5 != 0 && !check.finished()) continue;
    // Begun in pieces, and not always to the end.
    for (std::size_t piece = 0; piece < i % 4; ++piece) often.work(check, &world().roots);
    ASSERT_EQ(often.write(check, &world().roots), Snapshots().write(check, &world().roots)) << "after event " << i;
  }
  EXPECT_TRUE(check.finished());
}

TEST(Snapshot, OfALostRelayTellsTheEnd) {
  const check::Evidence evidence = heard(many(2, tls_servers()), Depth::Standard);
  for (const std::size_t part : {std::size_t{3}, evidence.events.size() / 3, evidence.events.size() / 2}) {
    Check check(evidence.setup);
    Snapshots snapshots;
    for (std::size_t i = 0; i < part; ++i) hear(check, evidence.events[i]);
    snapshots.write(check, &world().roots);
    check.on_lost(evidence.events.size() * 1'000'000);
    EXPECT_EQ(differences(check, snapshots, &world().roots), std::vector<std::string>());
    EXPECT_TRUE(json::parse(snapshots.write(check, &world().roots))["complete"].get<bool>());
  }
}

TEST(Snapshot, TellsNoDepthsOfAnAddressThatIsNotThere) {
  const check::Evidence evidence = heard(many(1, tls_servers()), Depth::Headline);
  const Check check = check::replay(evidence);
  Snapshots snapshots;
  EXPECT_NE(snapshots.details(check, {0, 1}, nullptr), "");
  EXPECT_EQ(snapshots.details(check, {0, 2}, nullptr), "");
  EXPECT_EQ(snapshots.details(check, {1, 0}, nullptr), "");
  EXPECT_EQ(Snapshots().details(Check(test::setup()), {0, 0}, nullptr), "");
}

// ── the largest domain that is checked whole ─────────────────────────────────────────────────

constexpr std::size_t kLargest = 400'000;

TEST(ManyServers, CostASnapshotOnlyWhatIsNew) {
  // As many connections as a relay allows by default. With seven times as many: tests/bench/snapshots.mjs.
  const check::Evidence evidence = heard(many(16, tls_servers()), Depth::Standard, 96);
  Check check(evidence.setup);
  Snapshots snapshots;
  std::size_t largest = 0;
  for (std::size_t i = 0; i < evidence.events.size(); ++i) {
    const bool was_at_work = check.headline_us().has_value() && !check.finished();
    hear(check, evidence.events[i]);
    const std::uint64_t before = snapshots.worked();
    while (snapshots.work(check, &world().roots)) {
    }
    const std::uint64_t pieces = snapshots.worked() - before;
    // One is heard of, and the others may be asked something at that moment: as many as may be asked at once.
    if (was_at_work && !check.finished()) {
      ASSERT_LE(pieces, 9U) << "after event " << i;
    }
    if (i % 50 == 0 || check.finished()) {
      const std::string snapshot = snapshots.write(check, &world().roots);
      EXPECT_EQ(snapshots.worked() - before, pieces) << "all work was done in pieces";
      largest = std::max(largest, snapshot.size());
    }
  }
  ASSERT_TRUE(check.finished());
  EXPECT_GT(check.probes().size(), 64U) << "each address was asked something";
  EXPECT_LE(largest, kLargest);
  // An event is news of one address and so is a question; all of them are looked at when they are found, when exploring
  // begins, and at the end.
  EXPECT_LE(snapshots.worked(), evidence.events.size() + check.probes().size() + 96U);
}

TEST(HostileServer, ThatSaysNothingButControlBytesIsQuotedBriefly) {
  ServerScript script = tls_servers();
  script.ehlo = "250-mx.example.test\r\n";
  for (int line = 0; line < 200; ++line) script.ehlo += "250-" + std::string(290, '\x01') + "\r\n";
  script.ehlo += "250 STARTTLS\r\n";
  ASSERT_GT(script.ehlo.size(), 58'000U);
  const Check check = check::replay(heard(many(1, script), Depth::Standard));
  ASSERT_EQ(check.probes().size(), 40U);
  EXPECT_LE(Snapshots().write(check, &world().roots).size(), kLargest / 4);
  const std::string report = write_report(check, &world().roots);
  EXPECT_LE(report.size(), 1'000'000U);
  // What matters is found all the same, and each line that is told has its place in the evidence.
  const json whole = json::parse(report);
  // No sender finds STARTTLS behind so much (docs/senders.md), though it is there.
  EXPECT_EQ(whole["servers"][0]["addresses"][0]["outcome"], "handshake-failed");
  for (const json& probe : whole["probes"]) {
    std::size_t characters = 0;
    for (const json& line : probe["dialogue"]) characters += line["text"].get_ref<const std::string&>().size();
    EXPECT_LE(characters, 5'000U);
    EXPECT_EQ(probe["dialogue"][0]["text"], "220 mx.example.test ESMTP");
  }
}

}  // namespace
}  // namespace mailglass::report
