// Whatever a page wants and whatever a server says, in any order and any pieces: what leaves the guard is within the
// vocabulary.
#include <gtest/gtest.h>

#include <map>
#include <random>

#include "conversation.h"
#include "guard/guard.h"
#include "opener.h"
#include "recogniser.h"

namespace mailglass::relay::guard {
namespace {

using test::Conversation;
using test::kEhloName;
using test::kHost;
using test::mail_server;
using test::Said;

#ifdef MAILGLASS_SANITIZED
constexpr std::size_t kSteps = 150'000;
#else
constexpr std::size_t kSteps = 5'000'000;
#endif

class Chance {
 public:
  explicit Chance(std::uint32_t seed) : generator_(seed) {}
  std::size_t below(std::size_t bound) { return generator_() % bound; }
  bool one_in(std::size_t n) { return below(n) == 0; }
  std::uint8_t byte() { return static_cast<std::uint8_t>(generator_()); }

 private:
  std::mt19937 generator_;
};

Bytes bytes_of(std::string_view text) {
  return {text.begin(), text.end()};
}

Bytes mutated(Bytes bytes, Chance& chance) {
  for (std::size_t times = 1 + chance.below(3); times > 0 && !bytes.empty(); --times) {
    const std::size_t at = chance.below(std::min<std::size_t>(bytes.size(), chance.one_in(2) ? 16 : bytes.size()));
    const auto place = bytes.begin() + static_cast<std::ptrdiff_t>(at);
    switch (chance.below(6)) {
      case 0: bytes[at] = chance.byte(); break;
      case 1: bytes[at] ^= static_cast<std::uint8_t>(1U << chance.below(8)); break;
      case 2: bytes.erase(place, bytes.end()); break;
      case 3: bytes.insert(place, chance.byte()); break;
      case 4: bytes.insert(bytes.end(), bytes.begin(), place); break;
      default: bytes.erase(place); break;
    }
  }
  return bytes;
}

const std::vector<std::string>& page_texts();

/// A hello that holds clear text somewhere, in a line of its own or not.
Bytes with_text(Bytes hello, Chance& chance) {
  static const std::vector<std::string> kBefore{"", "\n", "\v", "\n\f", std::string("\n\0", 2), "\x1c", "x", "\r\x85"};
  std::string text = kBefore[chance.below(kBefore.size())] + page_texts()[chance.below(page_texts().size())];
  if (chance.one_in(2)) text.resize(text.size() - 2);
  if (hello.size() < text.size() + 60) return hello;
  // Behind the headers, the version and most of the random, whose bytes and those of keys and tickets are free.
  const std::size_t at = 11 + chance.below(hello.size() - text.size() - 11);
  std::copy(text.begin(), text.end(), hello.begin() + static_cast<std::ptrdiff_t>(at));
  return hello;
}

Bytes record(std::uint8_t type, std::size_t size, Chance& chance) {
  ByteWriter out;
  out.u8(type).u16(static_cast<std::uint16_t>(0x0301 + chance.below(3)));
  out.prefixed(2, [&](ByteWriter& body) {
    for (std::size_t i = 0; i < size; ++i) body.u8(chance.byte());
  });
  return out.bytes();
}

/// Records of every kind and of sizes near those that may pass.
Bytes likely_record(Chance& chance) {
  constexpr std::size_t kSizes[] = {1,  7,  15, 16, 17, 22, 23, 24, 25, 30, 32,
                                    36, 40, 45, 48, 53, 61, 64, 69, 77, 80, 200};
  constexpr std::uint8_t kTypes[] = {20, 21, 22, 23, 24};
  if (chance.one_in(4)) return Bytes{20, 3, 3, 0, 1, 1};
  return record(kTypes[chance.below(5)], kSizes[chance.below(std::size(kSizes))], chance);
}

const std::vector<std::string>& replies() {
  static const std::vector<std::string> list{"220 hi\r\n",
                                             "220-a\r\n220 b\r\n",
                                             "250-mx\r\n250-SIZE\r\n250 STARTTLS\r\n",
                                             "250 mx\r\n",
                                             "220 go\r\n",
                                             "421 no\r\n",
                                             "554 no\r\n",
                                             "454 later\r\n",
                                             "250-starttls\r\n",
                                             "220-",
                                             "\r\n",
                                             "25",
                                             "221 bye\r\n",
                                             "250 STARTTLS\n",
                                             "250 hi\r\n",
                                             "220-a\r\n554 b\r\n",
                                             "501-a\r\n250 b\r\n",
                                             "250-mx\r\n220 STARTTLS\r\n",
                                             "250-mx\r\r\n250-starttls=\r\r\n250 a\r\n",
                                             "502 what\r\n",
                                             "220\tmx\r\n",
                                             "no code\r\n",
                                             std::string("250-mx\r\n250 STARTTLS\0\r\n", 23),
                                             "garbage",
                                             "999 x\r\n"};
  return list;
}
const std::vector<std::string>& page_texts() {
  static const std::vector<std::string> list{"MAIL FROM:<a@b.test>\r\n",
                                             "RCPT TO:<c@d.test>\r\n",
                                             "QUIT\r\n",
                                             "EHLO evil.test\r\n",
                                             "STARTTLS\r\n",
                                             "DATA\r\nhello\r\n.\r\n",
                                             "\r\n",
                                             "GET / HTTP/1.1\r\n\r\n"};
  return list;
}

/// Where the last of these records begins.
std::size_t last_record(const Bytes& records) {
  std::size_t at = 0, last = 0;
  while (at + 5 <= records.size()) {
    last = at;
    at += 5U + (std::size_t{records[at + 3]} << 8U) + records[at + 4];
  }
  return last;
}

/// One dialogue, driven at random but often along a real conversation, so that deep states are reached. Half of them
/// let the relay say words at the end.
class Drive {
 public:
  Drive(const std::vector<Conversation>& all, Chance& chance)
      : all_(all), chance_(chance), story_(&all[chance.below(all.size())]), words_(chance.one_in(2)) {}

