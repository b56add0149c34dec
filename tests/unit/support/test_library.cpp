#include "support/test_library.h"

#include "handshake/seeded_random.h"

namespace mailglass::test {

OSSL_LIB_CTX* test_library() {
  static handshake::SeededLibrary library({0x7e, 0x57});
  return library.context();
}

}  // namespace mailglass::test
