#include "bytes/address.h"

#include <algorithm>

#include "bytes/encoding.h"

namespace mailglass {
namespace {

std::optional<IpAddress::V4> parse_v4(std::string_view text) {
  IpAddress::V4 out{};
  for (std::size_t part = 0; part < out.size(); ++part) {
    std::size_t digits = 0;
    unsigned value = 0;
    while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9' && digits < 4) {
      value = value * 10 + static_cast<unsigned>(text[digits] - '0');
      ++digits;
    }
    // A leading zero could mean octal to another reader.
    if (digits == 0 || digits > 3 || value > 255 || (digits > 1 && text[0] == '0')) return std::nullopt;
    out[part] = static_cast<std::uint8_t>(value);
    text.remove_prefix(digits);
    if (part + 1 == out.size()) break;
    if (text.empty() || text.front() != '.') return std::nullopt;
    text.remove_prefix(1);
  }
  if (!text.empty()) return std::nullopt;
  return out;
}

/// One side of "::": groups of hexadecimal digits, the last of which may be an IPv4 address where `v4_allowed`.
std::optional<Bytes> parse_groups(std::string_view text, bool v4_allowed) {
  Bytes out;
  if (text.empty()) return out;
  while (true) {
    const std::size_t colon = text.find(':');
    const std::string_view group = text.substr(0, colon);
    if (colon == std::string_view::npos && group.find('.') != std::string_view::npos) {
      const auto v4 = parse_v4(group);
      if (!v4 || !v4_allowed) return std::nullopt;
      out.insert(out.end(), v4->begin(), v4->end());
      return out;
    }
    if (group.empty() || group.size() > 4) return std::nullopt;
    const auto bytes = from_hex(std::string(4 - group.size(), '0') + std::string(group));
    if (!bytes) return std::nullopt;
    out.insert(out.end(), bytes->begin(), bytes->end());
    if (colon == std::string_view::npos) return out;
    text.remove_prefix(colon + 1);
  }
}

std::optional<IpAddress::V6> parse_v6(std::string_view text) {
  IpAddress::V6 out{};
  const std::size_t gap = text.find("::");
  const bool has_gap = gap != std::string_view::npos;
  const auto head = parse_groups(text.substr(0, gap), !has_gap);
  const auto tail = has_gap ? parse_groups(text.substr(gap + 2), true) : std::optional<Bytes>(Bytes{});
  if (!head || !tail) return std::nullopt;
  const std::size_t size = head->size() + tail->size();
  // "::" stands for at least one group (RFC 4291 section 2.2).
  if (has_gap ? size > out.size() - 2 : size != out.size()) return std::nullopt;
  std::copy(head->begin(), head->end(), out.begin());
  std::copy_backward(tail->begin(), tail->end(), out.end());
  return out;
}

std::string v4_text(const IpAddress::V4& bytes) {
  std::string out;
  for (const std::uint8_t byte : bytes) out += (out.empty() ? "" : ".") + std::to_string(byte);
  return out;
}

std::string v6_text(const IpAddress::V6& bytes) {
  constexpr std::size_t kGroups = 8;
  std::array<unsigned, kGroups> groups{};
  for (std::size_t i = 0; i < kGroups; ++i) groups[i] = static_cast<unsigned>(bytes[2 * i] << 8 | bytes[2 * i + 1]);
  // RFC 5952 section 4.2: the longest run of two or more zero groups becomes "::", the first of equals.
  std::size_t best = kGroups, best_length = 1;
  for (std::size_t i = 0; i < kGroups;) {
    std::size_t length = 0;
    while (i + length < kGroups && groups[i + length] == 0) ++length;
    if (length > best_length) {
      best = i;
      best_length = length;
    }
    i += length == 0 ? 1 : length;
  }
  std::string out;
  for (std::size_t i = 0; i < kGroups;) {
    if (i == best) {
      out += "::";
      i += best_length;
      continue;
    }
    if (!out.empty() && out.back() != ':') out += ':';
    const std::string hex =
        to_hex(Bytes{static_cast<std::uint8_t>(groups[i] >> 8), static_cast<std::uint8_t>(groups[i])});
    const std::size_t start = hex.find_first_not_of('0');
    out += start == std::string::npos ? "0" : hex.substr(start);
    ++i;
  }
  return out;
}

}  // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  if (const auto v4 = parse_v4(text)) return IpAddress(*v4);
  if (const auto v6 = parse_v6(text)) return IpAddress(*v6);
  return std::nullopt;
}

std::string IpAddress::to_string() const {
  if (const auto* v4 = std::get_if<V4>(&bytes_)) return v4_text(*v4);
  const V6& v6 = std::get<V6>(bytes_);
  constexpr std::array<std::uint8_t, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  // RFC 5952 section 5: an IPv4-mapped address shows its IPv4 part.
  if (std::equal(kMapped.begin(), kMapped.end(), v6.begin()))
    return "::ffff:" + v4_text({v6[12], v6[13], v6[14], v6[15]});
  return v6_text(v6);
}

}  // namespace mailglass
