#pragma once
// Randomness from a seed, for one OpenSSL library context: a HASH-DRBG (NIST SP 800-90A) whose entropy is the seed. No
// process-wide state.

#include <openssl/types.h>

#include <array>
#include <cstdint>
#include <memory>

namespace mailglass::handshake {

/// Owns a library context whose random numbers are a function of the seed and the order of the draws.
class SeededLibrary {
 public:
  explicit SeededLibrary(const std::array<std::uint8_t, 32>& seed);
  ~SeededLibrary();
  SeededLibrary(const SeededLibrary&) = delete;
  SeededLibrary& operator=(const SeededLibrary&) = delete;

  [[nodiscard]] OSSL_LIB_CTX* context() const { return context_; }
  /// False when OpenSSL could not be set up so; nothing random may be drawn then.
  [[nodiscard]] bool ready() const { return ready_; }
  /// From here on other draws, which are a function of the seed alone: whatever was drawn before changes nothing.
  void draw_anew() { ready_ = ready_ && seed_generator(kAnew); }

 private:
  static constexpr std::uint8_t kFirst = 0, kAnew = 1;  ///< nonces of the generator
  bool seed_generator(std::uint8_t nonce);

  std::array<std::uint8_t, 32> seed_;
  OSSL_LIB_CTX* context_;
  bool ready_ = false;
};

}  // namespace mailglass::handshake
