#pragma once
// Which language a request wants of a page that there is in several.

#include <string>
#include <string_view>

namespace mailglass::relay::http {

/// The parameter by which a link names it: "/privacy?lang=de".
constexpr std::string_view kLanguageParameter = "lang";
/// The one that the request's target names, if there are words in it; else by the value of its Accept-Language; else
/// English.
std::string language_for(std::string_view target, std::string_view accept_language);

}  // namespace mailglass::relay::http
