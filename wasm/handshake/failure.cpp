#include "handshake/failure.h"

#include <openssl/err.h>
#include <openssl/sslerr.h>

#include <array>

namespace mailglass::handshake {
namespace {

struct Row {
  int reason;
  Failure::Kind kind;
};
/// OpenSSL's reasons (openssl/sslerr.h) for handshakes that fail at the client. Whatever is not here is Malformed.
constexpr std::array<Row, 26> kReasons{{
    // The proof does not hold: a signature, a checksum, or an answer to another hello than ours.
    {SSL_R_BAD_SIGNATURE, Failure::Kind::BadProof},
    {SSL_R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC, Failure::Kind::BadProof},
    {SSL_R_DECRYPTION_FAILED, Failure::Kind::BadProof},
    {SSL_R_DIGEST_CHECK_FAILED, Failure::Kind::BadProof},
    {SSL_R_BAD_DIGEST_LENGTH, Failure::Kind::BadProof},
    {SSL_R_BAD_KEY_SHARE, Failure::Kind::BadProof},
    {SSL_R_BAD_ECPOINT, Failure::Kind::BadProof},
    {SSL_R_BAD_DH_VALUE, Failure::Kind::BadProof},
    {SSL_R_INVALID_SESSION_ID, Failure::Kind::BadProof},
    {SSL_R_WRONG_SIGNATURE_SIZE, Failure::Kind::BadProof},
    {SSL_R_WRONG_SIGNATURE_LENGTH, Failure::Kind::BadProof},
    {SSL_R_INAPPROPRIATE_FALLBACK, Failure::Kind::BadProof},  // RFC 8446 section 4.1.3: the downgrade sentinel
    {SSL_R_INCONSISTENT_EXTMS, Failure::Kind::BadProof},
    {SSL_R_UNSUPPORTED_PROTOCOL, Failure::Kind::Unsupported},
    {SSL_R_WRONG_SSL_VERSION, Failure::Kind::Unsupported},
    {SSL_R_UNKNOWN_CIPHER_RETURNED, Failure::Kind::Unsupported},
    {SSL_R_WRONG_CIPHER_RETURNED, Failure::Kind::Unsupported},
    {SSL_R_UNSUPPORTED_COMPRESSION_ALGORITHM, Failure::Kind::Unsupported},
    {SSL_R_WRONG_CURVE, Failure::Kind::Unsupported},
    {SSL_R_DH_KEY_TOO_SMALL, Failure::Kind::Unsupported},
    {SSL_R_EE_KEY_TOO_SMALL, Failure::Kind::Unsupported},
    {SSL_R_WRONG_SIGNATURE_TYPE, Failure::Kind::Unsupported},
    {SSL_R_UNKNOWN_CERTIFICATE_TYPE, Failure::Kind::Unsupported},
    {SSL_R_WRONG_CERTIFICATE_TYPE, Failure::Kind::Unsupported},
    {SSL_R_UNSUPPORTED_ELLIPTIC_CURVE, Failure::Kind::Unsupported},
    {SSL_R_UNABLE_TO_FIND_ECDH_PARAMETERS, Failure::Kind::Unsupported},
}};

}  // namespace

Failure::Kind classify_failure(unsigned long error) {
  const int library = ERR_GET_LIB(error);
  // Arithmetic that refuses the server's numbers: a damaged public key or signature.
  if (library == ERR_LIB_RSA || library == ERR_LIB_EC || library == ERR_LIB_PROV || library == ERR_LIB_BN ||
      library == ERR_LIB_DH) {
    return Failure::Kind::BadProof;
  }
  if (library == ERR_LIB_SSL) {
    for (const Row& row : kReasons) {
      if (row.reason == ERR_GET_REASON(error)) return row.kind;
    }
  }
  return Failure::Kind::Malformed;
}

std::string failure_detail(unsigned long error) {
  const char* reason = ERR_reason_error_string(error);
  if (reason) return reason;
  return error == 0
             ? "no reason given"
             : "OpenSSL error " + std::to_string(ERR_GET_LIB(error)) + "/" + std::to_string(ERR_GET_REASON(error));
}

}  // namespace mailglass::handshake
