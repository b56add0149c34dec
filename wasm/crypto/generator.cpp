#include "crypto/generator.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

namespace mailglass::crypto {

void RandDeleter::operator()(EVP_RAND* rand) const {
  EVP_RAND_free(rand);
}
void RandDeleter::operator()(EVP_RAND_CTX* context) const {
  EVP_RAND_CTX_free(context);
}

bool draw_from(OSSL_LIB_CTX* library, RandContext one) {
  // Each slot owns a reference.
  if (!one || EVP_RAND_CTX_up_ref(one.get()) != 1) return false;
  if (RAND_set0_private(library, one.get()) != 1) {
    EVP_RAND_CTX_free(one.get());
    return false;
  }
  if (RAND_set0_public(library, one.get()) != 1) return false;
  static_cast<void>(one.release());
  return true;
}

void forget_generators(OSSL_LIB_CTX* library) {
  if (library == nullptr) return;
  RAND_set0_private(library, nullptr);
  RAND_set0_public(library, nullptr);
}

}  // namespace mailglass::crypto
