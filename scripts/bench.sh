# ./dev bench: builds what it measures and what it measures with. Sourced by ./dev.

bench() {
  case ${1:-} in
    checkout)
      build bench_checkout kontor
      exec build/$preset/bench/checkout/bench_checkout "build/$preset/kontor" "${@:2}"
      ;;
    events | inventory | pricing)
      build "bench_$1"
      exec "build/$preset/bench/$1/bench_$1" "${@:2}"
      ;;
    overload | soak)
      build kontor test_postgres
      exec env PYTHONDONTWRITEBYTECODE=1 "bench/$1" "${@:2}"
      ;;
  esac
  build kontor bench_bare_server test_postgres
  if [ "${1:-}" = auth ]; then
    exec env PYTHONDONTWRITEBYTECODE=1 bench/auth "${@:2}"
  fi
  exec env PYTHONDONTWRITEBYTECODE=1 bench/run "$@"
}
