# Builds the one OpenSSL of this project, 3.5 LTS, for the host and for WebAssembly, from the same source
# with the same features, so that the command line and the browser say and conclude the same.
# The source is Debian 13's source package: apt checks its signature chain. Sourced, never run.

OPENSSL_SERIES=3.5
# What the analyzer never needs. Old ciphers stay (RC4 and single DES live in the legacy provider and do not):
# a mail server's past is exactly what must be looked at.
OPENSSL_FEATURES=(
  --with-rand-seed=none no-threads no-shared no-dso no-module no-engine no-async no-ui-console no-sock no-dgram
  no-dtls no-quic no-apps no-tests no-docs no-makedepend no-autoload-config no-filenames no-atexit no-posix-io
  no-secure-memory no-cmp no-cms no-ts no-srp no-srtp no-psk no-nextprotoneg no-comp no-gost no-ssl-trace
  no-multiblock no-ktls no-idea no-seed no-aria no-bf no-cast no-md4 no-mdc2 no-rc2 no-rc5 no-rmd160 no-whirlpool
  no-sm2 no-sm3 no-sm4 no-scrypt no-argon2 no-blake2 no-siphash no-siv no-ocb no-ec2m no-dsa no-rfc3779 no-slh-dsa
  no-ml-dsa no-legacy no-ssl3 no-ssl3-method no-err no-ct no-ocsp
)

openssl_source() { # → prints the path of the source tarball in the cache
  local dir="$MAILGLASS_CACHE/openssl/source" found
  found=$(find "$dir" -name "openssl_${OPENSSL_SERIES}.*.orig.tar.gz" 2>/dev/null | sort -V | tail -n 1)
  if [ -z "$found" ]; then
    mkdir -p "$dir"
    local lists
    lists=$(mktemp -d)
    # Debian 13's sources, with the mirror and the key this machine already trusts.
    local base=/etc/apt/sources.list.d/debian.sources uri='' key='' security=''
    if [ -f "$base" ]; then
      uri=$(awk '$1=="URIs:"{print $2; exit}' "$base")
      security=$(awk '$1=="URIs:" && /security/{print $2; exit}' "$base")
      key=$(awk '$1=="Signed-By:"{print $2; exit}' "$base")
    else
      uri=$(awk '$1=="deb"{for(i=2;i<=NF;i++) if($i ~ /^https?:/ && $i !~ /security/){print $i; exit}}' /etc/apt/sources.list)
      security=$(awk '$1=="deb"{for(i=2;i<=NF;i++) if($i ~ /^https?:.*security/){print $i; exit}}' /etc/apt/sources.list)
    fi
    [ -n "$uri" ] || die "could not learn this machine's Debian mirror from its apt sources"
    key=${key:-/usr/share/keyrings/debian-archive-keyring.gpg}
    {
      printf 'deb-src [signed-by=%s] %s trixie main\n' "$key" "$uri"
      if [ -n "$security" ]; then printf 'deb-src [signed-by=%s] %s trixie-security main\n' "$key" "$security"; fi
    } >"$lists/sources.list"
    mkdir -p "$lists/lists/partial"
    local log="$MAILGLASS_CACHE/logs/openssl-source.log"
    mkdir -p "$(dirname "$log")"
    local opts=(-o "Dir::Etc::SourceList=$lists/sources.list" -o Dir::Etc::SourceParts=/dev/null
      -o "Dir::State::Lists=$lists/lists" -o APT::Get::List-Cleanup=0 -o Dir::Cache::srcpkgcache= -o Dir::Cache::pkgcache=)
    apt-get "${opts[@]}" update >"$log" 2>&1 || die "could not read the list of Debian 13's source packages; see $log"
    local version
    # The listing can run ahead of the mirror: take the newest that really downloads.
    for version in $(apt-cache "${opts[@]}" showsrc openssl | awk '$1=="Version:"{print $2}' |
      grep "^${OPENSSL_SERIES}\." | sort -rVu); do
      if (cd "$dir" && apt-get "${opts[@]}" source --tar-only "openssl=$version" >>"$log" 2>&1); then break; fi
    done
    rm -rf "$lists"
    found=$(find "$dir" -name "openssl_${OPENSSL_SERIES}.*.orig.tar.gz" | sort -V | tail -n 1)
    [ -n "$found" ] || die "no OpenSSL $OPENSSL_SERIES source could be downloaded from the Debian mirror; see $log"
  fi
  printf '%s\n' "$found"
}

