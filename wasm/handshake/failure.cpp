#include "handshake/failure.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/sslerr.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "tls/registry.h"

namespace mailglass::handshake {
namespace {

struct Row {
  int reason;
  Failure::Kind kind;
  const char* words;  ///< the message that says it
};
/// OpenSSL's reasons (openssl/sslerr.h) for handshakes that fail at the client, by messages of our own: OpenSSL is
/// built without its texts, which are large. Whatever is not here is Malformed.
constexpr std::array<Row, 42> kReasons{{
    // The proof does not hold: a signature, a checksum, or an answer to another hello than ours.
    {SSL_R_BAD_SIGNATURE, Failure::Kind::BadProof, "failure.bad-signature"},
    {SSL_R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC, Failure::Kind::BadProof, "failure.record-does-not-decrypt"},
    {SSL_R_DECRYPTION_FAILED, Failure::Kind::BadProof, "failure.record-does-not-decrypt"},
    {SSL_R_DIGEST_CHECK_FAILED, Failure::Kind::BadProof, "failure.finished-wrong"},
    {SSL_R_BAD_DIGEST_LENGTH, Failure::Kind::BadProof, "failure.finished-length"},
    {SSL_R_BAD_KEY_SHARE, Failure::Kind::BadProof, "failure.bad-key-share"},
    {SSL_R_BAD_ECPOINT, Failure::Kind::BadProof, "failure.bad-point"},
    {SSL_R_BAD_DH_VALUE, Failure::Kind::BadProof, "failure.bad-dh-value"},
    {SSL_R_INVALID_SESSION_ID, Failure::Kind::BadProof, "failure.other-session-id"},
    {SSL_R_WRONG_SIGNATURE_SIZE, Failure::Kind::BadProof, "failure.signature-size"},
    {SSL_R_WRONG_SIGNATURE_LENGTH, Failure::Kind::BadProof, "failure.signature-length"},
    {SSL_R_INAPPROPRIATE_FALLBACK, Failure::Kind::BadProof,
     "failure.downgraded"},  // RFC 8446 section 4.1.3: the downgrade sentinel
    {SSL_R_INCONSISTENT_EXTMS, Failure::Kind::BadProof, "failure.extended-master-secret"},
    {SSL_R_UNSUPPORTED_PROTOCOL, Failure::Kind::Unsupported, "failure.version-not-offered"},
    {SSL_R_WRONG_SSL_VERSION, Failure::Kind::Unsupported, "failure.version-not-offered"},
    {SSL_R_UNKNOWN_CIPHER_RETURNED, Failure::Kind::Unsupported, "failure.unknown-suite"},
    {SSL_R_WRONG_CIPHER_RETURNED, Failure::Kind::Unsupported, "failure.suite-not-offered"},
    {SSL_R_UNSUPPORTED_COMPRESSION_ALGORITHM, Failure::Kind::Unsupported, "failure.compression-not-offered"},
    {SSL_R_WRONG_CURVE, Failure::Kind::Unsupported, "failure.group-not-offered"},
    {SSL_R_DH_KEY_TOO_SMALL, Failure::Kind::Unsupported, "failure.dh-too-small"},
    {SSL_R_EE_KEY_TOO_SMALL, Failure::Kind::Unsupported, "failure.certificate-key-too-small"},
    {SSL_R_WRONG_SIGNATURE_TYPE, Failure::Kind::Unsupported, "failure.scheme-not-offered"},
    {SSL_R_UNKNOWN_CERTIFICATE_TYPE, Failure::Kind::Unsupported, "failure.certificate-type"},
    {SSL_R_WRONG_CERTIFICATE_TYPE, Failure::Kind::Unsupported, "failure.certificate-misfit"},
    {SSL_R_UNSUPPORTED_ELLIPTIC_CURVE, Failure::Kind::Unsupported, "failure.curve-not-offered"},
    {SSL_R_UNABLE_TO_FIND_ECDH_PARAMETERS, Failure::Kind::Unsupported, "failure.no-key-exchange"},
    // What broke the rules of TLS.
    {SSL_R_WRONG_VERSION_NUMBER, Failure::Kind::Malformed, "failure.wrong-version-number"},
    {SSL_R_UNEXPECTED_MESSAGE, Failure::Kind::Malformed, "failure.message-order"},
    {SSL_R_UNEXPECTED_RECORD, Failure::Kind::Malformed, "failure.record-order"},
    {SSL_R_PACKET_LENGTH_TOO_LONG, Failure::Kind::Malformed, "failure.record-too-long"},
    {SSL_R_ENCRYPTED_LENGTH_TOO_LONG, Failure::Kind::Malformed, "failure.record-too-long"},
    {SSL_R_EXCESSIVE_MESSAGE_SIZE, Failure::Kind::Malformed, "failure.message-too-long"},
    {SSL_R_LENGTH_MISMATCH, Failure::Kind::Malformed, "failure.lengths"},
    {SSL_R_LENGTH_TOO_SHORT, Failure::Kind::Malformed, "failure.length-too-short"},
    {SSL_R_BAD_EXTENSION, Failure::Kind::Malformed, "failure.malformed-extension"},
    {SSL_R_UNSOLICITED_EXTENSION, Failure::Kind::Malformed, "failure.unsolicited-extension"},
    {SSL_R_MISSING_SIGNING_CERT, Failure::Kind::Malformed, "failure.no-signing-certificate"},
    {SSL_R_BAD_RECORD_TYPE, Failure::Kind::Malformed, "failure.record-type"},
    {SSL_R_UNEXPECTED_END_OF_EARLY_DATA, Failure::Kind::Malformed, "failure.message-order"},
    {SSL_R_CCS_RECEIVED_EARLY, Failure::Kind::Malformed, "failure.change-cipher-spec"},
    {SSL_R_HTTPS_PROXY_REQUEST, Failure::Kind::Malformed, "failure.http"},
    {SSL_R_HTTP_REQUEST, Failure::Kind::Malformed, "failure.http"},
}};

const Row* row_of(unsigned long error) {
  if (ERR_GET_LIB(error) != ERR_LIB_SSL) return nullptr;
  const auto found = std::find_if(kReasons.begin(), kReasons.end(),
                                  [&](const Row& row) { return row.reason == ERR_GET_REASON(error); });
  return found == kReasons.end() ? nullptr : &*found;
}

}  // namespace

Failure::Kind classify_failure(unsigned long error) {
  const int library = ERR_GET_LIB(error);
  // Arithmetic that refuses the server's numbers: a damaged public key or signature.
  if (library == ERR_LIB_RSA || library == ERR_LIB_EC || library == ERR_LIB_PROV || library == ERR_LIB_BN ||
      library == ERR_LIB_DH) {
    return Failure::Kind::BadProof;
  }
  if (const Row* row = row_of(error)) return row->kind;
  return Failure::Kind::Malformed;
}

words::Value failure_detail(unsigned long error) {
  using words::Phrase;
  if (const Row* row = row_of(error)) return Phrase{row->words};
  // OpenSSL numbers the alerts it received from here on (openssl/ssl.h).
  const int alert = ERR_GET_REASON(error) - SSL_AD_REASON_OFFSET;
  if (ERR_GET_LIB(error) == ERR_LIB_SSL && alert >= 0 && alert <= 255) {
    const std::string_view name = tls::alert_name(static_cast<std::uint8_t>(alert));
    if (!name.empty()) return Phrase{"failure.alert", {{"alert", name}}};
  }
  if (error == 0) return Phrase{"failure.no-reason"};
  return Phrase{"failure.openssl", {{"library", ERR_GET_LIB(error)}, {"reason", ERR_GET_REASON(error)}}};
}

}  // namespace mailglass::handshake
