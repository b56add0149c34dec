#pragma once
// What visitors find at /privacy: what a check tells whom about them, who runs this relay and with which program; and
// what researchers find at /.well-known/security.txt.

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "config/config.h"
#include "http/web_files.h"
#include "speech/words.h"

namespace mailglass::relay::http {

/// It links to itself in each of the `languages`.
std::string privacy_page(const Config& config, const Words& words, const std::vector<Words>& languages);
/// RFC 9116, good for half a year from `now`; nothing where `contact` has no address that the format takes.
std::optional<std::string> security_txt(const Config& config, std::chrono::system_clock::time_point now);
/// Both into the table of what is served, the page in each of the languages.
void add_privacy(WebFiles& files, const Config& config, const std::vector<Words>& languages);

}  // namespace mailglass::relay::http
