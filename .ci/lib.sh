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

# MariaDB's server programs, too, on some systems.
mariadb_bin() {
  local dir
  for dir in /usr/sbin /usr/libexec "$(dirname "$(command -v mariadbd || echo /none/x)")"; do
    [ -x "$dir/mariadbd" ] && have mariadb-install-db && { echo "$dir"; return; }
  done
  return 1
}

free_port() {
  local port
  while port=$((20000 + RANDOM)); do
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo $port; return; }
  done
}

# A server of MariaDB of our own in a new folder, for 127.0.0.1 only; its address goes to MARIADB_ADDRESS, and its folder, by
# which stop_mariadb finds it, to mariadb_folder. More options of the server may follow.
start_mariadb() {
  local bin port user=
  bin=$(mariadb_bin) || return 1
  port=$(free_port)
  mariadb_folder=$(mktemp -d /tmp/carrel-mariadb.XXXXXX)
  # It refuses to run as root.
  if [ "$(id -u)" = 0 ]; then
    user=nobody
    id mysql >/dev/null 2>&1 && user=mysql
    chown $user "$mariadb_folder"
  fi
  mariadb-install-db --no-defaults ${user:+--user=$user} --datadir="$mariadb_folder/data" --auth-root-authentication-method=normal \
    --skip-test-db >"$mariadb_folder/install" 2>&1 || { cat "$mariadb_folder/install"; return 1; }
  # Nothing here outlives the tests: no waiting for the disk.
  "$bin/mariadbd" --no-defaults ${user:+--user=$user} --datadir="$mariadb_folder/data" --socket="$mariadb_folder/socket" --port=$port \
    --bind-address=127.0.0.1 --pid-file="$mariadb_folder/pid" --innodb-flush-log-at-trx-commit=0 --innodb-doublewrite=0 \
    --sync-binlog=0 --max-connections=300 --max-allowed-packet=256M "$@" >"$mariadb_folder/log" 2>&1 </dev/null &
  MARIADB_ADDRESS="mysql://root@127.0.0.1:$port/"
  for _ in $(seq 120); do
    mariadb --no-defaults -u root -S "$mariadb_folder/socket" -e 'SELECT 1' >/dev/null 2>&1 && return
    sleep 0.5
  done
  cat "$mariadb_folder/log"
  return 1
}
stop_mariadb() {
  [ -n "${mariadb_folder:-}" ] || return 0
  local pid
  pid=$(cat "$mariadb_folder/pid" 2>/dev/null) && kill -9 "$pid" 2>/dev/null || true
  # What was killed ends with 137: under `set -e` that must not become the caller's end.
  [ -z "$pid" ] || wait "$pid" 2>/dev/null || true
  rm -rf "$mariadb_folder"
  mariadb_folder=
}

chromium_path() {
  local name
  [ -n "${CHROMIUM:-}" ] && { echo "$CHROMIUM"; return; }
  for name in chromium chromium-browser google-chrome-stable google-chrome; do
    command -v "$name" && return
  done
  return 1
}
