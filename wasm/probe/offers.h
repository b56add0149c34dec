#pragma once
// What there is to offer: suites in classes that standards judge alike, groups, signature algorithms.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "tls/registry.h"

namespace mailglass::probe {

/// Suites of TLS 1.2 and older by what is good or bad about them. Weakest first: that is the order in which they are
/// offered, so that a server following its client's order shows its weakest at once.
enum class SuiteClass : std::uint8_t {
  Export,         ///< 40 and 56 bits on purpose (FREAK, Logjam)
  NullCipher,     ///< no encryption
  AnonymousWeak,  ///< no certificate, and RC4, DES or 3DES
  Anonymous,      ///< no certificate
  Rc4,            ///< RFC 7465
  Des,            ///< single DES, RC2-40
  Block64,        ///< 3DES and IDEA (Sweet32)
  RsaCbc,         ///< static RSA: no forward secrecy
  RsaAead,
  Dss,  ///< DHE with a DSA certificate
  DheCbc,
  EcdheRsaCbc,
  EcdheEcdsaCbc,
  DheAead,
  EcdheRsaAead,
  EcdheEcdsaAead,
  StaticDh,  ///< fixed (EC)DH certificates: asked for at full depth only
  Tls13,
  Other,  ///< PSK, SRP, Kerberos, GOST: a mail server cannot offer them to a stranger; never asked for
};
SuiteClass class_of(std::uint16_t suite);
constexpr bool is_weak(SuiteClass suite_class) {
  return suite_class <= SuiteClass::Block64;
}

/// Every suite worth asking for in this version (none in one that is not SSL 3.0 … TLS 1.3), weakest class first.
/// `everything` adds StaticDh.
const std::vector<std::uint16_t>& suites_for(std::uint16_t version, bool everything);
/// Whether a suite is ever chosen in a version (RFC 5246 appendix A.5, RFC 8446 appendix B.4).
bool usable_in(std::uint16_t suite, std::uint16_t version);
/// ChaCha20-Poly1305: servers following their own order often make an exception when the client puts it first.
bool is_chacha(std::uint16_t suite);
/// AES-GCM with ECDHE, or of TLS 1.3: a client that has it first is taken to have AES in hardware, another to be better
/// off with ChaCha20 (Go).
bool is_aes_gcm(std::uint16_t suite);
/// Whether the suite's ServerKeyExchange names an elliptic curve / carries a signature.
bool uses_curve(std::uint16_t suite);
bool is_signed(std::uint16_t suite);

/// The kind of key in the certificate that comes with a suite: fixed ECDH needs one of elliptic curves, whoever signed
/// the certificate (RFC 4492 section 2.4, RFC 8422 section 5.3); Other for fixed DH.
tls::Authentication certificate_kind(std::uint16_t suite);

/// Groups judged alike.
enum class GroupClass : std::uint8_t {
  PostQuantum,
  Cfrg /* x25519, x448 */,
  NistPrime /* P-256, P-384, P-521 */,
  FiniteField,
  Brainpool,
  Small /* below 224 bits, and binary curves */,
  Other
};
GroupClass group_class_of(std::uint16_t group);
std::span<const std::uint16_t> groups_tls13();
/// Elliptic only: an FFDHE group in the list would change how DHE is negotiated (RFC 7919 section 4).
std::span<const std::uint16_t> groups_tls12();
std::span<const std::uint16_t> all_signature_algorithms();
std::span<const std::uint16_t> sha1_signature_algorithms();

}  // namespace mailglass::probe
