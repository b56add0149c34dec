# Builds the parts. Sourced, never run.

. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
. "$(dirname "${BASH_SOURCE[0]}")/openssl.sh"
. "$(dirname "${BASH_SOURCE[0]}")/node.sh"

JOBS="${JOBS:-$(nproc)}"
# Compiled once, found again from any checkout: paths below the checkout are told to ccache as relative ones.
export CCACHE_DIR="$MAILGLASS_CACHE/ccache" CCACHE_BASEDIR="$MAILGLASS_ROOT" CCACHE_NOHASHDIR=1 CCACHE_MAXSIZE=4G
# Where emcc finds acorn, also while OpenSSL is built, when Node is not Debian's own.
export NODE_PATH=/usr/share/nodejs
MAILGLASS_WASM_DIR="$MAILGLASS_ROOT/build/wasm/wasm/binding"
export MAILGLASS_WASM_DIR

cmake_build() { # PRESET [TARGET…]
  local preset=$1
  shift
  (
    cd "$MAILGLASS_ROOT" || exit
    quietly "configure-$preset" cmake --preset "$preset"
    quietly "build-$preset" cmake --build --preset "$preset" -j "$JOBS" ${1:+--target "$@"}
  )
}

# build_host debug|release|sanitize|fuzz [TARGET…]
build_host() {
  openssl_build host
  say "building for this machine ($1)"
  cmake_build "$@"
}

build_wasm() {
  EMSCRIPTEN_ROOT=$(em-config EMSCRIPTEN_ROOT 2>/dev/null) || EMSCRIPTEN_ROOT=/usr/share/emscripten
  export EMSCRIPTEN_ROOT
  openssl_build wasm
  say "building the analyzer for the browser (WebAssembly)"
  cmake_build wasm
}

# build_web: the page and the embeddable element, with the analyzer that build_wasm made.
build_web() {
  node_modules web
  local key stamp="$MAILGLASS_ROOT/build/web-built-from"
  key=$(cd "$MAILGLASS_ROOT" && find web words docs/findings scripts/findings "$MAILGLASS_WASM_DIR" -path '*/node_modules' -prune -o \( -path web/dist -o -path web/generated \) -prune -o \
    -type f \( -path 'web/*' -o -path 'words/*' -o -name 'findings.json' -o -name 'table.mjs' -o -name 'analyzer.*' \) -print0 | sort -z | xargs -0 sha256sum | sha256sum | cut -c1-16)
  if [ -f "$MAILGLASS_ROOT/web/dist/index.html" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$key" ]; then return 0; fi
  say "building the page"
  (cd "$MAILGLASS_ROOT/web" && quietly web-build npm run build)
  printf '%s\n' "$key" >"$stamp"
}
