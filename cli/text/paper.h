#pragma once
// Lines of text for a terminal: wrapped to a width, with indents, labels and, if wanted, colours. Nothing that steers a
// terminal reaches them, whatever they are given.

#include <cstddef>
#include <string>
#include <string_view>

#include "speech/words.h"

namespace mailglass::cli {

struct Style {
  std::size_t width = 100;  ///< columns; a word that is longer stands in a line of its own
  bool colour = false;
};

enum class Ink { Plain, Strong, Quiet, Good, Warning, Bad };

class Paper {
 public:
  explicit Paper(Style style, const Words& words = english()) : style_(style), words_(words) {}
  [[nodiscard]] const Words& words() const { return words_; }

  void blank();
  /// A paragraph.
  void text(std::size_t indent, std::string_view text, Ink ink = Ink::Plain);
  /// A label, and beside it a text in a column of its own.
  void row(std::size_t indent, std::string_view label, std::string_view text, Ink ink = Ink::Plain);
  /// What is to be copied: in a line of its own, however long it is.
  void whole(std::size_t indent, std::string_view text);
  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  void line(std::string_view before, std::string_view words, Ink ink);
  Style style_;
  const Words& words_;
  std::string out_;
};

}  // namespace mailglass::cli
