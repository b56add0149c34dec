#include "support/dns_answer.h"

#include <cstdlib>

namespace mailglass::test {
namespace {

void write_name(ByteWriter& out, const std::string& text) {
  const dns::Name parsed = name(text);
  for (const std::string& label : parsed.labels()) {
    out.prefixed(1, [&](ByteWriter& body) { body.append(view_of(label)); });
  }
  out.u8(0);
}

}  // namespace

dns::Name name(std::string_view text) {
  auto parsed = dns::Name::from_text(text);
  if (!parsed) std::abort();
  return *parsed;
}

IpAddress ip(std::string_view text) {
  const auto parsed = IpAddress::parse(text);
  if (!parsed) std::abort();
  return *parsed;
}

AnswerRecord mx(const std::string& owner, int preference, const std::string& exchange) {
  ByteWriter data;
  data.u16(static_cast<std::uint16_t>(preference));
  write_name(data, exchange);
  return {owner, dns::Type::MX, data.bytes()};
}

AnswerRecord address(const std::string& owner, const std::string& text) {
  const IpAddress parsed = ip(text);
  return {owner, parsed.is_v4() ? dns::Type::A : dns::Type::AAAA, {parsed.bytes().begin(), parsed.bytes().end()}};
}

AnswerRecord ns(const std::string& owner, const std::string& server) {
  ByteWriter data;
  write_name(data, server);
  return {owner, dns::Type::NS, data.bytes()};
}

AnswerRecord pointer(const std::string& owner, const std::string& target) {
  ByteWriter data;
  write_name(data, target);
  return {owner, dns::Type::PTR, data.bytes()};
}

AnswerRecord cname(const std::string& owner, const std::string& target) {
  ByteWriter data;
  write_name(data, target);
  return {owner, dns::Type::CNAME, data.bytes()};
}

Bytes answer_bytes(const std::string& question, dns::Type type, const std::vector<AnswerRecord>& records,
                   dns::Rcode rcode) {
  constexpr std::uint16_t kResponse = 0x8180;  // QR, RD, RA
  constexpr std::uint16_t kIn = 1;
  ByteWriter out;
  out.u16(1).u16(static_cast<std::uint16_t>(kResponse | static_cast<std::uint16_t>(rcode)));
  out.u16(1).u16(static_cast<std::uint16_t>(records.size())).u16(0).u16(0);
  write_name(out, question);
  out.u16(static_cast<std::uint16_t>(type)).u16(kIn);
  for (const AnswerRecord& record : records) {
    write_name(out, record.owner);
    out.u16(static_cast<std::uint16_t>(record.type)).u16(kIn).u32(300);
    out.prefixed(2, [&](ByteWriter& body) { body.append(record.data); });
  }
  return out.bytes();
}

}  // namespace mailglass::test