  std::size_t go() {
    auto hello = check_client_hello(story_->client_hello, test::policy_host());
    // Not every conversation is one that a policy host may have.
    policy_ = hello && chance_.one_in(3);
    const Addressee to = policy_ ? test::policy_host() : mail_server();
    if (!policy_) hello = check_client_hello(story_->client_hello, to);
    if (!hello) {
      ADD_FAILURE() << hello.refusal().why;
      return 1;
    }
    Guard guard(kEhloName, to, std::move(*hello));
    note(guard.on_connected());
    if (policy_) replied_ = kReplies;
    const std::size_t wildness = 2 + chance_.below(30);  // one step in so many leaves the path
    std::size_t steps = 0;
    for (const std::size_t most = 4 + chance_.below(24); steps < most; ++steps) {
      if (chance_.one_in(wildness)) {
        wild(guard);
      } else {
        along(guard);
      }
      if (guard.wait() == Wait::Nothing && chance_.one_in(3)) break;
    }
    reached_ = guard.stage();
    return steps + 1;
  }

  [[nodiscard]] bool policy() const { return policy_; }
  [[nodiscard]] const std::vector<Said>& dialogue() const { return dialogue_; }
  [[nodiscard]] wire::Stage reached() const { return reached_; }
  [[nodiscard]] std::size_t refused() const { return refused_; }
  [[nodiscard]] const std::string& name() const { return story_->name; }
  [[nodiscard]] std::size_t words_opened() const { return words_opened_; }
  [[nodiscard]] std::size_t policies() const { return policies_; }
  [[nodiscard]] std::size_t words_with_another_key() const { return words_with_another_key_; }

