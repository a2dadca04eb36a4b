# What every verb of ./dev needs: saying things, packages, configuring and building. Sourced at the root.

export CCACHE_DIR=${CCACHE_DIR:-$PWD/build/ccache}

jobs=$(nproc 2>/dev/null || echo 2)

say() {
  if [ -t 1 ]; then printf '\033[1m%s\033[0m\n' "$*"; else printf '%s\n' "$*"; fi
}

fail() {
  echo "dev: $*" >&2
  exit 1
}

# need_packages PURPOSE …: installs what scripts/packages.txt lists for these purposes and the machine lacks.
need_packages() {
  scripts/packages.sh "$@" || exit 1
}

# PostgreSQL refuses to run as root, so the embedded server runs as another user. On some freshly made systems (a
# debootstrap into a private folder) that user cannot get past /, and nothing but root's programs would ever start.
need_open_root() {
  [ "$(id -u)" = 0 ] && [ -z "$(find / -maxdepth 0 -perm -go=x)" ] || return 0
  chmod go+rx / || fail "/ is closed to everybody but root, and PostgreSQL does not run as root: chmod go+rx /"
  echo "Opened / to other users (chmod go+rx /): PostgreSQL does not run as root."
}

need_space() {
  local free_mb
  free_mb=$(df -Pm . | awk 'NR == 2 {print $4}')
  [ "$free_mb" -ge "$1" ] || fail "only $free_mb MB are free here, this needs $1 MB: make room or use another disk."
}

configure() {
  local folder=build/$preset log=build/$preset/configure.log
  mkdir -p "$folder"
  cmake --preset "$preset" "$@" >"$log" 2>&1 || { sed -n "/CMake Error/,\$p" "$log" >&2; fail "configuring failed, see above."; }
}

# Leaves the time it took in build_seconds. ninja shows its progress itself.
need_configured() {
  local folder=build/$preset
  [ -d "$folder" ] || need_space 3000
  if [ ! -f "$folder/build.ninja" ] || [ CMakePresets.json -nt "$folder/build.ninja" ]; then
    say "Configuring ($preset)"
    configure
  fi
}

build() {
  local folder=build/$preset started=$SECONDS
  need_configured
  cmake --build "$folder" -j "$jobs" ${1:+--target "$@"} || fail "the build failed, see above."
  build_seconds=$((SECONDS - started))
}

write_graph() {
  configure -DKONTOR_WRITE_GRAPH=ON
  configure -DKONTOR_WRITE_GRAPH=OFF
  tools/draw_graph.py docs/graph.txt docs/architecture.md
}

clean() {
  if [ "${1:-}" = --all ]; then rm -rf build; else rm -rf build/{release,dev,asan,tsan}; fi
  if [ -d .data ]; then say "Kept .data, the shop's data of ./dev up; remove it yourself if it should go."; fi
}
