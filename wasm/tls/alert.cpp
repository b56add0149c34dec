#include <array>

#include "tls/record.h"

namespace mailglass::tls {
namespace {

struct AlertRow {
  std::uint8_t description;
  std::string_view name, meaning;
};
/// IANA "TLS Alerts"; meanings after RFC 8446 section 6.2 and RFC 5246 section 7.2.2.
constexpr std::array<AlertRow, 35> kAlerts{{
    {0, "close_notify", "The peer says goodbye."},
    {10, "unexpected_message", "A message came out of turn."},
    {20, "bad_record_mac", "A record's checksum was wrong."},
    {21, "decryption_failed", "A record could not be decrypted."},
    {22, "record_overflow", "A record was too long."},
    {30, "decompression_failure", "A record could not be decompressed."},
    {40, "handshake_failure", "No settings were found that both sides accept."},
    {41, "no_certificate", "There is no certificate to show."},
    {42, "bad_certificate", "A certificate was damaged or had a wrong signature."},
    {43, "unsupported_certificate", "A certificate was of a kind not supported."},
    {44, "certificate_revoked", "A certificate was revoked."},
    {45, "certificate_expired", "A certificate has expired."},
    {46, "certificate_unknown", "A certificate was not acceptable."},
    {47, "illegal_parameter", "A value was out of range or contradicted another."},
    {48, "unknown_ca", "The certificate's issuer is not known."},
    {49, "access_denied", "Access was denied."},
    {50, "decode_error", "A message could not be read."},
    {51, "decrypt_error", "A signature or checksum of the handshake did not verify."},
    {60, "export_restriction", "An export restriction was broken."},
    {70, "protocol_version", "The TLS version offered is known but not supported."},
    {71, "insufficient_security", "The server asks for stronger ciphers."},
    {80, "internal_error", "Something went wrong inside the peer."},
    {86, "inappropriate_fallback", "A fallback to an older version was not called for."},
    {90, "user_canceled", "The handshake was cancelled."},
    {100, "no_renegotiation", "Renegotiation is not wanted."},
    {109, "missing_extension", "An extension that must be there was missing."},
    {110, "unsupported_extension", "An extension came that was not asked for."},
    {111, "certificate_unobtainable", "A certificate could not be fetched."},
    {112, "unrecognized_name", "The server does not know the name asked for."},
    {113, "bad_certificate_status_response", "The OCSP answer was invalid."},
    {114, "bad_certificate_hash_value", "A certificate's hash was wrong."},
    {115, "unknown_psk_identity", "The shared key is not known."},
    {116, "certificate_required", "The server insists on a client certificate."},
    {120, "no_application_protocol", "No application protocol was agreed."},
    {121, "ech_required", "Encrypted ClientHello is required."},
}};

}  // namespace

std::string_view alert_name(std::uint8_t description) {
  for (const AlertRow& row : kAlerts) {
    if (row.description == description) return row.name;
  }
  return {};
}

std::string_view alert_meaning(std::uint8_t description) {
  for (const AlertRow& row : kAlerts) {
    if (row.description == description) return row.meaning;
  }
  return {};
}

}  // namespace mailglass::tls
