#include "http/about.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "duration_text.h"

namespace mailglass::relay::http {
namespace {

struct Section {
  std::string heading;
  std::vector<std::string> paragraphs;
};

std::string seconds(std::uint32_t ms) {
  return duration_text(std::chrono::milliseconds(ms));
}

std::string contact_words(const Config& config) {
  if (config.contact.empty())
    return "The operator of this relay has not said here how to be reached. The owner of its address, whom a WHOIS "
           "service names, can pass a word on.";
  return "The operator of this relay: " + config.contact;
}

std::vector<Section> sections(const Config& config, const std::string& ehlo_name) {
  const BudgetConfig& budget = config.budget;
  return {
      {"Who connected to my mail server?",
       {"This is a Mailglass relay. It says " + ehlo_name + " in EHLO.",
        "Somebody asked it whether mail to a domain is encrypted on its way in, and DNS names your server as one that "
        "takes mail for that domain. Anybody may ask this about any domain, as anybody may send mail to it."}},
      {"What does it do there?",
       {"It connects to port 25, reads the greeting, says EHLO and STARTTLS, begins a TLS handshake to read which "
        "versions, ciphers and certificates your server offers, and takes its leave with QUIT or by closing TLS.",
        "It never says MAIL, RCPT, DATA, VRFY, EXPN or AUTH, tries no addresses and no passwords, sends no mail, and "
        "connects to no other port. Handshakes that are left unfinished, or offer only old versions, are questions: "
        "they show what your server would accept, and exploit nothing."}},
      {"How often at most?",
       {"To one address, for all who ask together: " + std::to_string(budget.target_connections) +
            " connections at once, " + seconds(budget.target_spacing_ms) + " apart, and no more than " +
            std::to_string(budget.target_per_minute) + " a minute after a first " +
            std::to_string(budget.target_burst) +
            ". One check's first answer takes one connection, or two; a closer look takes a few dozen within minutes.",
        "A connection waits for your server at most " + seconds(config.limits.greeting_ms) + " for its greeting and " +
            seconds(config.limits.reply_ms) + " for each reply, and is over after " + seconds(config.limits.probe_ms) +
            "."}},
      {"What becomes of it?",
       {"The bytes go to the page of the person who asked and are read there. The relay stores nothing, and its log "
        "at the usual level names no domain, no mail server and no visitor."}},
      {"How can I be left alone?",
       {"Write to the operator and name your addresses, prefixes or host names: there is a list of servers that are "
        "not checked. Addresses are best, since anybody can give an address another name.",
        "Or refuse the connection: by its address, or by its name in EHLO. The relay takes a refusal for what it is "
        "and reports it as such; nothing is tried again behind it.",
        contact_words(config)}},
      {"What is Mailglass?",
       {"Free software that shows whether mail to a domain is encrypted on its way in, and whether an attacker could "
        "undo that, with the bytes that prove it. You can check your own domain on this relay's front page."}},
  };
}

std::string escaped(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    switch (c) {
      case '&': safe += "&amp;"; break;
      case '<': safe += "&lt;"; break;
      case '>': safe += "&gt;"; break;
      case '"': safe += "&quot;"; break;
      default: safe += c;
    }
  }
  return safe;
}

/// Breaks at blanks, so that a terminal shows it well.
std::string wrapped(std::string_view text) {
  constexpr std::size_t kWidth = 78;
  std::string lines;
  while (text.size() > kWidth) {
    std::size_t at = text.rfind(' ', kWidth);
    if (at == std::string_view::npos) at = text.find(' ');
    if (at == std::string_view::npos) break;
    lines.append(text.substr(0, at)).append("\n");
    text.remove_prefix(at + 1);
  }
  return lines.append(text).append("\n");
}

}  // namespace

std::string about_text(const Config& config, const std::string& ehlo_name) {
  std::string text;
  for (const Section& section : sections(config, ehlo_name)) {
    text += (text.empty() ? "" : "\n") + section.heading + "\n" + std::string(section.heading.size(), '=') + "\n";
    for (const std::string& paragraph : section.paragraphs) text += "\n" + wrapped(paragraph);
  }
  return text;
}

std::string about_page(const Config& config, const std::string& ehlo_name) {
  std::string page =
      "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n"
      "<title>For administrators of mail servers: Mailglass</title>\n"
      "<main>\n<h1>For administrators of mail servers</h1>\n";
  for (const Section& section : sections(config, ehlo_name)) {
    page += "<h2>" + escaped(section.heading) + "</h2>\n";
    for (const std::string& paragraph : section.paragraphs) page += "<p>" + escaped(paragraph) + "</p>\n";
  }
  return page +
         "<p><a href=\"/\">The front page</a> · <a href=\"/about.txt\">This as plain text</a></p>\n</main>\n</html>\n";
}

void add_about(WebFiles& files, const Config& config, const std::string& ehlo_name) {
  files.add("/about", "text/html; charset=utf-8", about_page(config, ehlo_name));
  files.add("/about.txt", "text/plain; charset=utf-8", about_text(config, ehlo_name));
}

}  // namespace mailglass::relay::http
