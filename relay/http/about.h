#pragma once
// What administrators of checked mail servers find at /about: who connected, why, what was said, how often at most, and
// how to be left alone.

#include <string>

#include "config/config.h"
#include "http/web_files.h"

namespace mailglass::relay::http {

/// Plain text, for /about.txt.
std::string about_text(const Config& config, const std::string& ehlo_name);
/// The same as a page, for /about.
std::string about_page(const Config& config, const std::string& ehlo_name);
/// Both into the table of what is served.
void add_about(WebFiles& files, const Config& config, const std::string& ehlo_name);

}  // namespace mailglass::relay::http
