#include "handshake/seeded_random.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include "crypto/generator.h"

namespace mailglass::handshake {
namespace {

using crypto::Rand;
using crypto::RandContext;

constexpr unsigned kStrength = 256;

/// OpenSSL's TEST-RAND hands out the entropy it is given: here, the seed.
RandContext seed_source(OSSL_LIB_CTX* library, std::array<std::uint8_t, 32> seed, std::uint8_t number) {
  const Rand kind(EVP_RAND_fetch(library, "TEST-RAND", nullptr));
  RandContext source(kind ? EVP_RAND_CTX_new(kind.get(), nullptr) : nullptr);
  if (!source) return nullptr;
  unsigned strength = kStrength;
  std::array<std::uint8_t, 32> nonce{number};  // constant: the seed is the only input
  const std::array<OSSL_PARAM, 4> params{
      OSSL_PARAM_construct_uint(OSSL_RAND_PARAM_STRENGTH, &strength),
      OSSL_PARAM_construct_octet_string(OSSL_RAND_PARAM_TEST_ENTROPY, seed.data(), seed.size()),
      OSSL_PARAM_construct_octet_string(OSSL_RAND_PARAM_TEST_NONCE, nonce.data(), nonce.size()),
      OSSL_PARAM_construct_end()};
  if (EVP_RAND_instantiate(source.get(), kStrength, 0, nullptr, 0, params.data()) != 1) return nullptr;
  return source;
}

RandContext generator(OSSL_LIB_CTX* library, EVP_RAND_CTX* source) {
  const Rand kind(EVP_RAND_fetch(library, "HASH-DRBG", nullptr));
  RandContext out(kind ? EVP_RAND_CTX_new(kind.get(), source) : nullptr);
  if (!out) return nullptr;
  char digest[] = "SHA256";
  unsigned never = 0;
  time_t no_interval = 0;
  const std::array<OSSL_PARAM, 4> params{
      OSSL_PARAM_construct_utf8_string(OSSL_DRBG_PARAM_DIGEST, digest, 0),
      OSSL_PARAM_construct_uint(OSSL_DRBG_PARAM_RESEED_REQUESTS, &never),
      OSSL_PARAM_construct_time_t(OSSL_DRBG_PARAM_RESEED_TIME_INTERVAL, &no_interval), OSSL_PARAM_construct_end()};
  if (EVP_RAND_instantiate(out.get(), kStrength, 0, nullptr, 0, params.data()) != 1) return nullptr;
  return out;
}

}  // namespace

SeededLibrary::SeededLibrary(const std::array<std::uint8_t, 32>& seed) : seed_(seed), context_(OSSL_LIB_CTX_new()) {
  ready_ = context_ != nullptr && seed_generator(kFirst);
}

SeededLibrary::~SeededLibrary() {
  crypto::forget_generators(context_);
  OSSL_LIB_CTX_free(context_);
}

bool SeededLibrary::seed_generator(std::uint8_t nonce) {
  const RandContext source = seed_source(context_, seed_, nonce);
  return source && crypto::draw_from(context_, generator(context_, source.get()));
}

}  // namespace mailglass::handshake
