// Which language a page comes in, where there are several.
#include "http/language.h"

#include <gtest/gtest.h>

#include "http/web_files.h"

namespace mailglass::relay {
namespace {

using http::language_for;

TEST(LanguageOfAPage, IsTheOneThatTheBrowserWantsMostOfThoseThatThereAre) {
  const struct {
    const char* header;
    const char* language;
  } rows[] = {{"", "en"},
              {"de", "de"},
              {"DE", "de"},
              {"de-CH, de;q=0.9", "de"},
              {"es-MX,es;q=0.8,en;q=0.5", "es"},
              {"ar-EG", "ar"},
              {"en;q=0.5, fr;q=0.8, de;q=0.7", "fr"},
              {"en;q=0.1, de;q=0.05", "en"},
              {"de;q=0, fr", "fr"},
              {"de;q=0", "en"},
              {"de;q=0.000, fr;q=0.001", "fr"},
              {"fr ; q=0.3 , de ; q=0.6", "de"},
              {"ja", "en"},
              {"ja, tlh;q=0.9, fr;q=0.1", "fr"},
              {"*", "en"},
              {"fr;q=0.5, *;q=0.1", "fr"}};
  for (const auto& row : rows) EXPECT_EQ(language_for("/privacy", row.header), row.language) << row.header;
}

TEST(LanguageOfAPage, IsTheOneThatItsLinkNames) {
  const struct {
    const char* target;
    const char* language;
  } rows[] = {{"/privacy?lang=ar", "ar"},
              {"/privacy?lang=de-AT", "de"},
              {"/privacy?LANG=ar", "fr"},
              {"/privacy?domain=example.org&lang=es", "es"},
              {"/privacy?lang=es#operator", "es"},
              {"/privacy#?lang=es", "fr"},
              {"/privacy?lang=es&lang=de", "es"},
              {"/privacy?lang=xx", "fr"},
              {"/privacy?lang=", "fr"},
              {"/privacy?lang", "fr"},
              {"/privacy?language=de", "fr"},
              {"/privacy?lang=../../etc/passwd", "fr"},
              {"/privacy?&&=&lang=de", "de"},
              {"/privacy?", "fr"},
              {"/lang=de", "fr"}};
  for (const auto& row : rows) EXPECT_EQ(language_for(row.target, "fr, en;q=0.5"), row.language) << row.target;
}

TEST(LanguageOfAPage, IsEnglishWhereTheHeaderIsNoneOrTooLong) {
  for (const char* header : {";;;", ",", "q=1", "de;q=x", "de;q=", "\x01\xff", "d"})
    EXPECT_EQ(language_for("/about", header), "en") << header;
  std::string longer = "de";
  while (longer.size() < 900) longer += ", de";
  EXPECT_EQ(language_for("/about", longer), "de");
  while (longer.size() < 20'000) longer += ", de";
  EXPECT_EQ(language_for("/about", longer), "en");
  EXPECT_EQ(language_for("/about?lang=fr", longer), "fr");
  EXPECT_EQ(language_for("/about", std::string(900, 'd')), "en");
}

TEST(PageInSeveralLanguages, IsServedInTheWantedOneAndInEnglishWhereThatIsMissing) {
  Config config;
  config.web = "";
  config.roots = "";
  auto files = std::get<http::WebFiles>(http::WebFiles::load(config));
  files.add("/page", "text/html; charset=utf-8", "English", "en");
  files.add("/page", "text/html; charset=utf-8", "Deutsch", "de");
  files.add("/other", "text/plain; charset=utf-8", "one for all");
  const auto found = [&](const char* target, const char* header) { return *files.find(target, "gzip, br", header); };
  EXPECT_EQ(found("/page", "de").variant->content, "Deutsch");
  EXPECT_EQ(found("/page", "de").file->language, "de");
  EXPECT_TRUE(found("/page", "de").file->is_page);
  EXPECT_EQ(found("/page?lang=en", "de").variant->content, "English");
  EXPECT_EQ(found("/page", "fr").variant->content, "English");
  EXPECT_EQ(found("/page", "fr").file->language, "en");
  EXPECT_NE(found("/page", "de").variant->etag, found("/page", "en").variant->etag);
  EXPECT_EQ(found("/other?lang=de", "de").variant->content, "one for all");
  EXPECT_EQ(found("/other", "de").file->language, "");
}

}  // namespace
}  // namespace mailglass::relay
