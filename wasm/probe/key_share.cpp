#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "bytes/encoding.h"
#include "probe/hello_builder.h"

namespace mailglass::probe {
namespace {

// The base points of SEC 2 sections 2.4.2, 2.5.1 and 2.6.1, uncompressed: valid points that everybody knows.
constexpr std::string_view kP256 =
    "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
    "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5";
constexpr std::string_view kP384 =
    "04aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7"
    "3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f";
constexpr std::string_view kP521 =
    "0400c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a"
    "429bf97e7e31c2e5bd66"
    "011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e662c97ee72995ef42640c550b9013fad0761353c7086a272c2"
    "4088be94769fd16650";

/// FIPS 203 section 4.2.1: `rank` polynomials of 256 coefficients below 3329, twelve bits each, then a seed of 32
/// bytes.
Bytes ml_kem_key(std::size_t rank, const Seed& seed) {
  constexpr unsigned kModulus = 3329;
  Bytes key = bytes_from_seed(seed, "ml-kem", rank * 384 + 32);
  for (std::size_t i = 0; i < rank * 384; i += 3) {
    const unsigned first = (key[i] | (static_cast<unsigned>(key[i + 1]) << 8)) % kModulus;
    const unsigned second =
        ((static_cast<unsigned>(key[i + 1]) >> 4) | (static_cast<unsigned>(key[i + 2]) << 4)) % kModulus;
    key[i] = static_cast<std::uint8_t>(first & 0xff);
    key[i + 1] = static_cast<std::uint8_t>((first >> 8) | ((second & 0x0f) << 4));
    key[i + 2] = static_cast<std::uint8_t>(second >> 4);
  }
  return key;
}

/// Any number of the right length below the prime; RFC 7919's primes begin with 64 one bits, so a zero first byte is
/// enough.
Bytes finite_field_share(std::size_t size, const Seed& seed) {
  Bytes share = bytes_from_seed(seed, "ffdhe", size);
  share[0] = 0;
  share[1] |= 0x80;
  return share;
}

Bytes point(std::string_view hex) {
  return from_hex(hex).value_or(Bytes{});
}

Bytes joined(Bytes first, const Bytes& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

}  // namespace

Bytes bytes_from_seed(const Seed& seed, std::string_view label, std::size_t count) {
  Bytes out;
  for (std::uint32_t block = 0; out.size() < count; ++block) {
    ByteWriter input;
    input.append(seed).append(view_of(label)).u32(block);
    std::array<std::uint8_t, SHA256_DIGEST_LENGTH> digest{};
    SHA256(input.bytes().data(), input.size(), digest.data());
    out.insert(out.end(), digest.begin(),
               digest.begin() + static_cast<std::ptrdiff_t>(std::min(digest.size(), count - out.size())));
  }
  return out;
}

Bytes key_share_for(std::uint16_t group, const Seed& seed) {
  // IANA "TLS Supported Groups".
  switch (group) {
    case 0x0017: return point(kP256);
    case 0x0018: return point(kP384);
    case 0x0019: return point(kP521);
    case 0x001d: return bytes_from_seed(seed, "x25519", 32);
    case 0x001e: return bytes_from_seed(seed, "x448", 56);
    case 0x0100: return finite_field_share(256, seed);
    case 0x0101: return finite_field_share(384, seed);
    case 0x0102: return finite_field_share(512, seed);
    case 0x0103: return finite_field_share(768, seed);
    case 0x0104: return finite_field_share(1024, seed);
    case 0x11eb: return joined(point(kP256), ml_kem_key(3, seed));                         // SecP256r1MLKEM768
    case 0x11ec: return joined(ml_kem_key(3, seed), bytes_from_seed(seed, "x25519", 32));  // X25519MLKEM768
    case 0x11ed: return joined(point(kP384), ml_kem_key(4, seed));                         // SecP384r1MLKEM1024
    default: return {};
  }
}

}  // namespace mailglass::probe
