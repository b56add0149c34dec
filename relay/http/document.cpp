#include "http/document.h"

#include <string_view>

namespace mailglass::relay::http {
namespace {

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

std::string document_text(const std::vector<Section>& sections) {
  std::string text;
  for (const Section& section : sections) {
    text += (text.empty() ? "" : "\n") + section.heading + "\n" + std::string(section.heading.size(), '=') + "\n";
    for (const std::string& paragraph : section.paragraphs) text += "\n" + wrapped(paragraph);
  }
  return text;
}

std::string document_page(const std::string& title, const std::vector<Section>& sections,
                          const std::vector<Link>& links) {
  std::string page =
      "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n<title>" +
      escaped(title) + ": Mailglass</title>\n<link rel=\"stylesheet\" href=\"/document.css\">\n<main>\n<h1>" +
      escaped(title) + "</h1>\n";
  for (const Section& section : sections) {
    page += "<h2 id=\"" + escaped(section.id) + "\">" + escaped(section.heading) + "</h2>\n";
    for (const std::string& paragraph : section.paragraphs) page += "<p>" + escaped(paragraph) + "</p>\n";
  }
  std::string end;
  for (const Link& link : links)
    end += (end.empty() ? "" : " · ") + ("<a href=\"" + escaped(link.target)) + "\">" + escaped(link.words) + "</a>";
  return page + "<p>" + end + "</p>\n</main>\n</html>\n";
}

std::string operator_words(const Config& config) {
  if (config.contact.empty())
    return "The operator of this relay has not said here how to be reached. The owner of its address, whom a WHOIS "
           "service names, can pass a word on.";
  return "The operator of this relay: " + config.contact;
}

}  // namespace mailglass::relay::http
