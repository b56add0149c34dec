#include "http/document.h"

#include <charconv>
#include <utility>

#include "http/language.h"
#include "speech/lines.h"

namespace mailglass::relay::http {
namespace {

/// Stand around the number of what is put into a sentence until the sentence is written: characters that have no
/// meaning, as in the page (web/src/words/say.ts).
constexpr std::string_view kOpen = "\ue000", kShut = "\ue001";
/// Set a part of a sentence apart, as in the page too.
constexpr std::string_view kCode = "<code>", kCodeEnds = "</code>";

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

std::string as_it_is(std::string_view text) {
  return std::string(text);
}

/// How the parts of a sentence are written.
struct Form {
  std::string (*write)(std::string_view text);
  std::string_view code, code_ends;    ///< around what readers type or look for as it is
  std::string_view apart, apart_ends;  ///< around what is put in, whose direction is its own
};
constexpr Form kHtml{escaped, "<code dir=\"ltr\">", "</code>", "<bdi dir=\"auto\">", "</bdi>"};
constexpr Form kText{as_it_is, "", "", "", ""};
/// Plain text from right to left: left-to-right isolate, first strong isolate, and their end (UAX #9).
constexpr Form kLeftwardText{as_it_is, "\u2066", "\u2069", "\u2068", "\u2069"};

/// What stands between two marks, and what is behind the second; the text as it is where they are missing.
struct Cut {
  std::string_view before, within, behind;
  bool found = false;
};
Cut cut(std::string_view text, std::string_view from, std::string_view to) {
  const std::size_t begin = text.find(from);
  const std::size_t end = begin == std::string_view::npos ? begin : text.find(to, begin + from.size());
  if (end == std::string_view::npos) return {text, {}, {}, false};
  return {text.substr(0, begin), text.substr(begin + from.size(), end - begin - from.size()),
          text.substr(end + to.size()), true};
}

/// Text without marks, with what was held back in its places.
std::string filled(std::string_view text, const std::vector<std::string>& held, const Form& form) {
  std::string out;
  while (true) {
    const Cut at = cut(text, kOpen, kShut);
    out += form.write(at.before);
    if (!at.found) return out;
    std::size_t number = held.size();
    std::from_chars(at.within.data(), at.within.data() + at.within.size(), number);
    if (number < held.size()) out.append(form.apart).append(form.write(held[number])).append(form.apart_ends);
    text = at.behind;
  }
}

/// What strangers or the operator wrote is held back while the sentence is put together, so that no mark in it counts.
std::string written(const Sentence& sentence, const Words& words, const Form& form) {
  std::vector<std::string> held;
  std::vector<Put> given = sentence.given;
  for (Put& one : given) {
    auto* text = std::get_if<std::string>(&one.value);
    if (!text) continue;
    held.push_back(std::move(*text));
    *text = std::string(kOpen) + std::to_string(held.size() - 1) + std::string(kShut);
  }
  const std::string said = words.say(sentence.id, given);
  std::string out;
  std::string_view rest = said;
  while (true) {
    const Cut at = cut(rest, kCode, kCodeEnds);
    out += filled(at.before, held, form);
    if (!at.found) return out;
    out.append(form.code).append(filled(at.within, held, form)).append(form.code_ends);
    rest = at.behind;
  }
}

std::string html(std::string_view id, const Words& words) {
  return escaped(words.say(id));
}

std::string direction(const Words& words) {
  return words.right_to_left() ? "rtl" : "ltr";
}

/// `target` in the language of `words`.
std::string link_to(std::string_view target, const Words& words) {
  return std::string(target) + "?" + std::string(kLanguageParameter) + "=" + words.language();
}

std::string head(const Document& document, const Words& words) {
  return "<!doctype html>\n<html lang=\"" + words.language() + "\" dir=\"" + direction(words) +
         "\">\n<meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
         "<meta name=\"color-scheme\" content=\"light dark\">\n<title>" +
         escaped(words.say("document.title", {{"title", words.say(document.title)}})) +
         "</title>\n<link rel=\"stylesheet\" href=\"/document.css\">\n";
}

/// To the page in another language, by that language's own name, so that whoever reads it finds it.
std::string link_to_other(const Document& document, const Words& other) {
  const std::string& language = other.language();
  return "<a href=\"" + link_to(document.path, other) + "\" hreflang=\"" + language + "\" lang=\"" + language +
         "\" dir=\"" + direction(other) + "\">" + html("language.name", other) + "</a>";
}

std::string other_languages(const Document& document, const Words& words, const std::vector<Words>& others) {
  std::string links;
  for (const Words& other : others) {
    if (other.language() == words.language()) continue;
    links.append(links.empty() ? "" : " · ").append(link_to_other(document, other));
  }
  return links.empty() ? "" : "<nav aria-label=\"" + html("language.choose", words) + "\"><p>" + links + "</p></nav>\n";
}

}  // namespace

std::string document_text(const Document& document, const Words& words) {
  constexpr std::size_t kWidth = 78;  // so that a terminal shows it well
  const Form& form = words.right_to_left() ? kLeftwardText : kText;
  std::string text;
  for (const Section& section : document.sections) {
    const std::string heading = words.say(section.heading);
    text += (text.empty() ? "" : "\n") + heading + "\n" + std::string(columns_of(heading), '=') + "\n";
    for (const Sentence& paragraph : section.paragraphs) {
      text += "\n";
      for (const std::string& line : wrapped(written(paragraph, words, form), kWidth)) text.append(line).append("\n");
    }
  }
  return text;
}

std::string document_page(const Document& document, const Words& words, const std::vector<Words>& others) {
  std::string page = head(document, words) + "<main>\n<h1>" + html(document.title, words) + "</h1>\n";
  for (const Section& section : document.sections) {
    page.append("<h2 id=\"").append(section.anchor).append("\">").append(html(section.heading, words));
    page += "</h2>\n";
    for (const Sentence& paragraph : section.paragraphs)
      page.append("<p>").append(written(paragraph, words, kHtml)).append("</p>\n");
  }
  std::string end;
  for (const Link& link : document.links) {
    end += (end.empty() ? "" : " · ") + ("<a href=\"" + link_to(link.target, words)) + "\">" + html(link.words, words) +
           "</a>";
  }
  return page + "<p>" + end + "</p>\n" + other_languages(document, words, others) + "</main>\n</html>\n";
}

Sentence operator_words(const Config& config) {
  if (config.contact.empty()) return {"document.operator.unsaid", {}};
  return {"document.operator", {{"contact", config.contact}}};
}

}  // namespace mailglass::relay::http
