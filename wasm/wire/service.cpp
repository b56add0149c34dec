#include "wire/service.h"

#include <algorithm>
#include <array>

namespace mailglass::wire {
namespace {

constexpr std::array kMailWords{Word::Ehlo, Word::Quit};
constexpr std::array kPolicyWords{Word::GetPolicy};
// No protocol is registered for SMTP; these two are what mail servers that look at it expect.
constexpr std::array<std::string_view, 2> kMailProtocols{"smtp", "esmtp"};
constexpr std::array<std::string_view, 1> kWebProtocols{"http/1.1"};  // RFC 7301 section 6

constexpr std::array kServices{
    Service{ServiceId::Smtp, "smtp", 25, Opening::Starttls, NamedBy::MailRoute, kMailWords, kMailProtocols, false,
            "_25._tcp"},  // RFC 5321, 3207, 7672
    // RFC 8461 section 3.3: HTTPS, with the host's name in the ClientHello.
    Service{ServiceId::MtaSts, "mta-sts", 443, Opening::TlsAtOnce, NamedBy::PolicyHost, kPolicyWords, kWebProtocols,
            true, ""},
};

}  // namespace

const Service& service(ServiceId id) {
  return kServices[static_cast<std::size_t>(id)];
}

std::optional<ServiceId> service_from(std::string_view name) {
  const auto* row = std::find_if(kServices.begin(), kServices.end(), [&](const Service& s) { return s.name == name; });
  if (row == kServices.end()) return std::nullopt;
  return row->id;
}

std::string policy_request(std::string_view host) {
  std::string request = "GET /.well-known/mta-sts.txt HTTP/1.1\r\nHost: ";
  request += host;
  request += "\r\nAccept: text/plain\r\nConnection: close\r\n\r\n";
  return request;
}

}  // namespace mailglass::wire
