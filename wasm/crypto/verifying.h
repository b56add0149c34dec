#pragma once
// The OpenSSL library context in which public things are verified: signatures of certificates, of OCSP answers, of DNS.

#include <openssl/types.h>

namespace mailglass::crypto {

/// OpenSSL's arithmetic on curves as it is without assembly, in the browser, blinds by random numbers, also where all
/// is public; and this OpenSSL has none of its own, so that in its default context every signature of ECDSA fails
/// there. Here is a generator, on whose numbers no result depends, and which nothing secret may be drawn from. One for
/// the whole process; never null unless memory is at an end.
OSSL_LIB_CTX* verifying();

}  // namespace mailglass::crypto
