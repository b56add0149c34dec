#pragma once
// Pages that the relay writes about itself: headings and paragraphs, as HTML without style or script, and as plain
// text.

#include <string>
#include <vector>

#include "config/config.h"

namespace mailglass::relay::http {

struct Section {
  std::string id;  ///< of its heading, for links to it
  std::string heading;
  std::vector<std::string> paragraphs;
};
struct Link {
  std::string target, words;
};

std::string document_text(const std::vector<Section>& sections);
/// `links` stand at its end.
std::string document_page(const std::string& title, const std::vector<Section>& sections,
                          const std::vector<Link>& links);
/// How the operator is reached, or that he has not said so.
std::string operator_words(const Config& config);

}  // namespace mailglass::relay::http
