#pragma once
// Content packed for the way (RFC 1952), for what is not packed already when the page is built.

#include <string>
#include <string_view>

namespace mailglass::relay::http {

std::string gzip(std::string_view content);

}  // namespace mailglass::relay::http
