// Phrases as the command line says them.
#include "speech/words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "speech/catalogues.h"

namespace mailglass::cli {
namespace {

using nlohmann::ordered_json;

TEST(Words, SayAMessageWithWhatIsPutIntoIt) {
  EXPECT_EQ(english().say("count.connections", {{"n", 1}}), "1 connection");
  EXPECT_EQ(english().say("count.connections", {{"n", 1200}}), "1,200 connections");
  EXPECT_EQ(english().say("said.key-bits", {{"type", "RSA"}, {"bits", 2048}}), "RSA, 2048 bits");
  EXPECT_EQ(english().say("no.such.message"), "no.such.message");
}

TEST(Words, SayAPhraseOfTheReport) {
  const ordered_json phrase = ordered_json::parse(R"({"phrase": "said.certificate", "args": {
      "names": ["a.example", "b.example", {"phrase": "names.more", "args": {"n": 3}}],
      "from": {"day": 0}, "to": {"day": 1800000000}, "issuer": "CN=\u001b[2J"}})");
  EXPECT_EQ(english().words_of(phrase),
            "a.example, b.example, and 3 more; valid 1970-01-01 to 2027-01-15; issued by CN=\\x1b[2J");
}

TEST(Words, StandInPlaceOfEachPhraseForATerminalAndBesideItForPrograms) {
  const ordered_json report = ordered_json::parse(R"({"a": [{"phrase": "said.yes"}], "b": "\u001b", "n": 1})");
  EXPECT_EQ(english().in_words(report).dump(), R"({"a":["yes"],"b":"\\x1b","n":1})");
  EXPECT_EQ(english().with_words(report).dump(), R"({"a":[{"phrase":"said.yes","text":"yes"}],"b":"\u001b","n":1})");
}

TEST(Words, AreInTheLanguageThatALocaleNames) {
  for (const char* locale : {"en", "en_GB.UTF-8", "en-US", "EN"}) EXPECT_EQ(Words::language_of(locale), "en") << locale;
  for (const char* locale : {"", "C", "C.UTF-8", "POSIX", "tlh"}) EXPECT_EQ(Words::language_of(locale), "") << locale;
}

TEST(Words, HaveNoMessageThatIcuDoesNotUnderstand) {
  for (const std::string& language : Words::languages()) {
    const Words words(language);
    for (const std::string& id : words.ids()) EXPECT_NE(words.say(id), id) << language;
  }
}

}  // namespace
}  // namespace mailglass::cli
