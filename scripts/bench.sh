# ./dev bench: builds what it measures and what it measures with. Sourced by ./dev.

bench() {
  if [ "${1:-}" = events ]; then
    build bench_events
    exec "build/$preset/bench/events/bench_events" "${@:2}"
  fi
  build
  if [ "${1:-}" = auth ]; then
    exec env PYTHONDONTWRITEBYTECODE=1 bench/auth "${@:2}"
  fi
  exec env PYTHONDONTWRITEBYTECODE=1 bench/run "$@"
}
