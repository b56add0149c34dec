#pragma once
// An OpenSSL library context whose random numbers are the system's. This program's OpenSSL has no source of randomness
// (a handshake of a check draws from the check's seed, handshake/seeded_random.h): a TLS session of one's own, whose
// secrets nobody may be able to compute from evidence, needs one.

#include <openssl/types.h>

namespace mailglass::cli {

/// Each random byte that is drawn within it comes from getentropy(3), none from a generator of this program: there is
/// no state that could be shared or repeated.
class SystemRandomLibrary {
 public:
  SystemRandomLibrary();
  ~SystemRandomLibrary();
  SystemRandomLibrary(const SystemRandomLibrary&) = delete;
  SystemRandomLibrary& operator=(const SystemRandomLibrary&) = delete;

  [[nodiscard]] OSSL_LIB_CTX* context() const { return context_; }
  /// False when OpenSSL could not be set up so; nothing random may be drawn then, nor can be.
  [[nodiscard]] bool ready() const { return ready_; }

 private:
  OSSL_LIB_CTX* context_;
  OSSL_PROVIDER* random_ = nullptr;
  OSSL_PROVIDER* algorithms_ = nullptr;
  bool ready_ = false;
};

}  // namespace mailglass::cli
