#include "http/privacy.h"

#include <algorithm>
#include <ctime>
#include <string_view>

#include "http/document.h"

namespace mailglass::relay::http {
namespace {

constexpr auto kGoodFor = std::chrono::hours(24 * 180);

bool names_domains_in_log(const Config& config) {
  return config.log_level == "debug" || config.log_level == "trace";
}

Document privacy(const Config& config) {
  Document document{
      "/privacy",
      "privacy.title",
      {{"sent", "privacy.sent", {{"privacy.sent.domain", {}}, {"privacy.sent.cookies", {}}}},
       {"told", "privacy.told", {{"privacy.told.servers", {}}, {"privacy.told.answers", {}}}},
       {"kept",
        "privacy.kept",
        {{names_domains_in_log(config) ? "privacy.kept.fault" : "privacy.kept.nothing", {}},
         {"privacy.kept.minutes", {}}}},
       {"operator", "privacy.operator", {operator_words(config)}},
       {"source", "privacy.source", {{"privacy.source.program", {{"program", "Mailglass " MAILGLASS_VERSION}}}}}},
      {{"/", "document.front"}, {"/about", "footer.servers"}}};
  if (!config.source_code.empty())
    document.sections.back().paragraphs.push_back({"privacy.source.code", {{"link", config.source_code}}});
  return document;
}

/// The first e-mail or web address in a line of words, as a URI.
std::optional<std::string> uri_in(std::string_view words) {
  constexpr std::string_view kBetween = " ,;<>()\"'";
  while (!words.empty()) {
    std::string_view word = words.substr(0, words.find_first_of(kBetween));
    words.remove_prefix(std::min(word.size() + 1, words.size()));
    while (word.ends_with('.')) word.remove_suffix(1);
    const bool printable = std::all_of(word.begin(), word.end(), [](char c) { return c > ' ' && c < 0x7f; });
    if (!printable) continue;
    if (word.starts_with("https://") || word.starts_with("mailto:")) return std::string(word);
    const std::size_t at = word.find('@');
    if (at != std::string_view::npos && at > 0 && at + 1 < word.size()) return "mailto:" + std::string(word);
  }
  return std::nullopt;
}

}  // namespace

std::string privacy_page(const Config& config, const Words& words, const std::vector<Words>& languages) {
  return document_page(privacy(config), words, languages);
}

std::optional<std::string> security_txt(const Config& config, std::chrono::system_clock::time_point now) {
  const auto contact = uri_in(config.contact);
  if (!contact) return std::nullopt;
  const std::time_t until = std::chrono::system_clock::to_time_t(now + kGoodFor);
  std::tm utc{};
  gmtime_r(&until, &utc);
  std::string expires(sizeof "2026-12-31T23:59:59Z" - 1, ' ');
  std::strftime(expires.data(), expires.size() + 1, "%Y-%m-%dT%H:%M:%SZ", &utc);
  return "Contact: " + *contact + "\nExpires: " + expires + "\n";
}

void add_privacy(WebFiles& files, const Config& config, const std::vector<Words>& languages) {
  for (const Words& words : languages)
    files.add("/privacy", "text/html; charset=utf-8", privacy_page(config, words, languages), words.language());
  if (auto text = security_txt(config, std::chrono::system_clock::now()))
    files.add("/.well-known/security.txt", "text/plain; charset=utf-8", *std::move(text));
}

}  // namespace mailglass::relay::http
