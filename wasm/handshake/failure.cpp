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
  std::string_view words;
};
/// OpenSSL's reasons (openssl/sslerr.h) for handshakes that fail at the client, in our own words: OpenSSL is built
/// without its texts, which are large. Whatever is not here is Malformed.
constexpr std::array<Row, 42> kReasons{{
    // The proof does not hold: a signature, a checksum, or an answer to another hello than ours.
    {SSL_R_BAD_SIGNATURE, Failure::Kind::BadProof, "bad signature"},
    {SSL_R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC, Failure::Kind::BadProof, "a record does not decrypt"},
    {SSL_R_DECRYPTION_FAILED, Failure::Kind::BadProof, "a record does not decrypt"},
    {SSL_R_DIGEST_CHECK_FAILED, Failure::Kind::BadProof, "the server's Finished is wrong"},
    {SSL_R_BAD_DIGEST_LENGTH, Failure::Kind::BadProof, "the server's Finished has the wrong length"},
    {SSL_R_BAD_KEY_SHARE, Failure::Kind::BadProof, "bad key share"},
    {SSL_R_BAD_ECPOINT, Failure::Kind::BadProof, "bad public point"},
    {SSL_R_BAD_DH_VALUE, Failure::Kind::BadProof, "bad Diffie-Hellman value"},
    {SSL_R_INVALID_SESSION_ID, Failure::Kind::BadProof, "not an answer to this check's session id"},
    {SSL_R_WRONG_SIGNATURE_SIZE, Failure::Kind::BadProof, "signature of the wrong size"},
    {SSL_R_WRONG_SIGNATURE_LENGTH, Failure::Kind::BadProof, "signature of the wrong length"},
    {SSL_R_INAPPROPRIATE_FALLBACK, Failure::Kind::BadProof,
     "the answer was downgraded on the way"},  // RFC 8446 section 4.1.3: the downgrade sentinel
    {SSL_R_INCONSISTENT_EXTMS, Failure::Kind::BadProof, "extended master secret asked for and then not used"},
    {SSL_R_UNSUPPORTED_PROTOCOL, Failure::Kind::Unsupported, "a version that was not offered"},
    {SSL_R_WRONG_SSL_VERSION, Failure::Kind::Unsupported, "a version that was not offered"},
    {SSL_R_UNKNOWN_CIPHER_RETURNED, Failure::Kind::Unsupported, "an unknown cipher suite"},
    {SSL_R_WRONG_CIPHER_RETURNED, Failure::Kind::Unsupported, "a cipher suite that was not offered"},
    {SSL_R_UNSUPPORTED_COMPRESSION_ALGORITHM, Failure::Kind::Unsupported, "compression that was not offered"},
    {SSL_R_WRONG_CURVE, Failure::Kind::Unsupported, "a group that was not offered"},
    {SSL_R_DH_KEY_TOO_SMALL, Failure::Kind::Unsupported, "Diffie-Hellman key too small"},
    {SSL_R_EE_KEY_TOO_SMALL, Failure::Kind::Unsupported, "the certificate's key is too small"},
    {SSL_R_WRONG_SIGNATURE_TYPE, Failure::Kind::Unsupported, "a signature scheme that was not offered"},
    {SSL_R_UNKNOWN_CERTIFICATE_TYPE, Failure::Kind::Unsupported, "a certificate of an unknown type"},
    {SSL_R_WRONG_CERTIFICATE_TYPE, Failure::Kind::Unsupported, "a certificate that does not fit the cipher suite"},
    {SSL_R_UNSUPPORTED_ELLIPTIC_CURVE, Failure::Kind::Unsupported, "an elliptic curve that was not offered"},
    {SSL_R_UNABLE_TO_FIND_ECDH_PARAMETERS, Failure::Kind::Unsupported, "no key exchange parameters"},
    // What broke the rules of TLS.
    {SSL_R_WRONG_VERSION_NUMBER, Failure::Kind::Malformed, "wrong version number"},
    {SSL_R_UNEXPECTED_MESSAGE, Failure::Kind::Malformed, "a message out of its order"},
    {SSL_R_UNEXPECTED_RECORD, Failure::Kind::Malformed, "a record out of its order"},
    {SSL_R_PACKET_LENGTH_TOO_LONG, Failure::Kind::Malformed, "a record that is too long"},
    {SSL_R_ENCRYPTED_LENGTH_TOO_LONG, Failure::Kind::Malformed, "a record that is too long"},
    {SSL_R_EXCESSIVE_MESSAGE_SIZE, Failure::Kind::Malformed, "a message that is too long"},
    {SSL_R_LENGTH_MISMATCH, Failure::Kind::Malformed, "lengths that do not fit"},
    {SSL_R_LENGTH_TOO_SHORT, Failure::Kind::Malformed, "a length that is too short"},
    {SSL_R_BAD_EXTENSION, Failure::Kind::Malformed, "a malformed extension"},
    {SSL_R_UNSOLICITED_EXTENSION, Failure::Kind::Malformed, "an extension that was not asked for"},
    {SSL_R_MISSING_SIGNING_CERT, Failure::Kind::Malformed, "no certificate to check the signature by"},
    {SSL_R_BAD_RECORD_TYPE, Failure::Kind::Malformed, "a record of the wrong type"},
    {SSL_R_UNEXPECTED_END_OF_EARLY_DATA, Failure::Kind::Malformed, "a message out of its order"},
    {SSL_R_CCS_RECEIVED_EARLY, Failure::Kind::Malformed, "a ChangeCipherSpec out of its order"},
    {SSL_R_HTTPS_PROXY_REQUEST, Failure::Kind::Malformed, "HTTP instead of TLS"},
    {SSL_R_HTTP_REQUEST, Failure::Kind::Malformed, "HTTP instead of TLS"},
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

std::string failure_detail(unsigned long error) {
  if (const Row* row = row_of(error)) return std::string(row->words);
  // OpenSSL numbers the alerts it received from here on (openssl/ssl.h).
  const int alert = ERR_GET_REASON(error) - SSL_AD_REASON_OFFSET;
  if (ERR_GET_LIB(error) == ERR_LIB_SSL && alert >= 0 && alert <= 255) {
    const std::string_view name = tls::alert_name(static_cast<std::uint8_t>(alert));
    if (!name.empty()) return "alert " + std::string(name);
  }
  return error == 0
             ? "no reason given"
             : "OpenSSL error " + std::to_string(ERR_GET_LIB(error)) + "/" + std::to_string(ERR_GET_REASON(error));
}

}  // namespace mailglass::handshake
