#include "assess/name_source.h"

namespace mailglass::assess {

std::string_view name_source(const check::Check& check) {
  const check::MailRoute::State route = check.route();
  if (std::holds_alternative<check::MailRoute::ImplicitMx>(route)) return "domain";
  if (!std::holds_alternative<check::MailRoute::Mx>(route)) return {};
  const check::LookupRun* mx = check.mx();
  const bool is_signed = mx && mx->answered() && check::status_of(mx->answered()->trust) == wire::DnsStatus::Secure;
  if (is_signed && !check::is_proven(mx->answered()->trust)) return "mx-signed";
  if (is_signed && !check.anchors_are_readers()) return "mx-given";
  if (is_signed) return "mx-proven";
  return "mx";
}

words::Value name_words(std::string_view source) {
  if (source.empty()) return {};
  return words::Phrase{std::string("name-source.").append(source)};
}

}  // namespace mailglass::assess
