#include "http/language.h"

#include <algorithm>

#include "speech/words.h"

namespace mailglass::relay::http {
namespace {

/// The value of the target's first `lang=`; empty where it has none. Tags of languages need no percent-encoding.
std::string_view named_in(std::string_view target) {
  target = target.substr(0, target.find('#'));
  const std::size_t at = target.find('?');
  std::string_view query = at == std::string_view::npos ? std::string_view() : target.substr(at + 1);
  while (!query.empty()) {
    const std::string_view parameter = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(parameter.size() + 1, query.size()));
    const std::size_t equals = parameter.find('=');
    if (equals != std::string_view::npos && parameter.substr(0, equals) == kLanguageParameter)
      return parameter.substr(equals + 1);
  }
  return {};
}

}  // namespace

std::string language_for(std::string_view target, std::string_view accept_language) {
  if (std::string named = Words::language_of(named_in(target)); !named.empty()) return named;
  if (std::string wanted = Words::language_of_header(accept_language); !wanted.empty()) return wanted;
  return english().language();
}

}  // namespace mailglass::relay::http
