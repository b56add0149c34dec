# npm packages, installed exactly as locked. Sourced, never run.

# shellcheck source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# node_modules DIR: npm ci in DIR, only when its lock file or Node itself changed since the last time.
node_modules() {
  local dir="$MAILGLASS_ROOT/$1" key
  key=$(cat "$dir/package-lock.json" <(node --version) | sha256sum | cut -c1-16)
  [ "$(cat "$dir/node_modules/.installed-from" 2>/dev/null)" != "$key" ] || return 0
  say "installing npm packages in $1/"
  # No package gets to run a script of its own here; none that is used needs one.
  (cd "$dir" && quietly "npm-${1//\//-}" npm ci --ignore-scripts --no-audit --no-fund --cache "$MAILGLASS_CACHE/npm")
  printf '%s\n' "$key" >"$dir/node_modules/.installed-from"
}
