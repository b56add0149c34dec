// The published vectors of docs/protocol.md hold for this codec.

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "captured.h"
#include "wire/control.h"
#include "wire/frame.h"

namespace mailglass::wire {
namespace {

const nlohmann::json& vectors() {
  static const nlohmann::json all = nlohmann::json::parse(std::ifstream(DOCS "/protocol-vectors.json"));
  return all;
}

/// The rule's name stands before the colon.
std::string rule_name(const ParseError& error) {
  return std::string(error.rule.substr(0, error.rule.find(':')));
}

TEST(ProtocolVectors, FramesReadAndWriteAsPublished) {
  ASSERT_FALSE(vectors().at("frames").empty());
  for (const auto& v : vectors().at("frames")) {
    const std::string name = v.at("name");
    const Bytes wire = hex(v.at("hex").get<std::string>());
    const Frame wanted{v.at("stream"), v.at("direction") == "to-server" ? Direction::ToServer : Direction::FromServer,
                       v.at("offset"), v.at("microseconds"), hex(v.at("bytes").get<std::string>())};
    const auto frame = decode(wire);
    ASSERT_TRUE(frame) << name;
    EXPECT_EQ(*frame, wanted) << name;
    EXPECT_EQ(encode(wanted), wire) << name;
  }
}

TEST(ProtocolVectors, BrokenFramesBreakTheRuleNamed) {
  ASSERT_FALSE(vectors().at("broken_frames").empty());
  for (const auto& v : vectors().at("broken_frames")) {
    const std::string name = v.at("name");
    Bytes wire = hex(v.at("hex").get<std::string>());
    wire.resize(wire.size() + v.value("append_zeros", std::size_t{0}));
    const auto frame = decode(wire);
    ASSERT_FALSE(frame) << name;
    EXPECT_EQ(rule_name(frame.error()), v.at("rule").get<std::string>()) << name;
    EXPECT_LE(frame.error().offset, wire.size()) << name;
  }
}

template <class Decode>
void expect_round_trips(const char* list, const Decode& decode_text) {
  ASSERT_FALSE(vectors().at(list).empty());
  for (const std::string text : vectors().at(list)) {
    const auto message = decode_text(text);
    ASSERT_TRUE(message) << text << ": " << message.error().rule;
    EXPECT_EQ(encode(*message), text);
  }
}

TEST(ProtocolVectors, MessagesRoundTripByteForByte) {
  expect_round_trips("from_page", decode_from_page);
  expect_round_trips("from_relay", decode_from_relay);
}

template <class Decode>
void expect_refusals(const char* list, const Decode& decode_text) {
  ASSERT_FALSE(vectors().at(list).empty());
  for (const auto& v : vectors().at(list)) {
    const auto message = decode_text(v.at("text").get<std::string>());
    ASSERT_FALSE(message) << v.at("name");
    EXPECT_EQ(rule_name(message.error()), v.at("rule").get<std::string>()) << v.at("name");
  }
}

TEST(ProtocolVectors, BrokenMessagesBreakTheRuleNamed) {
  expect_refusals("broken_from_page", decode_from_page);
  expect_refusals("broken_from_relay", decode_from_relay);
}

template <class Decode>
void expect_tolerance(const char* list, const Decode& decode_text) {
  ASSERT_FALSE(vectors().at(list).empty());
  for (const auto& v : vectors().at(list)) {
    const auto message = decode_text(v.at("text").get<std::string>());
    ASSERT_TRUE(message) << v.at("name");
    EXPECT_EQ(encode(*message), v.at("same_as").get<std::string>());
  }
}

TEST(ProtocolVectors, WhatIsToleratedMeansTheSame) {
  expect_tolerance("tolerated_from_page", decode_from_page);
  expect_tolerance("tolerated_from_relay", decode_from_relay);
}

TEST(ProtocolText, NamesEveryRuleAndWord) {
  std::ifstream file(DOCS "/protocol.md");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  ASSERT_FALSE(text.empty());
  const auto expect_named = [&](std::string_view word) {
    EXPECT_NE(text.find("`" + std::string(word) + "`"), std::string::npos) << word;
  };
  for (const char* list : {"broken_frames", "broken_from_page", "broken_from_relay"}) {
    for (const auto& v : vectors().at(list)) expect_named(v.at("rule").get<std::string>());
  }
  for (int i = 0; i <= static_cast<int>(End::Cancelled); ++i) expect_named(to_string(static_cast<End>(i)));
  for (int i = 0; i <= static_cast<int>(Stage::Closing); ++i) expect_named(to_string(static_cast<Stage>(i)));
  for (int i = 0; i <= static_cast<int>(Word::Quit); ++i) expect_named(to_string(static_cast<Word>(i)));
  for (int i = 0; i <= static_cast<int>(DnsStatus::Failed); ++i) expect_named(to_string(static_cast<DnsStatus>(i)));
  for (int i = 0; i <= static_cast<int>(Port25::Unknown); ++i) expect_named(to_string(static_cast<Port25>(i)));
  for (const char* list : {"from_page", "from_relay"}) {
    for (const std::string message : vectors().at(list)) {
      const auto object = nlohmann::json::parse(message);
      expect_named(object.at("type").get<std::string>());
      for (const auto& member : object.items()) expect_named(member.key());
    }
  }
}

}  // namespace
}  // namespace mailglass::wire