 private:
  void note(const Step& step) {
    for (const Utterance& utterance : step.say) {
      dialogue_.push_back({false, text_of(utterance.bytes()), {}});
      const Bytes bytes(utterance.bytes().begin(), utterance.bytes().end());
      last_said_.assign(bytes.begin() + static_cast<std::ptrdiff_t>(last_record(bytes)), bytes.end());
    }
    refused_ += step.refusal ? 1U : 0U;
    // A refusal lets nothing out, and is the end.
    if (step.refusal) {
      EXPECT_TRUE(step.say.empty());
      EXPECT_TRUE(step.ending);
    }
  }
  /// The right key, or what a page could try instead of it.
  Bytes any_key() {
    const Bytes& right = story_->write_key;
    switch (chance_.below(10)) {
      case 0: return mutated(right, chance_);
      case 1: return all_[chance_.below(all_.size())].write_key;
      case 2: {
        Bytes other(right.size());
        for (std::uint8_t& byte : other) byte = chance_.byte();
        return other;
      }
      case 3: {
        Bytes turned = right;
        std::rotate(turned.begin(), turned.begin() + 1, turned.end());
        return turned;
      }
      case 4: {
        Bytes near = right;
        near[chance_.below(near.size())] ^= static_cast<std::uint8_t>(1U << chance_.below(8));
        return near;
      }
      default: return right;
    }
  }

  /// The relay is asked for a word. What comes out is under the very key that was given, and says that word.
  void ask_for_word(Guard& guard) {
    const bool first = said_words_ == 0;
    const bool stray = chance_.one_in(6);
    const auto mail_word = chance_.one_in(4) == first ? wire::Word::Quit : wire::Word::Ehlo;
    const auto wanted = policy_ == stray ? mail_word : wire::Word::GetPolicy;
    const Bytes key = any_key();
    const Bytes before = last_said_;
    const Step step = guard.on_say(wanted, key);
    const std::size_t at = dialogue_.size();
    note(step);
    if (dialogue_.size() == at) return;
    ASSERT_EQ(dialogue_.size(), at + 1);
    dialogue_[at].word = std::string(wire::to_string(wanted));
    const std::uint64_t number = (story_->version == 0x0304 ? 0U : 1U) + said_words_++;
    if (!untouched_) return;  // the suite may be another than the story's
    const auto text = test::opened({story_->version, story_->suite, story_->encrypt_then_mac, number, before}, key,
                                   bytes_of(dialogue_[at].bytes));
    ASSERT_TRUE(text) << story_->name;
    ASSERT_EQ(*text, test::text_of_word(std::string(wire::to_string(wanted)), kEhloName, kHost));
    ++words_opened_;
    policies_ += wanted == wire::Word::GetPolicy ? 1U : 0U;
    if (key == story_->write_key) return;
    ++words_with_another_key_;
    // Before TLS 1.3 the relay knows the key that Finished was said under, up to an IV that is used no more.
    ASSERT_TRUE(story_->version == 0x0304 || story_->version == 0x0301) << story_->name;
  }

  void server_says(Guard& guard, const Bytes& bytes) {
    if (bytes.empty()) return;
    dialogue_.push_back({true, text_of(bytes), {}});
    note(guard.on_server(bytes));
  }

  void along(Guard& guard) {
    static const Bytes kPath[] = {bytes_of("220 hi\r\n"), bytes_of("250-mx\r\n250 STARTTLS\r\n"),
                                  bytes_of("220 go\r\n")};
    static_assert(std::size(kPath) == kReplies);
    if (replied_ < kReplies) return server_says(guard, kPath[replied_++]);
    if (turn_ >= story_->turns.size()) return words_ ? along_with_words(guard) : note(guard.on_finish());
    const test::Turn& turn = story_->turns[turn_++];
    turn.from_server ? server_says(guard, turn.bytes) : note(guard.on_page(turn.bytes));
  }

  /// Words and answers by turns.
  void along_with_words(Guard& guard) {
    if (said_words_ > 0 && chance_.one_in(2)) return server_says(guard, likely_record(chance_));
    ask_for_word(guard);
  }

  const Bytes& any_turn() {
    const Conversation& other = chance_.one_in(3) ? all_[chance_.below(all_.size())] : *story_;
    return other.turns[chance_.below(other.turns.size())].bytes;
  }

