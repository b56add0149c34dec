// What the relay tells its visitors of privacy, its operator and its program.
#include "http/privacy.h"

#include <gtest/gtest.h>

namespace mailglass::relay {
namespace {

using http::security_txt;

std::string privacy_page(const Config& config) {
  return http::privacy_page(config, english(), {});
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST(Privacy, NamesOperatorVersionAndSource) {
  Config config;
  EXPECT_TRUE(has(privacy_page(config), "has not said here how to be reached"));
  EXPECT_TRUE(has(privacy_page(config), "Mailglass " MAILGLASS_VERSION));
  config.contact = "Ann <ann@example.test>";
  config.source_code = "https://code.example.test/mailglass";
  const std::string page = privacy_page(config);
  EXPECT_TRUE(has(page, "Ann &lt;ann@example.test&gt;"));
  EXPECT_FALSE(has(page, "<ann"));
  EXPECT_TRUE(has(page, "https://code.example.test/mailglass"));
  for (const char* id : {"sent", "told", "kept", "operator", "source"})
    EXPECT_TRUE(has(page, "<h2 id=\"" + std::string(id) + "\">")) << id;
}

TEST(Privacy, SaysWhatTheLogNames) {
  Config config;
  EXPECT_TRUE(has(privacy_page(config), "its log names no domain"));
  config.log_level = "debug";
  EXPECT_TRUE(has(privacy_page(config), "its log names the domains"));
}

TEST(Privacy, SaysWhatTheBrowserRemembers) {
  const std::string page = privacy_page(Config{});
  EXPECT_TRUE(has(page, "no cookies"));
  EXPECT_TRUE(has(page, "If you choose a language, your browser remembers it"));
}

TEST(SecurityTxt, HasTheFirstAddressOfTheContact) {
  const std::chrono::system_clock::time_point now{std::chrono::seconds(1'790'000'000)};  // 2026-09-21
  const struct {
    const char* contact;
    const char* uri;
  } rows[] = {{"Ann <ann@example.test>", "mailto:ann@example.test"},
              {"ann@example.test", "mailto:ann@example.test"},
              {"Please write to ann@example.test.", "mailto:ann@example.test"},
              {"mailto:ann@example.test", "mailto:ann@example.test"},
              {"https://example.test/contact, or by letter", "https://example.test/contact"}};
  for (const auto& row : rows) {
    Config config;
    config.contact = row.contact;
    EXPECT_EQ(security_txt(config, now).value_or(""),
              "Contact: " + std::string(row.uri) + "\nExpires: 2027-03-20T14:13:20Z\n");
  }
  for (const char* contact : {"", "Ann, by telephone", "@", "ann@", "@example.test", "http://example.test/"}) {
    Config config;
    config.contact = contact;
    EXPECT_FALSE(security_txt(config, now)) << contact;
  }
}

}  // namespace
}  // namespace mailglass::relay
