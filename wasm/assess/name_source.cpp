#include "assess/name_source.h"

namespace mailglass::assess {

NameSource name_source(const check::Check& check) {
  const check::MailRoute::State route = check.route();
  if (std::holds_alternative<check::MailRoute::ImplicitMx>(route)) return {"domain", "the name is the domain's own"};
  if (!std::holds_alternative<check::MailRoute::Mx>(route)) return {};
  const check::LookupRun* mx = check.lookup(check.mx_lookup());
  if (mx && mx->answered() && check::status_of(mx->answered()->trust) == wire::DnsStatus::Secure)
    return {"mx-signed", "the name came from DNS that is signed, as the relay's resolver says"};
  return {"mx", "the name came from unsigned DNS, by the relay's word"};
}

}  // namespace mailglass::assess
