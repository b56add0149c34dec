#include "dns/canonical.h"

#include <algorithm>
#include <array>

namespace mailglass::dns {
namespace {

/// RDATA that has names: behind `fixed` octets stand `names` of them, and whatever is left.
struct Layout {
  std::uint16_t type;
  std::uint8_t fixed, names;
};
// RFC 4034 section 6.2 lists the types. NXT, SIG and A6 are obsolete (RFC 3755, RFC 6563) and NAPTR is none that mail
// is looked up with. HINFO stands there by mistake and NSEC no longer does (RFC 6840 section 5.1).
constexpr std::array<Layout, 19> kLayouts{{
    {2, 0, 1},   // NS, RFC 1035 section 3.3.11
    {3, 0, 1},   // MD, 3.3.4
    {4, 0, 1},   // MF, 3.3.5
    {5, 0, 1},   // CNAME, 3.3.1
    {6, 0, 2},   // SOA, 3.3.13
    {7, 0, 1},   // MB, 3.3.3
    {8, 0, 1},   // MG, 3.3.6
    {9, 0, 1},   // MR, 3.3.8
    {12, 0, 1},  // PTR, 3.3.12
    {14, 0, 2},  // MINFO, 3.3.7
    {15, 2, 1},  // MX, 3.3.9
    {17, 0, 2},  // RP, RFC 1183 section 2.2
    {18, 2, 1},  // AFSDB, RFC 1183 section 1
    {21, 2, 1},  // RT, RFC 1183 section 3.3
    {26, 2, 2},  // PX, RFC 2163 section 4
    {33, 6, 1},  // SRV, RFC 2782
    {36, 2, 1},  // KX, RFC 2230 section 3.1
    {39, 0, 1},  // DNAME, RFC 6672 section 2.1
    {46, 18, 1}  // RRSIG, RFC 4034 section 3.1
}};

Bytes as_it_came(ByteView data) {
  return {data.begin(), data.end()};
}

}  // namespace

void append_canonical(ByteWriter& out, const Name& name) {
  for (const std::string& label : name.labels()) {
    out.u8(static_cast<std::uint8_t>(label.size()));
    for (const char c : label) out.u8(static_cast<std::uint8_t>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c));
  }
  out.u8(0);
}

Bytes canonical_rdata(const Record& record, ByteView message) {
  const ByteView data = message.subspan(record.data.offset, record.data.length);
  const auto layout = std::find_if(kLayouts.begin(), kLayouts.end(),
                                   [&](const Layout& candidate) { return candidate.type == record.type; });
  if (layout == kLayouts.end()) return as_it_came(data);
  ByteReader reader(data, record.data.offset);
  const auto fixed = reader.bytes(layout->fixed);
  if (!fixed) return as_it_came(data);
  ByteWriter out;
  out.append(*fixed);
  for (int i = 0; i < layout->names; ++i) {
    const Parsed<Name> name = Name::from_wire(reader, message);
    if (!name) return as_it_came(data);
    append_canonical(out, *name);
  }
  out.append(reader.rest());
  return std::move(out).bytes();
}

}  // namespace mailglass::dns
