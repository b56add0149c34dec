#include "http/about.h"

#include <chrono>

#include "http/document.h"

namespace mailglass::relay::http {
namespace {

/// Of the page and of the text; its times are written in the language of `words`.
Document about(const Config& config, const std::string& ehlo_name, const Words& words) {
  const BudgetConfig& budget = config.budget;
  const auto time = [&](std::uint32_t ms) { return words.duration(std::chrono::milliseconds(ms)); };
  return {"/about",
          "footer.servers",
          {{"who", "about.who", {{"about.who.name", {{"name", ehlo_name}}}, {"about.who.why", {}}}},
           {"what", "about.what", {{"about.what.says", {}}, {"about.what.never", {}}}},
           {"often",
            "about.often",
            {{"about.often.address",
              {{"connections", std::int64_t{budget.target_connections}},
               {"spacing", time(budget.target_spacing_ms)},
               {"minute", std::int64_t{budget.target_per_minute}},
               {"burst", std::int64_t{budget.target_burst}}}},
             {"about.often.waits",
              {{"greeting", time(config.limits.greeting_ms)},
               {"reply", time(config.limits.reply_ms)},
               {"whole", time(config.limits.probe_ms)}}}}},
           {"bytes", "about.bytes", {{"about.bytes.read", {}}}},
           {"alone", "about.alone", {{"about.alone.write", {}}, {"about.alone.refuse", {}}, operator_words(config)}},
           {"mailglass", "about.mailglass", {{"about.mailglass.is", {}}}}},
          {{"/", "document.front"}, {"/privacy", "footer.privacy"}, {"/about.txt", "about.plain"}}};
}

}  // namespace

std::string about_text(const Config& config, const std::string& ehlo_name, const Words& words) {
  return document_text(about(config, ehlo_name, words), words);
}

std::string about_page(const Config& config, const std::string& ehlo_name, const Words& words,
                       const std::vector<Words>& languages) {
  return document_page(about(config, ehlo_name, words), words, languages);
}

void add_about(WebFiles& files, const Config& config, const std::string& ehlo_name,
               const std::vector<Words>& languages) {
  for (const Words& words : languages) {
    files.add("/about", "text/html; charset=utf-8", about_page(config, ehlo_name, words, languages), words.language());
    files.add("/about.txt", "text/plain; charset=utf-8", about_text(config, ehlo_name, words), words.language());
  }
}

}  // namespace mailglass::relay::http
