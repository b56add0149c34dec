#pragma once
// Pages that the relay writes about itself in every language: headings and paragraphs, as HTML without style or script,
// and as plain text. Their sentences are messages of words/.

#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"
#include "speech/words.h"

namespace mailglass::relay::http {

/// A message with what is put into it.
struct Sentence {
  std::string_view id;
  std::vector<Put> given;
};
struct Section {
  std::string_view anchor;  ///< of its heading, for links to it
  std::string_view heading;
  std::vector<Sentence> paragraphs;
};
struct Link {
  std::string_view target;
  std::string_view words;
};
struct Document {
  std::string_view path;  ///< where it is served
  std::string_view title;
  std::vector<Section> sections;
  std::vector<Link> links;  ///< at its end
};

std::string document_text(const Document& document, const Words& words);
/// Its links lead to pages in the same language; it links to itself in each of the `others`.
std::string document_page(const Document& document, const Words& words, const std::vector<Words>& others);
/// How the operator is reached, or that he has not said so.
Sentence operator_words(const Config& config);

}  // namespace mailglass::relay::http
