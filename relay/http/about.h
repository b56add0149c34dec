#pragma once
// What administrators of checked mail servers find at /about: who connected, why, what was said, how often at most, and
// how to be left alone.

#include <string>
#include <vector>

#include "config/config.h"
#include "http/web_files.h"
#include "speech/words.h"

namespace mailglass::relay::http {

/// Plain text, for /about.txt.
std::string about_text(const Config& config, const std::string& ehlo_name, const Words& words);
/// The same as a page, for /about. It links to itself in each of the `languages`.
std::string about_page(const Config& config, const std::string& ehlo_name, const Words& words,
                       const std::vector<Words>& languages);
/// Both into the table of what is served, in each of the languages.
void add_about(WebFiles& files, const Config& config, const std::string& ehlo_name,
               const std::vector<Words>& languages);

}  // namespace mailglass::relay::http
