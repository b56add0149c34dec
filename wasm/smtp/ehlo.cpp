#include <algorithm>

#include "smtp/reply.h"

namespace mailglass::smtp {
namespace {

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const std::size_t start = text.find_first_not_of(" \t");
    if (start == std::string_view::npos) break;
    const std::size_t end = std::min(text.find_first_of(" \t", start), text.size());
    words.emplace_back(text.substr(start, end - start));
    text.remove_prefix(end);
  }
  return words;
}

/// RFC 5321 section 4.1.1.1: ehlo-keyword = (ALPHA / DIGIT) *(ALPHA / DIGIT / "-").
bool is_keyword(std::string_view word) {
  const auto alnum = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  return !word.empty() && alnum(word.front()) &&
         std::all_of(word.begin(), word.end(), [&](char c) { return alnum(c) || c == '-' || c == '_' || c == '='; });
}

}  // namespace

std::string upper(std::string_view word) {
  std::string out(word);
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return out;
}

EhloResponse parse_ehlo(const Reply& reply) {
  EhloResponse out;
  const ReplyLine& first = reply.first();
  const bool only = &first == &reply.lines.back();
  for (const ReplyLine& line : reply.lines) {
    if (!line.code) continue;
    std::vector<std::string> words = words_of(std::string_view(line.text).substr(0, line.text.find('\0')));
    // The first line greets, unless it is the only one and names an extension outright: some servers leave the greeting
    // out.
    if (&line == &first) {
      if (!words.empty()) out.domain = words.front();
      if (!only || words.empty() || upper(words.front()) != "STARTTLS") continue;
    }
    if (words.empty() || !is_keyword(words.front())) {
      out.capabilities.push_back({"", std::move(words), line.range});
      continue;
    }
    Capability capability{upper(words.front()), {}, line.range};
    capability.params.assign(words.begin() + 1, words.end());
    out.capabilities.push_back(std::move(capability));
  }
  return out;
}

const Capability* EhloResponse::find(std::string_view keyword) const {
  for (const Capability& capability : capabilities) {
    if (capability.keyword == keyword) return &capability;
  }
  return nullptr;
}

}  // namespace mailglass::smtp
