// Frames that come behind the end of their stream: a relay or a file's author may send any number of them.
#include <gtest/gtest.h>

#include "check/check.h"
#include "support/checked.h"
#include "wire/control.h"
#include "wire/frame.h"

namespace mailglass::check {
namespace {

/// The evidence with so many frames behind each stream's last word.
Evidence with_frames_behind(const Evidence& evidence, int count) {
  Evidence changed{evidence.setup, {}};
  for (const Event& event : evidence.events) {
    changed.events.push_back(event);
    const auto* text = std::get_if<TextEvent>(&event);
    const auto message = text ? wire::decode_from_relay(text->text) : Parsed<wire::FromRelay>(ParseError{});
    const auto* closed = message ? std::get_if<wire::Closed>(&*message) : nullptr;
    for (int i = 0; closed && i < count; ++i) {
      const Bytes bytes =
          wire::encode(wire::Frame{closed->id, wire::Direction::FromServer, 1U << 20U, closed->us, {0}});
      changed.events.emplace_back(BinaryEvent{text->us, bytes});
    }
  }
  return changed;
}

TEST(FramesBehindTheEnd, AskForNothingAndChangeNothing) {
  test::ServerScript script;
  script.tls_each = [] { return test::tls_server({}); };
  const test::Ran ran = test::run(test::one_server(), {{"192.0.2.1", script}}, "example.test", Depth::Standard);
  const auto evidence = read_evidence(ran.evidence);
  ASSERT_TRUE(evidence);
  const Check alone = replay(*evidence);
  const Check behind = replay(with_frames_behind(*evidence, 20));
  ASSERT_GT(alone.probes().size(), 10U);
  ASSERT_GT(behind.evidence().events.size(), alone.evidence().events.size() + 100);
  ASSERT_EQ(behind.probes().size(), alone.probes().size());
  for (std::size_t i = 0; i < alone.probes().size(); ++i) {
    EXPECT_EQ(behind.probes()[i].plan().id, alone.probes()[i].plan().id);
    EXPECT_EQ(behind.probes()[i].client_hello(), alone.probes()[i].client_hello());
  }
}

}  // namespace
}  // namespace mailglass::check
