#pragma once
// The OpenSSL of this project has no randomness of its own: tests that make keys or run servers use a seeded library
// context.

#include <openssl/types.h>

namespace mailglass::test {

OSSL_LIB_CTX* test_library();

}  // namespace mailglass::test
