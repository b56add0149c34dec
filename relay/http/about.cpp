#include "http/about.h"

#include <vector>

#include "duration_text.h"
#include "http/document.h"

namespace mailglass::relay::http {
namespace {

std::string seconds(std::uint32_t ms) {
  return duration_text(std::chrono::milliseconds(ms));
}

std::vector<Section> sections(const Config& config, const std::string& ehlo_name) {
  const BudgetConfig& budget = config.budget;
  return {
      {"who",
       "Who connected to my mail server?",
       {"This is a Mailglass relay. It says " + ehlo_name + " in EHLO.",
        "Somebody asked it whether mail to a domain is encrypted on its way in, and DNS names your server as one that "
        "takes mail for that domain. Anybody may ask this about any domain, as anybody may send mail to it."}},
      {"what",
       "What does it do there?",
       {"It connects to port 25, reads the greeting, says EHLO and STARTTLS, begins a TLS handshake to read which "
        "versions, ciphers and certificates your server offers, and takes its leave with QUIT or by closing TLS.",
        "It never says MAIL, RCPT, DATA, VRFY, EXPN or AUTH, tries no addresses and no passwords, and sends no mail. "
        "The only other port it connects to is 443 of the host of a domain's MTA-STS policy (mta-sts. in front of the "
        "domain), which it asks for /.well-known/mta-sts.txt as mail senders do, and for nothing else. Handshakes that "
        "are left unfinished, or offer only old versions, are questions: "
        "they show what your server would accept, and exploit nothing."}},
      {"often",
       "How often at most?",
       {"To one address, for all who ask together: " + std::to_string(budget.target_connections) +
            " connections at once, " + seconds(budget.target_spacing_ms) + " apart, and no more than " +
            std::to_string(budget.target_per_minute) + " a minute after a first " +
            std::to_string(budget.target_burst) +
            ". One check's first answer takes one connection, or two; a closer look takes a few dozen within minutes.",
        "A connection waits for your server at most " + seconds(config.limits.greeting_ms) + " for its greeting and " +
            seconds(config.limits.reply_ms) + " for each reply, and is over after " + seconds(config.limits.probe_ms) +
            "."}},
      {"bytes",
       "What becomes of it?",
       {"The bytes go to the page of the person who asked and are read there. The relay stores nothing, and its log "
        "at the usual level names no domain, no mail server and no visitor."}},
      {"alone",
       "How can I be left alone?",
       {"Write to the operator and name your addresses, prefixes or host names: there is a list of servers that are "
        "not checked. Addresses are best, since anybody can give an address another name.",
        "Or refuse the connection: by its address, or by its name in EHLO. The relay takes a refusal for what it is "
        "and reports it as such; nothing is tried again behind it.",
        operator_words(config)}},
      {"mailglass",
       "What is Mailglass?",
       {"Free software that shows whether mail to a domain is encrypted on its way in, and whether an attacker could "
        "undo that, with the bytes that prove it. You can check your own domain on this relay's front page."}},
  };
}

}  // namespace

std::string about_text(const Config& config, const std::string& ehlo_name) {
  return document_text(sections(config, ehlo_name));
}

std::string about_page(const Config& config, const std::string& ehlo_name) {
  return document_page("For administrators of mail servers", sections(config, ehlo_name),
                       {{"/", "The front page"}, {"/privacy", "Privacy"}, {"/about.txt", "This as plain text"}});
}

void add_about(WebFiles& files, const Config& config, const std::string& ehlo_name) {
  files.add("/about", "text/html; charset=utf-8", about_page(config, ehlo_name));
  files.add("/about.txt", "text/plain; charset=utf-8", about_text(config, ehlo_name));
}

}  // namespace mailglass::relay::http