# What the tables of OpenSSL's own provider list beyond that: things that no TLS client does with somebody else's keys. Without their
# rows the linker leaves them out, which saves a tenth of the analyzer. Only for the browser: the host's tests make keys and certificates.
# shellcheck disable=SC2016 # perl's own dollars
OPENSSL_TRIM=(
  # Key files: writing, stores, formats of private keys.
  's/^#include "(?:encoders|stores)\.inc"\n//mg'
  's/^DECODER\w*\([^)]*\b(?:PrivateKeyInfo|EncryptedPrivateKeyInfo|type_specific\w*|msblob|pvk|pem|DHX?|EC|RSA)\b, \w+, yes\),\n//mg'
  # Modes of operation and derivations that TLS does not use.
  's/^    ALGC?\(PROV_NAMES_(?:\w+_(?:OFB|CFB[18]?|CTS|XTS|WRAP\w*|HMAC_SHA\d+)|DES_EDE_\w+|DES_EDE3_ECB|CAMELLIA_\d+_(?:ECB|CTR)|\w+_192_\w+)[^;{]*?\),\n//mg'
  's/^    \{ PROV_NAMES_(?:SSKDF|PBKDF2|PKCS12KDF|SSHKDF|X963KDF|KBKDF|X942KDF_ASN1|KRB5KDF|HMAC_DRBG_KDF|HMAC_DRBG|JITTER|CMAC|GMAC|KMAC_\d+|KECCAK_\w+|RSA_SHA3_\d+|ECDSA_SHA3_\d+|RSA_SHA512_2\d+|ED25519(?:ph|ctx)|ED448ph), [^}]*\},\n//mg'
  's/^    \{ PROV_NAMES_\w+, "provider=default", ossl_(?:rsa|ec|ecx)_asym_kem_functions \},\n//mg'
)

# And what a client never does: a server's half of the handshake and of each extension, private RSA, making RSA keys, signing by
# EdDSA, certificate policies and revocation lists (both wait for flags that are not set), and the words of certificate extensions
# in configuration files and in print. X25519's and X448's own public keys come from the ladder that their secrets come from, for
# the tables of multiples that are quicker, and that signing needs, are 40,000 bytes of numbers. SHA-2 and parameters in their short
# form. 'FILES RULE', each of which changes something.
# shellcheck disable=SC2016
OPENSSL_CLIENT=(
  'ssl/statem/statem.c s/\bossl_statem_server_(?=\w+;)/ossl_statem_client_/g'
  'ssl/statem/extensions.c s/\btls_(?:parse_ctos|construct_stoc)_\w+(?=,)/NULL/g'
  'crypto/rsa/rsa_ossl.c s/^    rsa_ossl_private_(?:en|de)crypt,/    NULL,/mg'
  'providers/implementations/keymgmt/rsa_kmgmt.c s/^    \{ OSSL_FUNC_KEYMGMT_GEN\w*,\s*\(void \(\*\)\(void\)\)\w+ \},\n//mg'
  'crypto/ec/curve25519.c s/^(int ossl_ed25519_(?:sign|public_from_private)\([^)]*\)\n)\{.*?^\}/$1\{\n    return 0;\n\}/gms'
  'crypto/ec/curve25519.c s/^(void ossl_x25519_public_from_private\([^)]*\)\n)\{.*?^\}/$1\{\n    static const uint8_t base[32] = { 9 };\n    x25519_scalar_mult(out_public_value, private_key, base);\n\}/ms'
  'crypto/ec/curve448/eddsa.c s/^(int ossl_ed448_(?:sign|public_from_private)\([^)]*\)\n)\{.*?^\}/$1\{\n    return 0;\n\}/gms'
  'crypto/ec/curve448/curve448.c s/^(void ossl_x448_public_from_private\([^)]*\)\n)\{.*?^\}/$1\{\n    static const uint8_t base[X_PUBLIC_BYTES] = { 5 };\n    (void)ossl_x448_int(out_public_value, base, private_key);\n\}/ms'
  'crypto/sha/sha[25]*.c s/\A/#define OPENSSL_SMALL_FOOTPRINT\n/'
  'crypto/params.c s/\A/#define OPENSSL_SMALL_FOOTPRINT\n/'
  'crypto/x509/x509_vfy.c s/^(static int (?:check_policy|check_revocation|check_crl|cert_crl)\([^;{]*\)\n)\{.*?^\}/$1\{\n    return 1;\n\}/gms'
  'crypto/x509/v3_*.c s/\(X509V3_EXT_(?:I2V|V2I|I2S|S2I|I2R|R2I)\)\s*&?\w+/0/g; s/^    &?(?:i2v|v2i|i2s|s2i|i2r|r2i)_\w+(?=, \/\*|,\n|\n\};)/    0/mg'
)

