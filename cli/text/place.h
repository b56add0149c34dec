#pragma once
// Where on the paper a part of the report stands: rows with one indent, of which those without a text are left out.

#include <string>
#include <string_view>
#include <vector>

#include "cli/text/paper.h"

namespace mailglass::cli {

struct Place {
  std::size_t indent;
  Paper& paper;
  [[nodiscard]] const Words& words() const { return paper.words(); }
  void row(std::string_view label, const std::string& text, Ink ink = Ink::Plain) const {
    if (!text.empty()) paper.row(indent, label, text, ink);
  }
  /// A heading: the message behind "cli.label.".
  [[nodiscard]] std::string label(std::string_view id) const {
    return words().say(std::string("cli.label.").append(id));
  }
  /// One below a heading.
  [[nodiscard]] std::string detail(std::string_view id) const { return "  " + label(id); }
  /// One row for each; the label stands beside the first.
  void rows(std::string_view label, const std::vector<std::string>& texts, Ink ink = Ink::Plain) const {
    for (const std::string& text : texts) paper.row(indent, &text == &texts.front() ? label : "", text, ink);
  }
};

}  // namespace mailglass::cli
