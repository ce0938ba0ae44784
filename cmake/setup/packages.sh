# Debian packages: which are missing, and installing just those. Sourced by ./run and .ci/run.
# shellcheck shell=bash

say() { printf '\n==> %s\n' "$*" >&2; }
die() { printf '\n%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }

# missing_packages NAME...: those that are not installed, one a line
missing_packages() {
  local name installed
  installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' "$@" 2>/dev/null) || true   # 1: some are unknown
  for name in "$@"; do
    if [[ $'\n'$installed$'\n' != *$'\n'"installed $name"$'\n'* ]]; then echo "$name"; fi
  done
}

# Where there is no dpkg, CMake will name the library that it misses; without these there is no CMake run to do so.
require_tools() {
  local tool
  for tool in g++ cmake ninja pkg-config; do
    command -v "$tool" >/dev/null ||
      die "$tool not found, and only Debian's packages can be installed by this script. What it needs, by Debian's names: $*"
  done
}

# ensure_packages NAME...: quick and silent when all are there
ensure_packages() {
  local names missing
  command -v dpkg-query >/dev/null || { require_tools "$@"; return; }
  names=$(missing_packages "$@")
  if [[ -z $names ]]; then return; fi
  mapfile -t missing <<<"$names"
  if ((EUID != 0)); then refuse_without_root "${missing[@]}"; fi
  say "Installing ${#missing[@]} Debian packages and what they need: ${missing[*]}"
  apt_install "${missing[@]}"
}

refuse_without_root() {
  local command="apt-get update && apt-get install -y --no-install-recommends $*"
  if command -v sudo >/dev/null; then command="sudo sh -c '$command'"; fi
  die "these packages are missing, and only root can install them: $*
Install them, then run this again:
  $command"
}

apt_install() {
  local log
  log=$(mktemp)
  export DEBIAN_FRONTEND=noninteractive
  # A source that cannot be reached (update) matters only where something then cannot be installed.
  if { apt-get -q update || true
       apt-get -q -y -o DPkg::Lock::Timeout=300 install --no-install-recommends "$@"; } >"$log" 2>&1 </dev/null; then
    rm -f "$log"
    return
  fi
  grep -E '^(E|W|Err):?' "$log" | sort -u | head -6 >&2 || true
  die "apt-get could not install: $*
Is this machine online? The whole log: $log. By hand:
  apt-get update && apt-get install -y --no-install-recommends $*"
}
