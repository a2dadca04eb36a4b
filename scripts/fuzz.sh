# ./dev fuzz [SECONDS]: every target of tests/fuzz under AddressSanitizer, one after the other. Sourced by ./dev.

fuzz() {
  local seconds=${1:-60} name targets=()
  [[ $seconds =~ ^[0-9]+$ ]] || fail "fuzz takes a number of seconds, not $seconds."
  preset=asan
  for name in tests/fuzz/*_fuzz.cpp; do
    name=${name##*/}
    targets+=("fuzz_${name%_fuzz.cpp}")
  done
  build "${targets[@]}"
  for name in "${targets[@]}"; do
    say "$name, $seconds s"
    "build/$preset/tests/fuzz/$name" --seconds "$seconds" "tests/fuzz/seeds/${name#fuzz_}"
  done
}
