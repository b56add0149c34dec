#include "http/privacy.h"

#include <algorithm>
#include <ctime>
#include <string_view>

#include "http/document.h"

namespace mailglass::relay::http {
namespace {

constexpr auto kGoodFor = std::chrono::hours(24 * 180);

std::string log_words(const Config& config) {
  if (config.log_level == "debug" || config.log_level == "trace")
    return "At present this relay looks for a fault, and its log names the domains that are checked. It names nobody "
           "who asked.";
  return "The relay stores nothing of it: its log names no domain, no mail server and no visitor.";
}

std::vector<Section> sections(const Config& config) {
  std::vector<Section> all{
      {"sent",
       "What leaves my browser?",
       {"The domain that you ask about, and nothing else of what you type: of an e-mail address only the part after "
        "the @. As with every web page, your own internet address comes along; and if Mailglass stands on somebody "
        "else's page, that page's address does.",
        "There are no cookies, and nothing is loaded from anywhere but here. If you choose a language, your browser "
        "remembers it for this page; this relay is asked for the words of that language, and told nothing else of "
        "it."}},
      {"told",
       "Who learns of it?",
       {"This relay asks DNS for the domain's mail servers and talks to them. They see the relay's address, never "
        "yours, and never who asked.",
        "What they answer is read in your browser. It stays there, unless you save it or send it on."}},
      {"kept",
       "What is kept?",
       {log_words(config),
        "For some minutes it remembers in memory how much each internet address has asked for, so that nobody takes "
        "it all. A web server in front of it may have a log of its own: ask the operator."}},
      {"operator", "Who runs this relay?", {operator_words(config)}},
      {"source", "What does it run on?", {"Mailglass " MAILGLASS_VERSION ", free software (Apache-2.0)."}},
  };
  if (!config.source_code.empty()) all.back().paragraphs.push_back("Its source code: " + config.source_code);
  return all;
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

std::string privacy_page(const Config& config) {
  return document_page("Privacy, and who runs this", sections(config),
                       {{"/", "The front page"}, {"/about", "For administrators of mail servers"}});
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

void add_privacy(WebFiles& files, const Config& config) {
  files.add("/privacy", "text/html; charset=utf-8", privacy_page(config));
  if (auto text = security_txt(config, std::chrono::system_clock::now()))
    files.add("/.well-known/security.txt", "text/plain; charset=utf-8", *std::move(text));
}

}  // namespace mailglass::relay::http
