#include "crypto/verifying.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <array>
#include <utility>

#include "crypto/generator.h"

namespace mailglass::crypto {

OSSL_LIB_CTX* verifying() {
  static OSSL_LIB_CTX* const context = [] {
    OSSL_LIB_CTX* const made = OSSL_LIB_CTX_new();
    const Rand kind(EVP_RAND_fetch(made, "TEST-RAND", nullptr));
    RandContext generator(kind ? EVP_RAND_CTX_new(kind.get(), nullptr) : nullptr);
    unsigned strength = 256, generate = 1;
    const std::array<OSSL_PARAM, 3> parameters{OSSL_PARAM_construct_uint(OSSL_RAND_PARAM_STRENGTH, &strength),
                                               OSSL_PARAM_construct_uint(OSSL_RAND_PARAM_GENERATE, &generate),
                                               OSSL_PARAM_construct_end()};
    // Where this fails, no signature of ECDSA holds in the browser.
    if (generator && EVP_RAND_instantiate(generator.get(), strength, 0, nullptr, 0, parameters.data()) == 1)
      draw_from(made, std::move(generator));
    return made;
  }();
  return context;
}

}  // namespace mailglass::crypto
