// What the relay says of itself, in every language.
#include "http/document.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "http/about.h"
#include "http/privacy.h"

namespace mailglass::relay {
namespace {

constexpr const char* kEhlo = "relay.example.test";

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++found;
  return found;
}
bool holds(std::string_view text, std::string_view part) {
  return count(text, part) > 0;
}

/// Settings of every shape that the pages tell of.
std::vector<Config> shapes() {
  std::vector<Config> all;
  for (const bool said : {false, true}) {
    for (const std::uint32_t number : {0U, 1U, 2U, 3U, 11U, 100U, 12'000U, 2500U}) {
      Config config;
      if (said) {
        config.contact = "Ann <ann@example.test> & co, \"postmaster\" <code>x</code> \ue0000\ue001";
        config.source_code = "https://code.example.test/a?b=1&c=2";
        config.log_level = "debug";
      }
      config.budget.target_connections = config.budget.target_per_minute = config.budget.target_burst = number;
      config.budget.target_spacing_ms = config.limits.greeting_ms = config.limits.reply_ms = config.limits.probe_ms =
          number;
      all.push_back(std::move(config));
    }
  }
  return all;
}

/// Messages that are not there say their ids; what is put in and was forgotten stands in braces.
void expect_only_words(const std::string& text, const std::string& where) {
  for (const char* kind : {"about.", "privacy.", "document.", "footer.", "language."}) {
    for (std::size_t at = text.find(kind); at != std::string::npos; at = text.find(kind, at + 1))
      EXPECT_TRUE(at > 0 && text[at - 1] == '/') << where << " has no path there: " << text.substr(at, 30);
  }
  EXPECT_FALSE(holds(text, "{")) << where;
}

TEST(OwnPages, AreThereInEveryLanguageWhateverIsPutIn) {
  const std::vector<Words> languages = Words::in_every_language();
  ASSERT_EQ(languages.size(), Words::languages().size());
  EXPECT_EQ(languages.front().language(), "en");
  for (const Words& words : languages) {
    for (const Config& config : shapes()) {
      for (const std::string& page :
           {http::about_page(config, kEhlo, words, languages), http::privacy_page(config, words, languages)}) {
        expect_only_words(page, words.language());
        EXPECT_TRUE(holds(page, "<html lang=\"" + words.language() + "\" dir=\"" +
                                    (words.language() == "ar" ? "rtl" : "ltr") + "\">"));
        EXPECT_FALSE(holds(page, "<ann"));
        EXPECT_FALSE(holds(page, "<code>")) << "none but our own, which has a direction";
        EXPECT_EQ(count(page, "<bdi dir=\"auto\">"), count(page, "</bdi>"));
        EXPECT_EQ(count(page, "<code dir=\"ltr\">"), count(page, "</code>"));
        EXPECT_EQ(count(page, "<p>"), count(page, "</p>"));
      }
      expect_only_words(http::about_text(config, kEhlo, words), words.language());
    }
  }
}

TEST(OwnPages, LinkToThemselvesInTheOtherLanguagesByTheirNames) {
  const std::vector<Words> languages = Words::in_every_language();
  const std::string page = http::privacy_page(Config{}, languages.front(), languages);
  EXPECT_TRUE(holds(page, R"(<a href="/privacy?lang=de" hreflang="de" lang="de" dir="ltr">Deutsch</a>)"));
  EXPECT_TRUE(holds(page, R"(<a href="/privacy?lang=ar" hreflang="ar" lang="ar" dir="rtl">العربية</a>)"));
  EXPECT_FALSE(holds(page, "hreflang=\"en\""));
  const auto german =
      std::find_if(languages.begin(), languages.end(), [](const Words& words) { return words.language() == "de"; });
  ASSERT_NE(german, languages.end());
  const std::string about = http::about_page(Config{}, kEhlo, *german, languages);
  for (const char* target : {"/?lang=de", "/privacy?lang=de", "/about.txt?lang=de", "/about?lang=en"})
    EXPECT_TRUE(holds(about, "href=\"" + std::string(target) + "\"")) << target;
}

TEST(OwnPages, HaveTheOperatorsWordsAsTheyAreInTheirOwnDirection) {
  Config config;
  config.contact = "Ann <ann@example.test> & <code>co</code>";
  const std::string put = "<bdi dir=\"auto\">Ann &lt;ann@example.test&gt; &amp; &lt;code&gt;co&lt;/code&gt;</bdi>";
  for (const Words& words : Words::in_every_language()) {
    EXPECT_TRUE(holds(http::privacy_page(config, words, {}), put)) << words.language();
    EXPECT_TRUE(holds(http::about_page(config, kEhlo, words, {}), put)) << words.language();
  }
  EXPECT_TRUE(holds(http::about_text(config, kEhlo, english()), "Ann <ann@example.test> & <code>co</code>"));
}

TEST(OwnPages, AsTextSetApartWhatHasItsOwnDirectionOnlyWhereTheLanguageRunsTheOtherWay) {
  EXPECT_FALSE(holds(http::about_text(Config{}, kEhlo, english()), "\u2068"));
  EXPECT_FALSE(holds(http::about_text(Config{}, kEhlo, english()), "<code>"));
  const std::string arabic = http::about_text(Config{}, kEhlo, Words("ar"));
  EXPECT_TRUE(holds(arabic, "\u2068relay.example.test\u2069"));
  EXPECT_TRUE(holds(arabic, "\u2066/.well-known/mta-sts.txt\u2069"));
  EXPECT_FALSE(holds(arabic, "<code>"));
}

TEST(OwnPages, WriteNumbersAndTimesAsTheLanguageDoes) {
  Config config;
  config.budget.target_spacing_ms = 2500;
  config.budget.target_per_minute = 12'000;
  config.limits.greeting_ms = 1000;
  config.limits.reply_ms = 300;
  const struct {
    const char* language;
    std::vector<const char*> parts;
  } rows[] = {{"en", {"2.5 seconds", "12,000 a minute", "1 second<", "300 milliseconds"}},
              {"de", {"2,5 Sekunden", "12.000 pro Minute", "1 Sekunde<", "300 Millisekunden"}},
              {"fr", {"2,5\u00a0secondes", "12\u202f000 par minute", "300\u00a0millisecondes"}},
              {"es", {"2,5 segundos", "12.000 por minuto", "300 milisegundos"}},
              {"ar", {"ثانية"}}};
  for (const auto& row : rows) {
    const std::string page = http::about_page(config, kEhlo, Words(row.language), {});
    for (const char* part : row.parts) EXPECT_TRUE(holds(page, part)) << part << " in\n" << page;
  }
}

}  // namespace
}  // namespace mailglass::relay