openssl_trim() { # DIR
  local file rule before
  before=$(cat "$1"/providers/{defltprov.c,decoders.inc} | wc -l)
  for file in providers/defltprov.c providers/baseprov.c providers/decoders.inc; do
    for rule in "${OPENSSL_TRIM[@]}"; do perl -0pi -e "$rule" "$1/$file"; done
  done
  [ "$(cat "$1"/providers/{defltprov.c,decoders.inc} | wc -l)" -lt $((before - 150)) ] ||
    die "the tables of this OpenSSL's provider look otherwise than scripts/setup/openssl.sh knows them"
  local files
  for rule in "${OPENSSL_CLIENT[@]}"; do
    # shellcheck disable=SC2206 # a pattern
    files=("$1"/${rule%% *})
    before=$(cat "${files[@]}" | sha256sum)
    perl -0pi -e "${rule#* }" "${files[@]}"
    [ "$(cat "${files[@]}" | sha256sum)" != "$before" ] ||
      die "${rule%% *} of this OpenSSL looks otherwise than scripts/setup/openssl.sh knows it"
  done
}

# emcc is a Python program around clang, and takes several times as long to start as clang takes for a small file of C. Where clang
# understands emcc's own flags without it, nearly a thousand of them are compiled by clang itself.
wasm_compiler() { # DIR → prints a compiler for C
  local clang
  clang=$(python3 -c 'import sys; sys.path.insert(0, sys.argv[1]); from tools import shared; print(shared.CLANG_CC)' \
    "$(em-config EMSCRIPTEN_ROOT)" 2>/dev/null) || clang=''
  # emcc adds the second to -Oz.
  printf '#!/bin/sh\nexec %s %s -fno-inline-functions "$@"\n' "$clang" "$(emcc --cflags 2>/dev/null)" >"$1/wasm-cc"
  chmod +x "$1/wasm-cc"
  if [ -n "$clang" ] && printf '#include <stdlib.h>\nint main(void) { return abs(0); }\n' >"$1/wasm-cc-trial.c" &&
    "$1/wasm-cc" -Oz -flto -c "$1/wasm-cc-trial.c" -o "$1/wasm-cc-trial.o" 2>/dev/null; then
    printf '%s\n' "$1/wasm-cc"
  else
    printf 'emcc\n'
  fi
}

# openssl_build host|wasm → leaves libssl.a, libcrypto.a and include/ in $MAILGLASS_CACHE/openssl/<target>-<key>
# and a stable link $MAILGLASS_CACHE/openssl/<target>.
openssl_build() {
  local target=$1 tarball key prefix build
  tarball=$(openssl_source)
  local compiler_id trim=()
  if [ "$target" = wasm ]; then
    compiler_id=$(emcc -dumpversion)
    trim=("${OPENSSL_TRIM[@]}" "${OPENSSL_CLIENT[@]}")
  else
    compiler_id=$(cc -dumpversion)
  fi
  key=$(printf '%s ' "$(basename "$tarball")" "$target" "$compiler_id" "${OPENSSL_FEATURES[@]}" "${trim[@]}" | sha256sum | cut -c1-12)
  prefix="$MAILGLASS_CACHE/openssl/$target-$key"
  if [ ! -f "$prefix/lib/libssl.a" ]; then
    say "building OpenSSL ($(basename "$tarball" .orig.tar.gz)) for $target, once: about two minutes"
    build=$(mktemp -d "$MAILGLASS_CACHE/openssl/build-$target.XXXXXX")
    tar -xf "$tarball" -C "$build" --strip-components=1
    case $target in
      wasm) (
        openssl_trim "$build" && cd "$build" &&
          quietly "openssl-$target-configure" env CC="$(wasm_compiler "$build")" AR=emar RANLIB=emranlib CFLAGS="-Oz -flto -DOPENSSL_AES_CONST_TIME" \
            ./Configure linux-generic32 no-asm no-pic "${OPENSSL_FEATURES[@]}" &&
          quietly "openssl-$target-build" make -j"$(nproc)" build_libs
      ) ;;
      host) (
        cd "$build" &&
          quietly "openssl-$target-configure" ./Configure linux-"$(uname -m)" "${OPENSSL_FEATURES[@]}" &&
          quietly "openssl-$target-build" make -j"$(nproc)" build_libs
      ) ;;
      *) die "openssl_build: unknown target $target" ;;
    esac
    mkdir -p "$prefix/lib"
    cp "$build/libssl.a" "$build/libcrypto.a" "$prefix/lib/"
    cp -r "$build/include" "$prefix/"
    rm -rf "$build"
  fi
  ln -sfn "$prefix" "$MAILGLASS_CACHE/openssl/$target"
}
