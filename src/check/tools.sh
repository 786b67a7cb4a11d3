# shellcheck shell=bash
# What the checks share; they source it. Not a check itself.

maven() {
  local words
  read -ra words <<<"${MVN:-mvn}"
  "${words[@]}" -B -ntp "$@" </dev/null
}

# What this machine cannot be asked for is no failure, but is said.
skip() {
  echo "skipped: $1"
  exit 0
}

# apt-get, which asks nothing, waits for another one's lock, and for nothing without an end.
quiet_apt() {
  DEBIAN_FRONTEND=noninteractive timeout 900 apt-get -qq -o DPkg::Lock::Timeout=180 \
    -o Acquire::Retries=3 -o Acquire::http::Timeout=30 -o Acquire::https::Timeout=30 "$@" </dev/null
}

# provide PROGRAM PACKAGE: gets a program from Debian's archive where it is missing, which takes root
provide() {
  command -v "$1" >/dev/null && return
  ((EUID == 0)) || skip "no $1, and only root may install the package $2"
  command -v apt-get >/dev/null || skip "no $1, and no apt-get to install the package $2 with"
  local log
  log=$(mktemp)
  # lists that are older than the archive name packages that are there no more
  if { quiet_apt update && quiet_apt install -y --no-install-recommends "$2"; } >"$log" 2>&1; then
    rm "$log"
    echo "installed $2"
  else
    log=$(tail -n 1 "$log"; rm "$log")
    skip "the package $2 cannot be installed: $log"
  fi
}
