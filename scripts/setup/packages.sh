# Installs the Debian packages this project needs, and only those that are missing. Works on Debian 12 and 13.
# Sourced, never run: packages_for build web test installs the union of those lists with one apt-get call.

# shellcheck source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

MIN_NODE=18

# What compiling needs: host, WebAssembly, and OpenSSL from source.
packages_build() {
  printf '%s\n' build-essential cmake ninja-build ccache pkg-config perl python3 dpkg-dev ca-certificates \
    "$(boost_package)" libunbound-dev libseccomp-dev nlohmann-json3-dev libcli11-dev libspdlog-dev libtomlplusplus-dev \
    prometheus-cpp-dev libicu-dev libgtest-dev libgmock-dev libbenchmark-dev emscripten dns-root-data
  packages_web
}

# What building the page needs.
packages_web() {
  printf '%s\n' brotli
  node_is_new_enough || printf '%s\n' nodejs
  # Whoever has Node from elsewhere has npm with it; Debian packages the two apart.
  command -v npm >/dev/null || printf '%s\n' npm
}

# What the tests need besides: checkers, sanitizers and fuzzing, browsers. The lab's servers are in lab.sh.
packages_test() {
  packages_build
  printf '%s\n' git clang clang-tidy clang-format shellcheck "$(clang_runtime_package)" \
    chromium firefox-esr openssl faketime gnutls-bin nginx apache2-bin caddy systemd \
    unbound postfix-mta-sts-resolver  # for senders under attack (tests/senders/protection)
}

node_is_new_enough() {
  local major
  major=$(node --version 2>/dev/null | sed -n 's/^v\([0-9]*\)\..*/\1/p')
  [ "${major:-0}" -ge "$MIN_NODE" ]
}

# Debian 12 and 13 number Boost's packages differently: the oldest that is new enough has seen the most use with Beast.
boost_package() {
  local name
  name=$(apt-cache pkgnames libboost1. | sed -n 's/^libboost1\.\([0-9]*\)-dev$/\1/p' | awk '$1 >= 81' | sort -n | head -n 1)
  [ -n "$name" ] || die "Debian's package list offers no Boost from 1.81 on; 'apt-get update' may be due"
  printf 'libboost1.%s-dev\n' "$name"
}

# The sanitizers' and libFuzzer's runtime is packaged per clang version; this is the one plain 'clang' stands for.
clang_runtime_package() {
  local version
  version=$(apt-cache depends clang | sed -n 's/^ *Depends: clang-\([0-9]*\)$/\1/p' | head -n 1)
  [ -n "$version" ] || die "Debian's package list does not say which clang is its default; 'apt-get update' may be due"
  printf 'libclang-rt-%s-dev\n' "$version"
}

require_debian() {
  if ! command -v apt-get >/dev/null || [ ! -f /etc/debian_version ]; then
    die "this sets itself up on Debian 12 or 13 (or in a container of it: see 'docker compose up' in the README)"
  fi
}

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    die "installing Debian packages needs root: run this once as root, or install sudo"
  fi
}

missing_packages() { # NAME… → those that are not installed
  local name
  for name in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || printf '%s\n' "$name"
  done
}

# one_at_a_time COMMAND…: apt and dpkg are the machine's, and whoever comes second waits. The lock is on a directory that
# everybody may open and no package replaces.
one_at_a_time() (
  flock -n 9 || { say "waiting for another setup on this machine to be done with apt" && flock 9; } || exit 1
  "$@" 9<&-
) 9</usr/sbin

# While packages are installed, nothing may start daemons: the tests start their own, on loopback, and stop them.
DAEMON_POLICY=/usr/sbin/policy-rc.d
KEPT_POLICY="$DAEMON_POLICY.before-mailglass"
OWN_POLICY='# of Mailglass, while it installs packages'

forbid_daemons() {
  # A setup that was killed could not take its own away.
  if as_root grep -qsxF "$OWN_POLICY" "$DAEMON_POLICY"; then allow_daemons; fi
  if as_root test -e "$DAEMON_POLICY"; then
    as_root cp -a "$DAEMON_POLICY" "$KEPT_POLICY" || return
  else
    as_root rm -f "$KEPT_POLICY"
  fi
  printf '#!/bin/sh\n%s\nexit 101\n' "$OWN_POLICY" | as_root tee "$DAEMON_POLICY" >/dev/null && as_root chmod 755 "$DAEMON_POLICY"
}

allow_daemons() {
  # What is not ours was there before, and is whole.
  as_root grep -qsxF "$OWN_POLICY" "$DAEMON_POLICY" || return 0
  if as_root test -e "$KEPT_POLICY"; then as_root mv "$KEPT_POLICY" "$DAEMON_POLICY"; else as_root rm -f "$DAEMON_POLICY"; fi
}

# In a shell of its own, which takes the policy away however it ends.
install_missing() {
  local missing
  # What the one before installed is there by now.
  mapfile -t missing < <(missing_packages "$@")
  [ "${#missing[@]}" -gt 0 ] || return 0
  say "installing ${#missing[@]} Debian packages: ${missing[*]}"
  as_root true || die "installing Debian packages needs root, which was refused"
  trap allow_daemons EXIT
  forbid_daemons || die "$DAEMON_POLICY cannot be written"
  (quietly packages-install as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
    -o DPkg::Lock::Timeout=300 "${missing[@]}") || die "the Debian packages could not be installed"
}

# install_packages NAME…: one apt-get call for what is missing.
install_packages() {
  local missing
  mapfile -t missing < <(missing_packages "$@")
  [ "${#missing[@]}" -gt 0 ] || return 0
  one_at_a_time install_missing "${missing[@]}" || exit 1
}

# refresh_package_list: once, where apt has no list yet or a package cannot be named from it.
refresh_package_list() {
  if [ -n "$(apt-cache pkgnames emscripten 2>/dev/null)" ] && [ "${1:-}" != always ]; then return 0; fi
  say "reading the list of Debian packages"
  one_at_a_time quietly packages-update as_root apt-get -o DPkg::Lock::Timeout=300 update || exit 1
}

# packages_for PURPOSE…: build, web, test.
packages_for() {
  require_debian
  refresh_package_list
  local purpose names missing
  mapfile -t names < <(for purpose in "$@"; do "packages_$purpose"; done | sort -u)
  [ "${#names[@]}" -gt 0 ] || die "could not tell which Debian packages are needed"
  mapfile -t missing < <(missing_packages "${names[@]}")
  [ "${#missing[@]}" -gt 0 ] || return 0
  # A list from weeks ago names versions the mirror has dropped.
  if [ -z "$(find /var/lib/apt/lists -maxdepth 1 -name '*Packages*' -mtime -1 2>/dev/null)" ]; then
    refresh_package_list always
  fi
  install_packages "${missing[@]}"
}
