#!/usr/bin/env bash
# Prints the path of promtool, which judges /metrics in the tests; fetched once, only the program, because Debian's
# package would start a Prometheus server. Where it cannot be had it says why and prints nothing: the test is skipped.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

tool=$PWD/build/tools/promtool
if command -v promtool; then exit; fi
if [ ! -x "$tool" ]; then
  mkdir -p build/tools
  work=$(mktemp -d build/tools/promtool.XXXXXX)
  trap 'rm -rf "$work"' EXIT
  if (cd "$work" && apt-get download -qq prometheus && dpkg-deb -x prometheus_*.deb .) >"$work/log" 2>&1; then
    mv "$work/usr/bin/promtool" "$tool"
  else
    echo "dev: no promtool ($(tail -n1 "$work/log")); the test that uses it is skipped" >&2
    exit 0
  fi
fi
echo "$tool"
