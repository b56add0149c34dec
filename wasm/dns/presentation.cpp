#include "dns/presentation.h"

#include "bytes/encoding.h"
#include "dns/caa.h"

namespace mailglass::dns {
namespace {

constexpr std::size_t kShown = 2048;

/// A character string, RFC 1035 section 5.1: a quote inside it is escaped.
std::string in_quotes(std::string_view part) {
  std::string out = "\"";
  for (const char c : printable(view_of(part), kShown)) {
    if (c == '"') out += '\\';
    out += c;
  }
  return out + "\"";
}

struct Writer {
  std::string operator()(const A& r) const { return IpAddress(r.address).to_string(); }
  std::string operator()(const Aaaa& r) const { return IpAddress(r.address).to_string(); }
  std::string operator()(const Cname& r) const { return r.target.to_text(); }
  std::string operator()(const Ptr& r) const { return r.target.to_text(); }
  std::string operator()(const Mx& r) const { return std::to_string(r.preference) + " " + r.exchange.to_text(); }
  std::string operator()(const Txt& r) const {
    std::string out;
    for (const std::string& part : r.strings) out += (out.empty() ? "" : " ") + in_quotes(part);
    return out;
  }
  std::string operator()(const Soa& r) const {
    return r.mname.to_text() + " " + r.rname.to_text() + " " + std::to_string(r.serial) + " " +
           std::to_string(r.refresh) + " " + std::to_string(r.retry) + " " + std::to_string(r.expire) + " " +
           std::to_string(r.minimum);
  }
  std::string operator()(const Opt& r) const {
    return "EDNS " + std::to_string(r.version) + (r.dnssec_ok ? " DO" : "");
  }
  std::string operator()(const Rrsig& r) const {
    return type_text(r.covered) + " " + std::to_string(r.algorithm) + " " + std::to_string(r.key_tag) + " " +
           r.signer.to_text();
  }
  std::string operator()(const Tlsa& r) const {
    return std::to_string(r.usage) + " " + std::to_string(r.selector) + " " + std::to_string(r.matching_type) + " " +
           to_hex(r.data);
  }
  std::string operator()(const Opaque& r) const {
    return "\\# " + std::to_string(r.data.size()) + " " + to_hex(r.data);
  }
};

/// RFC 4034 sections 5.3 and 2.2: three numbers, then a DS's digest in hexadecimal, or a DNSKEY's key in base64.
std::string numbers_and_bytes(ByteView data, bool is_key) {
  const unsigned first = static_cast<unsigned>(data[0]) << 8 | data[1];
  const ByteView rest = data.subspan(4);
  return std::to_string(first) + " " + std::to_string(data[2]) + " " + std::to_string(data[3]) + " " +
         (is_key ? to_base64(rest) : to_hex(rest));
}

}  // namespace

std::string rdata_text(const Record& record) {
  const bool is_key = record.type == static_cast<std::uint16_t>(Type::DNSKEY);
  const auto* opaque = std::get_if<Opaque>(&record.rdata);
  if (opaque && opaque->data.size() > 4 && (is_key || record.type == static_cast<std::uint16_t>(Type::DS)))
    return numbers_and_bytes(opaque->data, is_key);
  if (opaque && record.type == static_cast<std::uint16_t>(Type::CAA)) {
    const auto read = read_caa(opaque->data);
    // RFC 8659 section 4.1.1.
    if (const auto* caa = std::get_if<Caa>(&read))
      return std::string(caa->critical ? "128 " : "0 ") + printable(view_of(caa->tag), kShown) + " " +
             in_quotes(caa->value);
  }
  return std::visit(Writer{}, record.rdata);
}
std::string record_text(const Record& record) {
  return record.owner.to_text() + " " + type_text(record.type) + " " + rdata_text(record);
}

}  // namespace mailglass::dns
