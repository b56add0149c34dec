#include "cli/transport/system_random.h"

#include <openssl/core_dispatch.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/provider.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "crypto/generator.h"

namespace mailglass::cli {
namespace {

constexpr const char* kProvider = "mailglass-system-random";
constexpr const char* kSystemRandom = "SYSTEM-RANDOM";
constexpr unsigned kBitsOfStrength = 256;
constexpr std::size_t kMaxRequest = std::size_t{1} << 16U;
constexpr std::size_t kMaxEntropy = 256;  // of one call (getentropy(3))

// A provider's implementation of a random number generator, provider-rand(7). It has no state.

int nothing;  // NOLINT(cppcoreguidelines-avoid-non-const-global-variables): its address stands for the generator

void* new_generator(void* /*provider*/, void* /*parent*/, const OSSL_DISPATCH* /*parent_calls*/) {
  return &nothing;
}
void free_generator(void* /*generator*/) {}
int instantiate(void* /*generator*/, unsigned strength, int /*prediction_resistance*/, const unsigned char* /*text*/,
                std::size_t /*size*/, const OSSL_PARAM* /*params*/) {
  return strength <= kBitsOfStrength ? 1 : 0;
}
int uninstantiate(void* /*generator*/) {
  return 1;
}
int generate(void* /*generator*/, unsigned char* out, std::size_t size, unsigned strength,
             int /*prediction_resistance*/, const unsigned char* /*additional*/, std::size_t /*additional_size*/) {
  if (strength > kBitsOfStrength) return 0;
  while (size > 0) {
    const std::size_t part = std::min(size, kMaxEntropy);
    if (::getentropy(out, part) != 0) return 0;
    out += part;
    size -= part;
  }
  return 1;
}
int enable_locking(void* /*generator*/) {
  return 1;
}
int lock(void* /*generator*/) {
  return 1;
}
void unlock(void* /*generator*/) {}
int get_params(void* /*generator*/, OSSL_PARAM params[]) {
  OSSL_PARAM* state = OSSL_PARAM_locate(params, OSSL_RAND_PARAM_STATE);
  OSSL_PARAM* strength = OSSL_PARAM_locate(params, OSSL_RAND_PARAM_STRENGTH);
  OSSL_PARAM* most = OSSL_PARAM_locate(params, OSSL_RAND_PARAM_MAX_REQUEST);
  const bool told = (!state || OSSL_PARAM_set_int(state, EVP_RAND_STATE_READY) == 1) &&
                    (!strength || OSSL_PARAM_set_uint(strength, kBitsOfStrength) == 1) &&
                    (!most || OSSL_PARAM_set_size_t(most, kMaxRequest) == 1);
  return told ? 1 : 0;
}

using Function = void (*)();
template <class F>
OSSL_DISPATCH entry(int id, F* function) {
  return {id,
          reinterpret_cast<Function>(function)};  // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast): OpenSSL's way
}
const std::array kGenerator{
    entry(OSSL_FUNC_RAND_NEWCTX, new_generator),
    entry(OSSL_FUNC_RAND_FREECTX, free_generator),
    entry(OSSL_FUNC_RAND_INSTANTIATE, instantiate),
    entry(OSSL_FUNC_RAND_UNINSTANTIATE, uninstantiate),
    entry(OSSL_FUNC_RAND_GENERATE, generate),
    entry(OSSL_FUNC_RAND_ENABLE_LOCKING, enable_locking),
    entry(OSSL_FUNC_RAND_LOCK, lock),
    entry(OSSL_FUNC_RAND_UNLOCK, unlock),
    entry(OSSL_FUNC_RAND_GET_CTX_PARAMS, get_params),
    OSSL_DISPATCH{0, nullptr},
};
const std::array kAlgorithms{
    OSSL_ALGORITHM{kSystemRandom, "provider=mailglass-system-random", kGenerator.data(), ""},
    OSSL_ALGORITHM{nullptr, nullptr, nullptr, nullptr},
};

const OSSL_ALGORITHM* query(void* /*provider*/, int operation, int* no_cache) {
  *no_cache = 0;
  return operation == OSSL_OP_RAND ? kAlgorithms.data() : nullptr;
}
const std::array kFunctions{entry(OSSL_FUNC_PROVIDER_QUERY_OPERATION, query), OSSL_DISPATCH{0, nullptr}};

int begin_provider(const OSSL_CORE_HANDLE* /*handle*/, const OSSL_DISPATCH* /*core*/, const OSSL_DISPATCH** functions,
                   void** /*provider*/) {
  *functions = kFunctions.data();
  return 1;
}

bool draw_from_system(OSSL_LIB_CTX* context) {
  const crypto::Rand kind(EVP_RAND_fetch(context, kSystemRandom, nullptr));
  crypto::RandContext generator(kind ? EVP_RAND_CTX_new(kind.get(), nullptr) : nullptr);
  return generator && EVP_RAND_instantiate(generator.get(), kBitsOfStrength, 0, nullptr, 0, nullptr) == 1 &&
         crypto::draw_from(context, std::move(generator));
}

}  // namespace

SystemRandomLibrary::SystemRandomLibrary() : context_(OSSL_LIB_CTX_new()) {
  if (!context_ || OSSL_PROVIDER_add_builtin(context_, kProvider, begin_provider) != 1) return;
  random_ = OSSL_PROVIDER_load(context_, kProvider);
  algorithms_ = OSSL_PROVIDER_load(context_, "default");  // which nothing brings by itself beside another one
  ready_ = random_ && algorithms_ && draw_from_system(context_);
}

SystemRandomLibrary::~SystemRandomLibrary() {
  crypto::forget_generators(context_);
  OSSL_PROVIDER_unload(algorithms_);
  OSSL_PROVIDER_unload(random_);
  OSSL_LIB_CTX_free(context_);
}

}  // namespace mailglass::cli
