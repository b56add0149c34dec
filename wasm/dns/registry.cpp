// Names of types and response codes, from the IANA "Domain Name System (DNS) Parameters".

#include <array>

#include "dns/message.h"

namespace mailglass::dns {
namespace {

struct TypeRow {
  Type type;
  std::string_view name;
};
constexpr std::array<TypeRow, 18> kTypes{{{Type::A, "A"},
                                          {Type::NS, "NS"},
                                          {Type::CNAME, "CNAME"},
                                          {Type::SOA, "SOA"},
                                          {Type::PTR, "PTR"},
                                          {Type::MX, "MX"},
                                          {Type::TXT, "TXT"},
                                          {Type::AAAA, "AAAA"},
                                          {Type::DNAME, "DNAME"},
                                          {Type::OPT, "OPT"},
                                          {Type::DS, "DS"},
                                          {Type::RRSIG, "RRSIG"},
                                          {Type::NSEC, "NSEC"},
                                          {Type::DNSKEY, "DNSKEY"},
                                          {Type::NSEC3, "NSEC3"},
                                          {Type::NSEC3PARAM, "NSEC3PARAM"},
                                          {Type::TLSA, "TLSA"},
                                          {Type::CAA, "CAA"}}};
constexpr std::array<std::string_view, 12> kRcodes{{"NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED",
                                                    "YXDOMAIN", "YXRRSET", "NXRRSET", "NOTAUTH", "NOTZONE",
                                                    "DSOTYPENI"}};

}  // namespace

std::string_view to_string(Type type) {
  for (const TypeRow& row : kTypes) {
    if (row.type == type) return row.name;
  }
  return {};
}

std::string type_text(std::uint16_t type) {
  const std::string_view name = to_string(static_cast<Type>(type));
  return name.empty() ? "TYPE" + std::to_string(type) : std::string(name);
}

std::optional<Type> type_from_string(std::string_view text) {
  for (const TypeRow& row : kTypes) {
    if (row.name == text && row.type != Type::OPT) return row.type;
  }
  return std::nullopt;
}

std::string rcode_text(std::uint16_t rcode) {
  return rcode < kRcodes.size() ? std::string(kRcodes[rcode]) : "RCODE" + std::to_string(rcode);
}

}  // namespace mailglass::dns
