#!/usr/bin/env bash
# packages.sh PURPOSE …: installs the Debian packages that scripts/packages.txt lists for these purposes and that are
# missing, after saying which and why. Does nothing, and fast, when all are there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

wanted() {
  local purposes=" $* " package purpose why file
  while IFS='|' read -r package purpose why file; do
    package=${package// /} purpose=${purpose// /}
    if [ -n "$package" ] && [[ $package != '#'* && $purposes == *" $purpose "* ]]; then
      echo "$package|${why# }|${file// /}"
    fi
  done <scripts/packages.txt
}

is_there() {  # PACKAGE FILE-PATTERN
  [[ $installed == *" $1 "* ]] || { [ -n "$2" ] && compgen -G "$2" >/dev/null; }
}

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    echo "dev: needs root or sudo; as root run: apt-get install ${missing[*]}" >&2
    exit 1
  fi
}

# The embedded server is all that Kontor needs: the machine gets the programs, no cluster and no running service.
prepare_for_postgresql() {
  as_root sh -s <<'SH'
    conf=/etc/postgresql-common/createcluster.conf
    mkdir -p "${conf%/*}"
    if [ -f "$conf" ]; then sed -i '/^[# ]*create_main_cluster/d' "$conf"; fi
    echo 'create_main_cluster = false' >>"$conf"
SH
  echo "No PostgreSQL cluster is made for you (/etc/postgresql-common/createcluster.conf says so from now on)."
}

# Starting of services is forbidden while dpkg runs, in the way dpkg itself provides for.
install_missing() {
  as_root sh -s "$@" <<'SH'
    set -e
    export DEBIAN_FRONTEND=noninteractive UCF_FORCE_CONFFOLD=1
    if [ ! -e /usr/sbin/policy-rc.d ]; then
      trap 'rm -f /usr/sbin/policy-rc.d' EXIT
      printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
      chmod 755 /usr/sbin/policy-rc.d
    fi
    apt-get update -qq
    apt-get install -y -q --no-install-recommends -o DPkg::Lock::Timeout=120 -o Dpkg::Options::=--force-confold \
      -o Dpkg::Use-Pty=0 "$@" </dev/null
SH
}

# On a terminal a line that counts; elsewhere only how much is fetched. What apt-get says is kept in the log.
show_progress() {
  awk -v terminal="$([ -t 1 ] && echo 1)" '
    /^Need to get/ { print "  " $0; fflush() }
    /^Get:/ { fetched++ } /^Unpacking/ { unpacked++ } /^Setting up/ { ready++ }
    terminal && /^(Get:|Unpacking|Setting up)/ {
      printf "\r  %d fetched, %d unpacked, %d set up", fetched, unpacked, ready; fflush()
    }
    END { if (terminal) print "" }'
}

installed=" $(dpkg-query -W -f='${db:Status-Status} ${Package}\n' 2>/dev/null | sed -n 's/^installed //p' | tr '\n' ' ') "
missing=() reasons=()
while IFS='|' read -r package why file; do
  is_there "$package" "$file" && continue
  missing+=("$package")
  reasons+=("$(printf '  %-22s %s' "$package" "$why")")
done < <(wanted "$@")
[ ${#missing[@]} -gt 0 ] || exit 0

if ! command -v apt-get >/dev/null; then
  echo "dev: this is not Debian; have these (or your system's equivalents) installed:" >&2
  printf '%s\n' "${reasons[@]}" >&2
  exit 1
fi
echo "Installing ${#missing[@]} missing packages:"
printf '%s\n' "${reasons[@]}"
[[ " ${missing[*]} " != *" postgresql-15 "* ]] || prepare_for_postgresql
log=build/packages.log
mkdir -p build
install_missing "${missing[@]}" 2>&1 | tee "$log" | show_progress ||
  { echo "dev: apt-get could not install them ($(grep -m1 '^E:' "$log" || tail -n1 "$log")); see $log" >&2; exit 1; }
