#include "target/special_address.h"

#include <algorithm>
#include <array>

namespace mailglass::relay::target {
namespace {

struct Block4 {
  IpAddress::V4 network{};
  int bits = 0;
  SpecialBlock block;
};

// IANA IPv4 Special-Purpose Address Registry: every entry that is not globally reachable; and multicast (RFC 5771).
constexpr std::array kIpv4{
    Block4{{0, 0, 0, 0}, 8, {"0.0.0.0/8", "\"This network\" (RFC 791)"}},
    Block4{{10, 0, 0, 0}, 8, {"10.0.0.0/8", "Private-Use (RFC 1918)"}},
    Block4{{100, 64, 0, 0}, 10, {"100.64.0.0/10", "Shared Address Space (RFC 6598)"}},
    Block4{{127, 0, 0, 0}, 8, {"127.0.0.0/8", "Loopback (RFC 1122)"}},
    Block4{{169, 254, 0, 0}, 16, {"169.254.0.0/16", "Link Local (RFC 3927)"}},
    Block4{{172, 16, 0, 0}, 12, {"172.16.0.0/12", "Private-Use (RFC 1918)"}},
    Block4{{192, 0, 0, 0}, 24, {"192.0.0.0/24", "IETF Protocol Assignments (RFC 6890)"}},
    Block4{{192, 0, 2, 0}, 24, {"192.0.2.0/24", "Documentation TEST-NET-1 (RFC 5737)"}},
    Block4{{192, 88, 99, 0}, 24, {"192.88.99.0/24", "Deprecated 6to4 Relay Anycast (RFC 7526)"}},
    Block4{{192, 168, 0, 0}, 16, {"192.168.0.0/16", "Private-Use (RFC 1918)"}},
    Block4{{198, 18, 0, 0}, 15, {"198.18.0.0/15", "Benchmarking (RFC 2544)"}},
    Block4{{198, 51, 100, 0}, 24, {"198.51.100.0/24", "Documentation TEST-NET-2 (RFC 5737)"}},
    Block4{{203, 0, 113, 0}, 24, {"203.0.113.0/24", "Documentation TEST-NET-3 (RFC 5737)"}},
    Block4{{224, 0, 0, 0}, 4, {"224.0.0.0/4", "Multicast (RFC 5771)"}},
    Block4{{240, 0, 0, 0}, 4, {"240.0.0.0/4", "Reserved, and limited broadcast (RFC 1112, RFC 8190)"}},
};

struct Block6 {
  IpAddress::V6 network{};
  int bits = 0;
  SpecialBlock block;
};

// IANA IPv6 Special-Purpose Address Registry: every entry that is not globally reachable (2001::/23 as a whole), what
// it has dropped since (site-local, IPv4-compatible), and multicast.
constexpr std::array kIpv6{
    Block6{{}, 128, {"::/128", "Unspecified Address (RFC 4291)"}},
    Block6{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 128, {"::1/128", "Loopback Address (RFC 4291)"}},
    Block6{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96, {"::ffff:0:0/96", "IPv4-mapped Address (RFC 4291)"}},
    Block6{{}, 96, {"::/96", "IPv4-compatible Address, deprecated (RFC 4291)"}},
    Block6{{0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96, {"::ffff:0:0:0/96", "IPv4-translated Address (RFC 7915)"}},
    Block6{{0, 0x64, 0xff, 0x9b, 0, 1}, 48, {"64:ff9b:1::/48", "Local-use IPv4/IPv6 Translation (RFC 8215)"}},
    Block6{{1, 0}, 64, {"100::/64", "Discard-Only Address Block (RFC 6666)"}},
    Block6{{1, 0, 0, 0, 0, 0, 0, 1}, 64, {"100:0:0:1::/64", "Dummy IPv6 Prefix (RFC 9780)"}},
    Block6{{0x20, 0x01, 0, 0}, 32, {"2001::/32", "TEREDO (RFC 4380)"}},
    Block6{{0x20, 0x01, 0, 0x10}, 28, {"2001:10::/28", "Deprecated ORCHID (RFC 4843)"}},
    Block6{{0x20, 0x01, 0, 0x20}, 28, {"2001:20::/28", "ORCHIDv2 (RFC 7343)"}},
    Block6{{0x20, 0x01, 0, 0}, 23, {"2001::/23", "IETF Protocol Assignments (RFC 2928)"}},
    Block6{{0x20, 0x01, 0x0d, 0xb8}, 32, {"2001:db8::/32", "Documentation (RFC 3849)"}},
    Block6{{0x20, 0x02}, 16, {"2002::/16", "6to4 (RFC 3056)"}},
    Block6{{0x3f, 0xff, 0}, 20, {"3fff::/20", "Documentation (RFC 9637)"}},
    Block6{{0x5f, 0x00}, 16, {"5f00::/16", "Segment Routing (SRv6) SIDs (RFC 9602)"}},
    Block6{{0xfc}, 7, {"fc00::/7", "Unique-Local (RFC 4193)"}},
    Block6{{0xfe, 0x80}, 10, {"fe80::/10", "Link-Local Unicast (RFC 4291)"}},
    Block6{{0xfe, 0xc0}, 10, {"fec0::/10", "Site-Local Unicast, deprecated (RFC 3879)"}},
    Block6{{0xff}, 8, {"ff00::/8", "Multicast (RFC 4291)"}},
};

constexpr Block6 kWellKnownTranslation{{0, 0x64, 0xff, 0x9b}, 96, {"64:ff9b::/96", "IPv4-IPv6 Translation (RFC 6052)"}};
// IANA Internet Protocol Version 6 Address Space: all that is given out as global unicast so far.
constexpr Block6 kGlobalUnicast{{0x20}, 3, {"2000::/3", "Global Unicast (RFC 4291)"}};
constexpr SpecialBlock kNotGivenOut{"outside 2000::/3", "Reserved by IETF (RFC 4291)"};

template <class Table>
std::optional<SpecialBlock> first_match(const Table& table, ByteView address) {
  for (const auto& row : table) {
    if (within(address, row.network, row.bits)) return row.block;
  }
  return std::nullopt;
}

}  // namespace

std::optional<IpAddress> translated_address(const IpAddress& address) {
  const ByteView bytes = address.bytes();
  if (address.is_v4() || !within(bytes, kWellKnownTranslation.network, kWellKnownTranslation.bits)) return std::nullopt;
  IpAddress::V4 inner{};
  std::copy_n(bytes.last(inner.size()).begin(), inner.size(), inner.begin());
  return IpAddress(inner);
}

std::optional<SpecialBlock> special_block(const IpAddress& address) {
  const ByteView bytes = address.bytes();
  if (address.is_v4()) return first_match(kIpv4, bytes);
  if (const auto inner = translated_address(address)) return first_match(kIpv4, inner->bytes());
  if (const auto block = first_match(kIpv6, bytes)) return block;
  if (!within(bytes, kGlobalUnicast.network, kGlobalUnicast.bits)) return kNotGivenOut;
  return std::nullopt;
}

Prefix translation_of(const Prefix& v4) {
  IpAddress::V6 network = kWellKnownTranslation.network;
  const ByteView inner = v4.network().bytes();
  std::copy(inner.begin(), inner.end(), network.end() - static_cast<std::ptrdiff_t>(inner.size()));
  return {IpAddress(network), kWellKnownTranslation.bits + v4.bits()};
}

std::vector<Prefix> special_prefixes() {
  std::vector<Prefix> all;
  for (const Block4& row : kIpv4) {
    all.emplace_back(IpAddress(row.network), row.bits);
    all.push_back(translation_of(all.back()));
  }
  for (const Block6& row : kIpv6) all.emplace_back(IpAddress(row.network), row.bits);
  const Prefix every(IpAddress(IpAddress::V6{}), 0);
  const Prefix translated(IpAddress(kWellKnownTranslation.network), kWellKnownTranslation.bits);
  for (const Prefix& outside : every.without(Prefix(IpAddress(kGlobalUnicast.network), kGlobalUnicast.bits))) {
    for (const Prefix& rest : outside.without(translated)) all.push_back(rest);
  }
  return all;
}

}  // namespace mailglass::relay::target