  void wild(Guard& guard) {
    const std::size_t what = chance_.below(14);
    untouched_ = untouched_ && what >= 12;
    switch (what) {
      case 0: server_says(guard, bytes_of(replies()[chance_.below(replies().size())])); break;
      case 1: server_says(guard, mutated(any_turn(), chance_)); break;
      case 2: server_says(guard, likely_record(chance_)); break;
      case 3: note(guard.on_page(bytes_of(page_texts()[chance_.below(page_texts().size())]))); break;
      case 4: note(guard.on_page(mutated(any_turn(), chance_))); break;
      case 5: note(guard.on_page(any_turn())); break;
      case 6:
        note(guard.on_page(chance_.one_in(3) ? with_text(story_->client_hello, chance_)
                                             : mutated(story_->client_hello, chance_)));
        break;
      case 7:
      case 8:
      case 9: note(guard.on_page(likely_record(chance_))); break;
      case 10: note(guard.on_finish()); break;
      case 11: chance_.one_in(4) ? note(guard.on_server_closed()) : server_says(guard, any_turn()); break;
      default: ask_for_word(guard); break;
    }
  }

  const std::vector<Conversation>& all_;
  Chance& chance_;
  const Conversation* story_;
  std::vector<Said> dialogue_;
  static constexpr std::size_t kReplies = 3;
  bool policy_ = false;    ///< the host of a policy, and no mail server
  bool words_;             ///< the relay says the last words
  bool untouched_ = true;  ///< nothing but the story and requests for words so far
  Bytes last_said_;        ///< the last record
  std::size_t replied_ = 0, turn_ = 0, refused_ = 0;
  std::size_t said_words_ = 0, words_opened_ = 0, words_with_another_key_ = 0, policies_ = 0;
  wire::Stage reached_ = wire::Stage::Greeting;
};

std::vector<Conversation> all_conversations() {
  std::vector<Conversation> all;
  for (const auto& spec : test::conversation_specs()) all.push_back(test::converse(spec));
  return all;
}

TEST(GuardProperty, WhatLeavesIsAlwaysWithinTheVocabulary) {
  const auto all = all_conversations();
  Chance chance(20'240'601);
  std::map<wire::Stage, std::size_t> reached;
  std::size_t refused = 0, words = 0, other_keys = 0, policies = 0;
  for (std::size_t steps = 0; steps < kSteps;) {
    Drive run(all, chance);
    steps += run.go();
    ++reached[run.reached()];
    refused += run.refused();
    words += run.words_opened();
    policies += run.policies();
    other_keys += run.words_with_another_key();
    ASSERT_FALSE(testing::Test::HasFailure()) << run.name();
    const std::string wrong = run.policy() ? test::complaint_about_policy(run.dialogue(), kHost)
                                           : test::complaint_about(run.dialogue(), kEhloName, kHost);
    ASSERT_EQ(wrong, "") << run.name();
  }
  // The dialogues did get everywhere, and the page was often refused.
  for (const auto stage : {wire::Stage::Greeting, wire::Stage::Ehlo, wire::Stage::Starttls, wire::Stage::Handshake,
                           wire::Stage::Session, wire::Stage::Closing}) {
    EXPECT_GT(reached[stage], kSteps / 10'000) << wire::to_string(stage);
  }
  EXPECT_GT(refused, kSteps / 1'000);
  EXPECT_GT(words, kSteps / 1'000);
  EXPECT_GT(policies, kSteps / 10'000);
  EXPECT_GT(other_keys, kSteps / 10'000);
}

TEST(GuardProperty, AcceptedClientHellosAreOnesTheRecogniserTakes) {
  const auto all = all_conversations();
  Chance chance(7);
  std::size_t accepted = 0, rejected = 0, smtp = 0;
  for (std::size_t i = 0; i < kSteps / 20; ++i) {
    const Bytes& real = all[chance.below(all.size())].client_hello;
    const Bytes hello = chance.one_in(4) ? with_text(real, chance) : mutated(real, chance);
    const bool policy = chance.one_in(2);
    if (const auto checked = check_client_hello(hello, policy ? test::policy_host() : mail_server()); !checked) {
      ++rejected;
      smtp += checked.refusal().rule == "client-hello-smtp" ? 1U : 0U;
      continue;
    }
    ++accepted;
    std::size_t used = 0;
    ASSERT_EQ(test::complaint_about_hello(text_of(hello), kHost, used, policy), "");
    ASSERT_EQ(used, hello.size());
  }
  EXPECT_GT(accepted, 100U);
  EXPECT_GT(rejected, 100U);
  EXPECT_GT(smtp, 100U);
}

}  // namespace
}  // namespace mailglass::relay::guard
