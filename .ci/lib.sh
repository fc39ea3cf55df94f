# shellcheck shell=bash disable=SC2034
# Shared by the scripts here; sourced, not run. Callers set their own `set` options.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=${CARREL_CACHE:-$HOME/.cache/carrel}
env_file=$cache/env
mkdir -p "$cache"
# What set-up found or installed: compiler, linker, tools on PATH.
# shellcheck disable=SC1090
[ ! -f "$env_file" ] || . "$env_file"

say() { printf '\n==> %s\n' "$*"; }
note() { printf '    %s\n' "$*"; }
die() { printf '\nERROR: %s\n' "$1" >&2; shift; for line; do printf '       %s\n' "$line" >&2; done; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# PostgreSQL's server programs stand outside PATH on Debian.
postgres_bin() {
  local dir
  for dir in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV) "$(dirname "$(command -v initdb || echo /none)")"; do
    [ -x "$dir/initdb" ] && { echo "$dir"; return; }
  done
  return 1
}

chromium_path() {
  local name
  [ -n "${CHROMIUM:-}" ] && { echo "$CHROMIUM"; return; }
  for name in chromium chromium-browser google-chrome-stable google-chrome; do
    command -v "$name" && return
  done
  return 1
}
