#pragma once
// Lines of text for a terminal: wrapped to a width, with indents, labels and, if wanted, colours. Nothing but printable
// text reaches them, whatever it is given.

#include <cstddef>
#include <string>
#include <string_view>

namespace mailglass::cli {

struct Style {
  std::size_t width = 100;  ///< columns; a word that is longer stands in a line of its own
  bool colour = false;
};

enum class Ink { Plain, Strong, Quiet, Good, Warning, Bad };

class Paper {
 public:
  explicit Paper(Style style) : style_(style) {}

  void blank();
  /// A paragraph.
  void text(std::size_t indent, std::string_view text, Ink ink = Ink::Plain);
  /// A label, and beside it a text in a column of its own.
  void row(std::size_t indent, std::string_view label, std::string_view text, Ink ink = Ink::Plain);
  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  void line(std::string_view before, std::string_view words, Ink ink);
  Style style_;
  std::string out_;
};

/// UTF-8 with everything escaped as \xNN that could steer a terminal or make text look like another: control
/// characters, and whatever lies outside ASCII but for the punctuation of our own sentences.
std::string printable_text(std::string_view text);

}  // namespace mailglass::cli
