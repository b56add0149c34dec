# Shared by every script: where things are kept, and how to say what is happening.
# Sourced, never run.

MAILGLASS_ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
# Everything slow to make lives outside the checkout, so that a fresh clone is quick the second time.
MAILGLASS_CACHE="${MAILGLASS_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/mailglass}"
export MAILGLASS_ROOT MAILGLASS_CACHE
mkdir -p "$MAILGLASS_CACHE"

say() {
  if [ -t 1 ]; then printf '\033[1m▸ %s\033[0m\n' "$*"; else printf '▸ %s\n' "$*"; fi
}
die() {
  printf '✘ %s\n' "$*" >&2
  exit 1
}

# quietly LOGNAME COMMAND…: keep the output in a log; show its end only if the command fails.
quietly() {
  local log="$MAILGLASS_CACHE/logs/$1.log"
  shift
  mkdir -p "$(dirname "$log")"
  if ! "$@" >"$log" 2>&1; then
    tail -n 30 "$log" >&2
    die "'$*' failed; the whole output is in $log"
  fi
}
