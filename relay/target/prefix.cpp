#include "target/prefix.h"

#include <algorithm>
#include <charconv>

namespace mailglass::relay::target {
namespace {

/// The address whose first `bits` bits are these and whose others are zero; with `flip` the last of them is the other.
IpAddress begun_by(const IpAddress& address, int bits, bool flip) {
  const auto cut = [&](auto bytes) {
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      const int left = bits - static_cast<int>(i) * 8;
      if (left < 8) bytes[i] &= static_cast<std::uint8_t>(left <= 0 ? 0 : 0xff << (8 - left));
    }
    const int last = bits - 1;
    if (flip) bytes[static_cast<std::size_t>(last / 8)] ^= static_cast<std::uint8_t>(0x80 >> (last % 8));
    return IpAddress(bytes);
  };
  const ByteView all = address.bytes();
  if (address.is_v4()) return cut(IpAddress::V4{all[0], all[1], all[2], all[3]});
  IpAddress::V6 bytes{};
  std::copy(all.begin(), all.end(), bytes.begin());
  return cut(bytes);
}

}  // namespace

bool within(ByteView address, ByteView network, int bits) {
  for (std::size_t i = 0; i < network.size() && bits > 0; ++i, bits -= 8) {
    const auto mask = static_cast<std::uint8_t>(bits >= 8 ? 0xff : 0xff << (8 - bits));
    if (((address[i] ^ network[i]) & mask) != 0) return false;
  }
  return true;
}

std::optional<Prefix> Prefix::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto network = IpAddress::parse(text.substr(0, slash));
  if (!network) return std::nullopt;
  const int all = static_cast<int>(network->bytes().size()) * 8;
  if (slash == std::string_view::npos) return Prefix(*network, all);
  const std::string_view length = text.substr(slash + 1);
  int bits = -1;
  const auto [end, error] = std::from_chars(length.data(), length.data() + length.size(), bits);
  if (error != std::errc() || end != length.data() + length.size() || bits < 0 || bits > all) return std::nullopt;
  return Prefix(*network, bits);
}

bool Prefix::contains(const IpAddress& address) const {
  return address.is_v4() == network_.is_v4() && within(address.bytes(), network_.bytes(), bits_);
}

std::string Prefix::to_string() const {
  return begun_by(network_, bits_, false).to_string() + "/" + std::to_string(bits_);
}

std::vector<Prefix> Prefix::without(const Prefix& hole) const {
  if (hole.bits_ < bits_ || !contains(hole.network_)) return {*this};
  std::vector<Prefix> left;
  // At each bit on the way to the hole, the half that it is not in.
  for (int bits = bits_ + 1; bits <= hole.bits_; ++bits) left.emplace_back(begun_by(hole.network_, bits, true), bits);
  return left;
}

}  // namespace mailglass::relay::target
