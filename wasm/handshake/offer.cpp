#include "handshake/offer.h"

#include <openssl/ssl.h>

#include "handshake/tls13_only.h"

namespace mailglass::handshake {
namespace {

constexpr const char* kSuites13 =
    "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256:TLS_AES_128_CCM_SHA256:TLS_AES_128_CCM_"
    "8_SHA256";
/// Best first: forward secrecy and authenticated encryption, then what older servers still need. Anonymous and NULL
/// suites prove or hide nothing and are not offered here.
constexpr const char* kSuites12 =
    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-"
    "POLY1305:"
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES256-GCM-SHA384:DHE-RSA-CHACHA20-POLY1305:"
    "DHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-CCM:ECDHE-ECDSA-AES128-CCM:ECDHE-ECDSA-AES256-SHA384:ECDHE-RSA-"
    "AES256-SHA384:"
    "ECDHE-ECDSA-AES128-SHA256:ECDHE-RSA-AES128-SHA256:DHE-RSA-AES256-SHA256:DHE-RSA-AES128-SHA256:ECDHE-ECDSA-AES256-"
    "SHA:"
    "ECDHE-RSA-AES256-SHA:ECDHE-ECDSA-AES128-SHA:ECDHE-RSA-AES128-SHA:DHE-RSA-AES256-SHA:DHE-RSA-AES128-SHA:"
    "DHE-RSA-CAMELLIA256-SHA:DHE-RSA-CAMELLIA128-SHA:AES256-GCM-SHA384:AES128-GCM-SHA256:AES256-SHA256:AES128-SHA256:"
    "AES256-SHA:"
    "AES128-SHA:CAMELLIA256-SHA:CAMELLIA128-SHA:@SECLEVEL=0";
/// An asterisk marks the groups that get a key share at once.
constexpr const char* kModernGroups = "*X25519MLKEM768:*X25519:secp256r1:secp384r1:secp521r1:x448:ffdhe2048:ffdhe3072";
constexpr const char* kClassicGroups = "*X25519:secp256r1:secp384r1:secp521r1:x448:ffdhe2048:ffdhe3072";
constexpr const char* kSignatures =
    "ecdsa_secp256r1_sha256:ecdsa_secp384r1_sha384:ecdsa_secp521r1_sha512:ed25519:ed448:rsa_pss_rsae_sha256:rsa_pss_"
    "rsae_sha384:"
    "rsa_pss_rsae_sha512:rsa_pss_pss_sha256:rsa_pss_pss_sha384:rsa_pss_pss_sha512:rsa_pkcs1_sha256:rsa_pkcs1_sha384:"
    "rsa_pkcs1_sha512:"
    "ECDSA+SHA224:RSA+SHA224:ECDSA+SHA1:RSA+SHA1";
constexpr long kMaxCertificateList = 256L * 1024;

}  // namespace

bool configure(SSL_CTX* context, const ClientConfig& config) {
  SSL_CTX_set_security_level(context, 0);  // old servers must be looked at too; judging them is not OpenSSL's task here
  SSL_CTX_set_verify(context, SSL_VERIFY_NONE, nullptr);  // the chain is judged apart, at the evidence's time
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_max_cert_list(context, kMaxCertificateList);
  SSL_CTX_set_options(context, SSL_OP_LEGACY_SERVER_CONNECT | SSL_OP_NO_RENEGOTIATION);
  return SSL_CTX_set_min_proto_version(context, TLS1_VERSION) == 1 &&
         SSL_CTX_set_max_proto_version(context, TLS1_3_VERSION) == 1 &&
         SSL_CTX_set_ciphersuites(context, kSuites13) == 1 && SSL_CTX_set_cipher_list(context, kSuites12) == 1 &&
         SSL_CTX_set1_groups_list(context, config.offer == Offer::Modern ? kModernGroups : kClassicGroups) == 1 &&
         SSL_CTX_set1_sigalgs_list(context, kSignatures) == 1 &&
         (!config.tls13_only || offer_tls13_only(context, *config.tls13_only));
}

}  // namespace mailglass::handshake
