#include "cli/text/paper.h"

#include <array>
#include <utility>

#include "speech/lines.h"
#include "speech/printable_text.h"

namespace mailglass::cli {
namespace {

constexpr std::size_t kLabel = 24;  // columns of a row's label, with the space behind it

/// ECMA-48 SGR, in the order of Ink.
constexpr std::array<std::string_view, 6> kInks{"", "\x1b[1m", "\x1b[2m", "\x1b[32m", "\x1b[33m", "\x1b[31m"};
constexpr std::string_view kInkEnds = "\x1b[0m";

/// Words set apart in them what has its own direction (Unicode Standard Annex 9, isolates), which a terminal does
/// without; nothing of strangers has such a mark any more (printable_text).
std::string for_terminal(std::string_view text) {
  constexpr std::array<std::string_view, 4> kIsolates{"\u2066", "\u2067", "\u2068", "\u2069"};
  std::string out(text);
  for (const std::string_view mark : kIsolates) {
    for (std::size_t at = out.find(mark); at != std::string::npos; at = out.find(mark, at)) out.erase(at, mark.size());
  }
  return steady_text(out);
}

}  // namespace

void Paper::line(std::string_view before, std::string_view words, Ink ink) {
  const std::string_view begin = kInks[static_cast<std::size_t>(ink)];
  const bool inked = style_.colour && !begin.empty() && !words.empty();
  out_ += before;
  if (inked) out_ += begin;
  out_ += words;
  if (inked) out_ += kInkEnds;
  out_ += '\n';
}

void Paper::blank() {
  out_ += '\n';
}

void Paper::text(std::size_t indent, std::string_view text, Ink ink) {
  const std::string before(indent, ' ');
  for (const std::string& words : wrapped(for_terminal(text), style_.width - indent)) line(before, words, ink);
}

void Paper::whole(std::size_t indent, std::string_view text) {
  line(std::string(indent, ' '), for_terminal(text), Ink::Plain);
}

void Paper::row(std::size_t indent, std::string_view label, std::string_view text, Ink ink) {
  const std::string safe_label = for_terminal(label);
  std::string before = std::string(indent, ' ') + safe_label;
  const std::size_t column = indent + kLabel;
  const std::size_t wide = indent + columns_of(safe_label);
  if (wide + 1 > column) {
    line(before, "", ink);
    before.assign(column, ' ');
  } else {
    before += std::string(column - wide, ' ');
  }
  for (const std::string& words : wrapped(for_terminal(text), style_.width - column)) {
    line(before, words, ink);
    before.assign(column, ' ');
  }
}

}  // namespace mailglass::cli
