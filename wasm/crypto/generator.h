#pragma once
// One random number generator for all that an OpenSSL library context draws.

#include <openssl/types.h>

#include <memory>

namespace mailglass::crypto {

struct RandDeleter {
  void operator()(EVP_RAND* rand) const;
  void operator()(EVP_RAND_CTX* context) const;
};
using Rand = std::unique_ptr<EVP_RAND, RandDeleter>;
using RandContext = std::unique_ptr<EVP_RAND_CTX, RandDeleter>;

/// OpenSSL draws public numbers (the client random) and private ones (keys) from two generators; one serves both, since
/// the order of the draws is fixed by the handshake. False when it could not be set.
bool draw_from(OSSL_LIB_CTX* library, RandContext one);

/// Before such a library context is freed: a generator that was set, rather than made by OpenSSL, is not freed with it.
void forget_generators(OSSL_LIB_CTX* library);

}  // namespace mailglass::crypto
