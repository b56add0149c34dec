#pragma once
// Numbers of extensions that are read or written by themselves (IANA "TLS ExtensionType Values"); `extension_name`
// knows all of them.

#include <cstdint>

namespace mailglass::tls::extension {

inline constexpr std::uint16_t kServerName = 0;
inline constexpr std::uint16_t kMaxFragmentLength = 1;
inline constexpr std::uint16_t kStatusRequest = 5;
inline constexpr std::uint16_t kSupportedGroups = 10;
inline constexpr std::uint16_t kEcPointFormats = 11;
inline constexpr std::uint16_t kSignatureAlgorithms = 13;
inline constexpr std::uint16_t kHeartbeat = 15;
inline constexpr std::uint16_t kAlpn = 16;
inline constexpr std::uint16_t kSignedCertificateTimestamp = 18;
inline constexpr std::uint16_t kPadding = 21;
inline constexpr std::uint16_t kEncryptThenMac = 22;
inline constexpr std::uint16_t kExtendedMasterSecret = 23;
inline constexpr std::uint16_t kCompressCertificate = 27;
inline constexpr std::uint16_t kRecordSizeLimit = 28;
inline constexpr std::uint16_t kSessionTicket = 35;
inline constexpr std::uint16_t kPreSharedKey = 41;
inline constexpr std::uint16_t kSupportedVersions = 43;
inline constexpr std::uint16_t kCookie = 44;
inline constexpr std::uint16_t kPskKeyExchangeModes = 45;
inline constexpr std::uint16_t kPostHandshakeAuth = 49;
inline constexpr std::uint16_t kSignatureAlgorithmsCert = 50;
inline constexpr std::uint16_t kKeyShare = 51;
inline constexpr std::uint16_t kRenegotiationInfo = 0xff01;

}  // namespace mailglass::tls::extension
