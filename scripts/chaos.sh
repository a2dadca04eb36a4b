# ./dev chaos: builds Kontor and lets shoppers buy from it while it and its PostgreSQL are killed. Sourced by ./dev.

chaos() {
  need_packages build run test
  need_open_root
  build kontor
  exec env PYTHONDONTWRITEBYTECODE=1 KONTOR_PROGRAM="$PWD/build/$preset/kontor" python3 tests/chaos/run.py "$@"
}
